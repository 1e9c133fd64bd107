using HwModel.Cli.Elf.LockStep;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Tools.Tests.Elf;

public sealed class LockStepTests
{
    [ToolFact("qemu-system-arm")]
    public void Random_programs_agree_with_QEMU_after_every_instruction()
    {
        using var folder = new TemporaryFolder();
        CampaignResult result = new LockStepCampaign(seed: 42, folder.Path).Run(30_000);
        Assert.True(result.Failure is null, result.Failure?.Listing);
        Assert.True(result.Compared >= 30_000);
        // Every encoding is met; the long campaign meets each a thousand times.
        string[] absent = [.. DecodeTable.Instance.Rows.Where(row => result.RowCounts[row.Index] == 0).Select(row => row.Name)];
        Assert.Empty(absent);
    }

    [Fact]
    public void The_same_seed_makes_the_same_program()
    {
        byte[] first = new LockStepCampaign(7, ".").Make(3).ToElf(), second = new LockStepCampaign(7, ".").Make(3).ToElf();
        Assert.Equal(first, second);
        Assert.NotEqual(first, new LockStepCampaign(8, ".").Make(3).ToElf());
    }

    [ToolFact("qemu-system-arm")]
    public void A_difference_is_found_and_named()
    {
        // A program that reads a register in which model and QEMU differ by nature: DWT_CTRL is absent in QEMU.
        var code = new CodeEmitter().Constant(0, 0xE000_1000).Add("LDR imm", 2, ('t', 1), ('n', 0), ('i', 0));
        code.AlignWord();
        var program = new RandomProgram([new Element(code.ToArray(), 0)], 2);
        using var folder = new TemporaryFolder();
        string path = folder.File("p.elf");
        File.WriteAllBytes(path, program.ToElf());
        LockStepRun run = LockStepRun.Compare(path, program.ToElf());
        Assert.Equal("r1: model 40000000, QEMU 00000000", run.Mismatch?.Difference);
        Assert.Contains("ldr r1, [r0]", run.Mismatch?.Text, StringComparison.Ordinal);
    }
}
