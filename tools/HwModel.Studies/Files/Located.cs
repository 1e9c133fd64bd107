namespace HwModel.Studies.Files;

/// <summary>A place in a file, for messages.</summary>
/// <param name="File">The file's name as the user gave it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct Place(string File, long Line, long Column)
{
    /// <summary>An error at this place.</summary>
    public StudyException Error(string sentence) => new($"{this}: {sentence}");

    public override string ToString() => $"{File}({Line},{Column})";
}

/// <summary>A text with its place.</summary>
internal sealed record Located(string Text, Place Place);
