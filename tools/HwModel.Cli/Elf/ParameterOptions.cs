using System.Globalization;
using HwModel.Cli.Common;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.Studies.Text;

namespace HwModel.Cli.Elf;

/// <summary>The core's numbers on the command line: --set NAME=VALUE and --parameters.</summary>
internal static class ParameterOptions
{
    /// <summary>Parameters with what --set gives.</summary>
    public static CoreParameters Read(CoreParameters parameters, IEnumerable<string> sets)
    {
        foreach (string set in sets)
        {
            int equals = set.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new UserErrorException($"--set {set}: write NAME=VALUE, for example --set pe.core.refill.load=2.");
            string name = set[..equals], text = set[(equals + 1)..];
            CoreParameter found = CoreParameter.All.FirstOrDefault(parameter => parameter.Name == name)
                ?? throw new UserErrorException($"--set {set}: the core has no number {name}{Nearest.Hint(name, CoreParameter.All.Select(parameter => parameter.Name))}");
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < found.Least || value > found.Most)
                throw new UserErrorException($"--set {set}: {found.Least} to {found.Most} {found.Unit} are allowed.");
            parameters = found.With(parameters, value);
        }
        return parameters;
    }

    /// <summary>Lists every number with its unit and origin.</summary>
    public static int Print(CoreParameters parameters, TextWriter output)
    {
        foreach (ModelParameter parameter in parameters.Describe())
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{parameter.Name,-34} {parameter.Value,4} {parameter.Unit,-7} {parameter.Origin.ToString().ToLowerInvariant(),-10} {parameter.Reason}"));
        return ExitCode.Done;
    }
}
