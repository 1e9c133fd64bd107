#ifndef SUPPORT_H
#define SUPPORT_H
#include <stdint.h>

int semihost(int operation, const void *argument);
void print(const char *text);
void print_hex(uint32_t value);
void leave(int status);

static inline uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static inline uint32_t mix(uint32_t sum, uint32_t value)
{
    return (sum << 5 | sum >> 27) ^ value * 0x9E3779B1u;
}
#endif
