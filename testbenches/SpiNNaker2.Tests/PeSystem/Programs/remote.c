/* MAC with operand B in another element and, in a second run, both operands and the result there; a block through the DRAM; then a long fight for the banks. */
#include "pe.h"

static volatile uint32_t mac_done, dma_done;

static void on_mac(void)
{
    MAC(0x40) = 2;
    mac_done = 1;
}

static void on_dma(void)
{
    DMA(0x10) = 3;
    dma_done++;
}

static uint32_t far_word(uint32_t offset) { return REG(SRAM_OF(1, offset)); }

static void multiply(uint32_t source_a, uint32_t source_b, uint32_t target)
{
    MAC(0x00) = source_a;
    MAC(0x04) = source_b;
    MAC(0x08) = target;
    MAC(0x0C) = 8;
    MAC(0x10) = 32;
    MAC(0x14) = 16;
    MAC(0x38) = 1;
    MAC(0x3C) = 1;
    mac_done = 0;
    MAC(0x18) = 1u << 31 | 2u << 8 | 1u << 3 | 1u << 2 | 1u;
    while (!mac_done) wait_for_interrupt();
}

static void copy(uint32_t local, uint32_t remote, uint32_t bytes, int write)
{
    uint32_t before = dma_done;
    DMA(0x00) = local;
    DMA(0x04) = remote;
    DMA(0x08) = bytes;
    DMA(0x0C) = 3u << 4 | (uint32_t)write;
    DMA(0x3C) = 1;
    while (dma_done == before) wait_for_interrupt();
}

int main(void)
{
    handlers[MAC_DONE] = on_mac;
    handlers[DMA_READ] = handlers[DMA_WRITE] = on_dma;
    enable_interrupt(MAC_DONE);
    enable_interrupt(DMA_READ);
    enable_interrupt(DMA_WRITE);
    int8_t *a = (int8_t *)0x10000, *b = (int8_t *)0x11000;
    uint32_t state = 7;
    for (int i = 0; i < 8 * 32; i++) a[i] = (int8_t)(state = state * 1103515245u + 12345u >> 3);
    for (int i = 0; i < 32 * 16; i++) b[i] = (int8_t)(state = state * 1103515245u + 12345u >> 3);
    barrier();
    copy(0x11000, SRAM_OF(1, 0x11000), 512, 1);
    copy(0x10000, SRAM_OF(1, 0x10000), 256, 1);
    multiply(0x10000, 1u << 30 | 0x11000, 0x13000);
    multiply(1u << 30 | 0x10000, 1u << 30 | 0x11000, SRAM_OF(1, 0x13000));
    volatile int32_t *c = (volatile int32_t *)0x13000;
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 16; j++)
        {
            int32_t sum = 0;
            for (int k = 0; k < 32; k++) sum += a[i * 32 + k] * b[k * 16 + j];
            if (c[i * 16 + j] != sum) return 1;
            if ((int32_t)far_word(0x13000 + 4 * (uint32_t)(i * 16 + j)) != sum) return 2;
        }
    copy(0x10000, DRAM + 0x100, 512, 1);
    copy(0x16000, DRAM + 0x100, 512, 0);
    for (uint32_t i = 0; i < 128; i++)
        if (((volatile uint32_t *)0x16000)[i] != ((volatile uint32_t *)0x10000)[i]) return 3;
    REG(DRAM + 0x404) = 0x12345678;
    if (REG(DRAM + 0x404) != 0x12345678) return 4;
    return 0;
}
