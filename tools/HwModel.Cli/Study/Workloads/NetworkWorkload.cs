using HwModel.Cli.Configuration;
using HwModel.Kernel;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Hdf5;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Power;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>A trained network on SpiNNaker2 and what it is shown.</summary>
internal sealed record NetworkStudyOptions
{
    public string Network { get; init; } = "";

    public string Inputs { get; init; } = "";

    public string Labels { get; init; } = "";

    [ModelChoice("an error of 3 % at 90 %")]
    public int Samples { get; init; } = 100;

    [ModelChoice("the inputs of the study that comes with hwmodel take 10 ticks, the rest lets the membranes decay")]
    public int Period { get; init; } = 24;

    [ModelChoice("a millisecond, the usual tick")]
    public double Step { get; init; } = 1e-3;

    [ModelChoice("NIR's own")]
    public string Reset { get; init; } = "zero";

    [ModelChoice("the event level is thousands of times quicker than the chip's RTL and gives the same spikes")]
    public string Level { get; init; } = "event";

    [Published("SpiNNaker2 developer portal: synapses have 8-bit weights")]
    public int WeightBits { get; init; } = 8;

    [ModelChoice("uses all of the bits")]
    public string Scaling { get; init; } = "largest";

    [ModelChoice("the narrow synapse format counts neurons in 8 bits")]
    public int NeuronsPerElement { get; init; } = 256;

    [Published("SpiNNaker2 developer portal: typically 1 ms")]
    public int TickMicroseconds { get; init; } = 1000;

    [ModelChoice("always 300 MHz")]
    public string Performance { get; init; } = "high";

    [ModelChoice("a busy tick of a small network")]
    public int Threshold { get; init; } = 32;

    [ModelChoice("about the time in which the output's membranes decay")]
    public double DistanceTicks { get; init; } = 10;
}

