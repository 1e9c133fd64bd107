using System.Globalization;
using HwModel.Benchmarks.Measuring;
using HwModel.Benchmarks.PeerMesh;
using HwModel.Benchmarks.Systems;
using HwModel.Fabric.Systems;
using HwModel.Kernel;
using HwModel.Testing;
using HwModel.Traces;
using HwModel.Verification.Observation;

namespace HwModel.Benchmarks;

/// <summary>The kernel's bars: what each asks, and how far we are.</summary>
internal static class KernelBars
{
    private static readonly (double Load, int Mode, uint Rate, long PeerCycles, long OurCycles, string Floor, string Goal, string Stretch)[] Loads =
    [
        (0.0001, 0, 19997, 400_000, 100_000_000, "50", "200", "500"),
        (0.001, 0, 1997, 400_000, 20_000_000, "50", "200", "500"),
        (0.01, 0, 197, 400_000, 4_000_000, "8", "15", "22"),
        (0.1, 0, 17, 200_000, 600_000, "2.5", "3.5", "5"),
        (0.4, 0, 2, 100_000, 200_000, "1.2", "1.8", "2.5"),
    ];

    /// <summary>Our mesh against Verilator on the same design: rounds of both in turn, medians of the speeds.</summary>
    public static int AgainstPeers(string[] arguments)
    {
        string folder = Path.Combine(Path.GetTempPath(), "hwmodel-verilog-peer");
        if (VerilatorPeer.Build(folder) is not { } peer) return 2;
        foreach ((int mode, uint rate) in new[] { (0, 197u), (0, 17u), (0, 2u), (1, 662u), (1, 7281u), (1, 43691u) })
        {
            var system = new PeerSystem(mode, rate);
            system.Run(200_000);
            string theirs = peer.Run(200_000, mode, rate).Counters;
            Console.WriteLine($"mode {mode} rate {rate,5}: {system.Counters()} {(system.Counters() == theirs ? "equal" : $"DIFFERENT from {theirs}")}");
            if (system.Counters() != theirs) return 1;
        }
        var table = new ResultTable();
        foreach (var load in Loads)
        {
            var ours = new List<double>();
            var theirs = new List<double>();
            for (int round = 0; round < 5; round++)
            {
                theirs.Add(peer.Run(load.PeerCycles, load.Mode, load.Rate).CyclesPerSecond);
                var system = new PeerSystem(load.Mode, load.Rate);
                system.Run(load.OurCycles / 5);
                ours.Add(load.OurCycles / Measure.Once(() => system.Run(load.OurCycles)));
            }
            double our = Measure.Median([.. ours]);
            double their = Measure.Median([.. theirs]);
            table.Add(string.Create(CultureInfo.InvariantCulture, $"8 x 8 mesh, load {load.Load}: times Verilator ({our / 1000:N0} against {their / 1000:N0} kcycles/s)"), our / their, "x", load.Floor, load.Goal, load.Stretch);
        }
        return Write(table, "Mesh against Verilator", "peers.md", arguments);
    }

    /// <summary>The bars that need no peer.</summary>
    public static int Alone(string[] arguments)
    {
        var table = new ResultTable();
        IdleTicks(table);
        Edges(table);
        TraceOff(table);
        ValueChanges(table);
        Snapshots(table);
        FabricSpeed(table);
        return Write(table, "Kernel bars", "kernel.md", arguments);
    }

    private static void IdleTicks(ResultTable table)
    {
        foreach (int packets in new[] { 1, 10 })
        {
            const int Ticks = 400;
            var fabric = new IdleFabric(Ticks * 8, packets);
            double seconds = Measure.Seconds(() => fabric.RunTicks(Ticks));
            table.Add($"152-node fabric, 1 ms ticks at 200 MHz, {packets} packets a node and tick", Ticks * IdleFabric.CyclesPerTick / seconds / 1e6, "MHz effective", "20", "100", "500");
        }
    }

    private static void Edges(ResultTable table)
    {
        var clocks = new ManyClocks(152);
        clocks.Simulation.RunFor(100_000_000_000);
        long before = clocks.Edges;
        double seconds = Measure.Seconds(() => clocks.Simulation.RunFor(200_000_000_000));
        table.Add("a domain edge with one awake module, 152 domains of different periods", seconds * 1e9 / ((clocks.Edges - before) / 6.0), "ns", "40", "20", "10");
        var one = new ManyClocks(1);
        before = one.Edges;
        seconds = Measure.Seconds(() => one.Simulation.RunFor(50_000_000_000_000));
        table.Add("an always-awake module in a domain of its own", seconds * 1e9 / ((one.Edges - before) / 6.0), "ns a cycle");
    }

