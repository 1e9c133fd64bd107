/* Sources: spikes from a list, and Poisson spikes. */
#include "hardware.h"
#include "snn.h"

static uint32_t random_state;

/* Marsaglia, Xorshift RNGs, Journal of Statistical Software 8(14), 2003: (13, 17, 5). */
static inline uint32_t next_random(uint32_t x)
{
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return x;
}

static void send_list(uint32_t tick)
{
    if (tick >= configuration->list_ticks) return;
    const uint32_t *places = (const uint32_t *)configuration->list + tick;
    const uint16_t *neurons = (const uint16_t *)configuration->list_neurons;
    for (uint32_t at = places[0], end = places[1]; at < end; at++) spike(tick, neurons[at]);
}

/* A neuron spikes where the random number is below its rate, a share of 2^32. */
static void send_poisson(uint32_t tick)
{
    const uint32_t *rate = (const uint32_t *)configuration->parameters;
    uint32_t step = configuration->parameter_stride / 4, random = random_state;
    for (uint32_t n = 0, neurons = configuration->neurons; n < neurons; n++, rate += step) {
        random = next_random(random);
        if (random < *rate) spike(tick, n);
    }
    random_state = random;
}

void program_start(void) { random_state = configuration->seed; }

void program_tick(uint32_t tick)
{
    if (configuration->model == MODEL_SPIKE_LIST) send_list(tick);
    else send_poisson(tick);
}
