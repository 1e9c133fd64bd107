namespace HwModel.Kernel;

/// <summary>Where a number or a choice comes from.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public abstract class OriginAttribute(string text) : Attribute
{
    /// <summary>The citation, the derivation or the reason.</summary>
    public string Text { get; } = text;

    /// <summary>One word: published, derived or chosen.</summary>
    public abstract string Kind { get; }
}

/// <summary>The number was published.</summary>
/// <param name="citation">Paper, data sheet or standard.</param>
public sealed class PublishedAttribute(string citation) : OriginAttribute(citation)
{
    public override string Kind => "published";
}

/// <summary>The number follows from published ones.</summary>
/// <param name="from">From what, and how.</param>
public sealed class DerivedAttribute(string from) : OriginAttribute(from)
{
    public override string Kind => "derived";
}

/// <summary>The number was chosen by this model.</summary>
/// <param name="reason">Why this value.</param>
public sealed class ModelChoiceAttribute(string reason) : OriginAttribute(reason)
{
    public override string Kind => "chosen";
}
