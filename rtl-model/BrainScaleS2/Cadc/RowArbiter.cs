using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the arbiter of the row port does.</summary>
public enum RowArbiterState : byte
{
    /// <summary>Nobody asks.</summary>
    [Arcs(Access)] Idle,

    /// <summary>The core serves a request.</summary>
    [Arcs(Return)] Access,

    /// <summary>The requester has the row.</summary>
    [Arcs(Idle)] Return,
}

/// <summary>
/// Shares the analog core's row port among converters and processors: one access at a time, the lowest requester first. Each requester has a buffer of its own,
/// which is its alone except between a request and the answer. A request that holds keeps everybody else away until the same requester's next one.
/// </summary>
[Module]
public sealed partial class RowArbiter(Component parent, string name, int requesters) : Module(parent, name)
{
    // Interface

    /// <summary>Requests; one outstanding for each requester.</summary>
    [In(Count = "requesters", Depth = 1, Optional = true)] public partial In<RowRequest>[] RequestIn { get; }

    /// <summary>Answers: the request that was served.</summary>
    [Out(Count = "requesters", Optional = true)] public partial Out<RowRequest>[] DoneOut { get; }

    /// <summary>To the core.</summary>
    [Out] public partial Out<RowRequest> RowOut { get; }

    /// <summary>Counts what the core has served.</summary>
    [In] public partial SignalIn<uint> RowsDone { get; }

    // State
    [Reg, Fsm] private RowArbiterState _state;
    [Reg] private byte _owner;
    [Reg] private uint _served;
    [Reg] private RowRequest _request;
    [Reg] private bool _held;
    [Reg(Trace = false)] private readonly RowBuffers _buffers = new(requesters);
    private readonly bool _holdIgnored = parent.Simulation.Options.Faults.Has("synram.hold_ignored");
    [Wired] private AnalogCore _core = null!;

    // Behaviour

    /// <summary>A requester's buffer of 256 bytes.</summary>
    public byte[] Buffer(int requester) => _buffers[requester];

    /// <summary>Connects the core.</summary>
    public void Join(AnalogCore core)
    {
        _core = core;
        Wiring.Connect(RowOut, core.RowIn);
        Wiring.Connect(core.RowsDone, RowsDone);
    }

    protected override Activity Tick()
    {
        switch (State)
        {
            case RowArbiterState.Idle:
                for (int i = 0; i < requesters; i++)
                {
                    if ((_held && i != _owner) || !RequestIn[i].HasData || !RowOut.CanPush) continue;
                    _request = RequestIn[i].Pop();
                    _held = _request.Holds && !_holdIgnored;
                    _owner = (byte)i;
                    _served = RowsDone.Value;
                    _buffers[i].CopyTo(_core.RowBuffer, 0);
                    RowOut.Push(_request);
                    State = RowArbiterState.Access;
                    break;
                }
                return Activity.Idle;
            case RowArbiterState.Access:
                if (RowsDone.Value == _served) return Activity.Idle;
                _core.RowBuffer.CopyTo(_buffers[_owner], 0);
                State = RowArbiterState.Return;
                return Activity.Busy;
            default:
                if (!DoneOut[_owner].CanPush) return Activity.Idle;
                DoneOut[_owner].Push(_request);
                State = RowArbiterState.Idle;
                return Activity.Busy;
        }
    }
}

/// <summary>The buffers of the requesters.</summary>
internal sealed class RowBuffers(int count) : IStatePart
{
    private readonly byte[][] _rows = [.. Enumerable.Range(0, count).Select(_ => new byte[ChipGeometry.Columns])];

    public byte[] this[int requester] => _rows[requester];

    public string Schema => $"rows({count})";

    public void Reset(PowerOn powerOn)
    {
        foreach (byte[] row in _rows) Array.Clear(row);
    }

    public void Save(StateWriter writer)
    {
        foreach (byte[] row in _rows) writer.WriteArray(row);
    }

    public void Load(StateReader reader)
    {
        foreach (byte[] row in _rows) reader.ReadArray(row);
    }

    public void Hash(ref StateHash hash)
    {
        foreach (byte[] row in _rows)
            foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(row))
                hash.Add(word);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }
}
