using HwModel.Fabric.Router;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Fabric.Systems;

/// <summary>A mesh, or two meshes joined by a link, with traffic.</summary>
public sealed record MeshOptions
{
    /// <summary>Routers along x, 2 to 64.</summary>
    [ModelChoice("8 x 8 is the size that most network studies report")]
    public int Width { get; init; } = 8;

    /// <summary>Routers along y, 2 to 64.</summary>
    [ModelChoice("8 x 8 is the size that most network studies report")]
    public int Height { get; init; } = 8;

    /// <summary>Meshes, 1 or 2; two are joined by a link in each direction.</summary>
    [ModelChoice("one chip; two show a chip-to-chip link between clock domains")]
    public int Chips { get; init; } = 1;

    /// <summary>The routers.</summary>
    public RouterOptions Router { get; init; } = new();

    /// <summary>Flits in a packet.</summary>
    [ModelChoice("a spike fits into one flit")]
    public int PacketLength { get; init; } = 1;

    /// <summary>Clock period of the first mesh, in femtoseconds.</summary>
    [ModelChoice("400 MHz, in the range of published neuromorphic networks on chip")]
    public long Period { get; init; } = 2_500_000;

    /// <summary>Clock period of the second mesh, in femtoseconds.</summary>
    [ModelChoice("0.1 % slower than the first: two crystals never agree")]
    public long SecondPeriod { get; init; } = 2_502_500;

    /// <summary>Flight time of the link between the meshes, in femtoseconds.</summary>
    [ModelChoice("20 ns: a short board trace with serialiser and deserialiser")]
    public long LinkLatency { get; init; } = 20_000_000;

    /// <summary>Flits that the link's receiving side can hold.</summary>
    [Derived("round trip of 2 x 20 ns at one flit in 2.5 ns")]
    public int LinkCredits { get; init; } = 16;

    /// <summary>Sending cycles for each flit on the link.</summary>
    [ModelChoice("one flit a cycle, as a link inside the mesh")]
    public int LinkCyclesPerFlit { get; init; } = 1;

    /// <summary>Synthetic pattern; not used with a schedule.</summary>
    public TrafficPattern Pattern { get; init; } = TrafficPattern.Uniform;

    /// <summary>Offered load in flits per node and cycle, 0 to 1; not used with a schedule.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>The node that hotspot traffic prefers; -1: the middle of the first mesh.</summary>
    [ModelChoice("the middle node sees the most contention")]
    public int HotspotNode { get; init; } = -1;

    /// <summary>Share of hotspot traffic's packets that go there, 0 to 1.</summary>
    [ModelChoice("a tenth of all packets to one node saturates its sink long before the mesh")]
    public double HotspotShare { get; init; } = 0.1;

    /// <summary>Cycles of the first mesh before the measurement.</summary>
    public long Warmup { get; init; } = 2_000;

    /// <summary>Cycles of the first mesh in which packets are measured.</summary>
    public long Cycles { get; init; } = 10_000;

    /// <summary>Cycles of the first mesh, after the measurement, to wait for measured packets at the most.</summary>
    [ModelChoice("ten times a long measurement's length shows that a system will not drain")]
    public long DrainLimit { get; init; } = 100_000;

    /// <summary>Nodes of all meshes.</summary>
    public int Nodes => Width * Height * Chips;

    /// <summary>What is wrong with the options, a sentence each.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (Width is < 2 or > 64 || Height is < 2 or > 64) yield return $"a mesh of {Width}x{Height} is not allowed: each side has 2 to 64 routers";
        if (Chips is < 1 or > 2) yield return $"{Chips} chips are not allowed: 1 or 2";
        if (Router.BufferDepth is < 1 or > 1024) yield return $"a buffer of {Router.BufferDepth} flits is not allowed: 1 to 1024";
        if (Router.VirtualChannels < 1 || Router.VirtualChannels * Chips > 8)
            yield return $"{Router.VirtualChannels} virtual channels are not allowed: 1 to {8 / Math.Max(1, Chips)} with {Chips} {(Chips == 1 ? "chip" : "chips")}";
        if (Router.PipelineStages is < 1 or > 32) yield return $"a pipeline of {Router.PipelineStages} stages is not allowed: 1 to 32";
        if (Router is { SeparateAllocation: true, PipelineStages: < 2 }) yield return "separate allocation of channel and switch takes two stages: a pipeline of 2 or more";
        if (Router is { SeparateAllocation: true, Arbitration: not Arbitration.RoundRobin }) yield return "separate allocation of channel and switch is by round robin (iSLIP)";
        if (PacketLength is < 1 or > 64) yield return $"a packet of {PacketLength} flits is not allowed: 1 to 64";
        if (!(Rate >= 0 && Rate <= 1)) yield return $"a rate of {Rate} flits per node and cycle is not allowed: 0 to 1";
        if (!(HotspotShare >= 0 && HotspotShare <= 1)) yield return $"a hotspot share of {HotspotShare} is not allowed: 0 to 1";
        if (HotspotNode >= Nodes) yield return $"hotspot node {HotspotNode} does not exist: 0 to {Nodes - 1}";
        if (Pattern == TrafficPattern.Transpose && (Width != Height * Chips)) yield return $"transpose traffic needs a square; {Width}x{Height * Chips} is not";
        if (Warmup < 0 || Cycles < 1 || DrainLimit < 0) yield return "warm-up and drain take 0 or more cycles, the measurement 1 or more";
        if (Period < 1 || SecondPeriod < 1 || LinkLatency < 1) yield return "periods and the link's latency are at least 1 fs";
        if (LinkCredits is < 1 or > 65536 || LinkCyclesPerFlit is < 1 or > 65536) yield return "the link's credits and cycles per flit are 1 to 65536";
    }
}
