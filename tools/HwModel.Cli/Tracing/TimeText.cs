using System.Globalization;
using HwModel.Cli.Common;

namespace HwModel.Cli.Tracing;

/// <summary>Times on the command line: a number with a unit.</summary>
internal static class TimeText
{
    private static readonly (string Unit, double Femtoseconds)[] Units =
        [("fs", 1), ("ps", 1e3), ("ns", 1e6), ("us", 1e9), ("ms", 1e12), ("s", 1e15)];

    /// <summary>Reads <c>12.5us</c>.</summary>
    /// <exception cref="UserErrorException">This is not a time.</exception>
    public static long Read(string option, string text)
    {
        foreach ((string unit, double femtoseconds) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            if (double.TryParse(text[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && number * femtoseconds < 9e18)
                return (long)Math.Round(number * femtoseconds);
        }
        throw new UserErrorException($"{option} {text}: write a time with its unit, such as 250ns or 12.5us (fs, ps, ns, us, ms, s), up to 9000s");
    }
}
