/* Load-multiples without end, until the timer has interrupted five times; then leaves by semihosting with status 0. */
#include "pe.h"

static volatile uint32_t ticks;

static void on_timer(void)
{
    TIMER(0, 0x0C) = 1;
    ticks++;
}

int main(void)
{
    handlers[TIMER1] = on_timer;
    enable_interrupt(TIMER1);
    TIMER(0, 0x00) = 2;
    TIMER(0, 0x08) = 0xE2;
    static uint32_t block[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint32_t rounds = 0;
    while (ticks < 5)
    {
        __asm__ volatile("ldmia %0, {r2, r3, r4, r5, r6, r8, r9, r10}\n\tldmia %0, {r2, r3, r4, r5, r6, r8, r9, r10}"
            : : "r"(block) : "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10");
        rounds++;
    }
    RESULT[1] = rounds;
    register uint32_t operation __asm__("r0") = 0x18, reason __asm__("r1") = 0x20026;
    __asm__ volatile("bkpt 0xAB" : : "r"(operation), "r"(reason));
    return 0;
}
