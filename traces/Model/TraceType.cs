namespace HwModel.Traces;

/// <summary>The type of a signal.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Width">Bits of a vector, at least 1; 64 for a real, 1 for a text and an event.</param>
/// <param name="Keyword">The variable type in a file, e.g. wire or reg.</param>
/// <param name="Range">The bit numbers of a vector; null numbers from width - 1 down to 0.</param>
/// <param name="Enum">Names for the values, if any.</param>
public sealed record TraceType(TraceKind Kind, int Width, string Keyword, BitRange? Range = null, EnumTable? Enum = null)
{
    /// <summary>The most bits a vector may have.</summary>
    public const int MaxWidth = 1 << 20;

    /// <summary>The variable types that GTKWave and wellen both accept (IEEE 1364-2005 18.2.3.8 and IEEE 1800-2017 21.7.2.1, with common extensions).</summary>
    public static IReadOnlyList<string> Keywords { get; } =
    [
        "wire", "reg", "integer", "parameter", "real", "realtime", "time", "event", "string", "bit", "logic", "int", "shortint", "longint",
        "byte", "enum", "shortreal", "tri", "tri0", "tri1", "triand", "trior", "trireg", "wand", "wor", "supply0", "supply1",
    ];

    public static TraceType Bit { get; } = new(TraceKind.Bits, 1, "wire");
    public static TraceType Integer { get; } = new(TraceKind.Integer, 32, "integer");
    public static TraceType Real { get; } = new(TraceKind.Real, 64, "real");
    public static TraceType Text { get; } = new(TraceKind.Text, 1, "string");
    public static TraceType Event { get; } = new(TraceKind.Event, 1, "event");

    /// <summary>Words of 64 bits that hold the value of a vector.</summary>
    public int Words => (Width + 63) / 64;

    /// <summary>True for kinds that are stored as bits.</summary>
    public bool IsBits => Kind is TraceKind.Bits or TraceKind.Integer;

    /// <exception cref="ArgumentException">The width is not between 1 and <see cref="MaxWidth"/>.</exception>
    public static TraceType Vector(int width, EnumTable? names = null)
    {
        if (width is < 1 or > MaxWidth) throw new ArgumentException($"a vector of {width} bits cannot be traced; allowed are 1 to {MaxWidth} bits");
        return new TraceType(TraceKind.Bits, width, "wire", null, names);
    }
}
