using System.Globalization;
using System.Text;
using FsCheck;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>Random programs in lock step with QEMU: after every instruction all registers, flags and floating-point state, at the end all data.</summary>
internal sealed class LockStepBench(PeCoreCoverage coverage) : CaseBench<ProgramConfiguration, RandomElement>
{
    private const long MostInstructions = 100_000;

    public override string Name => "lockstep";

    public override int LongestCase => 1500;

    /// <summary>About 2,500 instructions a case in smoke and normal, more in long: 5 million at least.</summary>
    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 24, Effort.Normal => 128, _ => 1920 };

    protected override Gen<ProgramConfiguration> Configurations => RandomElement.Configurations;

    protected override Gen<RandomElement> Commands(ProgramConfiguration configuration) => RandomElement.Commands;

    // A simpler number is another instruction, not a simpler one.
    protected override IEnumerable<RandomElement> Simplify(ProgramConfiguration configuration, RandomElement command) => [];

    protected override IEnumerable<ProgramConfiguration> Simplify(ProgramConfiguration configuration) => [];

    protected override void Execute(ProgramConfiguration configuration, IReadOnlyList<RandomElement> commands, CaseRun run)
    {
        if (!QemuTrace.IsInstalled)
        {
            run.NotAvailable("qemu-system-arm is missing, so no instruction was compared with QEMU; install it with: apt-get install -y qemu-system-arm");
            return;
        }
        var program = new RandomProgram([.. commands.SelectMany(command => command.Make())], configuration.DataSeed);
        byte[] elf = program.ToElf();
        string path = Path.Combine(Path.GetTempPath(), $"hwmodel-lockstep-{Guid.NewGuid():N}.elf");
        LockStepRun result;
        try
        {
            File.WriteAllBytes(path, elf);
            result = LockStepRun.Compare(path, elf, MostInstructions, run.Faults, run.Draw());
        }
        finally
        {
            File.Delete(path);
        }
        coverage.Sample(run.Coverage, result);
        run.Check("pe.lockstep", result.Mismatch is null, $"{result.Mismatch}");
        if (result.Mismatch is null) return;
        run.Keep(".elf", elf);
        run.Keep(".txt", Encoding.UTF8.GetBytes($"{result.Mismatch}\n\n{List(program)}"));
    }

    /// <summary>The elements' code as text.</summary>
    internal static string List(RandomProgram program)
    {
        var text = new StringWriter();
        uint at = RandomProgram.Body;
        var disassembler = new Disassembler(DecodeTable.Instance);
        foreach (Element element in program.Elements)
        {
            for (int i = 0; i < element.Halfwords.Length; i++)
            {
                bool wide = DecodeTable.IsWide(element.Halfwords[i]) && i + 1 < element.Halfwords.Length;
                uint word = wide ? (uint)element.Halfwords[i] << 16 | element.Halfwords[i + 1] : element.Halfwords[i];
                string encoding = word.ToString(wide ? "x8" : "x4", CultureInfo.InvariantCulture);
                text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at:x8} {encoding,-8} {disassembler.Text(word, wide, at)}"));
                at += wide ? 4u : 2;
                if (wide) i++;
            }
        }
        return text.ToString();
    }
}
