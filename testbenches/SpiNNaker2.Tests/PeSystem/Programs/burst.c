/*
 * A bursting element: in about every second tick it sends itself POLICY[1] packets, each of which costs POLICY[2] turns of a loop in the tick after.
 * POLICY[0]: 0 stays at the level it is at; 1 takes PL3 for a tick after at least POLICY[3] packets, else PL0.
 */
#include "pe.h"

#define RING 0x10000u
#define RING_BYTES 0x1000u
#define POLICY ((volatile uint32_t *)0x1C000)
#define COMMAND(index) REG(0xF2000180 + 8 * (index))

static volatile uint32_t tick;

static void on_tick(void)
{
    tick++;
}

int main(void)
{
    uint32_t pe = COMMS(0xF8) & 0xFF, level = 0, state = 0x9E3779B9u * (pe + 1), seen = 0;
    FIFO(0, 0x04) = RING;
    FIFO(0, 0x08) = RING + RING_BYTES;
    FIFO(0, 0x24) = 0;
    FIFO(0, 0x28) = 0;
    FIFO(0, 0x3C) = 1;
    FIFO(0, 0x00) = 1u;
    handlers[TICK] = on_tick;
    enable_interrupt(TICK);
    RESULT[1] = RESULT[2] = RESULT[3] = 0;
    for (;;)
    {
        while (seen == tick) wait_for_interrupt();
        if (tick != ++seen) RESULT[3]++;        /* an overrun */
        uint32_t read = FIFO(0, 0x0C), write = FIFO(0, 0x10);
        uint32_t packets = (write - read & RING_BYTES - 1) / 4;
        FIFO(0, 0x0C) = write;
        RESULT[1]++;
        RESULT[2] += packets;
        uint32_t wanted = packets >= POLICY[3] ? 3 : 0;
        if (POLICY[0] && wanted != level) COMMAND(pe & 3) = 1u << 4 | (level = wanted);
        for (uint32_t i = packets * POLICY[2]; i != 0; i--) __asm__ volatile("");
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        if (state >> 31)
            for (uint32_t i = 0; i < POLICY[1]; i++)
            {
                COMMS(0x00) = 0;
                COMMS(0x14) = pe << 8 | i;
            }
    }
}
