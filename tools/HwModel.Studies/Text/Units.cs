using System.Globalization;

namespace HwModel.Studies.Text;

/// <summary>Reads values that may carry a unit and expresses them in the unit of the parameter that they are for.</summary>
public static class Units
{
    private static readonly (string Dimension, string Symbol, int Exponent)[] Table = [.. Prefixed("time", "s", "fs", "ps", "ns", "us", "ms", "s"),
        .. Prefixed("frequency", "Hz", "Hz", "kHz", "MHz", "GHz"), .. Prefixed("bit rate", "bit/s", "bit/s", "kbit/s", "Mbit/s", "Gbit/s"),
        .. Prefixed("voltage", "V", "uV", "mV", "V"), .. Prefixed("current", "A", "pA", "nA", "uA", "mA", "A"),
        .. Prefixed("energy", "J", "fJ", "pJ", "nJ", "uJ", "mJ", "J"), .. Prefixed("power", "W", "nW", "uW", "mW", "W"),
        .. Prefixed("size", "B", "B", "kB", "MB", "GB"), ("share", "", 0), ("share", "%", -2)];

    /// <summary>The value as the parameter takes it.</summary>
    /// <param name="text">As written: <c>2.5 ns</c>, <c>0.2 flit/node/cycle</c>, <c>8</c>. A bare number is in the parameter's unit.</param>
    /// <param name="unit">The parameter's unit; empty: none.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with the parameter's name; null: nothing.</param>
    public static string ToUnit(string text, string unit, out string? problem)
    {
        problem = null;
        text = text.Trim();
        int end = NumberEnd(text);
        string written = text[end..].Trim();
        if (end == 0 || written.Length == 0 || Normal(written) == Normal(unit)) return end == 0 ? text : text[..end];
        (string Dimension, string Symbol, int Exponent)? from = Find(written), to = Find(unit);
        if (from is { } f && to is { } t && f.Dimension == t.Dimension && decimal.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
            return Shift(number, f.Exponent - t.Exponent).ToString("0.############################", CultureInfo.InvariantCulture);
        string[] others = to is null || unit.Length == 0 ? [] : [.. Table.Where(entry => entry.Dimension == to.Value.Dimension && entry.Symbol != unit).Select(entry => entry.Symbol)];
        problem = (unit.Length == 0 ? "has no unit" : $"is in {unit}") + (others.Length == 0 ? "" : $" (or {string.Join(", ", others)})") + $", not in '{written}'";
        return text;
    }

    // Where the number at the beginning ends; 0 if there is none.
    private static int NumberEnd(string text)
    {
        int best = 0;
        for (int length = 1; length <= Math.Min(text.Length, 40); length++)
        {
            char last = text[length - 1];
            if (!(char.IsAsciiDigit(last) || last is '.' or '-' or '+' or 'e' or 'E')) break;
            if (char.IsAsciiDigit(last) && double.TryParse(text.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture, out _)) best = length;
        }
        // "8x8" or "net1.nir" is a name, not a number with a unit.
        return best > 0 && best < text.Length && text[best] is 'x' or '.' or '_' ? 0 : best;
    }

    private static (string Dimension, string Symbol, int Exponent)? Find(string symbol)
    {
        string sought = symbol.Replace("µ", "u", StringComparison.Ordinal);
        foreach ((string Dimension, string Symbol, int Exponent) entry in Table)
            if (entry.Symbol == sought)
                return entry;
        return null;
    }

    private static string Normal(string unit)
    {
        string[] words = unit.Replace(" per ", "/", StringComparison.Ordinal).Replace(" and ", "/", StringComparison.Ordinal).Split('/', StringSplitOptions.TrimEntries);
        return string.Join('/', words.Select(word => word.Length > 2 && word.EndsWith('s') ? word[..^1] : word));
    }

    private static decimal Shift(decimal number, int exponent)
    {
        for (; exponent > 0; exponent--) number *= 10;
        for (; exponent < 0; exponent++) number /= 10;
        return number;
    }

    private static IEnumerable<(string, string, int)> Prefixed(string dimension, string unit, params string[] symbols) =>
        symbols.Select(symbol => (dimension, symbol, symbol[..^unit.Length] switch { "f" => -15, "p" => -12, "n" => -9, "u" => -6, "m" => -3, "k" => 3, "M" => 6, "G" => 9, _ => 0 }));
}
