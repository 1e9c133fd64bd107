/* Registers by the names of the generated header. */
#ifndef HARDWARE_H
#define HARDWARE_H
#include <stdint.h>
#include "pe.h"

#define REGISTER(name) (*(volatile uint32_t *)PE_##name##_OFFSET)

#define CPACR       (*(volatile uint32_t *)0xE000ED88u)
#define DEMCR       (*(volatile uint32_t *)0xE000EDFCu)
#define DWT_CTRL    (*(volatile uint32_t *)0xE0001000u)
#define DWT_CYCCNT  (*(volatile uint32_t *)0xE0001004u)

static inline void disable_interrupts(void) { __asm__ volatile("cpsid i" ::: "memory"); }
static inline void enable_interrupts(void) { __asm__ volatile("cpsie i\n\tisb" ::: "memory"); }
static inline void wait_for_interrupt(void) { __asm__ volatile("dsb\n\twfi" ::: "memory"); }

#endif
