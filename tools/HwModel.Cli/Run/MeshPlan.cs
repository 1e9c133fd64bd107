using HwModel.Fabric.Systems;
using HwModel.Kernel;

namespace HwModel.Cli.Run;

/// <summary>Everything that decides what a run of a mesh computes.</summary>
internal sealed record MeshPlan
{
    /// <summary>The design and its synthetic traffic.</summary>
    public MeshOptions Mesh { get; init; } = new();

    /// <summary>A recording to replay: a CSV file, or "digits" for the one that hwmodel carries; null: synthetic traffic.</summary>
    public string? Recording { get; init; }

    /// <summary>How a recording becomes packets.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Measured cycles were asked for; otherwise a replay runs to the recording's end.</summary>
    public bool HasCycles { get; init; }

    /// <summary>Warm-up was asked for; otherwise a replay has none.</summary>
    public bool HasWarmup { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The order in which modules are evaluated; it never shows in the result.</summary>
    public EvaluationOrder Order { get; init; }

    /// <summary>Evaluates sleeping modules too and fails where that would change anything.</summary>
    public bool CheckQuiescence { get; init; }

    /// <summary>Host threads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where the statistics go; null: nowhere.</summary>
    public string? StatsFile { get; init; }

    /// <summary>Where the report page goes; null: nowhere.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Where the waveform goes; null: nowhere.</summary>
    public string? TraceFile { get; init; }
}
