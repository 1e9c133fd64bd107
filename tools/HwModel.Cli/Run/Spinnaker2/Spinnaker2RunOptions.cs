using System.CommandLine;
using System.Globalization;
using HwModel.Cli.Common;
using HwModel.Cli.Tracing;
using HwModel.Kernel;
using HwModel.Networks.Builders;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Hdf5;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Power;
using HwModel.Traces;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary><c>hwmodel run --system spinnaker2</c>: a network from a NIR file, or a generated one, on the chip.</summary>
internal sealed class Spinnaker2RunOptions(TraceOptions trace)
{
    private const string Synfire = "synfire";
    private const string Random = "random";

    private readonly MulticastRun _multicast = new();
    private readonly Option<string?> _network = new("--network") { Description = "A NIR file (.nir), or a generated network: synfire (chain) or random (balanced, 3.5 million synapses, on two chips).", HelpName = "FILE|synfire|random" };
    private readonly Option<string?> _input = new("--input") { Description = "Input spikes, lines row,neuron or input,voltage,spike.", HelpName = "FILE.csv" };
    private readonly Option<int?> _ticks = new("--ticks") { Description = "Ticks (rows of input) to run; without it up to the last input spike.", HelpName = "N" };
    private readonly Option<string> _level = new("--level") { Description = "rtl (the chip), core (the firmware on cores with an ideal network) or event (fast).", HelpName = "LEVEL", DefaultValueFactory = _ => "rtl" };
    private readonly Option<double> _step = new("--step") { Description = "Seconds that a tick stands for in the network's time constants.", HelpName = "SECONDS", DefaultValueFactory = _ => 1e-4 };
    private readonly Option<string> _unit = new("--time-unit") { Description = "Unit of the file's time constants, s or ms.", HelpName = "UNIT", DefaultValueFactory = _ => "s" };
    private readonly Option<string> _reset = new("--reset") { Description = "What a spike does to the membrane, zero (to v_reset) or subtract (less the threshold).", HelpName = "HOW", DefaultValueFactory = _ => "zero" };
    private readonly Option<string> _method = new("--method") { Description = "euler (forward) or exponential steps.", HelpName = "HOW", DefaultValueFactory = _ => "euler" };
    private readonly Option<int> _tick = new("--tick") { Description = "Microseconds of a tick on the chip.", HelpName = "US", DefaultValueFactory = _ => 1000 };
    private readonly Option<string> _scaling = new("--scaling") { Description = "Factor of the 8-bit weights, largest (of a population becomes 127) or power-of-two.", HelpName = "HOW", DefaultValueFactory = _ => "largest" };
    private readonly Option<int?> _perElement = new("--neurons-per-element") { Description = "Most neurons in a processing element, 1 to 1024.", HelpName = "N" };
    private readonly Option<bool> _recordAll = new("--record-all") { Description = "Record the spikes of all populations, not only of outputs." };
    private readonly Option<string> _performance = new("--performance") { Description = "high (300 MHz), low (150 MHz) or auto (high in ticks with many packets).", HelpName = "LEVEL", DefaultValueFactory = _ => "high" };
    private readonly Option<int> _threshold = new("--threshold") { Description = "With --performance auto: packets from which on a tick is done at the high level.", HelpName = "N", DefaultValueFactory = _ => 32 };
    private readonly Option<int?> _perChip = new("--elements-per-chip") { Description = "Most processing elements that the network takes on a chip, 1 to 152; few spread it over more chips.", HelpName = "N" };
    private readonly Option<int?> _entries = new("--table-entries") { Description = "Entries of a chip's routing table, 1 to 16384.", HelpName = "N" };
    private readonly Option<int> _neurons = new("--neurons") { Description = "With --network random: neurons.", HelpName = "N", DefaultValueFactory = _ => 17_500 };
    private readonly Option<int> _fanIn = new("--fan-in") { Description = "With --network random: synapses of a neuron from others.", HelpName = "N", DefaultValueFactory = _ => 180 };
    private readonly Option<int> _pools = new("--pools") { Description = "With --network synfire: pools of the chain, each in a processing element.", HelpName = "N", DefaultValueFactory = _ => 151 };

    public void AddTo(Command command)
    {
        SystemOptions.Add(command, _network, _input, _ticks, _level, _step, _unit, _reset, _method, _tick, _scaling, _perElement, _recordAll, _performance, _threshold, _perChip, _entries, _neurons, _fanIn, _pools);
        _multicast.AddTo(command);
    }