/// <summary>A network from a NIR file on SpiNNaker2: accuracy, spikes, energy and time over weight bits, placement and performance levels.</summary>
internal sealed class NetworkWorkload() : OptionWorkload<NetworkStudyOptions>(new NetworkStudyOptions(), new(
    [
        File("net.file", "trained network (NIR)", options => options.Network, (options, file) => options with { Network = file }),
        File("net.inputs", "spikes of the samples, lines sample,tick,neuron", options => options.Inputs, (options, file) => options with { Inputs = file }),
        File("net.labels", "labels of the samples, lines sample,label", options => options.Labels, (options, file) => options with { Labels = file }),
        Whole("net.samples", "samples that the seed draws from the file", "", 1, 100_000, nameof(NetworkStudyOptions.Samples), options => options.Samples, (options, value) => options with { Samples = (int)value }),
        Whole("net.period", "ticks from one sample to the next", "ticks", 1, 100_000, nameof(NetworkStudyOptions.Period), options => options.Period, (options, value) => options with { Period = (int)value }),
        Real("net.step", "time that a tick stands for in the network's time constants", "s", 1e-6, 1, nameof(NetworkStudyOptions.Step), options => options.Step, (options, value) => options with { Step = value }),
        Word("net.reset", "what a spike does to the membrane", nameof(NetworkStudyOptions.Reset), ["zero", "subtract"], options => options.Reset, (options, value) => options with { Reset = value }),
        Word("net.level", "the chip's RTL or the event level", nameof(NetworkStudyOptions.Level), ["event", "rtl"], options => options.Level, (options, value) => options with { Level = value }),
        Whole("weights.bits", "bits of a weight with its sign", "bits", 2, 8, nameof(NetworkStudyOptions.WeightBits), options => options.WeightBits, (options, value) => options with { WeightBits = (int)value }),
        Word("weights.scaling", "factor from weights to integers", nameof(NetworkStudyOptions.Scaling), ["largest", "power-of-two"], options => options.Scaling, (options, value) => options with { Scaling = value }),
        Whole("place.neurons_per_element", "most neurons on a processing element", "", 1, 1024, nameof(NetworkStudyOptions.NeuronsPerElement), options => options.NeuronsPerElement, (options, value) => options with { NeuronsPerElement = (int)value }),
        Whole("tick", "length of a tick on the chip", "us", 1, 1_000_000, nameof(NetworkStudyOptions.TickMicroseconds), options => options.TickMicroseconds, (options, value) => options with { TickMicroseconds = (int)value }),
        Word("dvfs.policy", "300 MHz, 150 MHz, or 300 MHz in ticks with many packets", nameof(NetworkStudyOptions.Performance), ["high", "low", "auto"], options => options.Performance, (options, value) => options with { Performance = value }),
        Whole("dvfs.threshold", "packets of a tick from which on it is done at 300 MHz", "packets", 0, 1_000_000, nameof(NetworkStudyOptions.Threshold), options => options.Threshold, (options, value) => options with { Threshold = (int)value }),
        Real("distance.ticks", "time constant of the spike-train distance", "ticks", 0.1, 1e6, nameof(NetworkStudyOptions.DistanceTicks), options => options.DistanceTicks, (options, value) => options with { DistanceTicks = value }),
    ]), typeof(Mapper).Assembly, typeof(Spinnaker2Chip).Assembly, typeof(Simulation).Assembly)
{
    public override string Name => "network";

    public override string Meaning => "a trained network from a NIR file on SpiNNaker2 that classifies samples";

    public override string Level => "event level with the chip's memory images and routing table, or the chip's RTL (net.level)";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("accuracy", "", "share of the samples whose label's output spikes most; a tie is shared", Better.Higher),
        new("distance", "", "van Rossum distance of the output to the base case, for an output neuron and sample", Better.Lower),
        new("spikes.output", "", "of the outputs, for a sample"),
        new("spikes.all", "", "of all neurons and inputs, for a sample"),
        new("synaptic_events", "", "for a sample"),
        new("packets.lost", "", "in the whole run", Better.Lower),
        new("energy.total", "uJ", "of the chip, for a sample", Better.Lower),
        new("energy.floor", "uJ", "of the chip without elements, for a sample", Better.Lower),
        new("energy.sleep", "uJ", "of the elements' leakage and clocks, for a sample", Better.Lower),
        new("energy.core", "uJ", "of the processors, for a sample", Better.Lower),
        new("energy.transport", "uJ", "of network-on-chip and packet router, for a sample", Better.Lower),
        new("energy.other", "uJ", "of level changes and whatever else there is, for a sample", Better.Lower),
        new("elements", "", "processing elements in use", Better.Lower),
        new("routes", "", "entries of the routing table", Better.Lower),
        new("overruns", "", "ticks whose work did not fit", Better.Lower),
        new("realtime.factor", "", "how many times the longest tick's work fits into a tick", Better.Higher),
        new("weights.error", "", "root mean square error of the rounding, relative, of the worst population", Better.Lower),
        new("weights.dropped", "", "synapses that rounding made zero", Better.Lower),
    ];

    protected override string? Mistake(NetworkStudyOptions options)
    {
        foreach ((string path, string file) in new[] { ("net.file", options.Network), ("net.inputs", options.Inputs), ("net.labels", options.Labels) })
        {
            if (file.Length == 0) return $"{path} names no file";
            if (!System.IO.File.Exists(file)) return $"there is no {path} {file}";
        }
        return options is { Performance: "low", Level: "event" } ? "the event level knows no dvfs.policy low; net.level rtl does" : null;
    }

    protected override RunResult Run(NetworkStudyOptions options, RunRequest request)
    {
        try
        {
            SpikingNetwork network = NirLowering.Lower(NirReader.Read(options.Network), new NirOptions { Step = options.Step, ResetBySubtraction = options.Reset == "subtract" }, options.Network);
            (List<(int Row, int Neuron)> spikes, int[] labels) = LabelledSamples.Read(options.Inputs, options.Labels).Draw(options.Samples, options.Period, request.Seed);
            string[] sources = [.. network.Populations.Where(population => population.IsSource).Select(population => population.Name)];
            if (sources.Length != 1) throw new RunFailedException($"{options.Network} has {sources.Length} inputs; the samples are for a network with one");
            var input = new SpikeInput(sources[0], spikes);
            NetworkRun run = Simulate(network, input, options, labels.Length, request);
            // The base case is the same network with the same samples as it is mapped by default.
            NetworkRun basis = Simulate(network, input, options with { WeightBits = 8, Scaling = "largest", NeuronsPerElement = 256, Level = "event" }, labels.Length, request);
            return new NetworkFigures(run, labels, options.Period).Metrics(basis, options.Performance == "low" ? 150e6 : 300e6, options.DistanceTicks);
        }
        catch (Exception exception) when (exception is NirException or Hdf5Exception or NetworkException or IOException)
        {
            throw new RunFailedException(exception.Message);
        }
    }

    private static Setting<NetworkStudyOptions> File(string path, string meaning, Func<NetworkStudyOptions, string> read, Func<NetworkStudyOptions, string, NetworkStudyOptions> write) =>
        new(path, meaning, "", "a file's name", "", read, write) { Kind = ParameterKind.File };

    private static NetworkRun Simulate(SpikingNetwork network, SpikeInput input, NetworkStudyOptions options, int samples, RunRequest request)
    {
        MappedNetwork mapped = Mapper.Map(network, new MappingOptions
        {
            // A tick more: neurons answer to what arrived in the tick before.
            Ticks = samples * options.Period + 1,
            TickMicroseconds = options.TickMicroseconds,
            WeightBits = options.WeightBits,
            Scaling = options.Scaling == "largest" ? WeightScaling.Largest : WeightScaling.PowerOfTwo,
            MaxNeuronsPerPe = options.NeuronsPerElement,
            DvfsThreshold = options.Performance == "auto" ? options.Threshold : null,
            Seed = request.Seed,
        }, input);
        INetworkMachine machine = options.Level == "event" ? new EventExecutor(mapped) : new ChipMachine(mapped, new SimulationOptions { Seed = request.Seed }, level: options.Performance == "high" ? PerformanceLevel.PL3 : PerformanceLevel.PL0);
        for (int left = mapped.Options.Ticks; left > 0; left -= options.Period)
        {
            request.Stop.ThrowIfCancellationRequested();
            machine.Run(Math.Min(left, options.Period));
        }
        return machine.Result();
    }
}
