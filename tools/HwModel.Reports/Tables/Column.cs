namespace HwModel.Reports.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Unit">The unit of all its numbers, shown in the heading.</param>
/// <param name="IsNumeric">Whether the cells stand at the right edge.</param>
public sealed record Column(string Name, string Unit, bool IsNumeric)
{
    /// <summary>Digits behind the point; null shows four significant digits.</summary>
    public int? Decimals { get; init; }

    /// <summary>A column of words.</summary>
    public static Column Words(string name) => new(name, "", false);

    /// <summary>A column of numbers, at the right edge.</summary>
    public static Column Number(string name, string unit = "", int? decimals = null) => new(name, unit, true) { Decimals = decimals };
}
