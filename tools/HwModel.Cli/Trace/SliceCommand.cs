using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary><c>hwmodel trace slice</c>: a part of a trace.</summary>
internal static class SliceCommand
{
    public static Command Create()
    {
        Argument<string> file = TraceArguments.File();
        Option<string> output = new("--output", "-o") { Description = "The part: .vcd or .vcd.gz.", Required = true, HelpName = "FILE" };
        Option<string?> from = new("--from") { Description = "The first time, e.g. 1.5us, or a whole number of the trace's steps; all signals get their value there.", HelpName = "TIME" };
        Option<string?> to = new("--to") { Description = "The last time.", HelpName = "TIME" };
        Option<string[]> select = TraceArguments.Select();
        Option<int?> depth = TraceArguments.Depth();
        Option<bool> view = new("--view") { Description = "Writes a GTKWave save file beside it." };
        Option<bool> partial = TraceArguments.Partial();
        var command = new Command("slice", "Writes a part of a trace: a time window, some signals, some levels. Times stay as they are.") { file, output, from, to, select, depth, view, partial };
        return command.DoesTrace(result =>
        {
            using VcdReader reader = TraceArguments.Open(result.GetValue(file)!, result.GetValue(partial));
            Timescale unit = reader.Hierarchy.Unit;
            long first = TraceArguments.Steps(result.GetValue(from), "--from", unit) ?? long.MinValue;
            long last = TraceArguments.Steps(result.GetValue(to), "--to", unit) ?? long.MaxValue;
            if (first > last) throw new UserErrorException($"--from {result.GetValue(from)} lies after --to {result.GetValue(to)}; the window must not be empty");
            TraceSelection selection = TraceArguments.Selection(result.GetValue(select), result.GetValue(depth));
            if (!reader.Hierarchy.Variables.Any(selection.Matches)) throw new UserErrorException($"no signal of {result.GetValue(file)} fits the selection; hwmodel trace info lists signals");
            string path = result.GetValue(output)!;
            TraceOutputs.CheckVcd(path);
            var options = new VcdOptions { Timescale = unit };
            ITraceSink writer = result.GetValue(view) ? Waveform.Create(path, options) : VcdWriter.Create(path, options);
            using var window = new WindowSink(first, last, new SelectingSink(selection, writer));
            using var settled = new SettlingSink(window);
            TraceOutputs.Replay(reader, settled, () =>
            {
                if (!window.IsReached && reader.Time < first)
                    throw new UserErrorException($"--from {result.GetValue(from)} lies after the end of the trace at {unit.Format(reader.Time)}");
            });
            return ExitCode.Done;
        });
    }
}