    public int Run(ParseResult result)
    {
        string? folder = result.GetValue<string?>("--output"), traceFile = result.GetValue<string?>("--trace");
        string? report = result.GetValue<string?>("--report") ?? In(folder, "report.html"), stats = result.GetValue<string?>("--stats") ?? In(folder, "statistics.json"), spikes = In(folder, "spikes.csv");
        string level = Choice(result, _level, "rtl", "core", "event");
        if (traceFile is not null && level != "rtl") throw new UserErrorException($"--trace {traceFile}: only the level rtl has signals to trace");
        bool multicast = IsMulticast(result);
        if (multicast) spikes = null;
        if (traceFile is null) trace.RefuseAlone(result);
        RefuseOther(result, multicast);
        var outputs = new OutputSet(report, stats, spikes, traceFile);
        ulong seed = result.GetValue<string?>("--seed") is not { } text ? 1 : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : throw new UserErrorException($"--seed {text}: a whole number from 0 on is allowed");
        MachineShape shape = MachineChoice.Read(result.GetValue<string?>("--chips"));
        if (multicast) return _multicast.Run(result, shape, (result.GetValue(_ticks) ?? 4) * 1e-6 * TickOf(result), seed, outputs, report, stats, CommandLine(result));
        if (level == "rtl" && !shape.IsRectangle) throw new UserErrorException("--chips: the level rtl has rectangles of chips (WxH); --level event has boards too");
        ChipOptions options = Platform(result, level);
        MappedNetwork mapped = Map(result, seed, shape);
        PerformanceLevel performance = Choice(result, _performance, "high", "low", "auto") == "high" ? PerformanceLevel.PL3 : PerformanceLevel.PL0;
        INetworkMachine machine = level switch
        {
            "rtl" => new ChipMachine(mapped, new SimulationOptions { Seed = seed }, options, performance),
            "core" => new CoreMachine(mapped),
            _ => new EventExecutor(mapped, level: performance),
        };
        using RunningTrace? running = machine is ChipMachine chip ? trace.Start(result, traceFile, chip.Simulation, $"spinnaker2; seed {seed}") : null;
        bool speaks = !result.GetValue<bool>("--quiet") && !result.GetValue<bool>("--json");
        var watch = Stopwatch.StartNew();
        NetworkRun run = Progress.Show(speaks, "simulating", progress => Simulate(machine, progress));
        double host = watch.Elapsed.TotalSeconds;
        running?.End();
        double hertz = performance == PerformanceLevel.PL3 ? 300e6 : 150e6;
        string json = Spinnaker2Json.Write(run, hertz, host);
        if (spikes is not null) OutputFile.WriteAllText(spikes, SpikeRows.Write(run));
        if (stats is not null) OutputFile.WriteAllText(stats, json);
        if (report is not null) OutputFile.WriteAllText(report, Spinnaker2Report.Page(run, level == "rtl" ? options : null, hertz, host, seed, CommandLine(result)).ToHtml());
        if (result.GetValue<bool>("--json")) result.InvocationConfiguration.Output.Write(json);
        else if (speaks) Print(result.InvocationConfiguration.Output, run, hertz, host, outputs);
        return ExitCode.Done;
    }

    private static ChipOptions Platform(ParseResult result, string level)
    {
        if (level != "rtl" && (result.GetValue<string?>("--platform") is not null || result.GetValue<string[]>("--set") is { Length: > 0 }))
            throw new UserErrorException($"--level {level}: only the level rtl has the settings of --platform and --set");
        return Spinnaker2Settings.Read(result);
    }

    private static string? In(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);

    private static NetworkRun Simulate(INetworkMachine machine, Action<double>? progress)
    {
        int ticks = machine.Mapped.Options.Ticks;
        for (int done = 0; done < ticks;)
        {
            int part = Math.Min(Math.Max(1, ticks / 100), ticks - done);
            machine.Run(part);
            done += part;
            progress?.Invoke((double)done / ticks);
        }
        return machine.Result();
    }

