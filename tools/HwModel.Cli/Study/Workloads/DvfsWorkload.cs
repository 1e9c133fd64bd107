using HwModel.Kernel;
using HwModel.SpiNNaker2.Power;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>A bursting network on one processing element that chooses its performance level tick by tick.</summary>
internal sealed record DvfsStudyOptions
{
    [ModelChoice("real time: a tick of a millisecond")]
    public double Tick { get; init; } = 1;

    [ModelChoice("an element's share of a network of leaky integrate-and-fire neurons")]
    public int Neurons { get; init; } = 250;

    [ModelChoice("30 cycles for a neuron's update")]
    public int CyclesPerNeuron { get; init; } = 30;

    [Derived("12 million synaptic events a second at 300 MHz (Scholze et al., OJCAS 2026)")]
    public int CyclesPerEvent { get; init; } = 25;

    [ModelChoice("targets of a packet on this element")]
    public int FanOut { get; init; } = 80;

    [ModelChoice("packets of a quiet tick")]
    public double Quiet { get; init; } = 10;

    [ModelChoice("packets of a bursting tick: 1.25 times what the low level's tick holds")]
    public double Burst { get; init; } = 90;

    [ModelChoice("probability that a burst begins in a quiet tick")]
    public double BurstRate { get; init; } = 0.02;

    [ModelChoice("mean length of a burst, in ticks")]
    public double BurstTicks { get; init; } = 5;

    [ModelChoice("packets of a tick from which the upper level is used: half of what the low level's tick holds")]
    public int Threshold { get; init; } = 40;

    [ModelChoice("the two levels that are published, by a threshold")]
    public string Policy { get; init; } = "threshold";

    [ModelChoice("0.5 V, 150 MHz")]
    public string Low { get; init; } = "PL0";

    [ModelChoice("0.8 V, 300 MHz")]
    public string High { get; init; } = "PL3";

    [ModelChoice("some hundred bursts")]
    public int Ticks { get; init; } = 20_000;
}

