namespace HwModel.BrainScaleS2.Hagen;

/// <summary>A part of a matrix that fits one half of a chip.</summary>
/// <param name="Run">Execution instance: what runs at the same time, one part in each half.</param>
/// <param name="Half">0: top, 1: bottom.</param>
/// <param name="Row">First signed input.</param>
/// <param name="Rows">Signed inputs.</param>
/// <param name="Column">First output.</param>
/// <param name="Columns">Outputs.</param>
public readonly record struct HagenBlock(int Run, int Half, int Row, int Rows, int Column, int Columns);

/// <summary>
/// Cuts a matrix: ranges are filled completely, the remainder is last; the loop over columns is the outer one, one part goes to each half, then the next
/// run begins (grenade; Spilger et al. 2020).
/// </summary>
public static class HagenPartition
{
    /// <summary>The parts of a matrix of so many signed inputs and outputs.</summary>
    public static IReadOnlyList<HagenBlock> Of(int rows, int columns, HagenConstants constants)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        List<HagenBlock> blocks = [];
        foreach ((int column, int width) in Split(columns, constants.Columns))
            foreach ((int row, int height) in Split(rows, constants.Rows))
                blocks.Add(new HagenBlock(blocks.Count / 2, blocks.Count % 2, row, height, column, width));
        return blocks;
    }

    /// <summary>Ranges of at most a size: start and length.</summary>
    public static IEnumerable<(int Start, int Length)> Split(int total, int most)
    {
        for (int start = 0; start < total; start += most) yield return (start, Math.Min(most, total - start));
    }
}
