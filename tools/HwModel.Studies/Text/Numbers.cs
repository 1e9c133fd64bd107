using System.Globalization;

namespace HwModel.Studies.Text;

/// <summary>Numbers as they stand in study files and results: the same on every machine.</summary>
public static class Numbers
{
    /// <summary>A computed level without the noise of binary fractions: at most twelve significant digits.</summary>
    public static string Level(double value) => Exact(double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>The shortest text that reads back as the same number; empty for what is not a number.</summary>
    public static string Exact(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The number, or null where the text is none.</summary>
    public static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
}
