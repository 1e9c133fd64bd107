using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;
using RegisterFile = HwModel.Kernel.Registers.RegisterFile;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// The packet router in the middle of the chip: six network ports and six links, three engines side by side (multicast, core to core, neighbours with global accesses),
/// and an issue buffer that sends a packet's copies, so that a blocked output holds up no other (Scholze et al., OJCAS 2026). Registers, emergency routing,
/// ageing and drops are those of SpiNNaker (datasheet v2.02, section 10).
/// </summary>
/// <remarks>
/// Files: order of a cycle (this one), Inputs, Engines, Access (global accesses), Issue, Registers, Diagnostics. A packet that meets no other leaves a multicast engine
/// four cycles after it could be read at its input; each engine takes one packet a cycle, and each of the twelve outputs one copy.
/// </remarks>
/// <param name="parent">What holds it.</param>
/// <param name="name">Name.</param>
/// <param name="chip">The number of this chip, 256 x + y: the source of global accesses.</param>
/// <param name="parameters">Sizes and times; null: the defaults.</param>
/// <param name="clock">Its clock, 400 MHz; null: its parent's.</param>
[Module]
public sealed partial class PacketRouter(Component parent, string name, int chip, RouterParameters? parameters = null, ClockDomain? clock = null) : Module(parent, name, clock)
{
    private const int Engines = 3;

    // Interface
    [In(Count = Outputs.Links, Depth = RouterParameters.InputDepth, Optional = true)] public partial In<CommsPacket>[] FromLink { get; }

    [In(Count = RouterEdge.Count, Depth = RouterParameters.InputDepth, Optional = true)] public partial In<NocFlit>[] FromNoc { get; }

    [In(Optional = true)] public partial In<RegisterRequest> Request { get; }

    [Out(Count = Outputs.Links, Optional = true)] public partial Out<CommsPacket>[] ToLink { get; }

    [Out(Count = RouterEdge.Count, Optional = true)] public partial Out<NocFlit>[] ToNoc { get; }

    [Out(Optional = true)] public partial Out<RegisterReply> Reply { get; }

    /// <summary>Bit 0 any, 1 error, 2 dump, 3 counters.</summary>
    [Out(Optional = true)] public partial RegOut<byte> Interrupt { get; }

    // State
    [Reg, Fsm] private EngineState _multicastState;
    [Reg, Fsm] private EngineState _coreState;
    [Reg, Fsm] private EngineState _neighbourState;
    [Reg, Fsm] private OutputStage _outputState;
    [Reg, Fsm] private CaptureState _errorState;
    [Reg, Fsm] private CaptureState _dumpState;
    [Reg] private readonly EnginePipeline _multicast = new((parameters ?? Defaults).MulticastStages);
    [Reg] private readonly EnginePipeline _core = new((parameters ?? Defaults).CoreStages);
    [Reg] private readonly EnginePipeline _neighbour = new((parameters ?? Defaults).NeighbourStages);
    [Reg] private readonly IssueBuffer _issue = new((parameters ?? Defaults).IssueDepth);
    [Reg] private readonly MulticastTable _table = new(parent.Simulation.Options.Faults.Of<RouterFault>());
    [Reg] private readonly ChipTable _chips = new();
    [Reg] private readonly DropLog _drops = new();
    [Reg(Trace = false)] private readonly RegisterFile _registers = new RouterRegisters();
    [Reg(Trace = false)] private readonly byte[] _nextInput = new byte[Engines];
    [Reg(Trace = false)] private byte _nextEngine;
    [Reg(Trace = false)] private readonly PendingAccess[] _pending = new PendingAccess[PendingAccess.Places];
    [Reg(Trace = false)] private long _nextDeadline = long.MaxValue;
    [Reg(Trace = true)] private readonly long[] _sent = new long[Outputs.Count];
    [Reg(Trace = false)] private readonly long[] _blocked = new long[Outputs.Count];
    [Reg(Trace = false)] private readonly long[] _taken = new long[Engines];
    [Reg] private long _peCopies;
    [Reg] private int _highWater;
    [Reg(Trace = false)] private long _wait1 = WaitTime.Cycles(0x40);
    [Reg(Trace = false)] private long _wait2;
    [Reg(Trace = false)] private byte _wait1Exponent = 4;
    [Reg(Trace = false)] private bool _isRouting = true;
    [Reg(Trace = false)] private byte _timePhase;
    private static readonly RouterParameters Defaults = new();
    private readonly RouterFault _faults = parent.Simulation.Options.Faults.Of<RouterFault>();

