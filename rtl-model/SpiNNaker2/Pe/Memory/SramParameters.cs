using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>The local SRAM of a processing element.</summary>
public sealed record SramParameters
{
    /// <summary>Bytes.</summary>
    [Published("Scholze et al., OJCAS 2026: 128 kB per processing element")]
    [AllowedValues(32 * 1024, 64 * 1024, 128 * 1024)]
    public int Bytes { get; init; } = 128 * 1024;

    /// <summary>Banks; an address's upper bits name the bank.</summary>
    [Published("Scholze et al., OJCAS 2026: 4 banks")]
    [AllowedValues(1, 2, 4, 8)]
    public int Banks { get; init; } = 4;

    /// <summary>Bytes that a bank moves in one access.</summary>
    [ModelChoice("as wide as the payload of a network packet, so that one packet is one access")]
    [AllowedValues(4, 8, 16)]
    public int RowBytes { get; init; } = 16;

    /// <summary>Cycles after which a master that waits goes before those of higher priority.</summary>
    [ModelChoice("keeps the network and the accelerators moving while the processor hammers one bank, and costs the processor at most one access in 17")]
    [Range(1, 1_000_000)]
    public int StarvationGuard { get; init; } = 16;
}
