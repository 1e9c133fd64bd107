using System.Diagnostics;
using System.Globalization;
using HwModel.Benchmarks.Measuring;
using HwModel.Networks.Builders;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Machines;
using HwModel.Testing;
using HwModel.Traces;

namespace HwModel.Benchmarks.Networks;

/// <summary>The bars of SpiNNaker2's event level, by the processor's time of one host core: loading, memory, synaptic events and neurons a second, random multicast over a board and a torus.</summary>
internal static class NetworkBars
{
    private const int Ticks = 200;

    public static int Run(string[] arguments)
    {
        var table = new ResultTable();
        Loading(table);
        foreach (MachineShape machine in new[] { MachineShape.Rectangle(2, 1), MachineShape.Board() }) Events(table, machine);
        Chain(table);
        Multicast(table, MachineShape.Board(), 152);
        Multicast(table, MachineShape.Torus(2, 4), 8);
        string folder = arguments.Length > 0 ? arguments[0] : Path.Combine(RepositoryPaths.Root, "testbenches", "Benchmarks", "results");
        Directory.CreateDirectory(folder);
        OutputFile.WriteAllText(Path.Combine(folder, "networks.md"), table.ToMarkdown("Networks on SpiNNaker2's event level"));
        Console.WriteLine($"wrote {Path.Combine(folder, "networks.md")}");
        return 0;
    }

    private static MappedNetwork Map(SpikingNetwork network, MachineShape machine) => Mapper.Map(network, new MappingOptions { Machine = machine, LeastFifoBytes = 8192, Ticks = Ticks });

    // First of all: the process's peak memory is that of the network.
    private static void Loading(ResultTable table)
    {
        SpikingNetwork network = RandomNetwork.Build(new RandomNetworkOptions());
        EventExecutor? executor = null;
        double first = Once(() => executor = new EventExecutor(Map(network, MachineShape.Rectangle(2, 1))));
        executor!.Run(20);
        double peak = PeakMegabytes();
        string what = string.Create(CultureInfo.InvariantCulture, $"{network.Neurons:N0} neurons, {network.Synapses:N0} synapses on {executor.Mapped.Slices.Count} elements");
        table.Add($"{what}: mapped and loaded, the first time", first, "s");
        table.Add($"{what}: mapped and loaded", Measure.ProcessorSeconds(() => executor = new EventExecutor(Map(network, MachineShape.Rectangle(2, 1)))), "s", "1");
        table.Add("the same: peak memory of the process, loaded and running", peak, "MB", "250");
    }

    private static void Events(ResultTable table, MachineShape machine)
    {
        MappedNetwork mapped = Map(RandomNetwork.Build(new RandomNetworkOptions()), machine);
        var speeds = new List<double>();
        EventExecutor? executor = null;
        for (int round = 0; round < 5; round++)
        {
            executor = new EventExecutor(mapped);
            executor.Run(Ticks / 2);
            long before = executor.SynapticEvents;
            double seconds = Once(() => executor.Run(Ticks));
            speeds.Add((executor.SynapticEvents - before) / seconds);
        }
        NetworkRun run = executor!.Result();
        Console.WriteLine($"  {run.Overruns} overruns, {run.Drops.Sum(drop => drop.Value)} packets lost, latency {run.Latency}");
        table.Add(string.Create(CultureInfo.InvariantCulture, $"the same with contention on {machine.Name}, {run.SynapticEvents / run.Seconds / 1e6:0} million events a second of the chip"), Measure.Median([.. speeds]) / 1e6, "M synaptic events/s", "10");
    }

    private static void Chain(ResultTable table)
    {
        (SpikingNetwork network, SpikeInput input) = SynfireChain.Build(new SynfireOptions());
        MappedNetwork mapped = Mapper.Map(network, new MappingOptions { UsablePes = 152, Ticks = 1001 }, input);
        double seconds = Measure.ProcessorSeconds(() => new EventExecutor(mapped).Run(1001), 3);
        table.Add(string.Create(CultureInfo.InvariantCulture, $"synfire chain, {network.Neurons:N0} neurons, 1 s of biological time"), seconds, "s");
        table.Add("the same: neurons updated", network.Neurons * 1000 / seconds / 1e6, "M/s");
    }

    private static void Multicast(ResultTable table, MachineShape shape, int sources)
    {
        const double Milliseconds = 4;
        long before = GC.GetTotalMemory(true);
        EventMachine? machine = null;
        double build = Once(() =>
        {
            machine = new EventMachine(shape);
            RandomMulticast.Install(machine, new RandomMulticastOptions { SourcesPerChip = sources, Rate = 2000 });
        });
        double run = Once(() => machine!.RunUntil((long)(Milliseconds * 1e12)));
        double kilobytes = (GC.GetTotalMemory(true) - before) / 1024.0 / shape.Count;
        string what = string.Create(CultureInfo.InvariantCulture, $"{shape.Name}, {sources} sources a chip at 2 kHz");
        table.Add($"{what}: memory", kilobytes, "KiB a chip");
        table.Add($"{what}: built", build * 1e3 / shape.Count, "ms a chip");
        table.Add($"{what}: host time", run * 1e3 / shape.Count / Milliseconds, "ms a chip and ms");
        table.Add($"{what}: deliveries", machine!.Statistics.Delivered / run / 1e6, "M/s");
    }

    private static double Once(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / 1e6;
    }
}
