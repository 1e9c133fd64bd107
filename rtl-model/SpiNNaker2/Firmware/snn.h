/* What the host writes into a processing element's memory and what the firmware leaves there.
   Memory: 32 KB for the program, then the configuration, the status and the data, and 4 KB for the stack at the end. */
#ifndef SNN_H
#define SNN_H
#include <stdint.h>

#define CONFIGURATION 0x8000u
#define STATUS        0x8100u
#define DATA          0x8180u
#define STACK_LOW     0x1F000u
#define STACK_TOP     0x20000u
#define MAGIC         0x324E4E53u /* "SNN2" */

enum model { MODEL_LIF, MODEL_CUBA, MODEL_EXPONENTIAL, MODEL_SPIKE_LIST, MODEL_POISSON };

enum flags {
    RESET_BY_SUBTRACTION = 1, /* the reset field of the parameters is taken from the membrane instead of put there */
    RECORD_SPIKES = 2,
    RECORD_VOLTAGE = 4,
    GLOBAL_TICK = 8,          /* ticks come from global interrupt 0 instead of the own timer */
    SILENT = 16,              /* nobody takes its packets: none are sent */
};

struct configuration {
    uint32_t magic;
    uint32_t model;
    uint32_t neurons;
    uint32_t flags;
    uint32_t ticks;            /* how many to run; 0: for ever */
    uint32_t tick_us;          /* length of a tick */
    uint32_t key;              /* of neuron 0; neuron n sends key + n */
    uint32_t table;            /* master population table, sorted by key */
    uint32_t table_entries;
    uint32_t fifo_start;       /* ring that the event handler fills with keys */
    uint32_t fifo_end;
    uint32_t ring;             /* delayed input: slots of receptors of neurons, 32-bit sums */
    uint32_t ring_mask;        /* slots - 1, slots a power of two */
    uint32_t ring_stride;      /* words of a slot */
    uint32_t parameters;
    uint32_t parameter_stride; /* bytes from neuron to neuron; 0: all have the same */
    uint32_t state;
    uint32_t record;           /* spikes: words of tick << 16 | neuron, a ring */
    uint32_t record_mask;      /* words - 1, words a power of two */
    uint32_t voltage;          /* membranes of all neurons, a ring of ticks */
    uint32_t voltage_mask;     /* ticks - 1, ticks a power of two */
    uint32_t list;             /* spike list: ticks + 1 places in the list of neurons */
    uint32_t list_neurons;     /* neurons that spike, 16 bit each, tick by tick */
    uint32_t list_ticks;
    uint32_t seed;             /* Poisson sources */
    uint32_t dvfs_command;     /* register that asks for a level; 0: the level is never changed */
    uint32_t dvfs_high;        /* what is written there for a busy tick */
    uint32_t dvfs_low;         /* and at its end */
    uint32_t dvfs_threshold;   /* packets of the tick before that make a tick busy */
};

enum state { STATE_BOOT, STATE_RUNNING, STATE_DONE, STATE_FAULT };

struct status {
    uint32_t state;
    uint32_t tick;         /* ticks done */
    uint32_t overruns;     /* ticks that began while another was not finished */
    uint32_t max_lag;      /* most ticks behind */
    uint32_t events;       /* packets handled */
    uint32_t synapses;     /* synaptic events */
    uint32_t unknown;      /* packets that no table entry knows */
    uint32_t spikes;       /* spikes of its neurons */
    uint32_t recorded;     /* words written into the spike record since the start */
    uint32_t max_events;   /* most packets of a tick */
    uint32_t busy_cycles;  /* cycles from the start of a tick to its end, summed up */
    uint32_t max_busy;     /* the longest tick */
    uint32_t high_ticks;   /* ticks at the high level */
    uint32_t fault;        /* return address of a fault */
};

/* Keys key to key | ~mask belong to the source; the row of its neuron n is rows[offsets[n]] to rows[offsets[n + 1]].
   Where all synapses have 16 bits, one delay and one receptor, the common header is here and the rows are synapses in units of 16 bits;
   else it is 0 and the rows are blocks in units of 32 bits. */
struct source {
    uint32_t key;
    uint32_t mask;
    uint32_t rows;
    uint32_t offsets;
    uint32_t header;
};

/* A block: a header, then the synapses of one delay and receptor.
   Header: 15:0 synapses, 23:16 delay in ticks, 24 receptor, 25 wide, 31 set. A synapse has 16 bits, weight above an 8-bit neuron;
   a wide one has 32, 31:24 weight, 15:0 neuron. */
#define BLOCK_COUNT(header)    ((header) & 0xFFFFu)
#define BLOCK_DELAY(header)    ((header) >> 16 & 0xFFu)
#define BLOCK_RECEPTOR(header) ((header) >> 24 & 1u)
#define BLOCK_WIDE(header)     ((header) >> 25 & 1u)

struct parameters {
    float decay;             /* of the membrane */
    float current_decay;     /* of the current, or of the excitatory one */
    float inhibitory_decay;
    float offset;            /* added to the membrane in every tick */
    float current_offset;    /* added to the current in every tick */
    float threshold;
    float reset;
    uint32_t refractory;     /* ticks for which the membrane stays at its reset value */
};

/* Words of state of a neuron: membrane; membrane, current; membrane, excitatory and inhibitory current, refractory ticks left. */

#define configuration ((const struct configuration *)CONFIGURATION)
#define status ((struct status *)STATUS)

/* What a program does once before the first tick, and in every tick. */
void program_start(void);
void program_tick(uint32_t tick);

/* Sends the packet of a neuron that spikes and records it. */
void spike(uint32_t tick, uint32_t neuron);

#endif
