using HwModel.Kernel;
using HwModel.SpiNNaker2.Power;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>A layer of neurons, computed as a dense product or by spikes.</summary>
internal sealed record InferenceOptions
{
    [ModelChoice("a fully connected layer of keyword spotting size")]
    public int Inputs { get; init; } = 512;

    [ModelChoice("as many as inputs")]
    public int Neurons { get; init; } = 512;

    [ModelChoice("time steps in which a rate-coded network settles")]
    public int Steps { get; init; } = 8;

    [ModelChoice("spikes of a neuron in a step")]
    public double Activity { get; init; } = 0.05;

    [ModelChoice("rectified activations are half zero, which a dense array does not use")]
    public double Sparsity { get; init; } = 0;

    [ModelChoice("the lower rail, where both are most efficient")]
    public string Rail { get; init; } = "0.5V";

    [Derived("12 million synaptic events a second at 300 MHz (Scholze et al., OJCAS 2026)")]
    public int CyclesPerEvent { get; init; } = 25;

    [ModelChoice("a leaky integrate-and-fire update in fixed point on the M4F, with load, leak, compare and store")]
    public int CyclesPerUpdate { get; init; } = 30;

    [ModelChoice("packet handling: interrupt, key look-up, start of the synaptic row")]
    public int CyclesPerPacket { get; init; } = 80;

    [ModelChoice("mean way of a packet through the chip's network")]
    public double Hops { get; init; } = 4;

    [ModelChoice("a core cannot use its MAC array for spikes; 'accumulate' asks what an array that adds weights of spikes at a MAC's price would take")]
    public string SpikeEngine { get; init; } = "core";

    [ModelChoice("an element that does nothing else sleeps in between; its sleep power over the time of the computation counts")]
    public string Sleep { get; init; } = "counted";

    [Published("Scholze et al., OJCAS 2026: an array of 16 x 4 cells")]
    public int MacsPerCycle { get; init; } = 64;
}

