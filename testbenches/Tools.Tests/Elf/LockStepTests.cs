using System.Diagnostics;
using HwModel.Benches;
using HwModel.Benches.PeCore.LockStep;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Faults;

namespace HwModel.Tools.Tests.Elf;

public sealed class LockStepTests
{
    [ToolFact("qemu-system-arm")]
    public void Every_fault_of_the_core_is_noticed_and_every_property_notices_one()
    {
        IVerificationBlock block = BlockRegistry.All().Single(known => known.Name == "pe");
        FaultMatrix matrix = FaultMatrix.Compute(block, new RunnerOptions { Effort = Effort.Smoke, Jobs = 2 });
        Assert.Empty(matrix.Survivors);
        Assert.Empty(matrix.Toothless);
        Assert.All(matrix.Rows, row => Assert.InRange(row.ShrunkCommands, 0, 10));
    }

    [ToolFact("qemu-system-arm")]
    public void A_failing_stream_is_kept_as_replay_ELF_and_listing()
    {
        using var folder = new TemporaryFolder();
        ToolResult found = Hwmodel.Invoke("verify", "pe", "--fault", "pe.subtract_carry", "-o", folder.Path, "--quiet");
        Assert.Equal(1, found.ExitCode);
        string replay = Directory.GetFiles(Path.Combine(folder.Path, "with-faults", "pe"), "lockstep-*.json")[0];
        Assert.Equal(1, ReplayFile.Read(replay).CommandCount);
        Assert.Contains("subs", File.ReadAllText(Path.ChangeExtension(replay, ".txt")), StringComparison.Ordinal);
        // Without the fault the kept program runs to its end, as in QEMU.
        Assert.Equal(0, Hwmodel.Invoke("elf", Path.ChangeExtension(replay, ".elf"), "--memory", "split").ExitCode);
        Assert.Equal(1, Hwmodel.Invoke("verify", "--replay", replay).ExitCode);
    }

    [Fact]
    public void Without_QEMU_a_sentence_says_what_was_not_compared()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[typeof(HwModel.Cli.Program).Assembly.Location, "verify", "pe", "-o", folder.Path, "--quiet"]) start.ArgumentList.Add(argument);
        start.Environment["PATH"] = folder.Path;
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(("", 0), (error, process.ExitCode));
        Assert.Contains("qemu-system-arm is missing, so no instruction was compared with QEMU; install it with: apt-get install -y qemu-system-arm", output, StringComparison.Ordinal);
        Assert.Contains("pe.lockstep: did not run", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_makes_the_same_program()
    {
        Assert.Equal(Program(7), Program(7));
        Assert.NotEqual(Program(7), Program(8));

        static byte[] Program(ulong seed) => new RandomProgram([.. Enumerable.Range(0, 305).SelectMany(row => new RandomElement(row, seed).Make())], 3).ToElf();
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
