using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>Who wins where several want the same output.</summary>
public enum Arbitration
{
    /// <summary>The one after the last winner.</summary>
    RoundRobin,

    /// <summary>The packet that was created first; equal ages go to the lower port.</summary>
    Oldest,

    /// <summary>The lowest port number. Not fair: a busy low port starves the others.</summary>
    FixedPriority,
}

/// <summary>The microarchitecture of a wormhole router.</summary>
public sealed record RouterOptions
{
    /// <summary>Flits that each virtual channel of each input can hold.</summary>
    [ModelChoice("eight flits cover the credit round trip of a short link and are usual in network studies (BookSim's default)")]
    public int BufferDepth { get; init; } = 8;

    /// <summary>Virtual channels of each class on each link.</summary>
    [ModelChoice("one channel is the plainest wormhole router")]
    public int VirtualChannels { get; init; } = 1;

    /// <summary>Classes of virtual channels: packets that crossed a link between meshes travel in a class of their own, so that no cycle of waiting can close.</summary>
    [Derived("one class for each mesh that a packet can have come from: 2 where two meshes are joined, else 1")]
    public int Classes { get; init; } = 1;

    /// <summary>Cycles from a flit's arrival to its arrival at the next router, if nothing is in its way: at least 1.</summary>
    [ModelChoice("one cycle: route, arbitrate and cross in the cycle after arrival")]
    public int PipelineStages { get; init; } = 1;

    /// <summary>
    /// Whether a head first takes a virtual channel and asks for the switch in the next cycle, a stage of its own, both by iSLIP with one iteration as in BookSim 2;
    /// otherwise it gets both at once.
    /// </summary>
    [ModelChoice("both at once, as speculative routers do; separate stages are the textbook's pipeline (Dally, Towles, section 16.1)")]
    public bool SeparateAllocation { get; init; }

    /// <summary>Who wins an output.</summary>
    [ModelChoice("round robin is fair and cheap in hardware")]
    public Arbitration Arbitration { get; init; } = Arbitration.RoundRobin;

    /// <summary>All virtual channels of a link.</summary>
    public int AllChannels => VirtualChannels * Classes;
}

/// <summary>The five ports of a mesh router.</summary>
public static class Port5
{
    /// <summary>The node's own source and sink.</summary>
    public const int Local = 0;

    /// <summary>Towards larger x.</summary>
    public const int East = 1;

    /// <summary>Towards smaller x.</summary>
    public const int West = 2;

    /// <summary>Towards larger y.</summary>
    public const int North = 3;

    /// <summary>Towards smaller y.</summary>
    public const int South = 4;

    /// <summary>How many ports.</summary>
    public const int Count = 5;

    /// <summary>The port at the other end of a link.</summary>
    public static int Opposite(int port) => port switch { East => West, West => East, North => South, South => North, _ => Local };
}
