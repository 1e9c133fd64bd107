namespace HwModel.Studies.Workloads;

/// <summary>A kind of run that studies are made of. It has no state: runs of several threads go through one instance.</summary>
public interface IStudyWorkload
{
    /// <summary>The name in a study file.</summary>
    string Name { get; }

    /// <summary>What it runs, in one sentence.</summary>
    string Meaning { get; }

    /// <summary>Which level of the model gives the numbers.</summary>
    string Level { get; }

    /// <summary>Everything that a study may set or vary.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Everything that a run measures.</summary>
    IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Names of the maps that a run can give.</summary>
    IReadOnlyList<string> Maps { get; }

    /// <summary>Changes whenever the model does, so that results of two versions never mix.</summary>
    string ModelVersion { get; }

    /// <summary>Why these settings do not fit together, as a sentence; null: they do.</summary>
    string? Mistake(IReadOnlyDictionary<string, string> settings);

    /// <summary>All settings that decide the result, defaults included, in a fixed order; what no result depends on is left out.</summary>
    IEnumerable<KeyValuePair<string, string>> Resolve(IReadOnlyDictionary<string, string> settings);

    /// <summary>Runs once.</summary>
    /// <exception cref="RunFailedException">The run came to no result; says why.</exception>
    RunResult Run(RunRequest request);

    /// <summary>The command line that repeats such a run by hand; null where there is none.</summary>
    string? Command(IReadOnlyDictionary<string, string> settings, ulong seed);
}

/// <summary>A workload whose runs begin with a warm-up. Runs that differ only in what comes after it go on from one snapshot of its end.</summary>
public interface IWarmingWorkload : IStudyWorkload
{
    /// <summary>Paths of the resolved settings that decide nothing before the end of the warm-up.</summary>
    IReadOnlyList<string> AfterWarmup { get; }

    /// <summary>Whether runs with these settings have a warm-up that a snapshot can end.</summary>
    bool HasWarmup(IReadOnlyDictionary<string, string> settings);
}

/// <summary>The end of a warm-up, kept for runs that share it.</summary>
public interface IWarmStart
{
    /// <summary>The snapshot; null where none was kept yet.</summary>
    byte[]? Read();

    /// <summary>Keeps the snapshot.</summary>
    void Write(byte[] snapshot);
}

/// <summary>A workload that can repeat a run with a waveform and name what held it back.</summary>
public interface IExplainingWorkload : IStudyWorkload
{
    /// <summary>Repeats a run and writes its waveform and page into a folder.</summary>
    Explanation Explain(RunRequest request, string folder);
}

/// <summary>What a repeated run showed.</summary>
/// <param name="Result">The run's result, the same as without explanation.</param>
/// <param name="Bottleneck">What held the run back, as a sentence.</param>
/// <param name="Files">What was written.</param>
public sealed record Explanation(RunResult Result, string Bottleneck, IReadOnlyList<string> Files);

/// <summary>What to run.</summary>
/// <param name="Settings">The settings that a study gives, as texts.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Maps">The maps that the study asks for.</param>
/// <param name="Stop">Ends the run early; it then throws <see cref="OperationCanceledException"/>.</param>
public sealed record RunRequest(IReadOnlyDictionary<string, string> Settings, ulong Seed, IReadOnlyList<string> Maps, CancellationToken Stop)
{
    /// <summary>Where the end of the warm-up is kept; null where no other run shares it.</summary>
    public IWarmStart? Warm { get; init; }
}

/// <summary>What a run gave.</summary>
/// <param name="Metrics">Numbers by metric; NaN where a run has no value.</param>
/// <param name="Maps">The maps that were asked for.</param>
public sealed record RunResult(IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, RunMap> Maps)
{
    /// <summary>A result without maps.</summary>
    public static RunResult Of(params (string Name, double Value)[] metrics) => new(metrics.ToDictionary(metric => metric.Name, metric => metric.Value), new Dictionary<string, RunMap>());
}

/// <summary>Numbers over a rectangle: of each cell, or of the links that leave each node.</summary>
/// <param name="Quantity">What they are.</param>
/// <param name="Unit">Their unit.</param>
/// <param name="Columns">Cells along x.</param>
/// <param name="Rows">Cells along y.</param>
/// <param name="PerNode">1: a value for each cell; 5: own, east, west, north, south.</param>
/// <param name="Values">Row by row.</param>
public sealed record RunMap(string Quantity, string Unit, int Columns, int Rows, int PerNode, IReadOnlyList<double> Values);

/// <summary>A run that came to no result; the message says why, and is part of the results.</summary>
public sealed class RunFailedException(string message) : Exception(message);
