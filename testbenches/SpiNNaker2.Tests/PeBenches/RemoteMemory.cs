using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Tests.PeBenches;

/// <summary>Memory at the other end of the network: answers reads after random times, in any order; keeps a log of what arrived.</summary>
[Module]
internal sealed partial class RemoteMemory(Component parent, string name, int mostLatency, uint badAddress = uint.MaxValue) : Module(parent, name)
{
    [In] public partial In<RemoteRequest> Request { get; }

    [Out] public partial Out<RemoteReply> Reply { get; }

    [Reg] private RandomStream _random;
    private readonly List<(long Due, RemoteReply Reply)> _waiting = [];
    private readonly Dictionary<uint, (ulong Low, ulong High)> _rows = [];

    public List<RemoteRequest> Log { get; } = [];

    public int MostWaiting { get; private set; }

    public byte this[uint address]
    {
        get
        {
            (ulong low, ulong high) = Row(address & ~15u);
            int at = (int)(address & 15);
            return (byte)((at < 8 ? low : high) >> (8 * (at & 7)));
        }

        set
        {
            (ulong low, ulong high) = Row(address & ~15u);
            int shift = 8 * (int)(address & 7);
            if ((address & 15) < 8) low = (low & ~(0xFFUL << shift)) | (ulong)value << shift;
            else high = (high & ~(0xFFUL << shift)) | (ulong)value << shift;
            _rows[address & ~15u] = (low, high);
        }
    }

    private (ulong Low, ulong High) Row(uint address) => _rows.GetValueOrDefault(address);

    protected override Activity Tick()
    {
        if (Request.HasData && _random.NextBool(0.8)) Take(Request.Pop());
        if (Reply.CanPush)
        {
            int due = _waiting.FindIndex(entry => entry.Due <= Now);
            if (due >= 0)
            {
                Reply.Push(_waiting[due].Reply);
                _waiting.RemoveAt(due);
            }
        }
        return Activity.Busy;
    }

    private void Take(RemoteRequest request)
    {
        Log.Add(request);
        if (request.Write)
        {
            for (int i = 0; i < 16; i++)
                if ((request.Mask >> i & 1) != 0)
                    this[request.Address + (uint)i] = (byte)((i < 8 ? request.Low : request.High) >> (8 * (i & 7)));
            return;
        }
        (ulong low, ulong high) = Row(request.Address);
        _waiting.Add((Now + _random.Next(mostLatency), new RemoteReply(request.Tag, low, high, request.Address == badAddress)));
        MostWaiting = Math.Max(MostWaiting, _waiting.Count);
    }
}
