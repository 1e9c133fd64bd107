using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments;
using HwModel.Cli.Common;
using HwModel.Cli.Tracing;
using HwModel.Kernel;
using HwModel.Studies.Text;
using HwModel.Traces;

namespace HwModel.Cli.Run.BrainScaleS2;

/// <summary><c>hwmodel run --system brainscales2</c>: a ready experiment to statistics, a report page and a waveform, each in a file of its own or all in one folder.</summary>
internal sealed class ChipRunOptions(Tracing.TraceOptions trace)
{
    private readonly Option<string?> _experiment = new("--experiment") { Description = $"Ready experiment: {string.Join(", ", ReadyExperiments.All.Select(e => e.Name))}.", HelpName = "NAME" };
    private readonly Option<string?> _mode = new("--mode") { Description = "ideal, calibrated or uncalibrated circuits. Default: ideal.", HelpName = "MODE" };
    private readonly Option<string?> _noise = new("--noise") { Description = "on or off. Default: on where the circuits are not ideal.", HelpName = "on|off" };
    private readonly Option<int?> _rounds = new("--rounds") { Description = "Repetitions, updates or epochs, whatever the experiment counts.", HelpName = "N" };
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the data set that an experiment learns.", HelpName = "DIR" };
    private readonly Option<int?> _images = new("--images") { Description = "How many images of the training set are learned. Default: all.", HelpName = "N" };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Folder for results: spikes, statistics, report.", HelpName = "DIR" };

    public void AddTo(Command command)
    {
        SystemOptions.Add(command, _experiment, _mode, _noise, _rounds, _data, _images, _output);
    }

