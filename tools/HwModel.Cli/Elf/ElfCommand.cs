using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Cli.Elf.Clocked;
using HwModel.Cli.Tracing;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.Cli.Elf;

/// <summary>hwmodel elf: runs an Arm ELF program on one processing element.</summary>
internal static class ElfCommand
{
    public static Command Create()
    {
        var program = new Argument<FileInfo?>("program") { Description = "An executable of arm-none-eabi-gcc for Cortex-M4 (ELF).", Arity = ArgumentArity.ZeroOrOne };
        var memory = new Option<string>("--memory") { Description = "flat: 128 KB at 0; split: 4 MB at 0x00000000 and 4 MB at 0x20000000; pe: a whole processing element at 300 MHz, with its peripherals (under --gdb its memory only).", DefaultValueFactory = _ => "flat" };
        memory.AcceptOnlyFromAmong("flat", "split", "pe");
        var cycles = new Option<long>("--max-cycles") { Description = "Stop after so many cycles (exit 4).", DefaultValueFactory = _ => 1_000_000_000_000 };
        var stats = new Option<FileInfo?>("--stats") { Description = "Write counts as JSON." };
        var log = new Option<FileInfo?>("--log") { Description = "Write one line per instruction: cycle, address, encoding, text, changed registers." };
        var gdb = new Option<int?>("--gdb") { Description = "Serve the GDB remote protocol on this port of 127.0.0.1 and wait for a debugger." };
        var set = new Option<string[]>("--set") { Description = "Change one number of the core (see --parameters).", HelpName = "NAME=VALUE" };
        var parameters = new Option<bool>("--parameters") { Description = "List the core's numbers with their origin and end." };
        var trace = new Option<FileInfo?>("--trace") { Description = "Write a waveform (VCD, packed where the name ends in .gz) and a GTKWave save file beside it: pipeline stages as text, states, interrupt lines, energy." };
        var traceOptions = new TraceOptions();
        var quiet = new Option<bool>("--quiet") { Description = "Do not print the program's output." };
        var command = new Command("elf", "Run an Arm ELF program on one processing element; the exit status is the program's own (3: fault that nothing handles, 4: cycle limit).")
        {
            program, memory, cycles, stats, log, trace, gdb, set, parameters, quiet,
        };
        traceOptions.AddTo(command);
        return command.Does(result =>
        {
            MemoryMap map = Enum.Parse<MemoryMap>(result.GetValue(memory)!, ignoreCase: true);
            CoreParameters core = CoreSettings.Table.ApplySets(map == MemoryMap.Pe ? new PeParameters().Core : new CoreParameters(), result.GetValue(set) ?? []);
            if (result.GetValue(parameters))
            {
                SettingValue.Print(CoreSettings.Table.In(core), result.InvocationConfiguration.Output);
                return ExitCode.Done;
            }
            FileInfo file = result.GetValue(program) ?? throw new UserErrorException("Name a program to run.");
            if (!file.Exists) throw new UserErrorException($"There is no file {file.FullName}.");
            if (result.GetValue(cycles) <= 0) throw new UserErrorException("--max-cycles must be a positive number of cycles.");
            if (result.GetValue(trace) is not null && result.GetValue(gdb) is not null) throw new UserErrorException("--trace and --gdb do not go together.");
            if (result.GetValue(trace) is null) traceOptions.Start(result, null, null!, "");
            TextWriter output = result.GetValue(quiet) ? TextWriter.Null : result.InvocationConfiguration.Output;
            var request = new ElfRun
            {
                Program = file,
                Memory = map,
                Parameters = core,
                MaxCycles = result.GetValue(cycles),
                Statistics = result.GetValue(stats),
                Log = result.GetValue(log),
                GdbPort = result.GetValue(gdb),
                Trace = result.GetValue(trace) is not { } waveform ? null : machine => Start(traceOptions, result, waveform, machine, $"{file.Name}; --memory {result.GetValue(memory)}"),
                Output = output,
                Error = result.InvocationConfiguration.Error,
            };
            return request.Execute();
        });
    }

    private static RunningTrace? Start(TraceOptions options, ParseResult result, FileInfo file, ClockedMachine machine, string comment)
    {
        PipelineOverlay? overlay = null;
        return options.Start(
            result, file.FullName, machine.Simulation, comment,
            inner => overlay = new PipelineOverlay(inner, machine.Processor.Path, machine.Element?.Path, machine.Clock.Period),
            hierarchy => PipelineView.Of(hierarchy, machine.Processor.Path, overlay!.Rose));
    }
}
