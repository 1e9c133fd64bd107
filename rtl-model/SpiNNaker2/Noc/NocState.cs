using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>What a mesh router does with the flits that it holds.</summary>
public enum NocState : byte
{
    /// <summary>It holds none.</summary>
    [Arcs(Pipeline, Moving)] Empty,

    /// <summary>They are on their way through its stages.</summary>
    [Arcs(Empty, Moving, Blocked)] Pipeline,

    /// <summary>It forwarded some in this cycle, or can soon: credits came back.</summary>
    [Arcs(Empty, Pipeline, Blocked)] Moving,

    /// <summary>Those that could leave have no credit, or their output is switched off.</summary>
    [Arcs(Empty, Pipeline, Moving)] Blocked,
}

/// <summary>What a quad's crossbar does with the flit at its input.</summary>
public enum CrossbarState : byte
{
    /// <summary>There is none.</summary>
    [Arcs(Delivering, Stalled, Refusing)] Idle,

    /// <summary>It was written to all processing elements of its mask.</summary>
    [Arcs(Idle, Stalled, Refusing)] Delivering,

    /// <summary>A processing element of its mask has no room.</summary>
    [Arcs(Delivering, Refusing)] Stalled,

    /// <summary>All processing elements of its mask are off: it was dropped, a read with an empty answer.</summary>
    [Arcs(Idle, Delivering, Stalled)] Refusing,
}
