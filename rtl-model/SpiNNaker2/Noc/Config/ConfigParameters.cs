using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc.Config;

/// <summary>Times and sizes of the configuration network.</summary>
public sealed record ConfigParameters
{
    /// <summary>Cycles of the 100 MHz reference from a word's arrival at a router to its arrival at the next one, if nothing is in its way.</summary>
    [ModelChoice("not published; input, route, output register")]
    [Range(2, 16)]
    public int HopCycles { get; init; } = 3;

    /// <summary>Words in the FIFO of an input.</summary>
    public const int FifoDepth = 2;

    /// <summary>Places of the asynchronous FIFOs between the reference and the clocks of the blocks.</summary>
    [ModelChoice("one access is under way at a time")]
    [AllowedValues(2, 4, 8, 16, 32)]
    public int CrossingDepth { get; init; } = 2;

    /// <summary>What is wrong with the parameters, as sentences.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (HopCycles is < 2 or > 16) yield return $"a hop of the configuration network takes {HopCycles} cycles; allowed are 2 to 16";
        if (!System.Numerics.BitOperations.IsPow2(CrossingDepth) || CrossingDepth > 64) yield return $"the crossings of the configuration network hold {CrossingDepth} accesses; allowed are powers of two up to 64";
    }
}
