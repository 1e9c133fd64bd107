/* PE 0: writes into and reads from PE 1 word by word, in bytes and halfwords, through both windows; then by DMA in both directions. */
#include "pe.h"

static volatile int done;

static void on_dma(void)
{
    DMA(0x10) = 3;
    done = 1;
}

static void copy(uint32_t local, uint32_t remote, uint32_t bytes, int write)
{
    done = 0;
    DMA(0x00) = local;
    DMA(0x04) = remote;
    DMA(0x08) = bytes;
    DMA(0x0C) = 3u << 4 | (uint32_t)write;
    DMA(0x3C) = 1;
    while (!done) wait_for_interrupt();
}

int main(void)
{
    handlers[DMA_READ] = handlers[DMA_WRITE] = on_dma;
    enable_interrupt(DMA_READ);
    enable_interrupt(DMA_WRITE);
    volatile uint32_t *far = (volatile uint32_t *)(uintptr_t)SRAM_OF(1, 0x8000);
    for (uint32_t i = 0; i < 12; i++) far[i] = 0x01020304u * (i + 1);
    ((volatile uint8_t *)far)[5] = 0xAA;
    ((volatile uint16_t *)far)[7] = 0xBBCC;
    uint32_t sum = 0;
    for (uint32_t i = 0; i < 12; i++) sum = sum * 31 + far[i];
    RESULT[1] = sum;
    RESULT[2] = *(volatile uint32_t *)(uintptr_t)(0x80000 + (1u << 17) + 0x8000);  /* the quad's window */
    RESULT[3] = *(volatile uint32_t *)(uintptr_t)SRAM_OF(0, 0x1F004);              /* the own SRAM from outside */
    uint64_t both = *(volatile uint64_t *)(uintptr_t)SRAM_OF(1, 0x8008);           /* a double: two accesses of one instruction */
    RESULT[4] = (uint32_t)both ^ (uint32_t)(both >> 32);
    uint32_t *block = (uint32_t *)0x12000;
    for (uint32_t i = 0; i < 256; i++) block[i] = i * 0x9E3779B1u;
    barrier();
    copy(0x12000, SRAM_OF(1, 0x10000), 1024, 1);
    copy(0x14000, SRAM_OF(1, 0x10000), 1024, 0);
    for (uint32_t i = 0; i < 256; i++)
        if (((volatile uint32_t *)0x14000)[i] != i * 0x9E3779B1u) return 1;
    return 0;
}
