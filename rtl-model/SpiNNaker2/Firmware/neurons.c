/* Neurons with synapses: events into delayed sums, sums into membranes, membranes into spikes. */
#include "hardware.h"
#include "snn.h"

static uint32_t read_pointer;

static inline int32_t *slot(uint32_t tick) { return (int32_t *)configuration->ring + (tick & configuration->ring_mask) * configuration->ring_stride; }

static inline float *states(void) { return (float *)configuration->state; }

static const struct source *find(uint32_t key)
{
    const struct source *low = (const struct source *)configuration->table;
    uint32_t count = configuration->table_entries;
    if (count == 0) return 0;
    /* The last entry whose key is not above the packet's. */
    while (count > 1) {
        uint32_t half = count / 2;
        if (low[half].key <= key) {
            low += half;
            count -= half;
        } else {
            count = half;
        }
    }
    return (key & low->mask) == low->key ? low : 0;
}

static inline int32_t *sums_of(uint32_t tick, uint32_t header)
{
    int32_t *sums = slot(tick + BLOCK_DELAY(header));
    return BLOCK_RECEPTOR(header) ? sums + configuration->neurons : sums;
}

static inline void add(int32_t *sums, const int16_t *synapses, const int16_t *end)
{
    while (synapses != end) {
        int32_t synapse = *synapses++;
        sums[synapse & 0xFF] += synapse >> 8;
    }
}

static void add_blocks(uint32_t tick, const uint32_t *row, const uint32_t *end)
{
    while (row != end) {
        uint32_t header = *row++;
        uint32_t count = BLOCK_COUNT(header);
        int32_t *sums = sums_of(tick, header);
        status->synapses += count;
        if (BLOCK_WIDE(header)) {
            for (const uint32_t *stop = row + count; row != stop;) {
                uint32_t synapse = *row++;
                sums[synapse & 0xFFFF] += (int32_t)synapse >> 24;
            }
        } else {
            add(sums, (const int16_t *)row, (const int16_t *)row + count);
            row += (count + 1) / 2;
        }
    }
}

static void handle(uint32_t tick, uint32_t key)
{
    const struct source *source = find(key);
    if (!source) {
        status->unknown++;
        return;
    }
    const uint16_t *offsets = (const uint16_t *)source->offsets + (key & ~source->mask);
    uint32_t first = offsets[0], end = offsets[1];
    if (source->header) {
        const int16_t *rows = (const int16_t *)source->rows;
        status->synapses += end - first;
        add(sums_of(tick, source->header), rows + first, rows + end);
    } else {
        const uint32_t *rows = (const uint32_t *)source->rows;
        add_blocks(tick, rows + first, rows + end);
    }
}

/* Handles the events that had arrived when the tick began; what arrives later belongs to the next tick. */
static uint32_t handle_events(uint32_t tick, uint32_t end)
{
    uint32_t at = read_pointer, handled = 0;
    while (at != end) {
        uint32_t key = *(const volatile uint32_t *)at;
        at += 4;
        if (at == configuration->fifo_end) at = configuration->fifo_start;
        handle(tick, key);
        handled++;
        if ((handled & 63) == 0) REGISTER(COMMS_FIFO_READ_POINTER) = at; /* make room in time */
    }
    read_pointer = at;
    REGISTER(COMMS_FIFO_READ_POINTER) = at;
    return handled;
}

static inline float after_spike(const struct parameters *p, float v, uint32_t flags) { return flags & RESET_BY_SUBTRACTION ? v - p->reset : p->reset; }

static void update_lif(uint32_t tick, uint32_t neurons, uint32_t stride, uint32_t flags)
{
    int32_t *sum = slot(tick);
    float *state = states();
    const struct parameters *p = (const struct parameters *)configuration->parameters;
    for (uint32_t n = 0; n < neurons; n++) {
        float v = p->decay * *state;
        v += p->offset;
        v += (float)*sum;
        *sum++ = 0;
        if (v > p->threshold) {
            v = after_spike(p, v, flags);
            spike(tick, n);
        }
        *state++ = v;
        p = (const struct parameters *)((const char *)p + stride);
    }
}

static void update_cuba(uint32_t tick, uint32_t neurons, uint32_t stride, uint32_t flags)
{
    int32_t *sum = slot(tick);
    float *state = states();
    const struct parameters *p = (const struct parameters *)configuration->parameters;
    for (uint32_t n = 0; n < neurons; n++) {
        float current = p->current_decay * state[1];
        current += p->current_offset;
        current += (float)*sum;
        *sum++ = 0;
        float v = p->decay * state[0];
        v += p->offset;
        v += current;
        if (v > p->threshold) {
            v = after_spike(p, v, flags);
            spike(tick, n);
        }
        state[0] = v;
        state[1] = current;
        state += 2;
        p = (const struct parameters *)((const char *)p + stride);
    }
}

static void update_exponential(uint32_t tick, uint32_t neurons, uint32_t stride, uint32_t flags)
{
    int32_t *sum = slot(tick);
    float *state = states();
    const struct parameters *p = (const struct parameters *)configuration->parameters;
    for (uint32_t n = 0; n < neurons; n++) {
        float excitatory = p->current_decay * state[1];
        excitatory += (float)sum[0];
        float inhibitory = p->inhibitory_decay * state[2];
        inhibitory += (float)sum[neurons];
        sum[0] = sum[neurons] = 0;
        sum++;
        float v = p->decay * state[0];
        v += p->offset;
        v += excitatory;
        v += inhibitory;
        uint32_t *left = (uint32_t *)&state[3];
        if (*left) {
            --*left;
            v = state[0];
        } else if (v > p->threshold) {
            v = after_spike(p, v, flags);
            *left = p->refractory;
            spike(tick, n);
        }
        state[0] = v;
        state[1] = excitatory;
        state[2] = inhibitory;
        state += 4;
        p = (const struct parameters *)((const char *)p + stride);
    }
}

static void record_voltage(uint32_t tick, uint32_t neurons)
{
    static const uint8_t words[] = {1, 2, 4};
    uint32_t step = words[configuration->model];
    const float *state = states();
    float *target = (float *)configuration->voltage + (tick & configuration->voltage_mask) * neurons;
    for (uint32_t n = 0; n < neurons; n++, state += step) *target++ = *state;
}

void program_start(void) { read_pointer = configuration->fifo_start; }

void program_tick(uint32_t tick)
{
    if (tick == 0) return; /* the first tick only sends: its packets are the input of the next */
    uint32_t end = REGISTER(COMMS_FIFO_WRITE_POINTER);
    uint32_t waiting = end - read_pointer;
    if (end < read_pointer) waiting += configuration->fifo_end - configuration->fifo_start;
    waiting /= 4;
    if (waiting > status->max_events) status->max_events = waiting;
    uint32_t command = configuration->dvfs_command;
    if (command && waiting < configuration->dvfs_threshold) command = 0;
    if (command) {
        *(volatile uint32_t *)command = configuration->dvfs_high;
        status->high_ticks++;
    }
    status->events += handle_events(tick, end);
    uint32_t neurons = configuration->neurons, stride = configuration->parameter_stride, flags = configuration->flags;
    switch (configuration->model) {
    case MODEL_LIF: update_lif(tick, neurons, stride, flags); break;
    case MODEL_CUBA: update_cuba(tick, neurons, stride, flags); break;
    default: update_exponential(tick, neurons, stride, flags); break;
    }
    if (flags & RECORD_VOLTAGE) record_voltage(tick, neurons);
    if (command) *(volatile uint32_t *)command = configuration->dvfs_low;
}
