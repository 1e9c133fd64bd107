using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>A figure that the page's script draws from a description; the same numbers stand below it as a folded table.</summary>
/// <param name="title">The figure's heading.</param>
public abstract class Chart(string title)
{
    internal string Title { get; } = title;

    internal string CaptionText { get; private set; } = "";

    internal int HeightInPixels { get; private set; } = 340;

    internal bool IsHalfWidth { get; private set; }

    /// <summary>What the page's script draws; serialised to JSON with camel-case names, numbers that are not finite as null.</summary>
    internal abstract object Spec { get; }

    /// <summary>The figure's numbers.</summary>
    internal abstract Table Data { get; }

    /// <summary>What to see in the figure, in a sentence or two.</summary>
    public Chart Caption(string text)
    {
        CaptionText = text;
        return this;
    }

    /// <summary>The drawing's height in CSS pixels, 120 to 2000; 340 unless told. Meshes find their own.</summary>
    public Chart Height(int pixels)
    {
        if (pixels is < 120 or > 2000) throw new ArgumentOutOfRangeException(nameof(pixels), pixels, "A chart is 120 to 2000 pixels high.");
        HeightInPixels = pixels;
        return this;
    }

    /// <summary>Takes half the page's width; two such figures in a row stand side by side.</summary>
    public Chart Half()
    {
        IsHalfWidth = true;
        return this;
    }

    private protected static void CheckEqualLengths(string series, int count, int other)
    {
        if (count != other)
            throw new ArgumentException($"The series \"{series}\" has {count} and {other} values along its axes; both must be equally many.");
    }

    private protected static void CheckNewName(string name, IEnumerable<string> taken)
    {
        if (taken.Contains(name))
            throw new ArgumentException($"The chart has two series named \"{name}\"; every series needs a name of its own.");
    }
}

/// <summary>A dashed line across a chart at one value of an axis.</summary>
internal sealed record ReferenceLine(string Axis, double At, string Label);
