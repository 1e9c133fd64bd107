/* Vectors, start, ticks, sleep, sending. */
#include "hardware.h"
#include "snn.h"

extern uint32_t __bss_start, __bss_end;

static volatile uint32_t due; /* ticks that are still to be done */
static volatile uint32_t busy;
static uint32_t next_set;

void Reset_Handler(void);

static void count_tick(void)
{
    uint32_t left = due + 1;
    due = left;
    uint32_t lag = left - 1 + busy;
    if (lag == 0) return;
    status->overruns++;
    if (lag > status->max_lag) status->max_lag = lag;
}

void Timer_Handler(void)
{
    REGISTER(TIMER_TIMER1_INT_CLR) = 1;
    count_tick();
}

void Global_Handler(void) { count_tick(); }

/* Called with the stack pointer at the frame that the exception pushed. */
void fault(const uint32_t *frame)
{
    status->state = STATE_FAULT;
    status->fault = frame[6];
    for (;;) wait_for_interrupt();
}

__attribute__((naked)) void Fault_Handler(void) { __asm__ volatile("mrs r0, msp\n\tb fault"); }

#define FAULT Fault_Handler
__attribute__((section(".vectors"), used)) void (*const vectors[16 + 45])(void) = {
    (void (*)(void))STACK_TOP, Reset_Handler, FAULT, FAULT, FAULT, FAULT, FAULT, 0, 0, 0, 0, FAULT, FAULT, 0, FAULT, FAULT,
    [16 + PE_INTERRUPT_E_TIMER1] = Timer_Handler,
    [16 + PE_INTERRUPT_E_GLOBAL0] = Global_Handler,
};

static void start_events(void)
{
    if (configuration->fifo_start == configuration->fifo_end) return;
    REGISTER(COMMS_FIFO_START) = configuration->fifo_start;
    REGISTER(COMMS_FIFO_END_ADDRESS) = configuration->fifo_end;
    REGISTER(COMMS_FIFO_FILTER_VALUE) = 0;
    REGISTER(COMMS_FIFO_FILTER_MASK) = 0; /* every key */
    REGISTER(COMMS_FIFO_CONTROL) = PE_COMMS_FIFO_CONTROL_FLUSH_bm;
    REGISTER(COMMS_FIFO_CONFIG) = PE_COMMS_FIFO_CONFIG_ENABLE_bm;
}

static void start_ticks(void)
{
    if (configuration->flags & GLOBAL_TICK) {
        REGISTER(INTERRUPTS_ISER0) = 1u << PE_INTERRUPT_E_GLOBAL0;
        return;
    }
    REGISTER(TIMER_TIMER1_LOAD) = configuration->tick_us;
    REGISTER(TIMER_TIMER1_CONTROL) = PE_TIMER_TIMER1_CONTROL_RUN_bm | PE_TIMER_TIMER1_CONTROL_MODE_bm | PE_TIMER_TIMER1_CONTROL_INTERRUPT_ENABLE_bm | PE_TIMER_TIMER1_CONTROL_SIZE_bm;
    REGISTER(INTERRUPTS_ISER0) = 1u << PE_INTERRUPT_E_TIMER1;
}

static void wait_for_tick(void)
{
    disable_interrupts();
    busy = 0;
    while (due == 0) {
        wait_for_interrupt(); /* a pending interrupt ends the sleep although it is masked */
        enable_interrupts();
        disable_interrupts();
    }
    due--;
    busy = 1;
    enable_interrupts();
}

void Reset_Handler(void)
{
    CPACR |= 0xFu << 20; /* the FPU */
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    for (uint32_t *word = &__bss_start; word < &__bss_end; word++) *word = 0;
    for (uint32_t i = 0; i < sizeof *status / 4; i++) ((volatile uint32_t *)STATUS)[i] = 0;
    DEMCR |= 1u << 24;
    DWT_CTRL |= 1;
    start_events();
    program_start();
    status->state = STATE_RUNNING;
    start_ticks();
    uint32_t ticks = configuration->ticks;
    for (uint32_t tick = 0; ticks == 0 || tick < ticks; tick++) {
        wait_for_tick();
        uint32_t start = DWT_CYCCNT;
        program_tick(tick);
        uint32_t took = DWT_CYCCNT - start;
        status->busy_cycles += took;
        if (took > status->max_busy) status->max_busy = took;
        status->tick = tick + 1;
    }
    disable_interrupts();
    REGISTER(TIMER_TIMER1_CONTROL) = 0;
    status->state = STATE_DONE;
    for (;;) wait_for_interrupt();
}

void spike(uint32_t tick, uint32_t neuron)
{
    uint32_t flags = configuration->flags;
    if (!(flags & SILENT)) {
        /* The four register sets in turn, so that a packet seldom waits for the one before. */
        uint32_t set = next_set;
        next_set = (set + 0x20) & 0x60;
        *(volatile uint32_t *)(PE_COMMS_TRANSMIT0_TKR_OFFSET + set) = configuration->key + neuron;
    }
    status->spikes++;
    if (flags & RECORD_SPIKES) {
        uint32_t count = status->recorded;
        ((uint32_t *)configuration->record)[count & configuration->record_mask] = tick << 16 | neuron;
        status->recorded = count + 1;
    }
}
