/* Matrix product of 24 x 24 numbers: 32-bit, 16-bit with dual multiplies, and divided by the trace. */
#include "support.h"
#define N 24
static int32_t a[N][N], b[N][N], c[N][N];
static int16_t p[N][N], q[N][N];

int main(void)
{
    uint32_t state = 88172645u, sum = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (int32_t)next_random(&state) >> 12;
            b[i][j] = (int32_t)next_random(&state) >> 12;
            p[i][j] = (int16_t)a[i][j];
            q[j][i] = (int16_t)b[i][j]; /* transposed */
        }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            int64_t wide = 0;
            int32_t dual = 0;
            for (int k = 0; k < N; k++) wide += (int64_t)a[i][k] * b[k][j];
            for (int k = 0; k < N; k += 2) {
                uint32_t x = *(uint32_t *)&p[i][k], y = *(uint32_t *)&q[j][k];
                __asm__("smlad %0, %1, %2, %0" : "+r"(dual) : "r"(x), "r"(y));
            }
            c[i][j] = (int32_t)(wide >> 8);
            sum = mix(sum, (uint32_t)dual);
        }
    int32_t trace = 0;
    for (int i = 0; i < N; i++) trace += c[i][i];
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) sum = mix(sum, (uint32_t)(c[i][j] / (trace | 1)) + (uint32_t)c[i][j]);
    print_hex(sum);
    return 0;
}
