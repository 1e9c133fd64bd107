using HwModel.Fabric.Router;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.Mesh;

/// <summary>What the mesh's cases are meant to reach.</summary>
internal sealed class MeshCoverage
{
    private static readonly Bin[] Ports = [Bin.Value("local", Port5.Local), Bin.Value("east", Port5.East), Bin.Value("west", Port5.West), Bin.Value("north", Port5.North), Bin.Value("south", Port5.South)];

    public MeshCoverage()
    {
        Model = new CoverageModel("mesh");
        Router = Model.Fsm<RouterState>("router");
        Allocation = Model.Point("allocation", Bin.Value("channel and switch at once", 0), Bin.Value("one after the other", 1));
        Hops = Model.Point("hops", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Range("some", 2, 4), Bin.Range("many", 5, 6), Bin.Illegal("more than the mesh has", 7, long.MaxValue));
        Wait = Model.Point("wait", Bin.Value("none", 0), Bin.Range("short", 1, 8), Bin.Range("long", 9, 64), Bin.Range("very long", 65, long.MaxValue));
        Inside = Model.Point("flits inside", Bin.Value("empty", 0), Bin.Range("few", 1, 8), Bin.Range("many", 9, 64), Bin.Range("crowded", 65, long.MaxValue), Bin.Transition("last one out", 1, 0));
        Outstanding = Model.Point("credits out", Bin.Value("first", 1), Bin.Range("some", 2, 8), Bin.Value("all", 100));
        CoverPoint length = Model.Point("packet length", Bin.Value("single flit", 1), Bin.Value("head and tail", 2), Bin.Range("with body", 3, 5));
        CoverPoint arbitration = Model.Point<Arbitration>("arbitration");
        LengthByArbitration = new Crossing(Model.Cross("length x arbitration", [length, arbitration]), length, arbitration);
        CoverPoint input = Model.Point("input", Ports), output = Model.Point("output", Ports);
        // Along y never turns back to x, and nothing goes back where it came from.
        Turns = new Crossing(Model.Cross("turns", [input, output], names =>
            (names[0] is "north" or "south" && names[1] is "east" or "west") || (names[0] == names[1] && names[0] != "local")), input, output);
    }

    public CoverageModel Model { get; }

    public CoverFsm Router { get; }

    public CoverPoint Allocation { get; }

    public CoverPoint Hops { get; }

    public CoverPoint Wait { get; }

    public CoverPoint Inside { get; }

    public CoverPoint Outstanding { get; }

    public Crossing LengthByArbitration { get; }

    public Crossing Turns { get; }
}

/// <summary>A cross with its two points, sampled together.</summary>
internal sealed record Crossing(CoverCross Cross, CoverPoint First, CoverPoint Second);

internal static class CrossingExtensions
{
    public static void Sample(this CoverageRecord record, Crossing crossing, long first, long second)
    {
        record.Sample(crossing.First, first);
        record.Sample(crossing.Second, second);
        record.Sample(crossing.Cross, first, second);
    }
}
