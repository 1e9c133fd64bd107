/* Vectors and reset of the test programs: an interrupt calls handlers[number]; a fault leaves its mark. */
#include "pe.h"

extern uint32_t __stack_top, __bss_start, __bss_end;
handler_t handlers[45];

static void fault(void)
{
    RESULT[0] = 0xDEADFA17;
    RESULT[1] = REG(0xE000ED28);
    RESULT[2] = REG(0xE000ED38);
    for (;;) wait_for_interrupt();
}

static void interrupt(void)
{
    uint32_t number;
    __asm__ volatile("mrs %0, ipsr" : "=r"(number));
    handlers[number - 16]();
}

void Reset_Handler(void)
{
    REG(0xE000ED88) |= 0xFu << 20;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    for (uint32_t *at = &__bss_start; at < &__bss_end; at++) *at = 0;
    RESULT[0] = main() == 0 ? DONE : 0xBAD00000;
    for (;;) wait_for_interrupt();
}

__attribute__((section(".vectors"), used)) handler_t const vectors[16 + 45] = {
    (handler_t)&__stack_top, Reset_Handler, [2 ... 15] = fault, [16 ... 60] = interrupt};
