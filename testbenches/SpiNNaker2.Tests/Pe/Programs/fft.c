/* A 128-point radix-2 FFT in single precision and its inverse; the round trip must come back within 1e-5. */
#include "support.h"
#define N 128
static float re[N], im[N], original[N], wr[N / 2], wi[N / 2];

static float square_root(float x) { __asm__("vsqrt.f32 %0, %0" : "+t"(x)); return x; }

static void transform(int inverse)
{
    for (int i = 1, j = 0; i < N; i++) {
        int bit = N >> 1;
        for (; j & bit; bit >>= 1) j ^= bit;
        j |= bit;
        if (i < j) { float t = re[i]; re[i] = re[j]; re[j] = t; t = im[i]; im[i] = im[j]; im[j] = t; }
    }
    for (int size = 2; size <= N; size *= 2)
        for (int start = 0; start < N; start += size)
            for (int k = 0; k < size / 2; k++) {
                float cr = wr[k * (N / size)], ci = inverse ? -wi[k * (N / size)] : wi[k * (N / size)];
                float *ur = &re[start + k], *ui = &im[start + k], *vr = &re[start + k + size / 2], *vi = &im[start + k + size / 2];
                float tr = *vr * cr - *vi * ci, ti = *vr * ci + *vi * cr;
                *vr = *ur - tr; *vi = *ui - ti; *ur += tr; *ui += ti;
            }
}

int main(void)
{
    /* Twiddle factors by half-angle steps from cos(pi) = -1. */
    float c = -1, s = 0;
    for (int step = N / 2; step >= 1; step /= 2) {
        if (step < N / 2) { float h = square_root((1 + c) * 0.5f); s = step == N / 4 ? 1 : square_root((1 - c) * 0.5f); c = h; }
        if (step == 1) break;
    }
    float xr = 1, xi = 0;
    for (int k = 0; k < N / 2; k++) { wr[k] = xr; wi[k] = -xi; float t = xr * c - xi * s; xi = xr * s + xi * c; xr = t; }
    uint32_t state = 7, sum = 0;
    for (int i = 0; i < N; i++) { original[i] = re[i] = (float)(int32_t)next_random(&state) / 2147483648.0f; im[i] = 0; }
    transform(0);
    for (int i = 0; i < N; i++) { union { float f; uint32_t u; } x = {re[i]}, y = {im[i]}; sum = mix(mix(sum, x.u), y.u); }
    transform(1);
    float worst = 0;
    for (int i = 0; i < N; i++) { float e = re[i] / N - original[i]; if (e < 0) e = -e; if (e > worst) worst = e; }
    print_hex(sum);
    return worst < 1e-5f ? 0 : 1;
}
