using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>Times of a DRAM interface.</summary>
public sealed record DramParameters
{
    /// <summary>Bytes of an interface.</summary>
    [Published("SpiNNaker2 developer portal: 2 GB on two interfaces")]
    [Range(4096, 1 << 30)]
    public long Bytes { get; init; } = 1L << 30;

    /// <summary>Bytes a second while a burst goes on.</summary>
    [ModelChoice("70 % of the raw 3.2 GB/s")]
    [Range(1e6, 1e12)]
    public double BurstRate { get; init; } = 2.24e9;

    /// <summary>Bytes a second for single rows of 16 bytes.</summary>
    [ModelChoice("35 % of the raw 3.2 GB/s")]
    [Range(1e6, 1e12)]
    public double SingleRate { get; init; } = 1.12e9;

    /// <summary>Femtoseconds from a read request at the bridge to its answer.</summary>
    [ModelChoice("90 ns, LPDDR4 with controller")]
    public long FirstWord { get; init; } = 90_000_000;

    /// <summary>Femtoseconds from a refresh to the next.</summary>
    [ModelChoice("3.9 us, LPDDR4")]
    public long RefreshInterval { get; init; } = 3_900_000_000;

    /// <summary>Femtoseconds that a refresh takes.</summary>
    [ModelChoice("180 ns, LPDDR4")]
    public long Refresh { get; init; } = 180_000_000;

    /// <summary>What is wrong with the times, as sentences.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Bytes is < 4096 or > 1 << 30) yield return $"a DRAM interface has {Bytes} bytes; allowed are 4096 to {1 << 30}";
        if (!(BurstRate > 0) || !(SingleRate > 0)) yield return $"DRAM transfers {BurstRate} and {SingleRate} bytes a second; both rates must be positive";
        if (FirstWord < 0 || Refresh < 0 || Refresh >= RefreshInterval) yield return $"DRAM answers after {FirstWord} fs and refreshes for {Refresh} of every {RefreshInterval} fs; times are not negative and a refresh ends before the next";
    }
}

/// <summary>What a DRAM bridge does with the request at its input.</summary>
public enum DramState : byte
{
    /// <summary>There is none.</summary>
    [Arcs(Serving, Refreshing)] Idle,

    /// <summary>The interface transfers data.</summary>
    [Arcs(Idle, Refreshing)] Serving,

    /// <summary>The memory refreshes; requests wait.</summary>
    [Arcs(Idle, Serving)] Refreshing,
}

/// <summary>
/// The bridge from the network to a DRAM interface with its memory. A row of 16 bytes that follows the one before continues a burst; any other pays for opening a page.
/// Sixteen reads can wait for their answers.
/// </summary>
[Module]
public sealed partial class DramBridge(Component parent, string name, NocPosition at, DramParameters? parameters = null) : Module(parent, name)
{
    private const int RowBytes = 16;
    private const int Waiting = 16;

    // Interface
    [In(Depth = 4)] public partial In<NocFlit> FromNoc { get; }

    [Out] public partial Out<NocFlit> ToNoc { get; }

    // State
    [Reg, Fsm] private DramState _state;
    [Reg(Trace = false)] private readonly LazyMemory _memory = new((parameters ?? Defaults).Bytes);
    [Reg(Trace = false)] private readonly NocFlit[] _answers = new NocFlit[Waiting];
    [Reg(Trace = false)] private readonly long[] _due = new long[Waiting];
    [Reg] private byte _head;
    [Reg] private byte _count;
    [Reg(Trace = false)] private long _freeAt;
    [Reg(Trace = false)] private long _refreshed;
    [Reg(Trace = false)] private uint _nextRow = uint.MaxValue;
    [Reg] private long _rowsRead;
    [Reg] private long _rowsWritten;
    [Reg] private long _refused;
    private static readonly DramParameters Defaults = new();
    private readonly DramParameters _times = parameters ?? Defaults;
    private readonly long _burstTime = (long)(RowBytes / (parameters ?? Defaults).BurstRate * 1e15 * (1 - ((double)(parameters ?? Defaults).Refresh / (parameters ?? Defaults).RefreshInterval)));
    private readonly long _singleTime = (long)(RowBytes / (parameters ?? Defaults).SingleRate * 1e15 * (1 - ((double)(parameters ?? Defaults).Refresh / (parameters ?? Defaults).RefreshInterval)));

    // Behaviour

    /// <summary>Rows of 16 bytes that were read.</summary>
    public long RowsRead => _rowsRead;

    /// <summary>Rows that were written, wholly or in part.</summary>
    public long RowsWritten => _rowsWritten;

    /// <summary>Flits that ask for nothing that a memory does: they were dropped.</summary>
    public long Refused => _refused;

    /// <summary>Reads memory, between runs.</summary>
    public void Read(uint address, Span<byte> data) => _memory.Read(address & ~(1u << 30), data);

    /// <summary>Writes memory, between runs.</summary>
    public void Write(uint address, ReadOnlySpan<byte> data) => _memory.Write(address & ~(1u << 30), data);

    protected override Activity Tick()
    {
        bool moved = Answer();
        bool served = Serve();
        if (moved || served) return Activity.Busy;
        long next = _count > 0 && ToNoc.CanPush ? _due[_head] : long.MaxValue;
        if (FromNoc.HasData && _count < Waiting) next = Math.Min(next, _freeAt - Clock.Period + 1);
        return next == long.MaxValue ? Activity.Idle : Activity.Until(Clock.CycleFrom(next));
    }

    private bool Answer()
    {
        if (_count == 0 || _due[_head] > Time || !ToNoc.CanPush) return false;
        ToNoc.Push(_answers[_head]);
        _head = (byte)((_head + 1) % Waiting);
        _count--;
        return true;
    }

    private bool Serve()
    {
        if (!FromNoc.HasData)
        {
            if (_state == DramState.Idle) return false;
            State = DramState.Idle;
            return true;
        }
        // A transfer may begin within a cycle of the network.
        if (_freeAt >= Time + Clock.Period || _count == Waiting) return false;
        if (BeginsRefresh()) return true;
        NocFlit request = FromNoc.Pop();
        State = DramState.Serving;
        if (request.Class is not (NocClass.Write or NocClass.ReadRequest))
        {
            _refused++;
            return true;
        }
        uint row = (request.Address & ~(1u << 30)) / RowBytes;
        long start = Math.Max(_freeAt, Time);
        _freeAt = start + (row == _nextRow ? _burstTime : _singleTime);
        _nextRow = row + 1;
        if (request.Class == NocClass.Write) Write(in request);
        else Read(in request, row, start);
        return true;
    }

    // Refreshes that fell into idle time cost nothing; one that is due now holds up the request.
    private bool BeginsRefresh()
    {
        long number = Time / _times.RefreshInterval;
        if (number == _refreshed) return false;
        _refreshed = number;
        long end = (number * _times.RefreshInterval) + _times.Refresh;
        if (Time >= end) return false;
        State = DramState.Refreshing;
        _freeAt = end;
        return true;
    }

    private void Read(in NocFlit request, uint row, long start)
    {
        (ulong low, ulong high) = _memory.Row(row);
        int place = (_head + _count++) % Waiting;
        _answers[place] = NocFlit.Create(request.Source, 1 << request.SourcePe, NocClass.ReadResponse, CommsPayload.Bits128, request.Control, at, 0, request.Address, low, high);
        _due[place] = start + _times.FirstWord;
        _rowsRead++;
    }

    private void Write(in NocFlit request)
    {
        FlitMemory.Write(_memory, in request, request.Address & ~(1u << 30));
        _rowsWritten++;
    }
}