    public int Run(ParseResult result)
    {
        Experiment experiment = Find(result.GetValue(_experiment));
        ExperimentSettings settings = Settings(result);
        string? folder = result.GetValue(_output);
        string? Named(string option, string end) => result.GetValue<string?>(option) ?? (folder is null ? null : Path.Combine(folder, experiment.Name + end));
        string? stats = Named("--stats", ".json"), report = Named("--report", ".html"), waveform = experiment.IsClocked ? Named("--trace", ".vcd") : null;
        if (!experiment.IsClocked && result.GetValue<string?>("--trace") is { } nothing)
            throw new UserErrorException($"--trace {nothing}: {experiment.Name} computes the analog core alone and has no signals to trace; {string.Join(", ", ReadyExperiments.All.Where(e => e.IsClocked).Select(e => e.Name))} have");
        var outputs = new OutputSet(stats, report, waveform);
        bool speaks = !result.GetValue<bool>("--quiet") && !result.GetValue<bool>("--json");
        if (waveform is null) trace.RefuseAlone(result);
        RunningTrace? running = null;
        var watch = Stopwatch.StartNew();
        ExperimentResult found;
        try
        {
            found = Progress.Show(speaks, experiment.Name, progress => experiment.Run(new ExperimentRun(settings, simulation => running ??= Trace(result, simulation, waveform, experiment, settings), progress)));
            running?.End();
        }
        finally
        {
            running?.Dispose();
        }
        double seconds = watch.Elapsed.TotalSeconds;
        string json = ChipJson.Write(experiment, settings, found, seconds);
        if (stats is not null) OutputFile.WriteAllText(stats, json);
        if (report is not null) OutputFile.WriteAllText(report, ChipReport.Page(experiment, settings, found, CommandLine(result)).ToHtml());
        TextWriter output = result.InvocationConfiguration.Output;
        if (result.GetValue<bool>("--json")) output.Write(json);
        else if (speaks) Print(output, experiment, settings, found, outputs, seconds);
        return found.Holds ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    private static Experiment Find(string? name)
    {
        string[] names = [.. ReadyExperiments.All.Select(e => e.Name)];
        if (name is null) throw new UserErrorException($"--system brainscales2 runs a ready experiment; add --experiment NAME with one of {string.Join(", ", names)}");
        return ReadyExperiments.Find(name) ?? throw new UserErrorException($"--experiment {name}: there is no such experiment{Nearest.Hint(name, names)}");
    }

    private ExperimentSettings Settings(ParseResult result)
    {
        var settings = new ExperimentSettings();
        if (result.GetValue(_mode) is { } mode)
        {
            if (!Enum.TryParse(mode, ignoreCase: true, out ChipMode parsed) || !Enum.IsDefined(parsed) || int.TryParse(mode, out _))
                throw new UserErrorException($"--mode {mode}: ideal, calibrated or uncalibrated are allowed");
            settings = settings with { Mode = parsed };
        }
        if (result.GetValue(_noise) is { } noise)
            settings = settings with { Noise = noise switch { "on" => true, "off" => false, _ => throw new UserErrorException($"--noise {noise}: on or off are allowed") } };
        if (result.GetValue(_rounds) is { } rounds)
        {
            if (rounds is < 1 or > 10_000) throw new UserErrorException($"--rounds {rounds}: 1 to 10000 are allowed");
            settings = settings with { Rounds = rounds };
        }
        if (result.GetValue(_data) is { } data) settings = settings with { DataFolder = data };
        if (result.GetValue(_images) is { } images)
        {
            if (images is < 1 or > 1_000_000) throw new UserErrorException($"--images {images}: 1 to 1000000 are allowed");
            settings = settings with { Images = images };
        }
        if (result.GetValue<string?>("--seed") is { } seed)
        {
            if (!ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) throw new UserErrorException($"--seed {seed}: a whole number from 0 on is allowed");
            settings = settings with { Seed = number };
        }
        return settings with { Chip = ChipSettings.Read(result, settings.Mode) };
    }

    // Only the first chip of an experiment is traced: membranes as curves, state machines by name, buses and links.
    private RunningTrace? Trace(ParseResult result, Simulation simulation, string? file, Experiment experiment, ExperimentSettings settings)
    {
        if (file is null) return null;
        string[] globs =
        [
            .. experiment.Watched.SelectMany(n => new[] { $"chip.core.array.neuron[{n}].membrane", $"chip.core.array.neuron[{n}].refractory" }),
            "chip.**.state", "fpga.**.state", "chip.bus[*].events", "chip.core.events", "chip.core.padi[*].**", "chip.crossbar.event_out[*].**",
            "chip.backend_west.spikes", "chip.backend_east.spikes", "chip.link_out.sent", "fpga.recorder.last_label", "fpga.recorder.log.spikes",
        ];
        return trace.Start(result, file, simulation, $"brainscales2 {experiment.Name}; {settings.Mode}; seed {settings.Seed}", view: hierarchy => ChipView.Of(hierarchy, experiment), usual: globs);
    }

    private static void Print(TextWriter output, Experiment experiment, ExperimentSettings settings, ExperimentResult found, OutputSet files, double seconds)
    {
        output.WriteLine(RunCommand.Text($"{experiment.Name}: {experiment.Description}"));
        output.WriteLine(RunCommand.Text($"  chip      {settings.Mode.ToString().ToLowerInvariant()}, seed {settings.Seed}; {found.ChipTime / 1000:0.###} ms of chip time in {seconds:0.0} s"));
        foreach (ExperimentFigure figure in found.Figures)
        {
            string verdict = figure.Holds switch { true => " [ok]", false => " [NOT as expected]", _ => "" };
            string note = figure.Note.Length > 0 ? $" ({figure.Note})" : "";
            output.WriteLine(RunCommand.Text($"  {figure.Name}: {figure.Value:0.####} {figure.Unit}{note}{verdict}"));
        }
        foreach (string file in files.Names) output.WriteLine($"  wrote     {file}");
    }

    private static string CommandLine(ParseResult result) =>
        "hwmodel " + string.Join(' ', result.Tokens.Select(token => token.Value.Any(char.IsWhiteSpace) ? $"'{token.Value}'" : token.Value));
}
