/* Random memory protection regions over a test area, and privileged and unprivileged loads, stores and fetches in it: what faults, and with which status. */
#include "support.h"
#define REG(a) (*(volatile uint32_t *)(a))
#define AREA 0x10000u /* to 0x18000; code, data and stack are outside */
#define AREA_SIZE 0x8000u

static volatile uint32_t faults, status, address;

__attribute__((used)) static void note(uint32_t *frame)
{
    status = REG(0xE000ED28);
    address = status & 0x80 ? REG(0xE000ED34) : 0;
    REG(0xE000ED28) = status;
    faults++;
    if (status & 1) frame[6] = frame[5] & ~1u; /* a fetch: back to the caller */
    else frame[6] += (*(uint16_t *)frame[6] >> 11) >= 29 ? 4 : 2;
}

__attribute__((naked)) void Protect_Handler(void)
{
    __asm__ volatile("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb note\n\t");
}

/* From unprivileged code back to privileged. */
__attribute__((naked)) void SVC_Handler(void) { __asm__ volatile("mrs r0, control\n\tbic r0, #1\n\tmsr control, r0\n\tisb\n\tbx lr\n\t"); }

static void set(uint32_t region, uint32_t base, uint32_t attributes)
{
    REG(0xE000ED9C) = base | 16 | region;
    REG(0xE000EDA0) = attributes;
}

static uint32_t load(uint32_t kind, uint32_t at)
{
    uint32_t value = 0x55;
    switch (kind)
    {
        case 0: __asm__ volatile("ldr %0, [%1]" : "+r"(value) : "r"(at) : "memory"); break;
        case 1: __asm__ volatile("ldrt %0, [%1]" : "+r"(value) : "r"(at) : "memory"); break;
        case 2: __asm__ volatile("ldrb %0, [%1]" : "+r"(value) : "r"(at) : "memory"); break;
        case 3: __asm__ volatile("ldrht %0, [%1]" : "+r"(value) : "r"(at) : "memory"); break;
        case 4: __asm__ volatile("str %0, [%1]" :: "r"(at * 3), "r"(at) : "memory"); break;
        case 5: __asm__ volatile("strt %0, [%1]" :: "r"(at * 5), "r"(at) : "memory"); break;
        case 6: __asm__ volatile("strbt %0, [%1]" :: "r"(at * 7), "r"(at) : "memory"); break;
        default:
        {
            uint32_t low = 1, high = 2;
            __asm__ volatile("ldrd %0, %1, [%2]" : "+r"(low), "+r"(high) : "r"(at) : "memory");
            value = low ^ high;
        }
    }
    return value;
}

static void fetch(uint32_t at, int unprivileged)
{
    void (*function)(void) = (void (*)(void))(at | 1);
    if (!unprivileged)
    {
        function();
        return;
    }
    uint32_t control;
    __asm__ volatile("mrs %0, control\n\torr %0, #1\n\tmsr control, %0\n\tisb" : "=r"(control));
    function();
    __asm__ volatile("svc 0" ::: "r0", "memory");
}

int main(void)
{
    uint32_t random = 2463534242u, table[48] __attribute__((aligned(256)));
    for (int i = 0; i < 16; i++) table[i] = ((volatile uint32_t *)0)[i];
    static uint32_t vectors[64] __attribute__((aligned(256)));
    for (int i = 0; i < 16; i++) vectors[i] = table[i];
    vectors[4] = (uint32_t)Protect_Handler;
    REG(0xE000ED08) = (uint32_t)vectors;
    REG(0xE000ED24) |= 1u << 16;
    print_hex(REG(0xE000ED90));
    for (int round = 0; round < 60; round++)
    {
        uint32_t sum = 0, total = faults;
        REG(0xE000ED94) = 0;
        for (uint32_t at = AREA; at < AREA + AREA_SIZE; at += 4) REG(at) = at & 256 ? 0x47704770 : 0xBF004770; /* bx lr */
        set(0, 0, 3u << 24 | 15u << 1 | 1);           /* 64 KB of code and data */
        set(1, 0x18000, 3u << 24 | 14u << 1 | 1);     /* 32 KB with the stack */
        for (uint32_t region = 2; region < 8; region++)
        {
            uint32_t log = 5 + next_random(&random) % 11, bits = next_random(&random);
            uint32_t permission = bits & 7;
            if (permission == 4) permission = 3;
            /* QEMU 7.2 keeps a page of 1 KB with the rights behind a disabled subregion, so smaller subregions are left out here. */
            set(region, AREA + (next_random(&random) & (AREA_SIZE - 1) & ~((1u << log) - 1)),
                (bits >> 3 & 3 ? 0 : 1u << 28) | permission << 24 | (log >= 13 ? (bits >> 8 & 0xFF00) : 0) | (log - 1) << 1 | (bits >> 5 & 7 ? 1 : 0));
        }
        for (uint32_t region = 0; region < 8; region++)
        {
            REG(0xE000ED98) = region;
            sum = mix(mix(sum, REG(0xE000ED9C)), REG(0xE000EDA0));
        }
        REG(0xE000ED94) = (round & 1) ? 5 : 1; /* with the default map for privileged code, and without */
        __asm__ volatile("dsb\n\tisb" ::: "memory");
        for (int i = 0; i < 200; i++)
        {
            uint32_t bits = next_random(&random), at = AREA + (bits >> 4 & (AREA_SIZE - 1) & ~7u), kind = bits & 15;
            if (bits >> 28 == 0) at = AREA + (bits >> 4 & (AREA_SIZE - 1) & ~31u) - 8; /* just below a boundary */
            if (at < AREA) at = AREA;
            status = address = 0;
            if (kind < 8) sum = mix(sum, load(kind, at));
            else if (kind < 12) fetch(at, kind & 1);
            else if (kind == 12)
            {
                __asm__ volatile("cpsid f" ::: "memory"); /* FAULTMASK suspends protection */
                sum = mix(sum, load(4 * (bits >> 30 & 1), at));
                __asm__ volatile("cpsie f" ::: "memory");
            }
            else sum = mix(sum, load(kind & 7, at + 4));
            sum = mix(mix(sum, status), address);
        }
        REG(0xE000ED94) = 0;
        for (uint32_t at = AREA; at < AREA + AREA_SIZE; at += 4) sum = mix(sum, REG(at));
        print_hex(sum);
        print_hex(faults - total);
    }
    return 0;
}