/// <summary>
/// Performance levels by the number of packets that came since the last tick, as the published rule of the DVFS test chip has it; energy by the chip's constants. The work of a
/// tick that does not fit is carried to the next.
/// </summary>
internal sealed class DvfsWorkload() : OptionWorkload<DvfsStudyOptions>(new DvfsStudyOptions(), new(
    [
        Real("tick", "length of a tick", "ms", 0.01, 1000, nameof(DvfsStudyOptions.Tick), options => options.Tick, (options, value) => options with { Tick = value }),
        Whole("net.neurons", "neurons on the element", "", 1, 10000, nameof(DvfsStudyOptions.Neurons), options => options.Neurons, (options, value) => options with { Neurons = (int)value }),
        Whole("net.fan_out", "synapses of a packet on the element", "", 1, 10000, nameof(DvfsStudyOptions.FanOut), options => options.FanOut, (options, value) => options with { FanOut = (int)value }),
        Whole("core.cycles_per_neuron", "of an update", "cycles", 1, 10000, nameof(DvfsStudyOptions.CyclesPerNeuron), options => options.CyclesPerNeuron, (options, value) => options with { CyclesPerNeuron = (int)value }),
        Whole("core.cycles_per_event", "of a synaptic event", "cycles", 1, 10000, nameof(DvfsStudyOptions.CyclesPerEvent), options => options.CyclesPerEvent, (options, value) => options with { CyclesPerEvent = (int)value }),
        Real("traffic.quiet", "packets of a quiet tick, on average", "packets", 0, 100000, nameof(DvfsStudyOptions.Quiet), options => options.Quiet, (options, value) => options with { Quiet = value }),
        Real("traffic.burst", "packets of a bursting tick, on average", "packets", 0, 100000, nameof(DvfsStudyOptions.Burst), options => options.Burst, (options, value) => options with { Burst = value }),
        Real("traffic.burst_rate", "probability that a burst begins", "", 0, 1, nameof(DvfsStudyOptions.BurstRate), options => options.BurstRate, (options, value) => options with { BurstRate = value }),
        Real("traffic.burst_ticks", "mean length of a burst", "ticks", 1, 10000, nameof(DvfsStudyOptions.BurstTicks), options => options.BurstTicks, (options, value) => options with { BurstTicks = value }),
        Whole("dvfs.threshold", "packets of a tick from which the upper level is used", "packets", 0, 1_000_000, nameof(DvfsStudyOptions.Threshold), options => options.Threshold, (options, value) => options with { Threshold = (int)value }),
        Word("dvfs.policy", "threshold, or always one level", nameof(DvfsStudyOptions.Policy), ["threshold", "always-low", "always-high"], options => options.Policy, (options, value) => options with { Policy = value }),
        Word("dvfs.low", "lower level", nameof(DvfsStudyOptions.Low), ["PL0", "PL1", "PL2", "PL3"], options => options.Low, (options, value) => options with { Low = value }),
        Word("dvfs.high", "upper level", nameof(DvfsStudyOptions.High), ["PL0", "PL1", "PL2", "PL3"], options => options.High, (options, value) => options with { High = value }),
        Whole("run.ticks", "ticks", "", 10, 100_000_000, nameof(DvfsStudyOptions.Ticks), options => options.Ticks, (options, value) => options with { Ticks = (int)value }),
    ]), typeof(PowerOptions).Assembly, typeof(Simulation).Assembly)
{
    public override string Name => "dvfs";

    public override string Meaning => "a bursting network on one processing element of SpiNNaker2 that changes its performance level";

    public override string Level => "event level, tick by tick; levels, clocks and energies are those of the RTL's power management";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("energy.total", "uJ", "of the element", Better.Lower),
        new("energy.sleep", "uJ", "leakage and clock of the rail", Better.Lower),
        new("energy.core", "uJ", "processor cycles", Better.Lower),
        new("energy.transitions", "uJ", "changes of the level", Better.Lower),
        new("power.mean", "mW", "mean power of the element", Better.Lower),
        new("overruns", "", "share of the ticks whose work did not fit", Better.Lower),
        new("backlog.max", "ticks", "the most work that was carried over", Better.Lower),
        new("residency.high", "", "share of the time at the upper level"),
        new("transitions", "", "changes of the level"),
        new("events", "", "synaptic events"),
    ];

    protected override RunResult Run(DvfsStudyOptions options, RunRequest request)
    {
        var power = new PowerOptions();
        var random = RandomStream.Derive(request.Seed, "dvfs study");
        PerformanceLevel low = Enum.Parse<PerformanceLevel>(options.Low), high = Enum.Parse<PerformanceLevel>(options.High);
        double tick = options.Tick * 1e-3;
        double sleep = 0, core = 0, transitionEnergy = 0, backlog = 0, worst = 0;
        long overruns = 0, changes = 0, events = 0, atHigh = 0;
        bool bursts = false;
        PerformanceLevel level = options.Policy == "always-high" ? high : low;
        for (int i = 0; i < options.Ticks; i++)
        {
            if ((i & 4095) == 0) request.Stop.ThrowIfCancellationRequested();
            bursts = bursts ? !random.NextBool(1 / options.BurstTicks) : random.NextBool(options.BurstRate);
            int packets = Poisson(ref random, bursts ? options.Burst : options.Quiet);
            PerformanceLevel wanted = options.Policy switch { "always-low" => low, "always-high" => high, _ => packets >= options.Threshold ? high : low };
            if (wanted != level)
            {
                changes++;
                transitionEnergy += power.Energy.TransitionPicojoules;
                level = wanted;
            }
            Rail rail = power.RailOf(level);
            events += (long)packets * options.FanOut;
            double work = backlog + (double)options.Neurons * options.CyclesPerNeuron + (double)packets * options.FanOut * options.CyclesPerEvent;
            double room = tick / (power.PeriodOf(level) * 1e-15);
            double done = Math.Min(work, room);
            backlog = work - done;
            if (backlog > 0) overruns++;
            worst = Math.Max(worst, backlog / room);
            core += done * power.Energy.CorePicojoules(rail);
            sleep += tick * power.Energy.SleepMilliwatts(rail) * 1e9;
            if (level == high) atHigh++;
        }
        double total = core + sleep + transitionEnergy;
        return RunResult.Of(
            ("energy.total", total * 1e-6), ("energy.sleep", sleep * 1e-6), ("energy.core", core * 1e-6), ("energy.transitions", transitionEnergy * 1e-6), ("power.mean", total * 1e-9 / (options.Ticks * tick)),
            ("overruns", (double)overruns / options.Ticks), ("backlog.max", worst), ("residency.high", (double)atHigh / options.Ticks), ("transitions", changes), ("events", events));
    }

    // Knuth's method in pieces, so that large means do not underflow.
    private static int Poisson(ref RandomStream random, double mean)
    {
        int count = 0;
        for (; mean > 30; mean -= 30) count += Poisson(ref random, 30);
        double limit = Math.Exp(-mean);
        for (double product = random.NextDouble(); product > limit; product *= random.NextDouble()) count++;
        return count;
    }
}
