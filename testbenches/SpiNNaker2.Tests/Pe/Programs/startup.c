/* Reset, vectors and semihosting for the test programs. */
#include "support.h"

extern uint32_t __stack_top, __data_load, __data_start, __data_end, __bss_start, __bss_end;
int main(void);

int semihost(int operation, const void *argument)
{
    register int r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void print(const char *text) { semihost(0x04, text); }

void print_hex(uint32_t value)
{
    char text[10];
    for (int i = 0; i < 8; i++) text[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    text[8] = '\n';
    text[9] = 0;
    print(text);
}

void leave(int status)
{
    uint32_t block[2] = {0x20026, (uint32_t)status};
    semihost(0x20, block);
    for (;;) { }
}

void Fault_Handler(void) { print("FAULT\n"); leave(3); }
__attribute__((weak)) void SVC_Handler(void) { }
__attribute__((weak)) void PendSV_Handler(void) { }
__attribute__((weak)) void SysTick_Handler(void) { }
void Reset_Handler(void);

__attribute__((section(".vectors"), used)) void (*const vectors[16])(void) = {
    (void (*)(void))&__stack_top, Reset_Handler, Fault_Handler, Fault_Handler, Fault_Handler, Fault_Handler, Fault_Handler, 0, 0, 0, 0,
    SVC_Handler, Fault_Handler, 0, PendSV_Handler, SysTick_Handler};

void Reset_Handler(void)
{
    *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* the FPU, before any code that uses it */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    uint32_t *source = &__data_load, *target = &__data_start;
    while (target < &__data_end) *target++ = *source++;
    for (target = &__bss_start; target < &__bss_end;) *target++ = 0;
    leave(main());
}
