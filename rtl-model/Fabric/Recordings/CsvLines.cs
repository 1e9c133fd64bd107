using System.IO.Compression;
using System.Text;

namespace HwModel.Fabric.Recordings;

/// <summary>
/// The lines of a comma-separated file without empty lines and comments (#), split and trimmed. Whatever the file holds, only
/// <see cref="RecordingException"/> is thrown; a line without end is given up after <see cref="MaximumLineLength"/> characters.
/// </summary>
internal sealed class CsvLines(TextReader text, string file)
{
    public const int MaximumLineLength = 4096;

    private readonly StringBuilder _line = new();

    /// <summary>The file's name for messages.</summary>
    public string File => file;

    /// <summary>The number of the line last read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Opens a file, plain or compressed by gzip, and reads it with the function.</summary>
    public static T Read<T>(string path, Func<CsvLines, T> read)
    {
        try
        {
            using FileStream bytes = System.IO.File.OpenRead(path);
            bool compressed = bytes.ReadByte() == 0x1f && bytes.ReadByte() == 0x8b;
            bytes.Position = 0;
            using Stream plain = compressed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
            return Read(plain, path, read);
        }
        catch (Exception exception) when (exception is (IOException and not RecordingException)
            or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException(path, 0, $"the file can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a stream of UTF-8 text with the function.</summary>
    public static T Read<T>(Stream bytes, string file, Func<CsvLines, T> read)
    {
        using var text = new StreamReader(bytes, Encoding.UTF8);
        var lines = new CsvLines(text, file);
        try
        {
            return read(lines);
        }
        catch (InvalidDataException exception)
        {
            throw new RecordingException(file, lines.Number + 1, "the compressed file is damaged here; it must be whole, made by gzip.", exception);
        }
    }

    /// <summary>The next line's fields; null at the end.</summary>
    public string[]? Next()
    {
        while (NextLine())
        {
            string line = _line.ToString().Trim();
            if (line.Length > 0 && line[0] != '#') return line.Split(',', StringSplitOptions.TrimEntries);
        }
        return null;
    }

    /// <summary>An error at the line last read.</summary>
    public RecordingException Error(string whatIsWrong) => new(file, Number, whatIsWrong);

    /// <summary>A field as it may stand in a message.</summary>
    public static string Quote(string field)
    {
        string shown = field.Length > 40 ? field[..40] + "..." : field;
        return $"\"{string.Concat(shown.Select(c => char.IsControl(c) ? '\ufffd' : c))}\"";
    }

    private bool NextLine()
    {
        _line.Clear();
        int first = text.Read();
        if (first < 0) return false;
        Number++;
        for (int c = first; c >= 0 && c != '\n'; c = text.Read())
        {
            if (_line.Length == MaximumLineLength)
                throw Error($"the line is longer than {MaximumLineLength} characters, the most allowed; is this a text file?");
            _line.Append((char)c);
        }
        return true;
    }
}
