using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>Sizes and times of the packet router.</summary>
public sealed record RouterParameters
{
    /// <summary>Packets that each of the twelve inputs holds.</summary>
    public const int InputDepth = 8;

    /// <summary>Packets whose copies wait for outputs.</summary>
    [ModelChoice("an out-of-order issue buffer is published, not its size")]
    [Range(1, 1024)]
    public int IssueDepth { get; init; } = 16;

    /// <summary>Stages of the multicast engine.</summary>
    [Published("Scholze et al., OJCAS 2026: lookup, priority encoding, link destinations, core destinations")]
    [Range(2, 64)]
    public int MulticastStages { get; init; } = 4;

    /// <summary>Stages of the core-to-core engine.</summary>
    [ModelChoice("table read and destination")]
    [Range(2, 64)]
    public int CoreStages { get; init; } = 2;

    /// <summary>Stages of the engine for neighbours and global accesses.</summary>
    [ModelChoice("as the core-to-core engine")]
    [Range(2, 64)]
    public int NeighbourStages { get; init; } = 2;
}
