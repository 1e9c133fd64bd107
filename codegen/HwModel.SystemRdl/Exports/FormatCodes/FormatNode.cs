namespace HwModel.SystemRdl.Exports.FormatCodes;

/// <summary>The kinds of RDL format codes (SystemRDL 2.0, clause 16).</summary>
internal enum FormatKind
{
    /// <summary>The text itself, or the whole tree.</summary>
    Root,

    /// <summary>Plain characters.</summary>
    Text,
    Bold,
    Italic,
    Underline,
    Code,
    Quote,

    /// <summary>With the colour in <see cref="FormatNode.Argument"/>.</summary>
    Color,

    /// <summary>With the size in <see cref="FormatNode.Argument"/>.</summary>
    Size,

    /// <summary>With the address in <see cref="FormatNode.Argument"/>, or in the text.</summary>
    Url,
    Email,
    Image,

    /// <summary>With <c>1</c>, <c>a</c>, <c>A</c>, <c>i</c> or <c>I</c> in <see cref="FormatNode.Argument"/> for a numbered list.</summary>
    List,
    ListItem,

    /// <summary>A paragraph starts.</summary>
    Paragraph,
    LineBreak,
}

/// <summary>A piece of a formatted text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The characters of <see cref="FormatKind.Text"/>, else empty.</param>
/// <param name="Argument">What follows the equals sign in the tag, or null.</param>
/// <param name="Children">What the tag encloses.</param>
internal sealed record FormatNode(FormatKind Kind, string Text, string? Argument, List<FormatNode> Children)
{
    /// <summary>The characters below, without any format.</summary>
    public string PlainText => Kind == FormatKind.Text ? Text : string.Concat(Children.Select(c => c.PlainText));
}
