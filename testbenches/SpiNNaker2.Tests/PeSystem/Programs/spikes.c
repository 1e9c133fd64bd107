/* Waits for spikes in the event FIFO and answers each with a packet whose key is one higher; payload: how many so far. */
#include "pe.h"

#define RING 0x10000u
#define RING_BYTES 0x100u

static volatile uint32_t woken;

static void on_event(void)
{
    woken++;
    uint32_t read = FIFO(0, 0x0C), write = FIFO(0, 0x10);
    while (read != write)
    {
        uint32_t key = *(volatile uint32_t *)(uintptr_t)read;
        read += 4;
        if (read == RING + RING_BYTES) read = RING;
        FIFO(0, 0x0C) = read;
        COMMS(0x00) = 1u << 24;         /* a word of payload */
        COMMS(0x10) = ++RESULT[4];
        COMMS(0x14) = key + 1;
    }
}

int main(void)
{
    handlers[EVENTS0] = on_event;
    RESULT[4] = 0;
    FIFO(0, 0x04) = RING;
    FIFO(0, 0x08) = RING + RING_BYTES;
    FIFO(0, 0x24) = 0x1000;
    FIFO(0, 0x28) = 0xFFFFF000;
    FIFO(0, 0x3C) = 1;                  /* pointers to the start */
    FIFO(0, 0x00) = 1u << 4 | 1u;       /* on, interrupt while not empty */
    enable_interrupt(EVENTS0);
    RESULT[1] = COMMS(0xF8);
    while (RESULT[4] < 20) wait_for_interrupt();
    RESULT[2] = woken;
    return 0;
}
