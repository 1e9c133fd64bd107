/* DRAM through the network: words, then a block by DMA, on both interfaces; times of single reads in cycles of the timer. The result ends with a word for the host's first question. */
#include "pe.h"

static volatile uint32_t done;

static void on_dma(void)
{
    DMA(0x10) = 3;
    done++;
}

static void copy(uint32_t local, uint32_t remote, uint32_t bytes, int write)
{
    uint32_t before = done;
    DMA(0x00) = local;
    DMA(0x04) = remote;
    DMA(0x08) = bytes;
    DMA(0x0C) = 3u << 4 | (uint32_t)write;
    DMA(0x3C) = 1;
    while (done == before) wait_for_interrupt();
}

int main(void)
{
    handlers[DMA_READ] = handlers[DMA_WRITE] = on_dma;
    enable_interrupt(DMA_READ);
    enable_interrupt(DMA_WRITE);
    for (uint32_t interface = 0; interface < 2; interface++)
    {
        uint32_t base = DRAM + interface * 0x40000000u + 0x10000;
        REG(base + 4) = 0xC0FFEE00u + interface;
        if (REG(base + 4) != 0xC0FFEE00u + interface) return 1;
        uint32_t *block = (uint32_t *)0x12000;
        for (uint32_t i = 0; i < 512; i++) block[i] = (i + interface) * 0x9E3779B1u;
        barrier();
        copy(0x12000, base + 0x1000, 2048, 1);
        copy(0x14000, base + 0x1000, 2048, 0);
        for (uint32_t i = 0; i < 512; i++)
            if (((volatile uint32_t *)0x14000)[i] != (i + interface) * 0x9E3779B1u) return 2;
    }
    RESULT[2] = REG(DRAM + 0x10004);
    return 0;
}
