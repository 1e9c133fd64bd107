using System.Globalization;
using System.Text;

namespace HwModel.Traces;

/// <summary>Texts and reals of value changes.</summary>
internal static class VcdText
{
    /// <summary>Undoes the escapes \n \t \r \\ \" \ooo and \xhh; a backslash before anything else stays.</summary>
    public static string Unescape(ReadOnlySpan<byte> token)
    {
        if (!token.Contains((byte)'\\')) return Encoding.UTF8.GetString(token);
        var bytes = new byte[token.Length];
        int count = 0;
        for (int i = 0; i < token.Length; i++)
        {
            byte c = token[i];
            if (c != '\\' || i + 1 == token.Length)
            {
                bytes[count++] = c;
                continue;
            }
            byte next = token[++i];
            int simple = next switch { (byte)'n' => '\n', (byte)'t' => '\t', (byte)'r' => '\r', (byte)'\\' => '\\', (byte)'"' => '"', _ => -1 };
            if (simple >= 0)
            {
                bytes[count++] = (byte)simple;
            }
            else if (i + 2 < token.Length && IsOctal(next) && IsOctal(token[i + 1]) && IsOctal(token[i + 2]))
            {
                bytes[count++] = (byte)((next - '0') << 6 | (token[i + 1] - '0') << 3 | (token[i + 2] - '0'));
                i += 2;
            }
            else if (next == 'x' && i + 2 < token.Length && char.IsAsciiHexDigit((char)token[i + 1]) && char.IsAsciiHexDigit((char)token[i + 2]))
            {
                bytes[count++] = (byte)(Convert.ToInt32(((char)token[i + 1]).ToString(), 16) << 4 | Convert.ToInt32(((char)token[i + 2]).ToString(), 16));
                i += 2;
            }
            else
            {
                bytes[count++] = c;
                bytes[count++] = next;
            }
        }
        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    /// <summary>Reads a real in C notation, with nan, inf and infinity in any case and with sign.</summary>
    public static bool TryReal(ReadOnlySpan<byte> token, out double value)
    {
        if (double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return true;
        bool isNegative = token.Length > 0 && token[0] == '-';
        ReadOnlySpan<byte> word = token.Length > 0 && token[0] is (byte)'-' or (byte)'+' ? token[1..] : token;
        if (Is(word, "nan"u8)) value = double.NaN;
        else if (Is(word, "inf"u8) || Is(word, "infinity"u8)) value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        else return false;
        return true;
    }

    private static bool Is(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(token, word);

    private static bool IsOctal(byte c) => c is >= (byte)'0' and <= (byte)'7';
}
