using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>Plays events onto a bus: a period, and a row select and label that count up.</summary>
[Module]
public sealed partial class BusPlayer(Component parent, string name, int period, long count) : Module(parent, name)
{
    [Out] public partial Out<PadiEvent> EventOut { get; }

    [Reg] private long _sent;

    protected override Activity Tick()
    {
        if (_sent == count) return Activity.Idle;
        if (Now < _sent * period) return Activity.Until(_sent * period);
        if (!EventOut.CanPush) return Activity.Idle;
        EventOut.Push(new PadiEvent((byte)(_sent % 32), 0));
        _sent++;
        return Activity.Until(_sent * period);
    }
}

/// <summary>Takes the comparators' edges of an output and notes when they came; the neuron is the one of the lowest bit.</summary>
[Module]
public sealed partial class SpikeSink(Component parent, string name) : Module(parent, name)
{
    [In] public partial In<ulong> SpikeIn { get; }

    [Reg] private long _count;
    [Reg] private long _lastCycle;
    [Reg] private int _lastNeuron;

    public long Count => _count;

    public long LastCycle => _lastCycle;

    public int LastNeuron => _lastNeuron;

    protected override Activity Tick()
    {
        if (!SpikeIn.HasData) return Activity.Idle;
        ulong edges = SpikeIn.Pop();
        int bit = System.Numerics.BitOperations.TrailingZeroCount(edges);
        _lastNeuron = bit % 2 * 256 + bit / 2;
        _lastCycle = Now;
        _count += System.Numerics.BitOperations.PopCount(edges);
        return Activity.Idle;
    }
}

/// <summary>Asks for one row after another.</summary>
[Module]
public sealed partial class RowReader(Component parent, string name) : Module(parent, name)
{
    [Out] public partial Out<RowRequest> RequestOut { get; }

    [Reg] private int _row;

    protected override Activity Tick()
    {
        if (_row == 256) return Activity.Idle;
        if (RequestOut.CanPush) RequestOut.Push(new RowRequest(RowAccess.ReadMembranes, 0, (byte)_row++));
        return Activity.Until(Now + 50);
    }
}

/// <summary>The analog core as a clocked module.</summary>
public sealed class ClockedCore
{
    private const long SlotFemtoseconds = 8_000_000;

    private sealed record Bench(Simulation Simulation, ClockDomain Clock, AnalogCore Core, SpikeSink[] Sinks);

    private static Bench Build(SimulationOptions simulation, AnalogOptions? options = null, long events = 2000, bool reader = true)
    {
        var sim = new Simulation(simulation);
        ClockDomain clock = sim.Clock("slot_clk", SlotFemtoseconds);
        var top = new Component(sim.Root, "chip", clock);
        var core = new AnalogCore(top, "core", options ?? new AnalogOptions { TemporalNoise = true, Mode = ChipMode.Calibrated });
        var sinks = new SpikeSink[8];
        for (int bus = 0; bus < 8; bus++)
        {
            var player = new BusPlayer(top, $"player[{bus}]", 7 + bus, events);
            Wiring.Connect(player.EventOut, core.Padi[bus]);
            sinks[bus] = new SpikeSink(top, $"sink[{bus}]");
            Wiring.Connect(core.FireOut[bus], sinks[bus].SpikeIn);
        }
        if (reader)
        {
            var rows = new RowReader(top, "rows");
            Wiring.Connect(rows.RequestOut, core.RowIn);
        }
        var random = new Random(9);
        for (int half = 0; half < 2; half++)
        {
            for (int d = 0; d < 128; d++)
            {
                core.Array.Drivers(half)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
                for (int column = 0; column < 64; column++)
                {
                    core.Array.Synapses(half).SetWeight(2 * d, column, random.Next(40));
                    core.Array.Synapses(half).SetWeight(2 * d + 1, column, random.Next(20));
                }
            }
            for (int column = 0; column < 64; column++) core.Array.Configure(half * 256 + column, Lab.Lif());
        }
        return new Bench(sim, clock, core, sinks);
    }

    private static ulong HashOf(Bench bench)
    {
        ulong hash = Properties.HashOf(bench.Core.Array);
        foreach (SpikeSink sink in bench.Sinks) hash = hash * 31 + (ulong)(sink.Count * 1000 + sink.LastCycle);
        return hash;
    }

    [Fact]
    public void The_order_of_evaluation_does_not_show()
    {
        ulong[] hashes = [.. Enum.GetValues<EvaluationOrder>().Select(order =>
        {
            Bench bench = Build(new SimulationOptions { Order = order });
            bench.Simulation.RunCycles(bench.Clock, 8000);
            Assert.InRange(bench.Sinks.Sum(s => s.Count), 50, 1_000_000);
            Assert.Equal(8 * 1000, bench.Core.Events, 4000.0);
            return HashOf(bench);
        })];
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public void A_snapshot_goes_on_with_the_same_bits()
    {
        Bench first = Build(new SimulationOptions());
        first.Simulation.RunCycles(first.Clock, 3001);
        Snapshot snapshot = first.Simulation.Save();
        Bench second = Build(new SimulationOptions());
        second.Simulation.Restore(snapshot);
        first.Simulation.RunCycles(first.Clock, 3000);
        second.Simulation.RunCycles(second.Clock, 3000);
        Assert.Equal(HashOf(first), HashOf(second));
    }

    [Fact]
    public void A_quiet_core_sleeps_and_keeps_the_quiescence_contract()
    {
        // Hashing every module at every edge is slow: some events are enough.
        AnalogOptions options = new() { Correlation = false };
        Bench bench = Build(new SimulationOptions { CheckQuiescence = true }, options, events: 3, reader: false);
        bench.Simulation.RunCycles(bench.Clock, 300);
        Bench quick = Build(new SimulationOptions(), options, events: 3, reader: false);
        quick.Simulation.RunCycles(quick.Clock, 300);
        Assert.Equal(HashOf(bench), HashOf(quick));
        quick.Simulation.RunCycles(quick.Clock, 100_000);
        Assert.True(quick.Core.Array.IsQuiescent);
        long before = quick.Clock.EvaluatedEdges;
        quick.Simulation.RunCycles(quick.Clock, 1_000_000_000);
        Assert.Equal(before, quick.Clock.EvaluatedEdges);
    }

    [Fact]
    public void A_spike_leaves_one_step_after_the_comparator()
    {
        Bench bench = Build(new SimulationOptions(), new AnalogOptions(), events: 0, reader: false);
        // Neuron 5 charges to its threshold after tau ln 2 = 4.159 us: slot 520.
        bench.Simulation.Elaborate();
        bench.Core.Array.Configure(5, Lab.Lif() with { LeakPotential = 0.8, ResetPotential = 0.4, RefractorySlots = 100_000, ResetSlots = 100_000 });
        bench.Core.Array.Neurons.SetMembrane(5, 0.4);
        bench.Core.Wake();
        bench.Simulation.RunCycles(bench.Clock, 5000);
        Assert.Equal(1, bench.Sinks[0].Count);
        Assert.Equal(5, bench.Sinks[0].LastNeuron);
        Assert.Equal(520 + 8 + 1, bench.Sinks[0].LastCycle);
    }
}
