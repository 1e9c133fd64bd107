using System.CommandLine;
using System.Globalization;
using HwModel.Cli.Common;

namespace HwModel.Cli.Run;

/// <summary><c>hwmodel run</c>: one system, one workload, to statistics, report and trace.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run one system with one workload; write statistics, a report page and a waveform.");
        var system = new Option<string>("--system") { Description = $"What to run: {string.Join(", ", SystemOptions.Systems)}. An option that names systems in brackets belongs to these alone.", HelpName = "NAME", DefaultValueFactory = _ => SystemOptions.Mesh };
        command.Options.Add(system);
        var mesh = new MeshRunOptions();
        mesh.AddTo(command);
        var spinnaker2 = new Spinnaker2.Spinnaker2RunOptions(mesh.Trace);
        spinnaker2.AddTo(command);
        var chip = new BrainScaleS2.ChipRunOptions(mesh.Trace);
        chip.AddTo(command);
        return command.Does(result =>
        {
            string name = result.GetValue(system) ?? "";
            Func<ParseResult, int> run = name switch
            {
                SystemOptions.Mesh => mesh.Run,
                SystemOptions.Spinnaker2 => spinnaker2.Run,
                SystemOptions.BrainScaleS2 => chip.Run,
                _ => throw new UserErrorException($"--system {name}: there is no such system{HwModel.Studies.Text.Nearest.Hint(name, SystemOptions.Systems)}"),
            };
            SystemOptions.Refuse(result, name);
            return run(result);
        });
    }

    /// <summary>A number as text for people.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
