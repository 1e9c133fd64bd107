namespace HwModel.Verification.Temporal;

/// <summary>
/// One signal of a trace at its present cycle: a live simulation or a waveform file stands behind it.
/// All signals are read at the same point of every cycle, after settling and before the edge (IEEE 1800-2017, 16.5.1).
/// </summary>
public interface ISampledSignal
{
    /// <summary>Hierarchical path, dots between scopes; two signals of one monitor with the same path are the same signal.</summary>
    string Path { get; }

    /// <summary>Width in bits, 1 to 64; 64 for a real.</summary>
    int Width { get; }

    /// <summary>True where the value is a real number (<see cref="ReadReal"/>), false where it is bits (<see cref="TryRead"/>).</summary>
    bool IsReal { get; }

    /// <summary>The present value, zero-extended; false where a bit is unknown (x or z in a waveform file).</summary>
    bool TryRead(out ulong bits);

    /// <summary>The present value of a real signal, in the signal's own unit.</summary>
    double ReadReal();

    /// <summary>The name of a value, of a state for example; null where it has none.</summary>
    string? NameOf(ulong bits) => null;
}

/// <summary>A signal that is read by a function; what generated typed handles are made of.</summary>
public sealed class SampledSignal : ISampledSignal
{
    private readonly Func<ulong>? _bits;
    private readonly Func<double>? _real;
    private readonly Func<ulong, string?>? _nameOf;

    private SampledSignal(string path, int width, Func<ulong>? bits, Func<double>? real, Func<ulong, string?>? nameOf)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (width is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(width), $"Signal {path} is {width} bits wide; a property reads 1 to 64 bits.");
        (Path, Width, _bits, _real, _nameOf) = (path, width, bits, real, nameOf);
    }

    public string Path { get; }

    public int Width { get; }

    public bool IsReal => _real is not null;

    /// <summary>A signal of 1 to 64 bits.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="width">Its width.</param>
    /// <param name="read">Reads its present value.</param>
    /// <param name="nameOf">Names of values, for messages.</param>
    public static SampledSignal OfBits(string path, int width, Func<ulong> read, Func<ulong, string?>? nameOf = null) => new(path, width, read, null, nameOf);

    /// <summary>A real-valued signal.</summary>
    public static SampledSignal OfReal(string path, Func<double> read) => new(path, 64, null, read, null);

    public bool TryRead(out ulong bits)
    {
        bits = _bits!();
        return true;
    }

    public double ReadReal() => _real!();

    public string? NameOf(ulong bits) => _nameOf?.Invoke(bits);
}
