/* Multiplies 64 x 256 by 256 x 64 matrices of bytes, one after the other; the processor sleeps meanwhile. */
#include "pe.h"

static void on_mac(void)
{
    MAC(0x40) = 2;
    RESULT[1]++;
    MAC(0x18) = 1u << 31 | 2u << 8 | 1u << 3 | 1u << 2 | 1u;
}

int main(void)
{
    handlers[MAC_DONE] = on_mac;
    enable_interrupt(MAC_DONE);
    RESULT[1] = 0;
    MAC(0x00) = 0x8000;         /* operand A in bank 1 */
    MAC(0x04) = 0x10000;        /* operand B in bank 2 */
    MAC(0x08) = 0x18000;        /* result in bank 3 */
    MAC(0x0C) = 64;
    MAC(0x10) = 256;
    MAC(0x14) = 64;
    MAC(0x18) = 1u << 31 | 2u << 8 | 1u << 3 | 1u << 2 | 1u;
    for (;;) wait_for_interrupt();
}
