using HwModel.Cli.Common;
using HwModel.Cli.Elf.Clocked;
using HwModel.Cli.Tracing;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.Cli.Elf;

/// <summary>How a run of a program ended.</summary>
internal enum ElfEnd
{
    Exit,
    Fault,
    CycleLimit,
    Reset,
}

/// <summary>One run of a program with what was asked to be written about it.</summary>
internal sealed class ElfRun
{
    private const int FaultExit = 3, LimitExit = 4;
    private const long Slice = 100_000;

    public required FileInfo Program { get; init; }

    public required MemoryMap Memory { get; init; }

    /// <summary>The numbers of the core.</summary>
    public CoreParameters? Parameters { get; init; }

    public required long MaxCycles { get; init; }

    public FileInfo? Statistics { get; init; }

    public FileInfo? Log { get; init; }

    public int? GdbPort { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Starts the trace of a simulation, where one was asked for.</summary>
    public Func<ClockedMachine, RunningTrace?>? Trace { get; init; }

    /// <summary>Runs the program; the result is the exit status of the command.</summary>
    public int Execute()
    {
        if (Trace is not null || (Memory == MemoryMap.Pe && GdbPort is null)) return ExecuteClocked();
        ElfMachine machine = Load(image => ElfMachine.Load(image, Memory, Output, Parameters));
        var windows = WindowCounter.For(machine.Image);
        ElfEnd end;
        if (GdbPort is { } port) end = new Gdb.GdbServer(machine, Error, MaxCycles).Serve(port);
        else if (Log is not null) end = RunWithLog(machine, windows);
        else if (windows is not null) end = RunWithWindows(machine, windows);
        else end = RunFast(machine);
        Output.Flush();
        int exit = Report(machine.Core, machine.Console, end);
        if (Statistics is not null) RunStatistics.Write(Statistics, machine.Core, null, Memory, end, exit, windows);
        return exit;
    }

    private int ExecuteClocked()
    {
        ClockedMachine machine = Load(image => Memory == MemoryMap.Pe ? ClockedMachine.OfElement(image, Output, Parameters) : ClockedMachine.Around(ElfMachine.Load(image, Memory, Output, Parameters)));
        var windows = WindowCounter.For(machine.Image);
        using RunningTrace? trace = Trace?.Invoke(machine);
        using OutputFile? file = Log is null ? null : new OutputFile(Log);
        InstructionLog? log = file is null ? null : new InstructionLog(machine.Core, file.Writer);
        ElfEnd end = new ClockedRun(machine, MaxCycles).Run(() => EndOf(machine.Core, machine.Console), windows, log, trace);
        file?.Complete();
        Output.Flush();
        int exit = Report(machine.Core, machine.Console, end);
        if (Statistics is not null) RunStatistics.Write(Statistics, machine.Core, machine, Memory, end, exit, windows);
        return exit;
    }

    private T Load<T>(Func<ElfImage, T> load)
    {
        try
        {
            if (Program.Length > 64 << 20) throw new UserErrorException($"{Program.Name} cannot be run: it has {Program.Length} bytes, more than the 64 MB that any memory map holds.");
            return load(ElfImage.Parse(File.ReadAllBytes(Program.FullName), Program.Name));
        }
        catch (ElfException exception)
        {
            throw new UserErrorException(exception.Message);
        }
    }

    private ElfEnd RunFast(ElfMachine machine)
    {
        CortexM4 core = machine.Core;
        while (true)
        {
            core.Advance(Math.Min(core.Cycle + Slice, MaxCycles));
            if (EndOf(machine) is { } end) return end;
        }
    }

    private ElfEnd RunWithWindows(ElfMachine machine, WindowCounter windows)
    {
        CortexM4 core = machine.Core;
        while (true)
        {
            for (int i = 0; i < 10_000 && !core.IsStopped && core.Cycle < MaxCycles; i++)
            {
                core.Settle(MaxCycles);
                windows.Observe(core);
                core.StepInstruction();
            }
            if (EndOf(machine) is { } end) return end;
        }
    }

    private ElfEnd RunWithLog(ElfMachine machine, WindowCounter? windows)
    {
        using var file = new OutputFile(Log!);
        var log = new InstructionLog(machine.Core, file.Writer);
        ElfEnd? end;
        do
        {
            machine.Core.Settle(MaxCycles);
            windows?.Observe(machine.Core);
            log.Step();
            end = EndOf(machine);
        }
        while (end is null);
        file.Complete();
        return end.Value;
    }

    private ElfEnd? EndOf(ElfMachine machine)
    {
        CortexM4 core = machine.Core;
        if (EndOf(core, machine.Console) is { } end) return end;
        if (core.Cycle >= MaxCycles) return ElfEnd.CycleLimit;
        if (core.IsAsleep && core.NextEvent == long.MaxValue)
        {
            core.Advance(MaxCycles);
            return machine.Console.ExitCode is null ? ElfEnd.CycleLimit : ElfEnd.Exit;
        }
        return null;
    }

    private static ElfEnd? EndOf(CortexM4 core, SemihostConsole console)
    {
        if (console.ExitCode is not null) return ElfEnd.Exit;
        if (core.ResetRequested) return ElfEnd.Reset;
        return core.Phase == PipelinePhase.Lockup || SpinsInFaultHandler(core) ? ElfEnd.Fault : null;
    }

    /// <summary>A fault handler that is only a branch to itself handles nothing.</summary>
    private static bool SpinsInFaultHandler(CortexM4 core) =>
        core.CurrentException is >= 3 and <= 6 && core.TryDecode(core.Pc, out _, out uint word) && word == 0xE7FE;

    private int Report(CortexM4 core, SemihostConsole console, ElfEnd end)
    {
        switch (end)
        {
            case ElfEnd.Exit:
                return console.ExitCode!.Value & 0xFF;
            case ElfEnd.Reset:
                Error.WriteLine("hwmodel: the program asked for a system reset (AIRCR.SYSRESETREQ).");
                return ExitCode.Done;
            case ElfEnd.Fault:
                FaultReport.Write(core, Error);
                return FaultExit;
            default:
                Error.WriteLine(core.IsAsleep
                    ? $"hwmodel: the program sleeps and nothing will wake it before the limit of {MaxCycles} cycles (--max-cycles)."
                    : $"hwmodel: the program did not end within {MaxCycles} cycles (--max-cycles); it is at 0x{core.Pc:X8}.");
                return LimitExit;
        }
    }
}
