namespace HwModel.Traces;

/// <summary>What a reader accepts. Beyond a limit it reports an error, so that no input can take unbounded memory.</summary>
public sealed record VcdReaderOptions
{
    /// <summary>True takes a file that was cut off in its body (by a crash of its producer) as ending there; false reports it.</summary>
    public bool AllowTruncated { get; init; }

    /// <summary>Bytes read at once.</summary>
    public int BufferSize { get; init; } = 1 << 18;

    /// <summary>The most variables, and the most scopes.</summary>
    public int MaxVariables { get; init; } = 4_000_000;

    /// <summary>The most scopes within one another.</summary>
    public int MaxDepth { get; init; } = 500;

    /// <summary>The most characters of a variable's or a scope's full path.</summary>
    public int MaxPathLength { get; init; } = 16_384;

    /// <summary>The most bytes between two white spaces.</summary>
    public int MaxTokenLength { get; init; } = 1 << 21;

    /// <summary>The most bits of all signals together.</summary>
    public long MaxTotalBits { get; init; } = 1L << 30;

    /// <summary>The most characters kept of a date, version or comment; the rest is dropped.</summary>
    public int MaxFreeText { get; init; } = 1 << 16;
}
