using System.CommandLine;
using System.Globalization;
using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary>What the trace verbs have in common on their command lines.</summary>
internal static class TraceArguments
{
    private static readonly (string Unit, decimal Femtoseconds)[] Units =
        [("fs", 1m), ("ps", 1e3m), ("ns", 1e6m), ("us", 1e9m), ("ms", 1e12m), ("s", 1e15m)];

    public static Argument<string> File(string name = "FILE", string description = "The trace: .vcd, or packed .vcd.gz.") => new(name) { Description = description };

    public static Option<string[]> Select() => new("--select", "-s")
    {
        Description = "Signals or scopes to take: paths with ?, * (within a name) and ** (across names), e.g. mesh.**.count; !PATTERN leaves out. May be given several times, or with commas.",
        AllowMultipleArgumentsPerToken = false,
        HelpName = "GLOB",
    };

    public static Option<int?> Depth() => new("--depth") { Description = "Levels of scopes below a selected scope; 1 is its own signals.", HelpName = "N" };

    public static Option<bool> Partial() => new("--partial") { Description = "Takes a file that was cut off as ending there." };

    public static Option<bool> Json() => new("--json") { Description = "Prints JSON." };

    public static TraceSelection Selection(string[]? patterns, int? depth)
    {
        if (depth is < 1) throw new UserErrorException($"--depth {depth} selects nothing; allowed are 1 and more");
        return TraceSelection.Parse((patterns ?? []).SelectMany(pattern => pattern.Split(',')), depth);
    }

    public static VcdReader Open(string path, bool partial) => VcdReader.Open(path, new VcdReaderOptions { AllowTruncated = partial });

    /// <summary>A duration such as 1.5ns in femtoseconds.</summary>
    public static decimal Femtoseconds(string text, string option)
    {
        string trimmed = text.Trim();
        int letters = trimmed.Length;
        while (letters > 0 && char.IsAsciiLetter(trimmed[letters - 1])) letters--;
        string name = trimmed[letters..];
        foreach ((string unit, decimal size) in Units)
            if (unit == name && decimal.TryParse(trimmed[..letters], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && number < 1e12m)
                return number * size;
        throw new UserErrorException($"{option} '{text}' is no time; allowed is a number with a unit s, ms, us, ns, ps or fs, e.g. 1.5ns");
    }

    /// <summary>A time in steps of a trace: a number with a unit, or a bare whole number of steps.</summary>
    public static long? Steps(string? text, string option, Timescale unit)
    {
        if (text is null) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long steps)) return steps;
        decimal exact = Femtoseconds(text, option) / unit.Femtoseconds;
        return exact > long.MaxValue ? throw new UserErrorException($"{option} '{text}' is beyond what a trace of {unit} steps can hold") : (long)decimal.Floor(exact);
    }
}
