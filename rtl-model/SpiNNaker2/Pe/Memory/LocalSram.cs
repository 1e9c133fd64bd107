using System.Buffers.Binary;
using System.Numerics;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>
/// The local SRAM and the arbitration of its bus. Each bank does one access a cycle; of the masters that want the same bank the one of the highest
/// priority goes first, unless another waited longer than the starvation guard. A request that is pushed in one cycle is granted in the next at the
/// earliest, and its answer can be read in the cycle after that: no wait states in the terms of AHB (IHI 0033).
/// </summary>
/// <remarks>
/// Accesses of one master are done in order. A reservation of an exclusive read is lost when another master writes the row or when its owner writes
/// exclusively (Arm ARMv7-M ARM, A3.4).
/// </remarks>
[Module]
public sealed partial class LocalSram(Component parent, string name, SramParameters parameters, IMemoryArray array) : Module(parent, name)
{
    private const uint NoReservation = uint.MaxValue;

    // Interface: a pair of queues for each master (SramPort), and the banks that the processor's pipeline uses past the queues
    // (as a level of the cycle before, or in the cycle itself where the processor is coupled).
    [In(Count = SramPort.Count, Optional = true)] public partial In<SramRequest>[] Request { get; }

    [Out(Count = SramPort.Count, Optional = true)] public partial Out<SramReply>[] Reply { get; }

    /// <summary>Bit i: the processor, where it is coupled directly to the array, uses bank i in this cycle.</summary>
    [In(Optional = true)] public partial SignalIn<byte> ProcessorBanks { get; }

    /// <summary>Bit i: the starvation guard takes bank i, so that the directly coupled processor waits in this cycle.</summary>
    [Out(Optional = true)] public partial RegOut<byte> Taken { get; }

    // State
    [Reg] private readonly IMemoryArray _array = array;
    [Reg] private readonly int[] _waited = new int[SramPort.Count];
    [Reg] private uint _reserved = NoReservation;
    [Reg] private byte _reservedBy;
    [Reg(Trace = true)] private readonly long[] _reads = new long[SramPort.Count];
    [Reg(Trace = true)] private readonly long[] _writes = new long[SramPort.Count];
    [Reg(Trace = true)] private readonly long[] _conflicts = new long[SramPort.Count];
    [Reg(Trace = true)] private readonly int[] _longestWait = new int[SramPort.Count];
    [Wired] private CortexM4Core? _processor;
    private readonly byte[] _row = new byte[16];
    private readonly int _bankShift = BitOperations.Log2((uint)(parameters.Bytes / parameters.Banks));
    private readonly uint _addressMask = (uint)parameters.Bytes - 1 & ~15u;
    private readonly bool _loseContendedWrite = parent.Simulation.Options.Faults.Has("sram.contended_write_lost");
    private readonly bool _maskIgnored = parent.Simulation.Options.Faults.Has("sram.byte_mask_ignored");
    private readonly bool _noGuard = parent.Simulation.Options.Faults.Has("sram.no_starvation_guard");
    private readonly bool _keepReservation = parent.Simulation.Options.Faults.Has("sram.reservation_kept");
    private readonly bool _priorityInverted = parent.Simulation.Options.Faults.Has("sram.priority_inverted");
    private readonly bool _restsInOddCycles = parent.Simulation.Options.Faults.Has("sram.grants_every_other_cycle");
    private readonly bool _tagLost = parent.Simulation.Options.Faults.Has("sram.tag_not_returned");
    private readonly bool _twoPerBank = parent.Simulation.Options.Faults.Has("sram.two_accesses_per_bank");

    // Behaviour

    /// <summary>Rows read by a master.</summary>
    public long Reads(int port) => _reads[port];

    /// <summary>Rows written by a master.</summary>
    public long Writes(int port) => _writes[port];

    /// <summary>Cycles in which a master waited because another had its bank.</summary>
    public long Conflicts(int port) => _conflicts[port];

    /// <summary>The longest time that an access of a master waited for its bank, in cycles.</summary>
    public int LongestWait(int port) => _longestWait[port];

    /// <summary>The cells, for loaders and tests.</summary>
    public IMemoryArray Array => _array;

    /// <summary>Some master waits for an access.</summary>
    internal bool IsAsked => ReadyInputs != 0;

    /// <summary>Rows read and written by all masters that come through queues.</summary>
    public long Accesses
    {
        get
        {
            long sum = 0;
            for (int port = 0; port < SramPort.Count; port++) sum += _reads[port] + _writes[port];
            return sum;
        }
    }

    /// <summary>Couples the processor to the cells: it goes first in every cycle, and this module gives away what it left.</summary>
    internal void Couple(CortexM4Core processor) => _processor = processor;