    // What belongs to the other kind of workload.
    private void RefuseOther(ParseResult result, bool multicast)
    {
        Option[] others = multicast
            ? [_network, _input, _level, _step, _unit, _reset, _method, _scaling, _perElement, _recordAll, _performance, _threshold, _perChip, _entries, _neurons, _fanIn, _pools]
            : [.. _multicast.Options, result.CommandResult.Command.Options.First(option => option.Name == "--rate")];
        foreach (Option option in others)
            if (result.GetResult(option) is { Implicit: false })
                throw new UserErrorException($"{option.Name} belongs to {(multicast ? "networks (--network)" : "--traffic multicast")}; leave it out {(multicast ? "with --traffic multicast" : "with --network")}");
    }

    private static bool IsMulticast(ParseResult result) => result.GetValue<string?>("--traffic") switch
    {
        null => false,
        "multicast" => true,
        var other => throw new UserErrorException($"--traffic {other}: spinnaker2 has multicast, and networks with --network"),
    };

    private int TickOf(ParseResult result)
    {
        int tick = result.GetValue(_tick);
        return tick is >= 1 and <= 1_000_000 ? tick : throw new UserErrorException($"--tick {tick}: 1 to 1000000 microseconds are allowed");
    }

    private MappedNetwork Map(ParseResult result, ulong seed, MachineShape shape)
    {
        string file = result.GetValue(_network) ?? throw new UserErrorException("--system spinnaker2 needs --network FILE.nir (or --network synfire, --network random, --traffic multicast)");
        int tick = TickOf(result);
        if (result.GetValue(_perElement) is { } most and (< 1 or > 1024)) throw new UserErrorException($"--neurons-per-element {most}: 1 to 1024 are allowed");
        try
        {
            (SpikingNetwork network, SpikeInput? input) = file switch { Synfire => Chain(result, seed), Random => (Balanced(result, seed), null), _ => Read(result, file) };
            int rows = result.GetValue(_ticks) ?? (file is Synfire or Random ? 1000 : input is { Spikes.Count: > 0 } ? input.Spikes.Max(spike => spike.Row) + 1 : 1000);
            if (rows is < 1 or > 1 << 24) throw new UserErrorException($"--ticks {rows}: 1 to {1 << 24} are allowed");
            var options = new MappingOptions
            {
                Machine = shape,
                Ticks = rows + 1,
                TickMicroseconds = tick,
                Scaling = Choice(result, _scaling, "largest", "power-of-two") == "largest" ? WeightScaling.Largest : WeightScaling.PowerOfTwo,
                RecordAll = result.GetValue(_recordAll),
                Seed = seed,
                DvfsThreshold = Choice(result, _performance, "high", "low", "auto") == "auto" ? result.GetValue(_threshold) : null,
            };
            if (result.GetValue(_perElement) is { } neurons) options = options with { MaxNeuronsPerPe = neurons };
            // Volleys of the whole network come within a tick.
            if (file == Random) options = options with { LeastFifoBytes = options.MostFifoBytes / 2, Machine = shape.Count == 1 ? MachineShape.Rectangle(2, 1) : shape };
            if (result.GetValue(_entries) is { } entries) options = options with { TableEntries = entries };
            if (result.GetValue(_perChip) is { } perChip) options = options with { UsablePes = perChip };
            else if (file == Synfire) options = options with { UsablePes = Floorplan.PeCount };
            return Mapper.Map(network, options, input is null ? [] : [input]);
        }
        catch (Exception exception) when (exception is NirException or Hdf5Exception or NetworkException)
        {
            throw new UserErrorException(exception.Message);
        }
    }

    private (SpikingNetwork, SpikeInput?) Chain(ParseResult result, ulong seed)
    {
        int pools = result.GetValue(_pools);
        if (pools is < 2 or > 151) throw new UserErrorException($"--pools {pools}: 2 to 151 are allowed");
        (SpikingNetwork network, SpikeInput input) = SynfireChain.Build(new SynfireOptions { Pools = pools, Seed = (int)(seed & int.MaxValue) });
        return (network, input);
    }

    private SpikingNetwork Balanced(ParseResult result, ulong seed) =>
        RandomNetwork.Build(new RandomNetworkOptions { Neurons = result.GetValue(_neurons), FanIn = result.GetValue(_fanIn), Seed = (int)(seed & int.MaxValue) });