/// <summary>
/// To spike or not to spike: energy of one inference of a layer on one processing element of SpiNNaker2, by its MAC array and by event-driven spikes.
/// The model is that of Ottati et al. (IEEE JETCAS 2023) with the chip's own measured constants in place of gate-level ones.
/// </summary>
internal sealed class InferenceEnergyWorkload() : OptionWorkload<InferenceOptions>(new InferenceOptions(), new(
    [
        Whole("layer.inputs", "inputs of the layer", "", 1, 65536, nameof(InferenceOptions.Inputs), options => options.Inputs, (options, value) => options with { Inputs = (int)value }),
        Whole("layer.neurons", "neurons of the layer", "", 1, 65536, nameof(InferenceOptions.Neurons), options => options.Neurons, (options, value) => options with { Neurons = (int)value }),
        Whole("snn.steps", "time steps of an inference", "", 1, 10000, nameof(InferenceOptions.Steps), options => options.Steps, (options, value) => options with { Steps = (int)value }),
        Real("snn.activity", "spikes of an input in a step", "", 0, 1, nameof(InferenceOptions.Activity), options => options.Activity, (options, value) => options with { Activity = value }),
        Real("ann.sparsity", "share of multiplications that the array skips", "", 0, 1, nameof(InferenceOptions.Sparsity), options => options.Sparsity, (options, value) => options with { Sparsity = value }),
        Word("power.rail", "supply of the element", nameof(InferenceOptions.Rail), ["0.5V", "0.8V"], options => options.Rail, (options, value) => options with { Rail = value }),
        Whole("snn.cycles_per_event", "processor cycles of a synaptic event", "cycles", 1, 10000, nameof(InferenceOptions.CyclesPerEvent), options => options.CyclesPerEvent, (options, value) => options with { CyclesPerEvent = (int)value }),
        Whole("snn.cycles_per_update", "processor cycles of a neuron's update", "cycles", 1, 10000, nameof(InferenceOptions.CyclesPerUpdate), options => options.CyclesPerUpdate, (options, value) => options with { CyclesPerUpdate = (int)value }),
        Whole("snn.cycles_per_packet", "processor cycles of an arriving packet", "cycles", 0, 10000, nameof(InferenceOptions.CyclesPerPacket), options => options.CyclesPerPacket, (options, value) => options with { CyclesPerPacket = (int)value }),
        Real("noc.hops", "hops of a packet through the chip", "", 0, 64, nameof(InferenceOptions.Hops), options => options.Hops, (options, value) => options with { Hops = value }),
        Word("snn.engine", "what adds the weights of a spike", nameof(InferenceOptions.SpikeEngine), ["core", "accumulate"], options => options.SpikeEngine, (options, value) => options with { SpikeEngine = value }),
        Word("power.sleep", "whether the element's sleep power over the computing time counts", nameof(InferenceOptions.Sleep), ["counted", "left-out"], options => options.Sleep, (options, value) => options with { Sleep = value }),
        Whole("ann.macs_per_cycle", "multiply-accumulates of the array in a cycle", "", 1, 1024, nameof(InferenceOptions.MacsPerCycle), options => options.MacsPerCycle, (options, value) => options with { MacsPerCycle = (int)value }),
    ]), typeof(EnergyConstants).Assembly)
{
    public override string Name => "inference-energy";

    public override string Meaning => "energy of a layer's inference on one processing element of SpiNNaker2, dense and by spikes";

    public override string Level => "energy equations with the chip's measured constants; nothing is simulated";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("ann.total", "nJ", "dense inference", Better.Lower),
        new("snn.total", "nJ", "inference by spikes", Better.Lower),
        new("ratio", "", "spikes over dense: below 1 spikes win", Better.Lower),
        new("energy.events", "nJ", "synaptic events"),
        new("energy.updates", "nJ", "updates of neurons"),
        new("energy.packets", "nJ", "arriving packets: processor, network and router"),
        new("energy.sleep", "nJ", "sleep power of the element while it computes by spikes"),
        new("time.ann", "us", "computing time, dense", Better.Lower),
        new("time.snn", "us", "computing time, by spikes", Better.Lower),
        new("crossover.activity", "", "spikes of an input in a step at which both cost the same; below 0 spikes never win"),
        new("spikes_per_synapse", "", "spikes that a synapse sees in an inference"),
    ];

    protected override RunResult Run(InferenceOptions options, RunRequest request)
    {
        var constants = new EnergyConstants();
        var power = new PowerOptions();
        Rail rail = options.Rail == "0.5V" ? Rail.Low : Rail.High;
        double cycle = power.PeriodOf(rail == Rail.Low ? PerformanceLevel.PL0 : PerformanceLevel.PL3) * 1e-15;
        double sleep = options.Sleep == "counted" ? constants.SleepMilliwatts(rail) * 1e-3 : 0;
        double core = constants.CorePicojoules(rail) * 1e-12, mac = constants.MacPicojoules(rail) * 1e-12;
        double products = (double)options.Inputs * options.Neurons;
        // Dense: the MACs that are not skipped, and the element's rest over the time that they take.
        double annTime = (1 - options.Sparsity) * products / options.MacsPerCycle * cycle;
        double ann = (1 - options.Sparsity) * products * mac + annTime * sleep;
        // By spikes: updates in every step whatever comes, the rest in proportion to the activity.
        double updates = (double)options.Steps * options.Neurons;
        double packets = (double)options.Steps * options.Inputs;
        bool hasEngine = options.SpikeEngine == "accumulate";
        double eventCycles = hasEngine ? 1.0 / options.MacsPerCycle : options.CyclesPerEvent;
        double eventEnergy = hasEngine ? mac : options.CyclesPerEvent * core;
        double packetEnergy = options.CyclesPerPacket * core + (options.Hops * constants.NocHopPicojoules + constants.RouterLookupPicojoules) * 1e-12;
        double fixedTime = updates * options.CyclesPerUpdate * cycle;
        double timePerActivity = packets * (options.Neurons * eventCycles + options.CyclesPerPacket) * cycle;
        double fixedEnergy = updates * options.CyclesPerUpdate * core + fixedTime * sleep;
        double energyPerActivity = packets * (options.Neurons * eventEnergy + packetEnergy) + timePerActivity * sleep;
        double s = options.Activity;
        double snn = fixedEnergy + s * energyPerActivity;
        double snnTime = fixedTime + s * timePerActivity;
        return RunResult.Of(
            ("ann.total", ann * 1e9), ("snn.total", snn * 1e9), ("ratio", snn / ann),
            ("energy.events", s * packets * options.Neurons * eventEnergy * 1e9), ("energy.updates", updates * options.CyclesPerUpdate * core * 1e9),
            ("energy.packets", s * packets * packetEnergy * 1e9), ("energy.sleep", snnTime * sleep * 1e9),
            ("time.ann", annTime * 1e6), ("time.snn", snnTime * 1e6),
            ("crossover.activity", (ann - fixedEnergy) / energyPerActivity), ("spikes_per_synapse", s * options.Steps));
    }
}
