using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>An access with its answer, as its master saw them.</summary>
internal sealed record OmnibusDone(int Master, OmnibusRequest Request, OmnibusReply Reply, long Pushed, long Answered);

/// <summary>An access as a block saw it.</summary>
internal sealed record OmnibusSeen(int Block, OmnibusRequest Request, long Cycle);

/// <summary>A master with one outstanding access.</summary>
[Module]
internal sealed partial class OmnibusHost(Component parent, string name, IReadOnlyList<(long Cycle, OmnibusRequest Request)> plan) : Module(parent, name)
{
    [Out] public partial Out<OmnibusRequest> Output { get; }

    [In(Depth = 1)] public partial In<OmnibusReply> Input { get; }

    [Reg] private int _next;
    [Reg] private bool _waits;
    [Reg] private long _pushed;
    private readonly List<OmnibusDone> _done = [];

    public IReadOnlyList<OmnibusDone> Done => _done;

    protected override Activity Tick()
    {
        if (Input.HasData)
        {
            // An answer that nobody asked for belongs to nothing.
            OmnibusReply reply = Input.Pop();
            _done.Add(new OmnibusDone(0, _waits ? plan[_next - 1].Request : default, reply, _pushed, Now));
            _waits = false;
            return Activity.Busy;
        }
        if (_waits || _next == plan.Count) return Activity.Idle;
        if (Now < plan[_next].Cycle) return Activity.Until(plan[_next].Cycle);
        if (!Output.CanPush) return Activity.Idle;
        Output.Push(plan[_next++].Request);
        _pushed = Now;
        _waits = true;
        return Activity.Idle;
    }
}

/// <summary>A block that is plain memory.</summary>
[Module]
internal sealed partial class OmnibusMemory(Component parent, string name, int delay) : Module(parent, name)
{
    [In(Depth = 1)] public partial In<OmnibusRequest> Input { get; }

    [Out] public partial Out<OmnibusReply> Output { get; }

    [Reg] private long _due;
    [Reg] private bool _works;
    private readonly Dictionary<uint, uint> _words = [];
    private readonly List<OmnibusSeen> _log = [];

    public IReadOnlyList<OmnibusSeen> Log => _log;

    protected override Activity Tick()
    {
        if (!Input.HasData) return Activity.Idle;
        if (!_works && delay > 0)
        {
            _works = true;
            _due = Now + delay;
            return Activity.Until(Now + delay);
        }
        if (_works && Now < _due) return Activity.Until(_due);
        if (!Output.CanPush) return Activity.Idle;
        _works = false;
        OmnibusRequest request = Input.Pop();
        _log.Add(new OmnibusSeen(0, request, Now));
        if (request.IsWrite) _words[request.Address] = request.Data;
        Output.Push(new OmnibusReply(request.IsWrite ? 0 : _words.GetValueOrDefault(request.Address), false));
        return Activity.Busy;
    }
}
