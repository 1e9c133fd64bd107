using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Router;

/// <summary>Why a packet, or some of its copies, went no further.</summary>
public enum DropCause : byte
{
    /// <summary>An output stayed blocked for the whole wait.</summary>
    Waited,

    /// <summary>The parity is wrong.</summary>
    Parity,

    /// <summary>The length is wrong.</summary>
    Framing,

    /// <summary>The time stamp expired.</summary>
    TimeStamp,

    /// <summary>A multicast packet of this chip that matches no entry, or an entry without a target.</summary>
    NoRoute,

    /// <summary>The table or the diversion register says so.</summary>
    Discarded,

    /// <summary>The packet names a type, core, link or address that does not exist.</summary>
    NoSuchTarget,
}

/// <summary>A packet that went no further, with the targets that it did not reach.</summary>
/// <param name="Cycle">When, in cycles of the router.</param>
/// <param name="Cause">Why.</param>
/// <param name="Packet">The packet; its route is where it came from.</param>
/// <param name="Links">Links that were not reached.</param>
/// <param name="Reverting">Links that were not reached by a copy that returns from an emergency route.</param>
/// <param name="Pes">Processing elements that were not reached.</param>
[Payload]
public readonly partial record struct DropRecord(long Cycle, DropCause Cause, CommsPacket Packet, byte Links, byte Reverting, PeSet Pes);

/// <summary>The last packets that were dropped, and how many by cause. An observation of the model beside the registers.</summary>
internal sealed class DropLog : IStatePart
{
    /// <summary>How many are kept.</summary>
    public const int Size = 256;

    public const int Causes = 7;

    private readonly DropRecord[] _records = new DropRecord[Size];
    private readonly long[] _counts = new long[Causes];
    private readonly long[] _links = new long[6];

    public long Total { get; private set; }

    public string Schema => "drops";

    public long Count(DropCause cause) => _counts[(int)cause];

    public long OnLink(int link) => _links[link];

    /// <summary>The n-th drop since the reset; only the last ones are kept.</summary>
    public DropRecord this[long number] => _records[number % Size];

    public void Add(in DropRecord record)
    {
        _records[Total++ % Size] = record;
        _counts[(int)record.Cause]++;
        for (int link = 0; link < 6; link++)
            _links[link] += (record.Links >> link & 1) + (record.Reverting >> link & 1);
    }

    public void Reset(PowerOn powerOn)
    {
        Total = 0;
        Array.Clear(_counts);
        Array.Clear(_links);
        Array.Clear(_records);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Total);
        writer.WriteArray(_counts);
        writer.WriteArray(_links);
        for (long i = Math.Max(0, Total - Size); i < Total; i++) writer.WriteValue(in _records[i % Size]);
    }

    public void Load(StateReader reader)
    {
        Total = reader.ReadInt64();
        reader.ReadArray(_counts);
        reader.ReadArray(_links);
        for (long i = Math.Max(0, Total - Size); i < Total; i++) _records[i % Size] = reader.ReadValue<DropRecord>();
    }

    public void Hash(ref StateHash hash) => hash.Add(Total);

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("total", 32);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)Total & uint.MaxValue);
}
