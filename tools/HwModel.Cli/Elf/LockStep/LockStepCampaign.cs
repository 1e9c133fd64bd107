using System.Globalization;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Cli.Elf.LockStep;

/// <summary>What a campaign compared.</summary>
/// <param name="Compared">Instructions compared with QEMU, each with all registers, flags and floating-point state.</param>
/// <param name="RowCounts">Instructions per row of the decode table.</param>
/// <param name="Failure">The shortest program found that differs; null where none does.</param>
internal sealed record CampaignResult(long Compared, long[] RowCounts, LockStepFailure? Failure);

/// <summary>A program on which model and QEMU differ.</summary>
internal sealed record LockStepFailure(Mismatch Mismatch, RandomProgram Program, string Listing);

/// <summary>Random programs in lock step with QEMU until so many instructions agree, rows in turn so that each is reached equally often.</summary>
internal sealed class LockStepCampaign(ulong seed, string folder)
{
    private const int ElementsPerProgram = 3000;

    private readonly long[] _rowCounts = new long[DecodeTable.Instance.Rows.Count + 1];

    /// <summary>Told after each program: instructions compared so far.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Runs programs until so many instructions were compared, or until a difference, which is then shrunk.</summary>
    public CampaignResult Run(long instructions)
    {
        long compared = 0;
        for (uint number = 0; compared < instructions; number++)
        {
            RandomProgram program = Make(number);
            LockStepRun run = Try(program);
            compared += run.Compared;
            for (int i = 0; i < _rowCounts.Length; i++) _rowCounts[i] += run.RowCounts[i];
            if (run.Mismatch is not null) return new CampaignResult(compared, _rowCounts, Shrink(program, run.Mismatch));
            Progress?.Invoke(compared);
        }
        return new CampaignResult(compared, _rowCounts, null);
    }

    /// <summary>The n-th program of the seed.</summary>
    public RandomProgram Make(uint number)
    {
        var dice = new Dice(seed * 1_000_003 + number);
        var generator = new ElementGenerator(dice);
        var elements = new List<Element> { generator.Refresh() };
        IReadOnlyList<DecodeRow> rows = DecodeTable.Instance.Rows;
        int next = dice.Below(rows.Count);
        while (elements.Count < ElementsPerProgram)
        {
            if (dice.Percent(6)) elements.Add(generator.Refresh());
            DecodeRow row = dice.Percent(70) ? rows[next++ % rows.Count] : dice.Of(rows);
            if (generator.For(row) is { } element) elements.Add(element);
        }
        return new RandomProgram(elements, dice.Next());
    }

    private LockStepRun Try(RandomProgram program)
    {
        string path = Path.Combine(folder, "program.elf");
        byte[] elf = program.ToElf();
        File.WriteAllBytes(path, elf);
        return LockStepRun.Compare(path, elf, 100_000);
    }

    /// <summary>Leaves out elements as long as the difference stays (delta debugging, Zeller and Hildebrandt 2002).</summary>
    private LockStepFailure Shrink(RandomProgram program, Mismatch mismatch)
    {
        List<Element> elements = [.. program.Elements];
        uint dataSeed = program.DataSeed;
        for (int chunk = elements.Count / 2; chunk >= 1; chunk /= 2)
        {
            for (int at = elements.Count - chunk; at >= 0; at -= chunk)
            {
                List<Element> fewer = [.. elements[..at], .. elements[(at + chunk)..]];
                var candidate = new RandomProgram(fewer, dataSeed);
                if (Try(candidate).Mismatch is not { } still) continue;
                (elements, program, mismatch) = (fewer, candidate, still);
                if (at > elements.Count) at = elements.Count;
            }
        }
        File.WriteAllBytes(Path.Combine(folder, "shortest.elf"), program.ToElf());
        string listing = List(program, mismatch);
        File.WriteAllText(Path.Combine(folder, "shortest.txt"), listing);
        return new LockStepFailure(mismatch, program, listing);
    }

    private static string List(RandomProgram program, Mismatch mismatch)
    {
        var text = new StringWriter();
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {mismatch.Index} instructions, behind {mismatch.Address:x8} {mismatch.Text}: {mismatch.Difference}"));
        uint at = RandomProgram.Body;
        var disassembler = new Disassembler(DecodeTable.Instance);
        foreach (Element element in program.Elements)
        {
            for (int i = 0; i < element.Halfwords.Length; i++)
            {
                bool wide = DecodeTable.IsWide(element.Halfwords[i]) && i + 1 < element.Halfwords.Length;
                uint word = wide ? (uint)element.Halfwords[i] << 16 | element.Halfwords[i + 1] : element.Halfwords[i];
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at:x8} {(wide ? word.ToString("x8", CultureInfo.InvariantCulture) : word.ToString("x4", CultureInfo.InvariantCulture)),-8} {disassembler.Text(word, wide, at)}"));
                at += wide ? 4u : 2;
                if (wide) i++;
            }
        }
        return text.ToString();
    }
}
