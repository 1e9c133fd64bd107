/* CRC-32 of 4 KB, bit by bit and by table; both must agree. The check value of "123456789" is cbf43926. */
#include "support.h"
static uint32_t table[256];
static uint8_t data[4096];

static uint32_t slow(const uint8_t *p, int n)
{
    uint32_t crc = 0xFFFFFFFFu;
    while (n-- > 0) {
        crc ^= *p++;
        for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320u & -(crc & 1));
    }
    return ~crc;
}

static uint32_t fast(const uint8_t *p, int n)
{
    uint32_t crc = 0xFFFFFFFFu;
    while (n-- > 0) crc = (crc >> 8) ^ table[(crc ^ *p++) & 0xFF];
    return ~crc;
}

int main(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++) c = (c >> 1) ^ (0xEDB88320u & -(c & 1));
        table[i] = c;
    }
    print_hex(fast((const uint8_t *)"123456789", 9));
    uint32_t state = 1;
    for (int i = 0; i < 4096; i++) data[i] = (uint8_t)next_random(&state);
    uint32_t a = slow(data, 4096), b = fast(data, 4096);
    print_hex(a);
    return a == b ? 0 : 1;
}
