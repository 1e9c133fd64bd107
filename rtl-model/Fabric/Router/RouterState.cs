using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>What a router does with the flits that it holds.</summary>
public enum RouterState : byte
{
    /// <summary>It holds none.</summary>
    [Arcs(Moving, Blocked, Pipeline)] Empty,

    /// <summary>It forwarded some and holds more.</summary>
    [Arcs(Empty, Blocked, Pipeline)] Moving,

    /// <summary>None of them has a free virtual channel and a credit.</summary>
    [Arcs(Empty, Moving, Pipeline)] Blocked,

    /// <summary>They are on their way through the stages of the pipeline.</summary>
    [Arcs(Empty, Moving, Blocked)] Pipeline,
}
