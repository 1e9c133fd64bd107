/* The accelerators as software uses them: MAC with interrupt, exponential and logarithm, random numbers, rounding, a timer. */
#include "pe.h"

static volatile uint32_t mac_done, ticks;

static void on_mac(void)
{
    MAC(0x40) = 2;
    mac_done = 1;
}

static void on_timer(void)
{
    TIMER(0, 0x0C) = 1;
    ticks++;
}

static int multiply(uint32_t a, uint32_t b, uint32_t target)
{
    MAC(0x00) = a;
    MAC(0x04) = b;
    MAC(0x08) = target;
    MAC(0x0C) = 6;
    MAC(0x10) = 32;
    MAC(0x14) = 16;
    mac_done = 0;
    MAC(0x18) = 1u << 31 | 2u << 8 | 1u << 3 | 1u << 2 | 1u;   /* signed, 32-bit results */
    while (!mac_done) wait_for_interrupt();
    int8_t *pa = (int8_t *)(a & 0x1FFFF), *pb = (int8_t *)(b & 0x1FFFF);
    volatile int32_t *c = (volatile int32_t *)target;
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 16; j++)
        {
            int32_t sum = 0;
            for (int k = 0; k < 32; k++) sum += pa[i * 32 + k] * pb[k * 16 + j];
            if (c[i * 16 + j] != sum) return 0;
        }
    return 1;
}

int main(void)
{
    handlers[MAC_DONE] = on_mac;
    handlers[TIMER1] = on_timer;
    enable_interrupt(MAC_DONE);
    enable_interrupt(TIMER1);
    int8_t *a = (int8_t *)0x10000, *b = (int8_t *)0x11000;
    uint32_t state = 1;
    for (int i = 0; i < 6 * 32; i++) a[i] = (int8_t)(state = state * 1103515245u + 12345u >> 3);
    for (int i = 0; i < 32 * 16; i++) b[i] = (int8_t)(state = state * 1103515245u + 12345u >> 3);
    barrier();
    if (!multiply(0x10000, 0x11000, 0x13000)) return 1;

    EXPLOG(0x00) = 1u << 15;            /* exp(1) in s16.15 */
    EXPLOG(0x0C) = 10u << 15;           /* ln(10) */
    RESULT[1] = EXPLOG(0x00);
    RESULT[2] = EXPLOG(0x0C);
    for (uint32_t i = 0; i < 4; i++) RNG(0x40 + 4 * i) = i + 1;  /* KISS64: c = 1, x = 2, y = 3, z = 4 */
    RESULT[3] = RNG(0x54);
    RESULT[4] = RNG(0x54);
    TIMER(0, 0x00) = 5;
    TIMER(0, 0x08) = 0xE2;              /* on, periodic, interrupt, 32 bits */
    while (ticks < 3) wait_for_interrupt();
    TIMER(0, 0x08) = 0;
    return 0;
}
