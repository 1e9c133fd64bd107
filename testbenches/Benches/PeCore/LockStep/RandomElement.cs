using FsCheck;
using FsCheck.Fluent;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>What a random program starts from.</summary>
/// <param name="DataSeed">Seed of its data and first register values; where it is odd, a division by zero faults.</param>
public sealed record ProgramConfiguration(uint DataSeed);

/// <summary>A piece of a random program about one row of the decode table.</summary>
/// <param name="Row">Index of the row.</param>
/// <param name="Seed">What its operands and what it needs before it are drawn from.</param>
public sealed record RandomElement(int Row, ulong Seed)
{
    internal static Gen<ProgramConfiguration> Configurations => from seed in Gen.Choose(0, int.MaxValue) select new ProgramConfiguration((uint)seed);

    internal static Gen<RandomElement> Commands => AboutRow(Gen.Choose(0, DecodeTable.Instance.Rows.Count - 1));

    /// <summary>As often about an instruction that an interrupt can stop in the middle, or inside which state is at stake, as about any other.</summary>
    internal static Gen<RandomElement> ForInterrupts => AboutRow(Gen.Frequency((1, Gen.Choose(0, DecodeTable.Instance.Rows.Count - 1)), (1, Gen.Elements(Delicate))));

    private static readonly int[] Delicate = [.. DecodeTable.Instance.Rows.Where(row => row.Class is "it" or "ldm" or "stm" or "div" or "fpdiv" || row.Name is "VLDMIA" or "VSTMIA" or "VSTMDB" or "SVC").Select(row => row.Index)];

    private static Gen<RandomElement> AboutRow(Gen<int> rows) =>
        from row in rows
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select new RandomElement(row, (ulong)(uint)high << 32 | (uint)low);

    /// <summary>The code; null where chance gives none for this row.</summary>
    internal IEnumerable<Element> Make()
    {
        IReadOnlyList<DecodeRow> rows = DecodeTable.Instance.Rows;
        var dice = new Dice(Seed);
        var generator = new ElementGenerator(dice);
        if (dice.Percent(6)) yield return generator.Refresh();
        for (int attempt = 0; attempt < 8; attempt++)
        {
            if (generator.For(rows[Row % rows.Count]) is not { } element) continue;
            yield return element;
            yield break;
        }
    }
}
