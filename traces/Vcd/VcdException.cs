namespace HwModel.Traces;

/// <summary>A file is not a value change dump, or is damaged. The message is a sentence with file, line and column.</summary>
public sealed class VcdException : IOException
{
    internal VcdException(string file, long line, long column, string problem, Exception? inner = null)
        : base(FormattableString.Invariant($"{file}, line {line}, column {column}: {problem}"), inner)
    {
        File = file;
        Line = line;
        Column = column;
        Problem = problem;
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public long Line { get; }

    /// <summary>The byte in the line, from 1.</summary>
    public long Column { get; }

    /// <summary>What was wrong and what is allowed.</summary>
    public string Problem { get; }
}
