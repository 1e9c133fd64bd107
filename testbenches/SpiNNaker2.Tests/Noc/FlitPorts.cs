using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.SpiNNaker2.Tests.Noc;

/// <summary>Sends flits from a script.</summary>
[Module]
internal sealed partial class FlitSource(Component parent, string name, ClockDomain clock, double rate = 1) : Module(parent, name, clock)
{
    [Out] public partial Out<NocFlit> Flits { get; }

    [Reg] private RandomStream _random;
    private readonly Queue<NocFlit> _script = new();

    public List<long> Pushed { get; } = [];

    public int Left => _script.Count;

    public void Add(in NocFlit flit)
    {
        _script.Enqueue(flit);
        if (Simulation.IsElaborated) Wake();
    }

    protected override Activity Tick()
    {
        if (_script.Count == 0) return Activity.Idle;
        if (!Flits.CanPush) return Activity.Idle;
        if (rate >= 1 || _random.NextBool(rate))
        {
            Flits.Push(_script.Dequeue());
            Pushed.Add(Time);
        }
        return Activity.Busy;
    }
}

/// <summary>Takes flits, at a rate.</summary>
[Module]
internal sealed partial class FlitSink(Component parent, string name, ClockDomain clock, double rate = 1) : Module(parent, name, clock)
{
    [In] public partial In<NocFlit> Flits { get; }

    [Reg] private RandomStream _random;

    public List<(NocFlit Flit, long Time)> Arrived { get; } = [];

    public bool IsShut { get; set; }

    protected override Activity Tick()
    {
        if (IsShut || !Flits.HasData) return Activity.Idle;
        if (rate >= 1 || _random.NextBool(rate)) Arrived.Add((Flits.Pop(), Time));
        return Activity.Busy;
    }
}
