using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Machines;
using HwModel.Traces;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary><c>hwmodel run --system spinnaker2 --traffic multicast</c>: random multicast packets over a machine of many chips on the event level.</summary>
internal sealed class MulticastRun
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private readonly Option<int> _sources = new("--sources") { Description = "With --traffic multicast: sending elements of each chip, 1 to 1024.", HelpName = "N", DefaultValueFactory = _ => 8 };
    private readonly Option<string> _targets = new("--targets") { Description = "With --traffic multicast: chips and elements of each that a source's packets go to.", HelpName = "CHIPSxELEMENTS", DefaultValueFactory = _ => "4x8" };
    private readonly Option<int> _reach = new("--reach") { Description = "With --traffic multicast: most links to a target; 0: anywhere.", HelpName = "N", DefaultValueFactory = _ => 0 };

    /// <summary>What belongs to this workload alone.</summary>
    public Option[] Options => [_sources, _targets, _reach];

    public void AddTo(Command command)
    {
        SystemOptions.Add(command, Options);
    }

    public int Run(ParseResult result, MachineShape shape, double seconds, ulong seed, OutputSet files, string? report, string? stats, string commandLine)
    {
        RandomMulticastOptions options = Read(result, seed);
        bool speaks = !result.GetValue<bool>("--quiet") && !result.GetValue<bool>("--json");
        MulticastResult run = Progress.Show(speaks, "simulating", progress => Simulate(shape, options, seconds, progress));
        string json = Write(run);
        if (stats is not null) OutputFile.WriteAllText(stats, json);
        if (report is not null) OutputFile.WriteAllText(report, MulticastReport.Page(run, commandLine).ToHtml());
        if (result.GetValue<bool>("--json")) result.InvocationConfiguration.Output.Write(json);
        else if (speaks) Print(result.InvocationConfiguration.Output, run, files);
        return ExitCode.Done;
    }

    private RandomMulticastOptions Read(ParseResult result, ulong seed)
    {
        int sources = result.GetValue(_sources), reach = result.GetValue(_reach);
        string targets = result.GetValue(_targets) ?? "";
        string[] parts = targets.Split('x');
        if (sources is < 1 or > 1024) throw new UserErrorException($"--sources {sources}: 1 to 1024 are allowed");
        if (reach is < 0 or > 1000) throw new UserErrorException($"--reach {reach}: 0 to 1000 are allowed");
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int chips) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int elements)
            || chips is < 1 or > 64 || elements < 1 || elements > Floorplan.PeCount)
            throw new UserErrorException($"--targets {targets}: 1x1 to 64x{Floorplan.PeCount} are allowed");
        string? given = result.GetValue<string?>("--rate");
        double rate = 2000;
        if (given is not null && !(double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out rate) && rate is > 0 and <= 1e8)) throw new UserErrorException($"--rate {given}: packets of a source in a second, more than 0 and at most 1e8, are allowed");
        return new RandomMulticastOptions { SourcesPerChip = sources, Chips = chips, Elements = elements, Rate = rate, Reach = reach, Seed = seed };
    }

    private static MulticastResult Simulate(MachineShape shape, RandomMulticastOptions options, double seconds, Action<double>? progress)
    {
        long memory = GC.GetTotalMemory(true);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        var machine = new EventMachine(shape);
        try
        {
            RandomMulticast.Install(machine, options);
        }
        catch (ArgumentException exception)
        {
            throw new UserErrorException($"{exception.Message}; fewer --sources or --targets fit");
        }
        TimeSpan built = Environment.CpuUsage.TotalTime;
        const int Parts = 100;
        for (int part = 1; part <= Parts; part++)
        {
            machine.RunUntil((long)(seconds * 1e15 / Parts * part));
            progress?.Invoke((double)part / Parts);
        }
        double run = (Environment.CpuUsage.TotalTime - built).TotalSeconds;
        return new MulticastResult(machine, options, seconds, (built - start).TotalSeconds, run, GC.GetTotalMemory(true) - memory);
    }

    private static string Write(MulticastResult run)
    {
        MachineStatistics s = run.Machine.Statistics;
        int chips = run.Machine.Shape.Count;
        return JsonSerializer.Serialize(new
        {
            System = "spinnaker2",
            Level = "event",
            Machine = run.Machine.Shape.Name,
            Chips = chips,
            Sources = (long)chips * run.Options.SourcesPerChip,
            run.Options.Rate,
            run.Options.Seed,
            RoutingEntries = run.Entries,
            SimulatedSeconds = run.Seconds,
            s.Sent,
            s.Routed,
            s.LinkCopies,
            s.Delivered,
            s.DroppedAtLinks,
            s.DroppedAtPorts,
            s.Unrouted,
            LatencyNanoseconds = new { Mean = s.MeanLatency * 1e-6, Median = s.LatencyQuantile(0.5) * 1e-6, NinetyNinePercent = s.LatencyQuantile(0.99) * 1e-6, Longest = s.LongestLatency * 1e-6 },
            run.Machine.Events,
            run.BuildCpuSeconds,
            run.RunCpuSeconds,
            MemoryBytesPerChip = run.Bytes / (double)chips,
            CpuSecondsPerChipAndSimulatedSecond = run.RunCpuSeconds / chips / run.Seconds,
        }, Json) + "\n";
    }

    private static void Print(TextWriter output, MulticastResult run, OutputSet files)
    {
        MachineStatistics s = run.Machine.Statistics;
        int chips = run.Machine.Shape.Count;
        output.WriteLine(RunCommand.Text($"{run.Machine.Shape.Name}: {chips * (long)run.Options.SourcesPerChip:N0} sources at {run.Options.Rate:N0} packets/s, {run.Entries:N0} routing entries, level event"));
        output.WriteLine(RunCommand.Text($"  time      {run.Seconds * 1e3:0.###} ms of the machine in {run.RunCpuSeconds:0.00} s of the processor, after {run.BuildCpuSeconds:0.00} s to build it"));
        output.WriteLine(RunCommand.Text($"  per chip  {run.Bytes / 1024.0 / chips:0.0} KiB; {run.RunCpuSeconds * 1e6 / chips / (run.Seconds * 1e3):0.0} us for a ms of the chip; {run.Machine.Events / Math.Max(1e-9, run.RunCpuSeconds) / 1e6:0.00} million events/s"));
        output.WriteLine(RunCommand.Text($"  packets   {s.Sent:N0} sent, {s.Routed:N0} routed, {s.LinkCopies:N0} on links, {s.Delivered:N0} delivered to elements"));
        output.WriteLine(RunCommand.Text($"  lost      {s.DroppedAtLinks:N0} in front of links, {s.DroppedAtPorts:N0} in front of the network-on-chip, {s.Unrouted:N0} without a route"));
        output.WriteLine(RunCommand.Text($"  latency   mean {s.MeanLatency * 1e-6:0} ns, 50 % {s.LatencyQuantile(0.5) * 1e-6:0}, 99 % {s.LatencyQuantile(0.99) * 1e-6:0}, max {s.LongestLatency * 1e-6:0} ns"));
        foreach (string file in files.Names) output.WriteLine($"  wrote     {file}");
    }
}

/// <summary>What came of random multicast traffic.</summary>
/// <param name="Machine">The machine at the end.</param>
/// <param name="Options">The traffic.</param>
/// <param name="Seconds">Simulated time.</param>
/// <param name="BuildCpuSeconds">Processor time to build routes and sources.</param>
/// <param name="RunCpuSeconds">Processor time to simulate.</param>
/// <param name="Bytes">Memory that the machine holds.</param>
internal sealed record MulticastResult(EventMachine Machine, RandomMulticastOptions Options, double Seconds, double BuildCpuSeconds, double RunCpuSeconds, long Bytes)
{
    public long Entries => Enumerable.Range(0, Machine.Shape.Count).Sum(chip => (long)Machine.Routes(chip));
}
