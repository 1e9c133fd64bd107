/* Addresses of a processing element, for the test programs. */
#ifndef PE_H
#define PE_H
#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define RNG(offset) REG(0xE0100000 + (offset))
#define EXPLOG(offset) REG(0xE0100100 + (offset))
#define ROUNDING(offset) REG(0xE0100200 + (offset))
#define TIMER(n, offset) REG(0xE1000000 + 0x20 * (n) + (offset))
#define COMMS(offset) REG(0xE2000000 + (offset))
#define FIFO(n, offset) REG(0xE2000100 + 0x40 * (n) + (offset))
#define DMA(offset) REG(0xE2000180 + (offset))
#define MAC(offset) REG(0xE3000000 + (offset))
#define SRAM_OF(pe, offset) (0xF0000000u | (uint32_t)(pe) << 17 | (offset))
#define DRAM 0x20000000u

#define RESULT ((volatile uint32_t *)0x1F000)
#define DONE 0x600DC0DE

enum { TIMER1 = 0, EVENTS0 = 9, DMA_READ = 15, DMA_WRITE = 16, MAC_DONE = 17, MESSAGE = 22, TICK = 23 };

static inline void enable_interrupt(int number) { REG(0xE000E100 + number / 32 * 4) = 1u << number % 32; }
static inline void wait_for_interrupt(void) { __asm__ volatile("wfi" ::: "memory"); }
static inline void barrier(void) { __asm__ volatile("" ::: "memory"); }

typedef void (*handler_t)(void);
extern handler_t handlers[45];
int main(void);
#endif
