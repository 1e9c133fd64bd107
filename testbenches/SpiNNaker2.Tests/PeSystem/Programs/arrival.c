/* Polls for two packets and notes the receive status and key of each. */
#include "pe.h"

int main(void)
{
    for (uint32_t i = 0; i < 2; i++)
    {
        while ((COMMS(0x80) >> 31) == 0) barrier();
        RESULT[2 + 2 * i] = COMMS(0x80);
        RESULT[3 + 2 * i] = COMMS(0x94);
    }
    return 0;
}
