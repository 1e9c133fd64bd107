namespace HwModel.Fabric.Recordings;

/// <summary>
/// A recording or fan-out table that can't be used. The message says in one sentence what is wrong, where, and what is allowed.
/// </summary>
public sealed class RecordingException : IOException
{
    internal RecordingException(string file, long line, string whatIsWrong, Exception? inner = null)
        : base(line > 0 ? $"{file}, line {line}: {whatIsWrong}" : $"{file}: {whatIsWrong}", inner)
    {
        File = file;
        Line = line;
    }

    /// <summary>The file's name as given.</summary>
    public string File { get; }

    /// <summary>The line, counted from 1; 0 where the whole file is meant.</summary>
    public long Line { get; }
}