    private (SpikingNetwork, SpikeInput?) Read(ParseResult result, string file)
    {
        if (!File.Exists(file)) throw new UserErrorException($"{file} does not exist; --network takes a NIR file or synfire");
        double step = result.GetValue(_step);
        if (!(step is > 0 and <= 1)) throw new UserErrorException(RunCommand.Text($"--step {step}: more than 0 and at most 1 second are allowed"));
        SpikingNetwork network = NirLowering.Lower(NirReader.Read(file), new NirOptions
        {
            Step = step,
            TimeUnit = Choice(result, _unit, "s", "ms") == "s" ? 1 : 1e-3,
            ResetBySubtraction = Choice(result, _reset, "zero", "subtract") == "subtract",
            Exponential = Choice(result, _method, "euler", "exponential") == "exponential",
        }, file);
        if (result.GetValue(_input) is not { } spikes) return (network, null);
        string[] sources = [.. network.Populations.Where(population => population.IsSource).Select(population => population.Name)];
        if (sources.Length != 1) throw new UserErrorException($"{file} has {sources.Length} inputs; spikes can be given for a network with one");
        return (network, new SpikeInput(sources[0], SpikeRows.Read(spikes)));
    }

    private static string Choice(ParseResult result, Option<string> option, params string[] allowed)
    {
        string value = result.GetValue(option) ?? "";
        return allowed.Contains(value) ? value : throw new UserErrorException($"{option.Name} {value}: {string.Join(", ", allowed[..^1])} and {allowed[^1]} are allowed");
    }

    private static void Print(TextWriter output, NetworkRun run, double hertz, double host, OutputSet files)
    {
        SpikingNetwork network = run.Mapped.Network;
        output.WriteLine(RunCommand.Text($"{network.Name}: {network.Neurons:N0} neurons, {network.Synapses:N0} synapses on {run.Slices.Count} processing elements{Chips(run)}, level {run.Level}"));
        output.WriteLine(RunCommand.Text($"  time      {run.Ticks - 1:N0} ticks, {run.Seconds:0.###} s of the chip in {host:0.00} s ({run.Seconds / Math.Max(1e-9, host):0.####} of real time)"));
        output.WriteLine(RunCommand.Text($"  spikes    {run.Spikes.Count:N0} recorded{(run.RecordsLost > 0 ? RunCommand.Text($", {run.RecordsLost:N0} lost") : "")}; {run.SynapticEvents:N0} synaptic events"));
        output.WriteLine(RunCommand.Text($"  packets   {string.Join(", ", run.Packets.Where(packet => packet.Value > 0).Select(packet => RunCommand.Text($"{packet.Value:N0} {packet.Name}")))}"));
        output.WriteLine(RunCommand.Text($"  lost      {run.Drops.Sum(drop => drop.Value):N0}{string.Concat(run.Drops.Where(drop => drop.Value > 0).Select(drop => RunCommand.Text($"; {drop.Name}: {drop.Value:N0}")))}"));
        if (run.Latency is { } latency) output.WriteLine(RunCommand.Text($"  latency   mean {latency.Mean:0} ns, 50 % {latency.Median:0}, 99 % {latency.NinetyNinePercent:0}, max {latency.Longest:0} ns"));
        output.WriteLine(RunCommand.Text($"  ticks     {run.Overruns:N0} overruns, longest {100 * run.LongestTickShare(hertz):0.#} % of the tick"));
        if (run.Energy.Count > 0)
            output.WriteLine(RunCommand.Text($"  energy    {run.Nanojoules * 1e-6:0.###} mJ, {run.Nanojoules * 1e-6 / run.Seconds:0.#} mW{(run.SynapticEvents > 0 ? RunCommand.Text($", {run.Nanojoules / run.SynapticEvents:0.###} nJ for a synaptic event") : "")}"));
        foreach (Quantisation quality in run.Mapped.Quantisation.Where(quality => quality.Largest > 0).Take(8))
            output.WriteLine(RunCommand.Text($"  weights   {quality.Population}: factor {quality.Scale:0.####}, rounding {100 * quality.RootMeanSquareError:0.###} % (root mean square), worst {quality.WorstError:0.######}"));
        foreach (string file in files.Names) output.WriteLine($"  wrote     {file}");
    }

    private static string Chips(NetworkRun run) => run.Mapped.Options.Machine.Count == 1 ? "" : RunCommand.Text($" of {run.Mapped.Chips} chips");

    private static string CommandLine(ParseResult result) =>
        "hwmodel " + string.Join(' ', result.Tokens.Select(token => token.Value.Any(char.IsWhiteSpace) ? $"'{token.Value}'" : token.Value));
}
