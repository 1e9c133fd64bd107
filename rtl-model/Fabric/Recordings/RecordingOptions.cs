namespace HwModel.Fabric.Recordings;

/// <summary>What the lines of a recording mean.</summary>
public enum RecordingShape
{
    /// <summary>Told by the header, or else by the number of columns: two are events, three are steps.</summary>
    Detect,

    /// <summary>Lines <c>time_us,source</c>.</summary>
    Events,

    /// <summary>One line for each time step; one column holds 0 or 1.</summary>
    Steps,
}

/// <summary>How a recording is read.</summary>
public sealed record RecordingOptions
{
    public RecordingShape Shape { get; init; }

    /// <summary>Whether events whose times fall are an error; otherwise they are sorted, equal times in the order of the file.</summary>
    public bool MustBeSorted { get; init; }

    /// <summary>
    /// For steps: the column that holds the spikes, by name or by number from 1. Three columns without a header are input, voltage
    /// and spike.
    /// </summary>
    public string Column { get; init; } = "spike";

    /// <summary>
    /// For steps: the length of a step in femtoseconds; 100 us (1e11 fs) as in the traces of Pedersen et al., "Neuromorphic
    /// Intermediate Representation", Nat. Commun. 15:8122 (2024).
    /// </summary>
    public long Step { get; init; } = 100_000_000_000;

    /// <summary>For steps: the source of all spikes.</summary>
    public int Source { get; init; }

    /// <summary>More spikes than this are an error.</summary>
    public int MaximumSpikes { get; init; } = 50_000_000;
}
