/* Preemption by SysTick: a task that never yields is switched by the timer, each task keeping its floating-point registers. */
#include "support.h"
#define ICSR (*(volatile uint32_t *)0xE000ED04)
#define SHPR3 (*(volatile uint32_t *)0xE000ED20)
#define SYST ((volatile uint32_t *)0xE000E010)

typedef struct { uint32_t *sp; uint32_t stack[256]; volatile uint32_t rounds; volatile uint32_t bad; } task_t;
static task_t tasks[2];
task_t *current, *other;
static volatile uint32_t ticks;

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

void SysTick_Handler(void)
{
    float scratch = (float)ticks * 1.5f; /* makes the handler use the FPU: lazy stacking */
    ticks = (uint32_t)(scratch / 1.5f) + 1;
    ICSR = 1u << 28;
}

static void run(task_t *self, float seed)
{
    for (;;) {
        float a = seed, b = 1.0f;
        for (int i = 0; i < 50; i++) { a = a * 1.0001f + b; b = b * 0.999f; }
        float c = seed, d = 1.0f;
        for (int i = 0; i < 50; i++) { c = c * 1.0001f + d; d = d * 0.999f; }
        if (a != c) self->bad++;
        self->rounds++;
        if (self == &tasks[0] && ticks >= 40 && tasks[1].rounds > 0 && tasks[0].rounds > 10) {
            SYST[0] = 0;
            print(tasks[0].bad + tasks[1].bad == 0 ? "both tasks ran, no register lost\n" : "registers lost\n");
            leave(tasks[0].bad + tasks[1].bad == 0 ? 0 : 1);
        }
    }
}

static void second(void) { run(&tasks[1], 3.0f); }

int main(void)
{
    SHPR3 = 0x40FF0000u; /* SysTick above PendSV */
    uint32_t *sp = &tasks[1].stack[256];
    *--sp = 0x01000000u;
    *--sp = (uint32_t)second & ~1u;
    for (int i = 0; i < 6; i++) *--sp = 0;
    *--sp = 0xFFFFFFFDu;
    for (int i = 0; i < 8; i++) *--sp = 0;
    tasks[1].sp = sp;
    current = &tasks[0];
    other = &tasks[1];
    /* The main thread goes on as task 0 on a process stack of its own. */
    __asm__ volatile("msr psp, %0\n\tmovs r0, #2\n\tmsr control, r0\n\tisb" :: "r"(&tasks[0].stack[256]) : "r0", "memory");
    SYST[1] = 1999;
    SYST[2] = 0;
    SYST[0] = 7;
    run(&tasks[0], 2.0f);
    return 2;
}
