namespace HwModel.SystemRdl.Diagnostics;

/// <summary>A stretch of one source file. Lines and columns count from 1, <see cref="Offset"/> from 0 in characters of the original file.</summary>
/// <param name="File">The file's name as it was given or included; "" where there is none.</param>
/// <param name="Offset">Characters before the stretch.</param>
/// <param name="Line">Line of its first character.</param>
/// <param name="Column">Column of its first character; a tab counts as one.</param>
/// <param name="Length">Characters, at least 1, on the first line.</param>
public readonly record struct SourceSpan(string File, int Offset, int Line, int Column, int Length)
{
    /// <summary>For things that no source text declares.</summary>
    public static SourceSpan None { get; } = new("", 0, 0, 0, 0);

    /// <summary>True where no source text is meant.</summary>
    public bool IsNone => Line == 0;

    public override string ToString() => IsNone ? "(built in)" : $"{File}({Line},{Column})";
}