    protected override Activity Tick()
    {
        uint waiting = (uint)ReadyInputs;
        if (waiting == 0)
        {
            Take(0);
            return Activity.Idle;
        }
        uint asking = 0;
        for (uint left = waiting; left != 0; left &= left - 1)
        {
            int port = BitOperations.TrailingZeroCount(left);
            if (Reply[port].CanPush) asking |= 1u << port;
        }
        if (_restsInOddCycles && (Now & 1) != 0) return Activity.Busy;
        bool anyAsks = asking != 0;
        // What the guard took in the last cycle is kept free by the processor in this one.
        uint inUse = _processor?.BanksInUse() ?? (uint)ProcessorBanks.Value & ~(uint)Taken.Value;
        uint freeBanks = (1u << parameters.Banks) - 1 & ~inUse;
        while (Pick(asking, freeBanks) is >= 0 and int port)
        {
            asking &= ~(1u << port);
            if (!_twoPerBank) freeBanks &= ~(1u << Bank(port));
            Grant(port);
        }
        Take(CountWaits(asking));
        // A full answer queue wakes this module when it has room.
        return anyAsks ? Activity.Busy : Activity.Idle;
    }

    private void Take(uint banks)
    {
        if (Taken.Value != banks) Taken.Set((byte)banks);
    }

    private int Bank(int port) => (int)((Request[port].Peek().Address & _addressMask) >> _bankShift);

    // The next master whose bank is free: the longest waiting of those whom the guard favours, else the one of the highest priority; -1 if there is none.
    private int Pick(uint asking, uint freeBanks)
    {
        int best = -1;
        for (; asking != 0; asking &= asking - 1)
        {
            int port = BitOperations.TrailingZeroCount(asking);
            if ((freeBanks >> Bank(port) & 1) == 0) continue;
            if (best < 0 || _priorityInverted || (IsStarved(port) && (!IsStarved(best) || _waited[port] > _waited[best]))) best = port;
        }
        return best;
    }

    private bool IsStarved(int port) => _waited[port] >= parameters.StarvationGuard && !_noGuard;

    private uint CountWaits(uint left)
    {
        uint taken = 0;
        for (; left != 0; left &= left - 1)
        {
            int port = BitOperations.TrailingZeroCount(left);
            _conflicts[port]++;
            if (++_waited[port] > _longestWait[port]) _longestWait[port] = _waited[port];
            if (IsStarved(port)) taken |= 1u << Bank(port);
        }
        return taken;
    }

    private void Grant(int port)
    {
        SramRequest request = Request[port].Pop();
        uint address = request.Address & _addressMask;
        bool done = true;
        ulong low = 0;
        ulong high = 0;
        if (request.Access is SramAccess.Read or SramAccess.ReadExclusive)
        {
            _array.Read(address, _row);
            low = BinaryPrimitives.ReadUInt64LittleEndian(_row);
            high = BinaryPrimitives.ReadUInt64LittleEndian(_row.AsSpan(8));
            _reads[port]++;
            if (request.Access == SramAccess.ReadExclusive) (_reserved, _reservedBy) = (address, (byte)port);
        }
        else
        {
            if (request.Access == SramAccess.WriteExclusive)
            {
                done = _reserved == address && _reservedBy == port;
                _reserved = NoReservation;
            }
            else if (_reserved == address && _reservedBy != port && !_keepReservation) _reserved = NoReservation;
            if (done && !(_loseContendedWrite && _waited[port] > 2)) Write(address, in request);
            _writes[port]++;
        }
        _waited[port] = 0;
        Reply[port].Push(new SramReply(low, high, _tagLost ? (byte)0 : request.Tag, done));
    }

    private void Write(uint address, in SramRequest request)
    {
        if (request.Mask != 0xFFFF && !_maskIgnored)
        {
            _array.Read(address, _row);
            ulong low = BinaryPrimitives.ReadUInt64LittleEndian(_row);
            ulong high = BinaryPrimitives.ReadUInt64LittleEndian(_row.AsSpan(8));
            ulong maskLow = Spread(request.Mask);
            ulong maskHigh = Spread(request.Mask >> 8);
            BinaryPrimitives.WriteUInt64LittleEndian(_row, (low & ~maskLow) | (request.Low & maskLow));
            BinaryPrimitives.WriteUInt64LittleEndian(_row.AsSpan(8), (high & ~maskHigh) | (request.High & maskHigh));
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_row, request.Low);
            BinaryPrimitives.WriteUInt64LittleEndian(_row.AsSpan(8), request.High);
        }
        _array.Write(address, _row);
    }

    // Eight mask bits as eight mask bytes.
    private static ulong Spread(int mask)
    {
        ulong bytes = 0;
        for (int i = 0; i < 8; i++) bytes |= (mask >> i & 1) != 0 ? 0xFFUL << (8 * i) : 0;
        return bytes;
    }
}
