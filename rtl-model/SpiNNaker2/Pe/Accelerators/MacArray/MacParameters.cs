using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>Sizes and times of the MAC array. Of M x K times K x N, an operation takes 74 + ceil(M/4) ceil(N/16) (ceil(1.25 K) + 10) cycles with 8-bit operands in the SRAM.</summary>
public sealed record MacParameters
{
    /// <summary>Rows of cells: rows of operand A that are worked on at the same time.</summary>
    [Published("Scholze et al., OJCAS 2026: 16 x 4 multiply-accumulate cells")]
    [Range(1, 4)]
    public int CellRows { get; init; } = 4;

    /// <summary>Columns of cells: columns of operand B that are worked on at the same time.</summary>
    [Published("Scholze et al., OJCAS 2026: 16 x 4 multiply-accumulate cells")]
    [Range(1, 16)]
    public int CellColumns { get; init; } = 16;

    /// <summary>Width of a cell's accumulator.</summary>
    [Published("Scholze et al., OJCAS 2026: 24-bit accumulators")]
    [Range(8, 32)]
    public int AccumulatorBits { get; init; } = 24;

    /// <summary>Cycles from the trigger to the first tile.</summary>
    [Derived("with the finish: the constant 74 of the measured prototype, cycles = 74.0 + ... (Yan et al., Neuromorphic Computing and Engineering 1, 014002, 2021); the split covers the longest write-back")]
    [Range(1, 1000)]
    public int StartCycles { get; init; } = 50;

    /// <summary>Fewest cycles from the end of the last tile to the end of the operation.</summary>
    [Derived("74 less the start")]
    [Range(1, 1000)]
    public int FinishCycles { get; init; } = 24;

    /// <summary>Columns of A that are loaded into the array at once, which takes a cycle: what the four words of the data registers hold.</summary>
    [Derived("four 32-bit data registers for four rows (spinnaker_2_tools, qpe-types.h); with it a multiplication of K = 256 uses 77.6 % of the cells, as published (78 %)")]
    [Range(1, 16)]
    public int BlockColumns { get; init; } = 4;

    /// <summary>Cycles of a tile beside loading and multiplying: the last products, and the hand-over of the results.</summary>
    [ModelChoice("the rest that the published utilisation of 78 % leaves for K = 256")]
    [Range(0, 1000)]
    public int TileOverhead { get; init; } = 10;

    /// <summary>Rows of 16 bytes that an operand may have under way over the network.</summary>
    [ModelChoice("half of the eight reads for which the network interface keeps room, for each operand")]
    [Range(1, 4)]
    public int RemoteReads { get; init; } = 4;
}
