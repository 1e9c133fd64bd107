using System.Globalization;
using System.Text;

namespace HwModel.Traces;

/// <summary>Values as people read them.</summary>
public static class TraceValueText
{
    /// <summary>
    /// A value for a message: 0x2a (with the name of an enumeration's value), one bit as its digit, vectors with unknown bits as b01xz, signed
    /// integers in decimal, texts in quotes.
    /// </summary>
    public static string Show(TraceState state, TraceHandle signal)
    {
        TraceType type = state.TypeOf(signal);
        switch (type.Kind)
        {
            case TraceKind.Real: return state.Real(signal).ToString(CultureInfo.InvariantCulture);
            case TraceKind.Text: return $"\"{state.Text(signal)}\"";
            case TraceKind.Event: return "event";
        }
        if (HasUnknown(state, signal)) return type.Width == 1 ? Digits(state, signal) : "b" + Digits(state, signal);
        ReadOnlySpan<ulong> bits = state.Bits(signal);
        if (type.Width == 1) return bits[0] == 0 ? "0" : "1";
        if (type is { Kind: TraceKind.Integer, Width: <= 64 }) return Signed(bits[0], type.Width).ToString(CultureInfo.InvariantCulture);
        string hex = "0x" + Hex(bits, type.Width);
        return type.Width <= 64 && type.Enum?.NameOf(bits[0]) is { } name ? $"{hex} ({name})" : hex;
    }

    /// <summary>A value for a table: decimal for known vectors of up to 64 bits, 0x with hexadecimal digits for wider ones, binary digits where bits are unknown, a text as it is.</summary>
    public static string Plain(TraceState state, TraceHandle signal)
    {
        TraceType type = state.TypeOf(signal);
        switch (type.Kind)
        {
            case TraceKind.Real: return state.Real(signal).ToString(CultureInfo.InvariantCulture);
            case TraceKind.Text: return state.Text(signal);
            case TraceKind.Event: return "1";
        }
        if (HasUnknown(state, signal)) return type.Width == 1 ? Digits(state, signal) : "b" + Digits(state, signal);
        ulong low = state.Bits(signal)[0];
        if (type.Width > 64) return "0x" + Hex(state.Bits(signal), type.Width);
        return type.Kind == TraceKind.Integer ? Signed(low, type.Width).ToString(CultureInfo.InvariantCulture) : low.ToString(CultureInfo.InvariantCulture);
    }

    private static bool HasUnknown(TraceState state, TraceHandle signal) => state.UnknownBits(signal).IndexOfAnyExcept(0UL) >= 0;

    private static long Signed(ulong bits, int width) => (long)(bits << (64 - width)) >> (64 - width);

    private static string Digits(TraceState state, TraceHandle signal)
    {
        int width = state.TypeOf(signal).Width;
        var text = new StringBuilder(width);
        for (int bit = width - 1; bit >= 0; bit--)
        {
            bool value = (state.Bits(signal)[bit / 64] >> (bit % 64) & 1) != 0;
            bool unknown = (state.UnknownBits(signal)[bit / 64] >> (bit % 64) & 1) != 0;
            text.Append(unknown ? value ? 'x' : 'z' : value ? '1' : '0');
        }
        return text.ToString();
    }

    private static string Hex(ReadOnlySpan<ulong> bits, int width)
    {
        var text = new StringBuilder();
        for (int i = bits.Length - 1; i >= 0; i--) text.Append(bits[i].ToString("x16", CultureInfo.InvariantCulture));
        return text.ToString()[(text.Length - (width + 3) / 4)..];
    }
}
