/* Registers all over the chip, from a processing element, through the management node: a lock, another quad's registers, the packet router's; then the SRAM there. */
#include "pe.h"

#define NODE(x, y, offset) REG(0xF4000000u + ((uint32_t)(8 * (y) + (x)) << 18) + (offset))
#define ROUTER(offset) REG(0xF5000000u + (offset))
#define MANAGEMENT(offset) REG(0xF6000000u + (offset))

int main(void)
{
    RESULT[2] = MANAGEMENT(0x0);                                     /* the chip's number */
    RESULT[3] = MANAGEMENT(0x2084) | MANAGEMENT(0x2084) << 1;        /* lock 1: got it, then held */
    MANAGEMENT(0x2084) = 0;
    RESULT[3] |= MANAGEMENT(0x2084) << 2 | MANAGEMENT(0x2080) << 3;  /* free again; lock 0 was not touched */
    ROUTER(0x84) = 0x1F800000u;
    RESULT[4] = ROUTER(0x84);
    ROUTER(0x100000) = 0x12340000u;                                  /* key of entry 0 */
    RESULT[5] = ROUTER(0x100000);
    NODE(1, 1, 0x260) = 0x9;
    RESULT[6] = NODE(1, 1, 0x260);
    REG(0xF1300010u) = 0xABCD1234u;                                  /* SRAM of the management core */
    RESULT[7] = REG(0xF1300010u);
    NODE(7, 1, 0x200) = 3;                                           /* the first element of another quad starts */
    return 0;
}
