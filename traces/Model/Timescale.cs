using System.Globalization;

namespace HwModel.Traces;

/// <summary>
/// The length of one time step of a file: 1, 10 or 100 of s, ms, us, ns, ps or fs (IEEE 1364-2005 18.2.3.5), held in femtoseconds.
/// </summary>
public readonly record struct Timescale
{
    private static readonly (string Unit, long Femtoseconds)[] Units =
    [
        ("s", 1_000_000_000_000_000), ("ms", 1_000_000_000_000), ("us", 1_000_000_000), ("ns", 1_000_000), ("ps", 1_000), ("fs", 1),
    ];

    private readonly long _femtoseconds;

    private Timescale(long femtoseconds) => _femtoseconds = femtoseconds;

    public static Timescale Femtosecond { get; } = new(1);
    public static Timescale Picosecond { get; } = new(1_000);
    public static Timescale Nanosecond { get; } = new(1_000_000);

    /// <summary>Femtoseconds of one step: 1 to 10^17.</summary>
    public long Femtoseconds => Math.Max(1, _femtoseconds);

    /// <summary>The name of the unit: s, ms, us, ns, ps or fs.</summary>
    public string Unit => Parts.Unit;

    /// <summary>How many units one step is: 1, 10 or 100.</summary>
    public int Multiple => Parts.Multiple;

    private (int Multiple, string Unit) Parts
    {
        get
        {
            foreach ((string unit, long femtoseconds) in Units)
                if (Femtoseconds >= femtoseconds) return ((int)(Femtoseconds / femtoseconds), unit);
            return (1, "fs");
        }
    }

    /// <summary>The coarsest of 1 s, 1 ms, 1 us, 1 ns, 1 ps, 1 fs that divides a grid on which all times lie.</summary>
    /// <param name="gridFemtoseconds">The greatest common divisor of all times, in femtoseconds; 0 (no time known) gives 1 fs.</param>
    public static Timescale Coarsest(long gridFemtoseconds)
    {
        foreach ((string _, long femtoseconds) in Units)
            if (gridFemtoseconds > 0 && gridFemtoseconds % femtoseconds == 0) return new Timescale(femtoseconds);
        return Femtosecond;
    }

    /// <summary>Reads "1ns", "10 ps" or "100 us"; anything else gives false.</summary>
    public static bool TryParse(string text, out Timescale timescale)
    {
        timescale = default;
        string trimmed = text.Trim();
        int digits = 0;
        while (digits < trimmed.Length && char.IsAsciiDigit(trimmed[digits])) digits++;
        long multiple = trimmed[..digits] switch { "1" => 1, "10" => 10, "100" => 100, _ => 0 };
        string name = trimmed[digits..].Trim();
        foreach ((string unit, long femtoseconds) in Units)
            if (multiple > 0 && unit == name)
            {
                timescale = new Timescale(multiple * femtoseconds);
                return true;
            }
        return false;
    }

    /// <summary>Reads a timescale.</summary>
    /// <exception cref="FormatException">The text is not 1, 10 or 100 followed by a unit.</exception>
    public static Timescale Parse(string text) =>
        TryParse(text, out Timescale timescale) ? timescale : throw new FormatException($"'{text}' is not a timescale; allowed is 1, 10 or 100 of s, ms, us, ns, ps or fs, e.g. 10ns");

    /// <summary>"1 ns" as in a file's header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Multiple} {Unit}");

    /// <summary>A time in steps as text in the largest unit that keeps it exact, e.g. "12.5 ns".</summary>
    public string Format(long steps)
    {
        Int128 femtoseconds = (Int128)steps * Femtoseconds;
        if (femtoseconds == 0) return "0 " + Unit;
        foreach ((string unit, long size) in Units)
        {
            if (Int128.Abs(femtoseconds) < size) continue;
            (Int128 whole, Int128 rest) = Int128.DivRem(Int128.Abs(femtoseconds), size);
            string sign = femtoseconds < 0 ? "-" : "";
            string fraction = rest == 0 ? "" : "." + ((Int128)size + rest).ToString(CultureInfo.InvariantCulture)[1..].TrimEnd('0');
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}{fraction} {unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{femtoseconds} fs");
    }
}
