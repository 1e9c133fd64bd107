using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.PeSystem;

/// <summary>A network that delivers every flit after a number of cycles, in order between two places; packets end here. The DRAM is a dictionary.</summary>
[Module]
internal sealed partial class PlainNetwork(Component parent, string name, int elements, int latency) : Module(parent, name)
{
    [In(Count = "elements")] public partial In<NocFlit>[] From { get; }

    [Out(Count = "elements")] public partial Out<NocFlit>[] To { get; }

    private readonly Queue<(long Due, NocFlit Flit)>[] _underWay = [.. Enumerable.Range(0, elements).Select(_ => new Queue<(long, NocFlit)>())];
    private readonly int _latency = latency;

    /// <summary>Packets for the router, with the cycle in which they came.</summary>
    public List<(NocFlit Flit, long Cycle)> Packets { get; } = [];

    /// <summary>Everything that was sent, by all.</summary>
    public List<NocFlit> Sent { get; } = [];

    public Dictionary<uint, (ulong Low, ulong High)> Dram { get; } = [];

    /// <summary>A flit from elsewhere.</summary>
    public void Inject(int element, NocFlit flit)
    {
        _underWay[element].Enqueue((0, flit));
        Wake();
    }

    protected override Activity Tick()
    {
        foreach (In<NocFlit> from in From)
            if (from.HasData)
                Take(from.Pop());
        bool busy = false;
        for (int element = 0; element < To.Length; element++)
        {
            if (_underWay[element].TryPeek(out (long Due, NocFlit Flit) next) && next.Due <= Now && To[element].CanPush) To[element].Push(_underWay[element].Dequeue().Flit);
            busy |= _underWay[element].Count > 0;
        }
        return busy ? Activity.Busy : Activity.Idle;
    }

    private void Take(NocFlit flit)
    {
        Assert.True(flit.HasParity);
        Sent.Add(flit);
        if (flit.Destination == Floorplan.RouterNorth || flit.Destination == Floorplan.RouterSouth)
        {
            Packets.Add((flit, Now));
            return;
        }
        if (flit.Destination == Floorplan.Dram(0) || flit.Destination == Floorplan.Dram(1)) flit = FromDram(flit);
        if (flit == default) return;
        for (int index = 0; index < 4; index++)
            if ((flit.PeMask >> index & 1) != 0)
                _underWay[Floorplan.PeAt(flit.Destination, index)].Enqueue((Now + _latency, flit));
    }

    private NocFlit FromDram(NocFlit flit)
    {
        (ulong low, ulong high) = Dram.GetValueOrDefault(flit.Address & ~15u);
        if (flit.Class == NocClass.ReadRequest)
            return NocFlit.Create(flit.Source, 1 << flit.SourcePe, NocClass.ReadResponse, CommsPayload.Bits128, flit.Control, flit.Destination, 0, flit.Address, low, high);
        Assert.Equal(NocClass.Write, flit.Class);
        var row = new byte[16];
        BitConverter.TryWriteBytes(row, low);
        BitConverter.TryWriteBytes(row.AsSpan(8), high);
        byte[] data = [.. BitConverter.GetBytes(flit.Low), .. BitConverter.GetBytes(flit.High)];
        int at = (int)(flit.Address & 15);
        int bytes = flit.Payload switch { CommsPayload.Bits128 => 16, CommsPayload.Bits64 => 8, _ => 4 };
        for (int i = 0; i < bytes; i++)
            if (bytes > 4 || (flit.Control >> i & 1) != 0)
                row[at + i] = data[i];
        Dram[flit.Address & ~15u] = (BitConverter.ToUInt64(row), BitConverter.ToUInt64(row, 8));
        return default;
    }
}
