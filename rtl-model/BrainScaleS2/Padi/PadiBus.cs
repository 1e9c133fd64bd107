using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What a PADI bus does.</summary>
public enum PadiState : byte
{
    /// <summary>No event.</summary>
    [Arcs(Drive, Wait)] Idle,

    /// <summary>An event was put onto the bus.</summary>
    [Arcs(Gap)] Drive,

    /// <summary>The drivers need the rest of the slot.</summary>
    [Arcs(Idle, Drive, Wait)] Gap,

    /// <summary>The drivers do not take the event that waits.</summary>
    [Arcs(Drive)] Wait,
}

/// <summary>Timing of a PADI bus, in cycles of 4 ns.</summary>
public sealed record PadiOptions
{
    /// <summary>Between two events.</summary>
    [Published("Billaudelle, thesis 2022: one event per 8 ns and bus")]
    public int CyclesPerEvent { get; init; } = 2;

    /// <summary>Between two events with extended timing.</summary>
    [ModelChoice("twice the usual time; haldls only names the switch")]
    public int CyclesPerExtendedEvent { get; init; } = 4;
}

/// <summary>
/// One PADI bus: carries events of the crossbar, and events written by hand, to the 32 synapse drivers that listen to it. The upper five of the
/// label's eleven bits select drivers, the lower six are compared by the synapses (halco, event; Billaudelle, thesis 2022).
/// </summary>
[Module]
public sealed partial class PadiBus(Component parent, string name, PadiOptions options) : Module(parent, name)
{
    // Interface

    /// <summary>Events of the crossbar.</summary>
    [In(Depth = 2)] public partial In<SpikeEvent> EventIn { get; }

    /// <summary>Events written by hand; they go first.</summary>
    [In(Depth = 2, Optional = true)] public partial In<PadiEvent> ManualIn { get; }

    /// <summary>Its registers.</summary>
    [In] public partial SignalIn<PadiSettings> Settings { get; }

    /// <summary>The bus.</summary>
    [Out] public partial Out<PadiEvent> EventOut { get; }

    // State
    [Reg, Fsm] private PadiState _state;
    [Reg(Trace = false)] private long _freeAt;
    [Reg] private long _events;
    [Reg] private long _blocked;
    private readonly bool _shifted = parent.Simulation.Options.Faults.Has("padi.row_select_shifted");
    private readonly bool _labelCut = parent.Simulation.Options.Faults.Has("padi.label_bit_lost");
    private readonly bool _noGap = parent.Simulation.Options.Faults.Has("padi.gap_skipped");
    private readonly bool _openGate = parent.Simulation.Options.Faults.Has("padi.disabled_passes");
    private readonly bool _manualLast = parent.Simulation.Options.Faults.Has("padi.manual_last");
    private readonly bool _manualLost = parent.Simulation.Options.Faults.Has("padi.manual_lost_when_busy");

    // Behaviour

    /// <summary>Events on the bus.</summary>
    public long Events => _events;

    /// <summary>Events that a bus without connection to the crossbar dropped.</summary>
    public long Blocked => _blocked;

    /// <summary>A label as the bus carries it.</summary>
    public static PadiEvent Decode(ushort label) => new((byte)(label >> 6 & 31), (byte)(label & 63));

    protected override Activity Tick()
    {
        bool open = Settings.Value.Enable || _openGate;
        if (!open && EventIn.HasData)
        {
            EventIn.Pop();
            _blocked++;
        }
        if (_manualLost && ManualIn.HasData && EventIn.HasData) ManualIn.Pop();
        if (State == PadiState.Drive) State = PadiState.Gap;
        if (Now < _freeAt) return Activity.Until(_freeAt);
        if (!ManualIn.HasData && !(open && EventIn.HasData))
        {
            State = PadiState.Idle;
            return Activity.Idle;
        }
        if (!EventOut.CanPush)
        {
            State = PadiState.Wait;
            return Activity.Idle;
        }
        bool byHand = ManualIn.HasData && !(_manualLast && open && EventIn.HasData);
        PadiEvent e = byHand ? ManualIn.Pop() : Decode(EventIn.Pop().Label);
        if (_shifted) e = e with { RowSelect = (byte)(e.RowSelect >> 1) };
        if (_labelCut) e = e with { Label = (byte)(e.Label & 31) };
        EventOut.Push(e);
        _events++;
        _freeAt = Now + (_noGap ? 1 : Settings.Value.ExtendedTiming ? options.CyclesPerExtendedEvent : options.CyclesPerEvent);
        State = PadiState.Drive;
        return Activity.Busy;
    }
}
