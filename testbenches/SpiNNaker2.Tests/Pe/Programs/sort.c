/* Quick sort and heap sort of 512 random numbers. */
#include "support.h"
#define COUNT 512
static uint32_t numbers[COUNT], copy[COUNT];

static void quick(uint32_t *a, int low, int high)
{
    while (low < high) {
        uint32_t pivot = a[(low + high) / 2];
        int i = low, j = high;
        while (i <= j) {
            while (a[i] < pivot) i++;
            while (a[j] > pivot) j--;
            if (i <= j) { uint32_t t = a[i]; a[i++] = a[j]; a[j--] = t; }
        }
        if (j - low < high - i) { quick(a, low, j); low = i; }
        else { quick(a, i, high); high = j; }
    }
}

static void sift(uint32_t *a, int root, int count)
{
    for (int child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && a[child] < a[child + 1]) child++;
        if (a[root] >= a[child]) return;
        uint32_t t = a[root]; a[root] = a[child]; a[child] = t;
    }
}

int main(void)
{
    uint32_t state = 2463534242u, sum = 0;
    for (int i = 0; i < COUNT; i++) copy[i] = numbers[i] = next_random(&state);
    quick(numbers, 0, COUNT - 1);
    for (int i = COUNT / 2 - 1; i >= 0; i--) sift(copy, i, COUNT);
    for (int n = COUNT - 1; n > 0; n--) { uint32_t t = copy[0]; copy[0] = copy[n]; copy[n] = t; sift(copy, 0, n); }
    for (int i = 0; i < COUNT; i++) {
        if (numbers[i] != copy[i] || (i > 0 && numbers[i - 1] > numbers[i])) return 1;
        sum = mix(sum, numbers[i]);
    }
    print_hex(sum);
    return 0;
}
