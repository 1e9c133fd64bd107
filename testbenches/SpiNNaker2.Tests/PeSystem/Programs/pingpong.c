/* Answers each spike with the key of the other side until twenty came; the side whose word at 0x1C000 is not 0 begins with that key. */
#include "pe.h"

#define RING 0x10000u
#define RING_BYTES 0x100u
#define FIRST (*(volatile uint32_t *)0x1C000u)

static void send(uint32_t key)
{
    COMMS(0x00) = 0;
    COMMS(0x14) = key;
}

static void on_event(void)
{
    uint32_t read = FIFO(0, 0x0C), write = FIFO(0, 0x10);
    while (read != write)
    {
        uint32_t key = *(volatile uint32_t *)(uintptr_t)read;
        read += 4;
        if (read == RING + RING_BYTES) read = RING;
        FIFO(0, 0x0C) = read;
        RESULT[1]++;
        RESULT[2] = key;
        if (RESULT[1] < 20 || FIRST == 0) send((key ^ 0x3000) + 1);
    }
}

int main(void)
{
    handlers[EVENTS0] = on_event;
    RESULT[1] = 0;
    FIFO(0, 0x04) = RING;
    FIFO(0, 0x08) = RING + RING_BYTES;
    FIFO(0, 0x24) = 0;
    FIFO(0, 0x28) = 0;
    FIFO(0, 0x3C) = 1;
    FIFO(0, 0x00) = 1u << 4 | 1u;
    enable_interrupt(EVENTS0);
    if (FIRST != 0) send(FIRST);
    while (RESULT[1] < 20) wait_for_interrupt();
    return 0;
}