    // Behaviour

    /// <summary>The registers that software sets (router.rdl), to be read between runs; captures and counters are read by <see cref="Read"/>.</summary>
    public RouterRegisters Registers => (RouterRegisters)_registers;

    /// <summary>The multicast table, to be read.</summary>
    public MulticastTable Table => _table;

    /// <summary>Packets that an engine took: 0 multicast, 1 core to core, 2 neighbours and global accesses.</summary>
    public long Taken(int engine) => _taken[engine];

    /// <summary>Copies that left by a link.</summary>
    public long SentOnLink(int link) => _sent[link];

    /// <summary>Copies that left by a network port; one may go to four processing elements.</summary>
    public long SentToNoc(int port) => _sent[Outputs.Links + port];

    /// <summary>Processing elements that copies went to.</summary>
    public long PeCopies => _peCopies;

    /// <summary>Cycles that copies waited for a link.</summary>
    public long BlockedOnLink(int link) => _blocked[link];

    /// <summary>Cycles that copies waited for a network port.</summary>
    public long BlockedToNoc(int port) => _blocked[Outputs.Links + port];

    /// <summary>The most packets that the issue buffer held.</summary>
    public int IssueHighWater => _highWater;

    /// <summary>Packets that the router holds, its input queues apart.</summary>
    public int Inside => _multicast.Count + _core.Count + _neighbour.Count + _issue.Count;

    /// <summary>Drops since the reset, a packet with several blocked outputs for each of them.</summary>
    public long Drops => _drops.Total;

    /// <summary>Drops for a cause.</summary>
    public long DropsBy(DropCause cause) => _drops.Count(cause);

    /// <summary>Copies dropped in front of a link.</summary>
    public long DropsOnLink(int link) => _drops.OnLink(link);

    /// <summary>The n-th drop since the reset; the last 256 are kept.</summary>
    public DropRecord Drop(long number) => _drops[number];

    /// <summary>Replaces the multicast table, between two runs.</summary>
    /// <exception cref="ArgumentException">There are more entries than fit; says by how many.</exception>
    /// <exception cref="InvalidOperationException">The design is not elaborated yet.</exception>
    public void Load(ReadOnlySpan<RouteEntry> entries)
    {
        MustBeElaborated();
        _table.Load(entries);
    }

    /// <summary>Says the way to a chip, between two runs: link 0 to 5, 6 dropped, 7 this chip.</summary>
    /// <exception cref="InvalidOperationException">The design is not elaborated yet.</exception>
    public void SetChip(int to, byte way)
    {
        MustBeElaborated();
        _chips[to] = way;
    }

    protected override Activity Tick()
    {
        bool isBusy = ServeRegisters();
        isBusy |= Issue();
        isBusy |= RunEngines();
        isBusy |= TakeInputs();
        CloseStates();
        CloseRegisters();
        if (isBusy) return Activity.Busy;
        long next = Math.Min(_nextDeadline, Math.Min(NextOf(_multicast), Math.Min(NextOf(_core), NextOf(_neighbour))));
        return next == long.MaxValue ? Activity.Idle : Activity.Until(next);
    }

    private void MustBeElaborated()
    {
        if (!Simulation.IsElaborated) throw new InvalidOperationException($"{Path} can't be loaded before the design is elaborated, because the first reset clears it: call Simulation.Elaborate first");
    }

    // A packet that is ready already waits for something else.
    private long NextOf(EnginePipeline engine) => engine.ReadyAt > Now ? engine.ReadyAt : long.MaxValue;
}