    // The same run with a trace that was taken off again and with none: what is left is the cost of having it.
    private static void TraceOff(ResultTable table)
    {
        var ratios = new List<double>();
        for (int round = 0; round < 9; round++)
        {
            double never = Run(attach: false);
            double taken = Run(attach: true);
            ratios.Add(taken / never);
        }
        table.Add("tracing off, against a run that never traced", (Measure.Median([.. ratios]) - 1) * 100, "% slower", "2");

        static double Run(bool attach)
        {
            var system = new PeerSystem(0, 17);
            if (attach)
            {
                var hash = new TraceHash();
                system.Simulation.Attach(hash);
                system.Run(100);
                system.Simulation.Detach(hash);
            }
            else system.Run(100);
            system.Run(20_000);
            return Measure.Once(() => system.Run(150_000));
        }
    }

    private static void ValueChanges(ResultTable table)
    {
        var system = new PeerSystem(0, 17);
        var counter = new CountingSink();
        using (SimulationTrace trace = SimulationTrace.Start(system.Simulation, counter))
        {
            system.Run(20_000);
            long before = counter.Changes;
            double seconds = Measure.Once(() => system.Run(100_000));
            table.Add("value changes from a running mesh through the tap, to null", (counter.Changes - before) / seconds / 1e6, "M/s, with the simulation");
            trace.End();
        }
        foreach (string mix in new[] { "bit", "vector32", "mixed" })
        {
            const int Count = 4 << 20;
            var writer = new TraceSpeed(mix);
            double seconds = Measure.Seconds(() => writer.Write(Count));
            table.Add($"value changes written to null, {mix}", Count / seconds / 1e6, "M/s", "20", "50", "150");
        }
    }

    private static void Snapshots(ResultTable table)
    {
        var fabric = new IdleFabric(100, 10);
        fabric.RunTicks(3);
        Snapshot snapshot = fabric.Simulation.Save();
        double seconds = Measure.Seconds(() => fabric.Simulation.Restore(fabric.Simulation.Save()), 20);
        table.Add(string.Create(CultureInfo.InvariantCulture, $"snapshot plus restore, 152 routers with sources and sinks ({snapshot.Bytes.Length / 1024:N0} KiB)"), seconds * 1e3, "ms", "50", "10");
    }

    private static void FabricSpeed(ResultTable table)
    {
        foreach ((int size, double rate, string floor, string stretch) in new[] { (8, 0.10, "75", "250"), (32, 0.02, "5", "") })
        {
            var system = new MeshSystem(new MeshOptions { Width = size, Height = size, Rate = rate, Warmup = 0, Cycles = 1 }, new SimulationOptions());
            system.Simulation.RunCycles(system.Clock, 20_000);
            long cycles = size == 8 ? 100_000 : 10_000;
            double seconds = Measure.Seconds(() => system.Simulation.RunCycles(system.Clock, cycles));
            table.Add(string.Create(CultureInfo.InvariantCulture, $"{size} x {size} wormhole mesh at {rate} flits per node and cycle, full statistics"), cycles / seconds / 1e3, "kcycles/s", floor, "", stretch);
        }
    }

    private static int Write(ResultTable table, string title, string file, string[] arguments)
    {
        string folder = arguments.Length > 0 ? arguments[0] : Path.Combine(RepositoryPaths.Root, "testbenches", "Benchmarks", "results");
        Directory.CreateDirectory(folder);
        OutputFile.WriteAllText(Path.Combine(folder, file), table.ToMarkdown(title));
        Console.WriteLine($"wrote {Path.Combine(folder, file)}");
        return 0;
    }

    private sealed class CountingSink : ITraceSink
    {
        public long Changes { get; private set; }

        public void Begin(TraceHierarchy hierarchy) => hierarchy.Freeze();

        public void Time(long time)
        {
        }

        public void Change(TraceHandle signal, ulong value) => Changes++;

        public void Change(TraceHandle signal, ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> unknown = default) => Changes++;

        public void Change(TraceHandle signal, double value) => Changes++;

        public void Change(TraceHandle signal, string value) => Changes++;

        public void Unknown(TraceHandle signal) => Changes++;

        public void End(long time)
        {
        }

        public void Dispose()
        {
        }
    }
}
