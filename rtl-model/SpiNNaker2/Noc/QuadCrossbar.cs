using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>
/// Between the router of a quad and its four processing elements. A flit from the network is written to all elements of its mask at the same time, and waits until all
/// of them have room; towards the network the elements take turns.
/// </summary>
[Module]
public sealed partial class QuadCrossbar(Component parent, string name) : Module(parent, name)
{
    // Interface
    [In] public partial In<NocFlit> FromRouter { get; }

    [In(Count = Floorplan.PesPerQuad, Optional = true)] public partial In<NocFlit>[] FromPe { get; }

    [Out] public partial Out<NocFlit> ToRouter { get; }

    [Out(Count = Floorplan.PesPerQuad, Optional = true)] public partial Out<NocFlit>[] ToPe { get; }

    /// <summary>The element's supply is off or about to be: nothing is written to it.</summary>
    [In(Count = Floorplan.PesPerQuad, Optional = true)] public partial SignalIn<bool>[] Isolated { get; }

    /// <summary>Changes with every tick of the chip.</summary>
    [In(Optional = true)] public partial SignalIn<bool> TickToggle { get; }

    /// <summary>At every tick, the multicast packets that each element got since the one before.</summary>
    [Out(Optional = true)] public partial Out<SpikeCounts> Spikes { get; }

    // State
    [Reg, Fsm] private CrossbarState _state;
    [Reg] private byte _nextPe;
    [Reg(Trace = true)] private readonly long[] _delivered = new long[Floorplan.PesPerQuad];
    [Reg(Trace = true)] private readonly long[] _sent = new long[Floorplan.PesPerQuad];
    [Reg] private long _undeliverable;
    [Reg(Trace = true)] private readonly long[] _dropped = new long[Floorplan.PesPerQuad];
    [Reg(Trace = false)] private readonly ushort[] _spikes = new ushort[Floorplan.PesPerQuad];
    [Reg(Trace = false)] private bool _lastTick;
    [Reg(Trace = false)] private long _stalledSince;
    [Reg(Trace = false)] private long _stalledCycles;
    private readonly NocFault _faults = parent.Simulation.Options.Faults.Of<NocFault>();

    // Behaviour

    /// <summary>Flits that were written to an element.</summary>
    public long Delivered(int pe) => _delivered[pe];

    /// <summary>Flits that an element sent.</summary>
    public long Sent(int pe) => _sent[pe];

    /// <summary>Flits whose mask names no element: they were dropped.</summary>
    public long Undeliverable => _undeliverable;

    /// <summary>Flits for an element that was off: they were dropped.</summary>
    public long DroppedAsOff(int pe) => _dropped[pe];

    /// <summary>Cycles in which a flit waited for room at an element, up to the last delivery.</summary>
    public long StalledCycles => _stalledCycles;

    protected override Activity Tick()
    {
        bool told = TellSpikes();
        bool refused = FromRouter.HasData && Refuse();
        bool sent = !refused && SendOne();
        bool delivered = !refused && Deliver();
        return sent || delivered || refused || told ? Activity.Busy : Activity.Idle;
    }

    private bool TellSpikes()
    {
        if (TickToggle.Value == _lastTick || !Spikes.CanPush) return false;
        _lastTick = TickToggle.Value;
        Spikes.Push(new SpikeCounts(_spikes[0], _spikes[1], _spikes[2], _spikes[3]));
        Array.Clear(_spikes);
        return true;
    }

    private int Off
    {
        get
        {
            int off = 0;
            for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
                if (Isolated[pe].Value)
                    off |= 1 << pe;
            return (_faults & NocFault.IsolationIgnored) != 0 ? 0 : off;
        }
    }

    // A flit of which all elements are off. Who waits for an answer gets one without payload: nothing is there.
    private bool Refuse()
    {
        ref readonly NocFlit flit = ref FromRouter.Peek();
        int mask = flit.PeMask;
        if (mask == 0 || (mask & ~Off) != 0) return false;
        if (flit.Class == NocClass.ReadRequest)
        {
            if (!ToRouter.CanPush) return false;
            if ((_faults & NocFault.RefusalSilent) == 0)
                ToRouter.Push(NocFlit.Create(flit.Source, 1 << flit.SourcePe, NocClass.ReadResponse, CommsPayload.None, flit.Control, flit.Destination, BitOperations.TrailingZeroCount((uint)mask), flit.Address));
        }
        if (_state == CrossbarState.Stalled) _stalledCycles += Now - _stalledSince;
        Drop(mask);
        FromRouter.Pop();
        State = CrossbarState.Refusing;
        return true;
    }

    private void Drop(int mask)
    {
        for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
            if ((mask >> pe & 1) != 0)
                _dropped[pe]++;
    }

    private bool SendOne()
    {
        uint wanting = (uint)(ReadyInputs >> 1) & 15;
        if (wanting == 0 || !ToRouter.CanPush) return false;
        int pe = (_nextPe + BitOperations.TrailingZeroCount((wanting | wanting << 4) >> _nextPe)) & 3;
        ToRouter.Push(FromPe[pe].Pop());
        _sent[pe]++;
        _nextPe = (byte)((pe + 1) & 3);
        return true;
    }

    private bool Deliver()
    {
        if (!FromRouter.HasData)
        {
            State = CrossbarState.Idle;
            return false;
        }
        ref readonly NocFlit flit = ref FromRouter.Peek();
        int mask = (_faults & NocFault.MaskIgnored) != 0 ? 15 : flit.PeMask;
        int off = mask & Off;
        // Refused, as soon as the answer can leave.
        if (off == mask && off != 0) return false;
        mask &= ~off;
        // Output 0 is the router's, 1 to 4 are the elements'.
        bool isReady = ((uint)(FullOutputs >> 1) & (uint)mask) == 0;
        if (!isReady && mask != 0 && AreConnected(mask))
        {
            if ((_faults & NocFault.CopyTwice) != 0 && _state != CrossbarState.Stalled) Write(in flit, mask & ~(int)(FullOutputs >> 1));
            if (_state != CrossbarState.Stalled) _stalledSince = Now;
            State = CrossbarState.Stalled;
            return false;
        }
        if (_state == CrossbarState.Stalled) _stalledCycles += Now - _stalledSince;
        if (mask == 0 || !isReady) _undeliverable++;
        else Write(in flit, (_faults & NocFault.CopyLost) != 0 && BitOperations.PopCount((uint)mask) > 1 ? mask & 7 : mask);
        if (off != 0) Drop(off);
        if (flit.Class == NocClass.Multicast && Spikes.IsConnected) CountSpikes(mask);
        FromRouter.Pop();
        State = CrossbarState.Delivering;
        return true;
    }

    private void CountSpikes(int mask)
    {
        for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
            if ((mask >> pe & 1) != 0 && _spikes[pe] < ushort.MaxValue)
                _spikes[pe]++;
    }

    private bool AreConnected(int mask)
    {
        for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
            if ((mask >> pe & 1) != 0 && !ToPe[pe].IsConnected)
                return false;
        return true;
    }

    private void Write(in NocFlit flit, int mask)
    {
        for (int pe = 0; pe < Floorplan.PesPerQuad; pe++)
        {
            if ((mask >> pe & 1) == 0) continue;
            ToPe[pe].Push(flit);
            _delivered[pe]++;
        }
    }
}
