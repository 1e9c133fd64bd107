using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Who may start an access, in the order of priority.</summary>
public enum OmnibusMaster : byte
{
    /// <summary>Plasticity processor of the top half.</summary>
    PpuTop,

    /// <summary>Plasticity processor of the bottom half.</summary>
    PpuBottom,

    /// <summary>The FPGA.</summary>
    Fpga,

    /// <summary>The debug port.</summary>
    Jtag,
}

/// <summary>What the bus does.</summary>
public enum OmnibusState : byte
{
    /// <summary>No access.</summary>
    [Arcs(Travel, Refuse)] Idle,

    /// <summary>An access is on its way to its block.</summary>
    [Arcs(Access)] Travel,

    /// <summary>The block works.</summary>
    [Arcs(Idle)] Access,

    /// <summary>No block answers at the address; the error travels back.</summary>
    [Arcs(Idle)] Refuse,
}

/// <summary>A block of the address space.</summary>
/// <param name="Name">Name of the block.</param>
/// <param name="Base">First word.</param>
/// <param name="Words">How many words.</param>
public sealed record OmnibusBlock(string Name, uint Base, uint Words)
{
    /// <summary>Whether an address lies in the block.</summary>
    public bool Holds(uint address) => address - Base < Words;
}

/// <summary>How long accesses take, in cycles of 4 ns from the master's push to the reply at the master.</summary>
public sealed record OmnibusOptions
{
    /// <summary>From the FPGA and the debug port.</summary>
    [ModelChoice("8 cycles of the FPGA's 125 MHz; unpublished")]
    public int FpgaLatency { get; init; } = 16;

    /// <summary>From a plasticity processor.</summary>
    [ModelChoice("20 cycles of the processor; unpublished")]
    public int PpuLatency { get; init; } = 20;
}

/// <summary>The register bus: four masters with fixed priority, one access at a time, one outstanding access per master.</summary>
[Module]
public sealed partial class Omnibus(Component parent, string name, IReadOnlyList<OmnibusBlock> blocks, OmnibusOptions options) : Module(parent, name)
{
    /// <summary>Masters.</summary>
    public const int Masters = 4;

    // Cycles that an access spends in queues: request and reply at the bus, request and reply at the block.
    private const int QueueCycles = 4;

    // Interface

    /// <summary>Requests of the masters.</summary>
    [In(Count = Masters, Depth = 1, Optional = true)] public partial In<OmnibusRequest>[] MasterIn { get; }

    /// <summary>Replies to the masters.</summary>
    [Out(Count = Masters, Optional = true)] public partial Out<OmnibusReply>[] MasterOut { get; }

    /// <summary>Requests to the blocks, in the order of the address map.</summary>
    [Out(Count = "blocks.Count")] public partial Out<OmnibusRequest>[] BlockOut { get; }

    /// <summary>Replies of the blocks.</summary>
    [In(Count = "blocks.Count", Depth = 1)] public partial In<OmnibusReply>[] BlockIn { get; }

    // State
    [Reg, Fsm] private OmnibusState _state;
    [Reg] private byte _master;
    [Reg] private short _block;
    [Reg] private OmnibusRequest _request;
    [Reg(Trace = false)] private long _due;
    [Reg] private long _accesses;
    [Reg] private long _refused;
    private readonly bool _priorityReversed = parent.Simulation.Options.Faults.Has("omnibus.priority_reversed");
    private readonly bool _wrongBlock = parent.Simulation.Options.Faults.Has("omnibus.wrong_block");
    private readonly bool _errorHidden = parent.Simulation.Options.Faults.Has("omnibus.error_hidden");
    private readonly bool _offsetKept = parent.Simulation.Options.Faults.Has("omnibus.base_not_subtracted");
    private readonly bool _fast = parent.Simulation.Options.Faults.Has("omnibus.latency_short");
    private readonly bool _lastWordLost = parent.Simulation.Options.Faults.Has("omnibus.last_word_refused");

    // Behaviour

    /// <summary>The address map.</summary>
    public IReadOnlyList<OmnibusBlock> Blocks => blocks;

    /// <summary>Accesses that a block answered.</summary>
    public long Accesses => _accesses;

    /// <summary>Accesses to addresses where nothing answers.</summary>
    public long Refused => _refused;

    protected override Activity Tick()
    {
        switch (State)
        {
            case OmnibusState.Idle:
                return Accept();
            case OmnibusState.Travel:
                if (Now < _due) return Activity.Until(_due);
                BlockOut[_block].Push(_request);
                State = OmnibusState.Access;
                return Activity.Idle;
            case OmnibusState.Access:
                if (!BlockIn[_block].HasData || !MasterOut[_master].CanPush) return Activity.Idle;
                Finish(BlockIn[_block].Pop());
                return Activity.Busy;
            default:
                if (Now < _due) return Activity.Until(_due);
                if (!MasterOut[_master].CanPush) return Activity.Idle;
                _refused++;
                Finish(new OmnibusReply(0, !_errorHidden));
                return Activity.Busy;
        }
    }

    private Activity Accept()
    {
        int master = Waiting();
        if (master < 0) return Activity.Idle;
        _request = MasterIn[master].Pop();
        _master = (byte)master;
        int latency = master <= (int)OmnibusMaster.PpuBottom ? options.PpuLatency : options.FpgaLatency;
        _block = (short)Find(_request.Address);
        if (_block < 0)
        {
            _due = Now + latency - QueueCycles / 2;
            State = OmnibusState.Refuse;
            return Activity.Until(_due);
        }
        _accesses++;
        if (_wrongBlock) _block = (short)((_block + 1) % blocks.Count);
        if (!_offsetKept) _request = _request with { Address = _request.Address - blocks[_block].Base };
        _due = Now + (_fast ? latency / 2 : latency) - QueueCycles;
        State = OmnibusState.Travel;
        return Activity.Until(_due);
    }

    private int Waiting()
    {
        for (int i = 0; i < Masters; i++)
        {
            int master = _priorityReversed ? Masters - 1 - i : i;
            if (MasterIn[master].HasData) return master;
        }
        return -1;
    }

    private int Find(uint address)
    {
        for (int i = 0; i < blocks.Count; i++)
            if (blocks[i].Holds(address) && !(_lastWordLost && !blocks[i].Holds(address + 1)))
                return i;
        return -1;
    }

    private void Finish(OmnibusReply reply)
    {
        MasterOut[_master].Push(reply);
        State = OmnibusState.Idle;
    }
}
