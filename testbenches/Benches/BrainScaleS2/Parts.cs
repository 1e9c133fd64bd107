using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>Pushes items at given cycles, or as soon after as there is room.</summary>
[Module]
internal sealed partial class Feeder<T>(Component parent, string name, IReadOnlyList<(long Cycle, T Item)> items) : Module(parent, name)
    where T : unmanaged
{
    [Out] public partial Out<T> Output { get; }

    [Reg] private int _next;

    protected override Activity Tick()
    {
        if (_next == items.Count) return Activity.Idle;
        if (Now < items[_next].Cycle) return Activity.Until(items[_next].Cycle);
        if (!Output.CanPush) return Activity.Idle;
        Output.Push(items[_next++].Item);
        return Activity.Busy;
    }
}

/// <summary>Takes items and notes the cycle in which they stood in its queue; in some cycles it takes none.</summary>
[Module]
internal sealed partial class Collector<T>(Component parent, string name, int stall = 0) : Module(parent, name)
    where T : unmanaged
{
    [In(Depth = 2)] public partial In<T> Input { get; }

    private readonly List<(long Cycle, T Item)> _items = [];

    public IReadOnlyList<(long Cycle, T Item)> Items => _items;

    protected override Activity Tick()
    {
        if (!Input.HasData) return Activity.Idle;
        if (stall > 0 && Now % (2 * stall) < stall) return Activity.Busy;
        _items.Add((Now, Input.Pop()));
        return Activity.Idle;
    }
}

/// <summary>Drives a level through a list of values.</summary>
[Module]
internal sealed partial class Pin<T>(Component parent, string name, IReadOnlyList<(long Cycle, T Value)> values) : Module(parent, name)
    where T : unmanaged
{
    [Out] public partial RegOut<T> Output { get; }

    [Reg] private int _next;

    protected override Activity Tick()
    {
        while (_next < values.Count && Now >= values[_next].Cycle) Output.Set(values[_next++].Value);
        return _next == values.Count ? Activity.Idle : Activity.Until(values[_next].Cycle);
    }
}

/// <summary>Accesses over the register bus of a block, one after the other; what a bench has planned for that bus comes first.</summary>
internal sealed class OmnibusAgent
{
    private const int Patience = 10_000;

    private readonly List<(long Cycle, OmnibusRequest Item)> _requests;
    private readonly Feeder<OmnibusRequest> _feeder;
    private readonly Collector<OmnibusReply> _replies;

    public OmnibusAgent(Component top, string name, In<OmnibusRequest> request, Out<OmnibusReply> reply, List<(long Cycle, OmnibusRequest Item)>? planned = null)
    {
        _requests = planned ?? [];
        _feeder = new Feeder<OmnibusRequest>(top, name, _requests);
        _replies = new Collector<OmnibusReply>(top, $"{name}_replies");
        Wiring.Connect(_feeder.Output, request);
        Wiring.Connect(reply, _replies.Input);
    }

    /// <summary>All answers.</summary>
    public IReadOnlyList<(long Cycle, OmnibusReply Item)> Replies => _replies.Items;

    /// <summary>Tries registers of the block: reads, writes, reads back and restores some of them. The simulation goes on meanwhile.</summary>
    public void Try(RegisterTour tour, ulong seed, int steps) => tour.Run(seed, steps, address => Access(address, 0, false), (address, value) => Access(address, value, true));

    private uint Access(long address, uint value, bool write)
    {
        if (_replies.Items.Count != _requests.Count) throw new InvalidOperationException($"{_requests.Count - _replies.Items.Count} accesses that were planned are not answered");
        _requests.Add((0, new OmnibusRequest((uint)(address / 4), value, write)));
        _feeder.Wake();
        for (int cycles = 0; _replies.Items.Count < _requests.Count; cycles++)
        {
            if (cycles == Patience) throw new InvalidOperationException($"the access of register 0x{address:X} was not answered");
            _feeder.Simulation.RunCycles(_feeder.Clock, 1);
        }
        return _replies.Items[^1].Item.Data;
    }
}

/// <summary>What the benches of the chip's blocks share.</summary>
internal static class ChipBench
{
    /// <summary>A simulation with one 250 MHz clock.</summary>
    public static (Simulation Simulation, ClockDomain Clock, Component Top) Build(SimulationOptions options)
    {
        var simulation = new Simulation(options);
        ClockDomain clock = simulation.Clock("clk", ChipOptions.EventPeriod);
        return (simulation, clock, new Component(simulation.Root, "bench", clock));
    }

    /// <summary>An analog core, with a feeder on each of its buses and a collector at each output of comparators.</summary>
    /// <param name="top">What holds them.</param>
    /// <param name="clock">Their clock.</param>
    /// <param name="options">The core.</param>
    /// <param name="fires">The collectors.</param>
    /// <param name="events">What comes over bus 0; null: nothing.</param>
    public static AnalogCore Core(Component top, ClockDomain clock, AnalogOptions options, out Collector<ulong>[] fires, IReadOnlyList<(long Cycle, PadiEvent Item)>? events = null)
    {
        var core = new AnalogCore(top, "core", options, clock, ChipOptions.CyclesPerSlot);
        fires = new Collector<ulong>[core.FireOut.Length];
        for (int i = 0; i < fires.Length; i++)
        {
            Wiring.Connect(new Feeder<PadiEvent>(top, $"bus[{i}]", i == 0 && events is not null ? events : []).Output, core.Padi[i]);
            fires[i] = new Collector<ulong>(top, $"fire[{i}]");
            Wiring.Connect(core.FireOut[i], fires[i].Input);
        }
        return core;
    }

    /// <summary>The arcs that a state machine took.</summary>
    public static void Take(this CoverageRecord record, CoverFsm fsm, FsmMonitor machine)
    {
        record.Visit(fsm, 0, 1);
        for (int from = 0; from < machine.Table.States.Count; from++)
        {
            for (int to = 0; to < machine.Table.States.Count; to++)
            {
                long taken = machine.Taken(from, to);
                if (taken == 0) continue;
                if (from != to) record.Arc(fsm, from, to, taken);
                record.Visit(fsm, to, taken);
            }
        }
    }

    /// <summary>Writes a register word while the simulation stands still.</summary>
    public static void Preset(this Module module, HwModel.Kernel.Registers.RegisterFile file, long address, uint value)
    {
        module.Simulation.Elaborate();
        file.Clock();
        file.TryWrite(address, value, 0xF);
        file.Clock();
        module.Wake();
    }
}
