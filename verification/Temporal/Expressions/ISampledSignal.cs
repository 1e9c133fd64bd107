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
}

/// <summary>A signal that is read by a function; what generated typed handles are made of.</summary>
public sealed class SampledSignal : ISampledSignal
{
    private readonly Func<ulong>? _bits;
    private readonly Func<double>? _real;

    private SampledSignal(string path, int width, Func<ulong>? bits, Func<double>? real)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (width is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(width), $"Signal {path} is {width} bits wide; a property reads 1 to 64 bits.");
        (Path, Width, _bits, _real) = (path, width, bits, real);
    }

    public string Path { get; }

    public int Width { get; }

    public bool IsReal => _real is not null;

    /// <summary>A signal of 1 to 64 bits.</summary>
    public static SampledSignal OfBits(string path, int width, Func<ulong> read) => new(path, width, read, null);

    /// <summary>A real-valued signal.</summary>
    public static SampledSignal OfReal(string path, Func<double> read) => new(path, 64, null, read);

    public bool TryRead(out ulong bits)
    {
        bits = _bits!();
        return true;
    }

    public double ReadReal() => _real!();
}
