/* Two tasks with floating-point registers, switched by PendSV, which the SVC handler and the tasks themselves pend. */
#include "support.h"
#define ICSR (*(volatile uint32_t *)0xE000ED04)
#define SHPR3 (*(volatile uint32_t *)0xE000ED20)
#define TURNS 20

typedef struct { uint32_t *sp; uint32_t stack[256]; float sum; uint32_t turns; } task_t;
static task_t tasks[2];
task_t *current, *other;

__attribute__((naked)) void PendSV_Handler(void)
{
    __asm__ volatile(
        "mrs r0, psp\n\t"
        "tst lr, #16\n\t"
        "it eq\n\t"
        "vstmdbeq r0!, {s16-s31}\n\t"
        "stmdb r0!, {r4-r11, lr}\n\t"
        "ldr r1, =current\n\t"
        "ldr r2, =other\n\t"
        "ldr r3, [r1]\n\t"
        "str r0, [r3]\n\t"
        "ldr r12, [r2]\n\t"
        "str r12, [r1]\n\t"
        "str r3, [r2]\n\t"
        "ldr r0, [r12]\n\t"
        "ldmia r0!, {r4-r11, lr}\n\t"
        "tst lr, #16\n\t"
        "it eq\n\t"
        "vldmiaeq r0!, {s16-s31}\n\t"
        "msr psp, r0\n\t"
        "bx lr\n\t");
}

void SVC_Handler(void) { ICSR = 1u << 28; }

/* One task's turns; every second one ends by SVC, whose handler pends PendSV, the others pend it themselves. */
static void turn(task_t *self, float step)
{
    float a = self->sum, b = step;
    for (int i = 0; i < 10; i++) { a += b; b = b * 0.5f + 0.25f; }
    if (++self->turns & 1) __asm__ volatile("svc 0" ::: "memory");
    else { ICSR = 1u << 28; __asm__ volatile("dsb\n\tisb" ::: "memory"); }
    self->sum = a; /* kept in a register across the switch */
}

static void second(void)
{
    for (;;) turn(&tasks[1], 0.7f);
}

int main(void)
{
    SHPR3 = 0x00FF0000u; /* PendSV lowest */
    uint32_t *sp = &tasks[1].stack[256];
    *--sp = 0x01000000u;
    *--sp = (uint32_t)second & ~1u;
    for (int i = 0; i < 6; i++) *--sp = 0;
    *--sp = 0xFFFFFFFDu; /* LR of PendSV: thread, process stack, basic frame */
    for (int i = 0; i < 8; i++) *--sp = 0;
    tasks[1].sp = sp;
    current = &tasks[0];
    other = &tasks[1];
    /* The main thread goes on as task 0 on a process stack of its own. */
    __asm__ volatile("msr psp, %0\n\tmovs r0, #2\n\tmsr control, r0\n\tisb" :: "r"(&tasks[0].stack[256]) : "r0", "memory");
    while (tasks[0].turns < TURNS) turn(&tasks[0], 0.1f);
    union { float f; uint32_t u; } x = {tasks[0].sum}, y = {tasks[1].sum};
    print_hex(x.u);
    print_hex(y.u);
    print_hex(tasks[1].turns);
    leave(tasks[1].turns >= TURNS - 1 ? 0 : 1);
    return 2;
}
