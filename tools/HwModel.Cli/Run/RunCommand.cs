using System.CommandLine;
using System.Globalization;
using HwModel.Cli.Common;

namespace HwModel.Cli.Run;

/// <summary><c>hwmodel run</c>: one system, one workload, to statistics, report and trace.</summary>
internal static class RunCommand
{
    private static readonly string[] Systems = ["mesh", "spinnaker2", "brainscales2"];

    public static Command Create()
    {
        var command = new Command("run", "Run one system with one workload; write statistics, a report page and a waveform.");
        var system = new Option<string>("--system") { Description = $"What to run: {string.Join(", ", Systems)}.", HelpName = "NAME", DefaultValueFactory = _ => "mesh" };
        command.Options.Add(system);
        var mesh = new MeshRunOptions();
        mesh.AddTo(command);
        var spinnaker2 = new Spinnaker2.Spinnaker2RunOptions(mesh.Trace);
        spinnaker2.AddTo(command);
        var chip = new BrainScaleS2.ChipRunOptions(mesh.Trace);
        chip.AddTo(command);
        return command.Does(result => result.GetValue(system) switch
        {
            "mesh" => mesh.Run(result),
            "spinnaker2" => spinnaker2.Run(result),
            "brainscales2" => chip.Run(result),
            var other => throw new UserErrorException($"--system {other}: there is no such system{HwModel.Studies.Text.Nearest.Hint(other ?? "", Systems)}"),
        });
    }

    /// <summary>A number as text for people.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
