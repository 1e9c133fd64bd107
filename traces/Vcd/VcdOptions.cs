namespace HwModel.Traces;

/// <summary>How a file is written.</summary>
public sealed record VcdOptions
{
    /// <summary>The file's timescale; null takes the coarsest unit in which <see cref="TraceHierarchy.TimeGrid"/> is exact.</summary>
    public Timescale? Timescale { get; init; }

    /// <summary>True drops changes to the value that the signal has already.</summary>
    public bool SuppressUnchanged { get; init; } = true;

    /// <summary>False leaves out text signals, which are an extension that a few readers reject.</summary>
    public bool Texts { get; init; } = true;

    /// <summary>False leaves out the enumeration tables for wellen (Surfer).</summary>
    public bool EnumAttributes { get; init; } = true;

    /// <summary>
    /// True writes the file in place, readable while it grows and after a crash (up to the last full buffer); false writes it under a temporary
    /// name and renames it at the end.
    /// </summary>
    public bool Live { get; init; }

    /// <summary>Bytes that are collected before they go to the stream.</summary>
    public int BufferSize { get; init; } = 1 << 20;
}
