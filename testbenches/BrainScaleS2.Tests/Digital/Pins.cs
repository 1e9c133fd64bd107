using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>Drives a source's settings from the first cycle on.</summary>
[Module]
public sealed partial class SettingsPin(Component parent, string name, BackgroundSettings settings) : Module(parent, name)
{
    [Out] public partial RegOut<BackgroundSettings> Settings { get; }

    protected override Activity Tick()
    {
        if (Settings.Value != settings) Settings.Set(settings);
        return Activity.Idle;
    }
}

/// <summary>Takes events.</summary>
[Module]
public sealed partial class EventCounter(Component parent, string name) : Module(parent, name)
{
    [In] public partial In<SpikeEvent> EventIn { get; }

    [Reg] private long _count;

    public long Count => _count;

    protected override Activity Tick()
    {
        if (EventIn.HasData)
        {
            EventIn.Pop();
            _count++;
        }
        return Activity.Idle;
    }
}

/// <summary>Raises comparators when told.</summary>
[Module]
public sealed partial class Comparators(Component parent, string name) : Module(parent, name)
{
    [Out] public partial Out<ulong> FireOut { get; }

    [Reg] private ulong _edges;

    public void Raise(ulong edges)
    {
        _edges = edges;
        Wake();
    }

    protected override Activity Tick()
    {
        if (_edges != 0 && FireOut.CanPush)
        {
            FireOut.Push(_edges);
            _edges = 0;
        }
        return Activity.Idle;
    }
}

/// <summary>Asks a columnar converter for conversions, one after the other.</summary>
[Module]
public sealed partial class CadcTriggers(Component parent, string name, CadcSource source) : Module(parent, name)
{
    [Out] public partial Out<CadcTrigger> TriggerOut { get; }

    [Reg] private int _left;

    public void Start(int conversions)
    {
        _left = conversions;
        Wake();
    }

    protected override Activity Tick()
    {
        if (_left > 0 && TriggerOut.CanPush)
        {
            TriggerOut.Push(new CadcTrigger(source, 0));
            _left--;
        }
        return Activity.Idle;
    }
}

/// <summary>A back end with its comparators, alone.</summary>
internal sealed class BackendBench
{
    private readonly Simulation _simulation = new();
    private readonly Comparators[] _comparators;

    public BackendBench(int time, int holdoff, int scale)
    {
        Clock = _simulation.Clock("clk", ChipOptions.EventPeriod);
        var top = new Component(_simulation.Root, "top", Clock);
        Backend = new NeuronBackend(top, "backend", 0);
        Sinks = [.. Enumerable.Range(0, 4).Select(i => new EventCounter(top, $"sink[{i}]"))];
        _comparators = [.. Enumerable.Range(0, 4).Select(i => new Comparators(top, $"comparators[{i}]"))];
        for (int i = 0; i < 4; i++)
        {
            Wiring.Connect(_comparators[i].FireOut, Backend.FireIn[i]);
            Wiring.Connect(Backend.EventOut[i], Sinks[i].EventIn);
        }
        _simulation.Elaborate();
        Write(0x2000, 4u | (uint)scale << 4);
        uint[] bytes = new BackendConfiguration(0, time, holdoff, FastClock: false, SpikeOut: true).Bytes("neuron[0]");
        for (int i = 0; i < 4; i++) Write(4 * i, bytes[i]);
        _simulation.RunCycles(Clock, 4);
    }

    public ClockDomain Clock { get; }

    public NeuronBackend Backend { get; }

    public EventCounter[] Sinks { get; }

    public long Cycle => Clock.CycleAt(_simulation.Time - 1);

    public void Step()
    {
        Backend.Wake();
        _simulation.RunCycles(Clock, 1);
    }

    /// <summary>Raises a comparator; returns in the cycle in which the back end takes it.</summary>
    public void Fire(int bit)
    {
        _comparators[0].Raise(1UL << bit);
        Step();
        Step();
    }

    private void Write(long address, uint value)
    {
        Backend.Registers.TryWrite(address, value, 0xF);
        Backend.Registers.Clock();
        Backend.Wake();
    }
}
