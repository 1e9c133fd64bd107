using System.Globalization;
using System.Numerics;

namespace HwModel.SystemRdl.Exports.Common;

/// <summary>Numbers as text, independent of the culture.</summary>
internal static class Numbers
{
    public static string Decimal(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Decimal(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Upper-case digits without prefix, at least <paramref name="digits"/> of them.</summary>
    public static string HexDigits(BigInteger value, int digits = 1)
    {
        string text = value.ToString("X", CultureInfo.InvariantCulture).TrimStart('0');
        return text.PadLeft(Math.Max(digits, 1), '0');
    }

    /// <summary>With the prefix 0x.</summary>
    public static string Hex(BigInteger value, int digits = 1) => "0x" + HexDigits(value, digits);

    /// <summary>Hexadecimal digits that show a number of bits.</summary>
    public static int HexLength(int bits) => (bits + 3) / 4;

    /// <summary>Hexadecimal digits for addresses up to <paramref name="last"/>, at least 3.</summary>
    public static int AddressDigits(long last) => Math.Max(3, HexDigits(Math.Max(last, 0)).Length);
}
