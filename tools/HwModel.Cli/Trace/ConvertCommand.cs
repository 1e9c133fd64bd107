using System.CommandLine;
using System.Text;
using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary><c>hwmodel trace convert</c>: other formats, packing, timescale.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        Argument<string> file = TraceArguments.File();
        Argument<string> target = new("OUT") { Description = "What is written, by its ending: .vcd, .vcd.gz, .csv, or .fst (through GTKWave's vcd2fst)." };
        Option<string?> timescale = new("--timescale") { Description = "The timescale of a .vcd, e.g. 100ps; all times must be multiples of it.", HelpName = "STEP" };
        Option<string?> clock = new("--clock") { Description = "For .csv: a table with a line per rising edge of this signal, instead of a list of changes.", HelpName = "PATH" };
        Option<bool> falling = new("--falling") { Description = "With --clock: samples at falling edges." };
        Option<bool> after = new("--after") { Description = "With --clock: the values that the edge brings about, not those just before it." };
        Option<string[]> select = TraceArguments.Select();
        Option<int?> depth = TraceArguments.Depth();
        Option<bool> noTexts = new("--no-strings") { Description = "Leaves out string variables, which some readers reject." };
        Option<bool> partial = TraceArguments.Partial();
        var command = new Command("convert", "Writes a trace in another form: packed or unpacked VCD, another timescale, CSV, FST.")
        {
            file, target, timescale, clock, falling, after, select, depth, noTexts, partial,
        };
        return command.DoesTrace(result =>
        {
            string path = result.GetValue(target)!;
            TraceSelection selection = TraceArguments.Selection(result.GetValue(select), result.GetValue(depth));
            using VcdReader reader = TraceArguments.Open(result.GetValue(file)!, result.GetValue(partial));
            if (!reader.Hierarchy.Variables.Any(selection.Matches)) throw new UserErrorException($"no signal of {result.GetValue(file)} fits the selection; hwmodel trace info lists signals");
            Timescale scale = result.GetValue(timescale) is { } step ? Timescale.Parse(step) : reader.Hierarchy.Unit;
            var options = new VcdOptions { Timescale = scale, Texts = !result.GetValue(noTexts) };
            if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            {
                TableSampling? sampling = result.GetValue(clock) is { } name ? new TableSampling(name, result.GetValue(falling), result.GetValue(after)) : null;
                WriteCsv(reader, path, selection, sampling);
            }
            else if (path.EndsWith(".fst", StringComparison.OrdinalIgnoreCase))
            {
                FstConverter.Write(path, vcd => WriteVcd(reader, vcd, selection, options));
            }
            else if (TraceOutputs.IsVcd(path))
            {
                WriteVcd(reader, path, selection, options);
            }
            else
            {
                throw new UserErrorException($"{path} has none of the endings that can be written: .vcd, .vcd.gz, .csv, .fst");
            }
            return ExitCode.Done;
        });
    }

    private static void WriteVcd(VcdReader reader, string path, TraceSelection selection, VcdOptions options)
    {
        using var sink = new SettlingSink(new SelectingSink(selection, VcdWriter.Create(path, options)));
        TraceOutputs.Replay(reader, sink);
    }

    private static void WriteCsv(VcdReader reader, string path, TraceSelection selection, TableSampling? sampling)
    {
        using OutputFile file = OutputFile.Create(path);
        using (var text = new StreamWriter(file.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true))
        {
            ITraceSink csv = sampling is null ? new SelectingSink(selection, new CsvChangesSink(text)) : new CsvTableSink(sampling, selection, text);
            using var sink = new SettlingSink(csv);
            TraceOutputs.Replay(reader, sink);
        }
        file.Commit();
    }
}
