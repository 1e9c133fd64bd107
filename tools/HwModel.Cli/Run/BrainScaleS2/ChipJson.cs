using System.Text.Json;
using System.Text.Json.Serialization;
using HwModel.BrainScaleS2.Experiments;

namespace HwModel.Cli.Run.BrainScaleS2;

/// <summary>What an experiment found, as JSON.</summary>
internal static class ChipJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(Experiment experiment, ExperimentSettings settings, ExperimentResult found, double seconds) => JsonSerializer.Serialize(new
    {
        System = "brainscales2",
        Level = experiment.IsClocked ? "clocked chip with analog core" : "analog core",
        Experiment = experiment.Name,
        Mode = settings.Mode.ToString().ToLowerInvariant(),
        settings.Seed,
        settings.Rounds,
        settings.Images,
        settings.Noise,
        ChipTimeMicroseconds = found.ChipTime,
        found.Holds,
        found.Figures,
        Series = found.Series.Select(s => new { s.Chart, s.Name, X = s.Xs, Y = s.Ys, s.XUnit, s.YUnit }),
        Rasters = found.Rasters.Select(r => new { r.Name, Spikes = r.Times.Count }),
        found.Remarks,
        HostSeconds = seconds,
    }, Options) + "\n";
}
