/* Sorts in the bank that the DMA copies into at the same time: the sum must come out right whoever gets the bank. */
#include "pe.h"

static volatile uint32_t done;

static void on_dma(void)
{
    DMA(0x10) = 3;
    done++;
}

int main(void)
{
    handlers[DMA_READ] = handlers[DMA_WRITE] = on_dma;
    enable_interrupt(DMA_READ);
    enable_interrupt(DMA_WRITE);
    uint32_t *data = (uint32_t *)0x10000, *block = (uint32_t *)0x14000;
    for (uint32_t i = 0; i < 1024; i++) block[i] = i * 0x85EBCA6Bu;
    uint32_t state = 5;
    for (uint32_t i = 0; i < 64; i++) data[i] = state = state * 1664525u + 1013904223u;
    barrier();
    for (uint32_t round = 0; round < 2; round++)
    {
        uint32_t before = done;
        DMA(0x00) = round ? 0x10400 : 0x14000;
        DMA(0x04) = SRAM_OF(1, 0x10000);
        DMA(0x08) = 4096;
        DMA(0x0C) = 3u << 4 | (round ? 0 : 1);
        DMA(0x3C) = 1;
        for (uint32_t i = 1; i < 64; i++)
        {
            uint32_t value = data[i], at = i;
            if (round) value = ~value;
            for (; at > 0 && data[at - 1] > value; at--) data[at] = data[at - 1];
            data[at] = value;
            barrier();
        }
        while (done == before) wait_for_interrupt();
    }
    uint32_t sum = 0;
    for (uint32_t i = 0; i < 64; i++) sum = sum * 31 + data[i];
    RESULT[1] = sum;
    for (uint32_t i = 0; i < 1024; i++)
        if (((volatile uint32_t *)0x10400)[i] != i * 0x85EBCA6Bu) return 1;
    RESULT[2] = REG(0xE0001004);
    return 0;
}
