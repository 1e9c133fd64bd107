using System.Text.Json;
using HwModel.Cli.Configuration;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>A program on a processing element.</summary>
internal sealed record ElfStudyOptions
{
    public string Program { get; init; } = "";

    [ModelChoice("the local memory of an element")]
    public MemoryMap Memory { get; init; } = MemoryMap.Flat;

    [ModelChoice("a second of the fastest clock")]
    public long MaxCycles { get; init; } = 300_000_000;
}

/// <summary>An Arm program on SpiNNaker2's Cortex-M4F: where its cycles go.</summary>
internal sealed class ElfWorkload() : OptionWorkload<ElfStudyOptions>(new ElfStudyOptions(), new(
    [
        new Setting<ElfStudyOptions>("elf.program", "an executable of arm-none-eabi-gcc for Cortex-M4", "", "a file's name", "", options => options.Program, (options, text) => options with { Program = text }) { Kind = ParameterKind.File },
        Word("elf.memory", "memory map", nameof(ElfStudyOptions.Memory), ["flat", "split", "pe"], options => options.Memory.ToString().ToLowerInvariant(), (options, text) => options with { Memory = Enum.Parse<MemoryMap>(text, ignoreCase: true) }),
        Whole("elf.max_cycles", "the run fails after so many", "cycles", 1, 1L << 48, nameof(ElfStudyOptions.MaxCycles), options => options.MaxCycles, (options, value) => options with { MaxCycles = value }),
    ]), typeof(CortexM4).Assembly, typeof(Simulation).Assembly)
{
    private const long Slice = 1_000_000;

    public override string Name => "elf";

    public override string Meaning => "an Arm program on one processing element of SpiNNaker2";

    public override string Level => "cycle level of the Cortex-M4F";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("cycles", "cycles", "until the program's exit", Better.Lower),
        new("instructions", "", "that were carried out", Better.Lower),
        new("cpi", "cycles", "for an instruction", Better.Lower),
        new("branches.taken", "", "refills of the pipeline"),
        new("reads", "", "data reads"),
        new("writes", "", "data writes"),
        new("exit", "", "the program's exit status"),
        .. Enum.GetNames<StallReason>().Select(name => new Metric($"stalls.{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}", "cycles", "lost for this reason", Better.Lower)),
    ];

    public override string Command(IReadOnlyDictionary<string, string> settings, ulong seed) =>
        $"hwmodel elf {settings.GetValueOrDefault("elf.program")} --memory {settings.GetValueOrDefault("elf.memory", "flat")} --stats stats.json";

    protected override string? Mistake(ElfStudyOptions options) => options.Program.Length == 0 ? "elf.program names no file" : File.Exists(options.Program) ? null : $"there is no program {options.Program}";

    protected override RunResult Run(ElfStudyOptions options, RunRequest request)
    {
        ElfMachine machine;
        try
        {
            machine = ElfMachine.Load(ElfImage.Parse(File.ReadAllBytes(options.Program), Path.GetFileName(options.Program)), options.Memory, TextWriter.Null);
        }
        catch (ElfException exception)
        {
            throw new RunFailedException(exception.Message);
        }
        CortexM4 core = machine.Core;
        while (machine.Console.ExitCode is null)
        {
            request.Stop.ThrowIfCancellationRequested();
            if (core.Phase == PipelinePhase.Lockup || core.ResetRequested) throw new RunFailedException($"the program ended by {(core.ResetRequested ? "a reset" : "a fault that nothing handles")} after {core.Cycle} cycles");
            if (core.Cycle >= options.MaxCycles) throw new RunFailedException($"the program did not end within {options.MaxCycles} cycles (elf.max_cycles)");
            core.Advance(Math.Min(core.Cycle + Slice, options.MaxCycles));
        }
        CoreStatistics counts = core.Statistics;
        return RunResult.Of(
        [
            ("cycles", core.Cycle), ("instructions", core.Instructions), ("cpi", (double)core.Cycle / Math.Max(1, core.Instructions)), ("branches.taken", counts.TakenBranches), ("reads", counts.Reads),
            ("writes", counts.Writes), ("exit", machine.Console.ExitCode.Value),
            .. Enum.GetValues<StallReason>().Select(reason => ($"stalls.{JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString())}", (double)counts.StallCycles[(int)reason])),
        ]);
    }
}
