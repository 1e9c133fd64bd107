using System.Globalization;
using System.Text;

namespace HwModel.Traces;

/// <summary>What a reader has found.</summary>
public enum VcdItem
{
    /// <summary>The end of the file.</summary>
    End,

    /// <summary>A new instant; <see cref="VcdReader.Time"/> is its time.</summary>
    Time,

    /// <summary>A value change of <see cref="VcdReader.Signal"/>.</summary>
    Change,
}

/// <summary>
/// Reads a value change dump of any producer as a stream, in memory that does not grow with the file; plain or packed by gzip. Whatever is wrong
/// is reported as <see cref="VcdException"/>, and nothing else is thrown for the file's content.
/// </summary>
public sealed class VcdReader : IDisposable
{
    private readonly VcdSource _source;
    private readonly VcdReaderOptions _options;
    private readonly VcdCodes _codes = new();
    private readonly List<string> _warnings = [];
    private readonly TraceVariable[] _signals;
    private readonly ulong[] _value;
    private readonly ulong[] _unknown;
    private string? _block;
    private long _blockLine;
    private bool _hasTime;
    private bool _isPending;
    private bool _isDone;
    private TraceType _type = TraceType.Bit;
    private string _text = "";

    /// <param name="stream">The file's bytes; the reader disposes it.</param>
    /// <param name="name">The file's name for messages.</param>
    /// <param name="options">Limits and tolerance.</param>
    /// <exception cref="VcdException">The header is damaged.</exception>
    public VcdReader(Stream stream, string name, VcdReaderOptions? options = null)
    {
        _options = options ?? new VcdReaderOptions();
        try
        {
            _source = new VcdSource(stream, name, _options);
            Hierarchy = new VcdDeclarations(_source, _options, _codes, _warnings).Read();
        }
        catch
        {
            stream.Dispose();
            throw;
        }
        _signals = [.. Hierarchy.Signals];
        int words = 1;
        foreach (TraceVariable signal in _signals) words = Math.Max(words, signal.Type.Words);
        _value = new ulong[words];
        _unknown = new ulong[words];
    }

    /// <summary>The declarations; <see cref="TraceHierarchy.Unit"/> is the file's timescale.</summary>
    public TraceHierarchy Hierarchy { get; }

    /// <summary>Oddities of the header that were put up with.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The present time in steps of the timescale.</summary>
    public long Time { get; private set; }

    /// <summary>The signal of the present change.</summary>
    public TraceHandle Signal { get; private set; }

    /// <summary>Bits of a vector, least significant word first; see <see cref="ITraceSink"/> for the coding.</summary>
    public ReadOnlySpan<ulong> Bits => _value.AsSpan(0, _type.Words);

    /// <summary>Unknown bits of a vector.</summary>
    public ReadOnlySpan<ulong> UnknownBits => _unknown.AsSpan(0, _type.Words);

    /// <summary>Value of a real.</summary>
    public double Real { get; private set; }

    /// <summary>Value of a text.</summary>
    public string Text => _text;

    /// <summary>The line of the present item, from 1.</summary>
    public long Line => _source.Line;

    /// <summary>True when the file was cut off and that was allowed.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="VcdException">The header is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static VcdReader Open(string path, VcdReaderOptions? options = null)
    {
        if (Directory.Exists(path)) throw new IOException($"{path} is a folder; a value change dump is expected");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist", path);
        try
        {
            return new VcdReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan), path, options);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"{path} cannot be read: permission denied", exception);
        }
    }

    /// <summary>Goes to the next item.</summary>
    /// <exception cref="VcdException">The file is damaged here.</exception>
    public VcdItem Read()
    {
        if (_isPending)
        {
            _isPending = false;
            return VcdItem.Change;
        }
        while (!_isDone)
        {
            int first = _source.Next();
            switch (first)
            {
                case -1:
                    if (_block is not null) Cut($"{_block} of line {_blockLine}");
                    _isDone = true;
                    break;
                case '#':
                    if (ReadTime()) return VcdItem.Time;
                    break;
                case '$':
                    Command();
                    break;
                default:
                    if (!ReadChange((byte)first)) break;
                    if (_hasTime) return VcdItem.Change;
                    // Values before any time belong to time 0.
                    _hasTime = true;
                    _isPending = true;
                    return VcdItem.Time;
            }
        }
        return VcdItem.End;
    }

    /// <summary>Hands the present change to a sink, under the handle that the signal has there.</summary>
    public void SendTo(ITraceSink sink, TraceHandle target)
    {
        switch (_type.Kind)
        {
            case TraceKind.Real: sink.Change(target, Real); break;
            case TraceKind.Text: sink.Change(target, _text); break;
            case TraceKind.Event: sink.Change(target, 1UL); break;
            default:
                if (_type.Words == 1 && _unknown[0] == 0) sink.Change(target, _value[0]);
                else sink.Change(target, Bits, UnknownBits);
                break;
        }
    }

    /// <summary>Hands the whole file to a sink, from its beginning to <see cref="ITraceSink.End"/>.</summary>
    public void SendAll(ITraceSink sink)
    {
        sink.Begin(Hierarchy);
        while (true)
        {
            switch (Read())
            {
                case VcdItem.Time: sink.Time(Time); break;
                case VcdItem.Change: SendTo(sink, Signal); break;
                default:
                    sink.End(Time);
                    return;
            }
        }
    }

    /// <summary>Puts the present change into a state of the same hierarchy; true when the value is another than before, or for an event.</summary>
    public bool Store(TraceState state) => _type.Kind switch
    {
        TraceKind.Real => state.Set(Signal, Real),
        TraceKind.Text => state.Set(Signal, _text),
        TraceKind.Event => true,
        _ => state.Set(Signal, Bits, UnknownBits),
    };

    public void Dispose() => _source.Dispose();

    // True when the time is another than before.
    private bool ReadTime()
    {
        ReadOnlySpan<byte> token = _source.Token()[1..];
        if (!long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long time))
            _source.Throw($"{VcdSource.Show(token)} is no time; allowed is a whole number from 0 to {long.MaxValue}");
        if (_hasTime && time < Time) _source.Throw($"time goes back from {Time} to {time}; times must not fall");
        bool isNew = !_hasTime || time > Time;
        _hasTime = true;
        Time = time;
        return isNew;
    }

    // False when the file ends within the change, and that is allowed.
    private bool ReadChange(byte first)
    {
        switch (first)
        {
            case (byte)'b' or (byte)'B' or (byte)'r' or (byte)'R' or (byte)'s' or (byte)'S':
                if (!_source.Pair(out ReadOnlySpan<byte> value, out ReadOnlySpan<byte> code)) return Cut("a value change");
                Find(code);
                Store(first, value[1..]);
                return true;
            case (byte)'p' or (byte)'P':
                _source.Throw("a port value of an extended dump ($dumpports) cannot be read; have the producer write a four-state dump ($dumpvars)");
                return false;
        }
        if (VcdDigits.Code(first) > 3) _source.Throw($"{VcdSource.Show(_source.Token())} is no value change; allowed are #TIME, a digit 0 1 x z with a code, bDIGITS CODE, rNUMBER CODE, sTEXT CODE and $ commands");
        ReadOnlySpan<byte> token = _source.Token();
        if (token.Length == 1)
        {
            // A blank between digit and code, which the standard forbids and some producers write.
            if (_source.Next() < 0) return Cut("a value change");
            Find(_source.Token());
        }
        else
        {
            Find(token[1..]);
        }
        if (_type.Kind != TraceKind.Event) StoreBits([first]);
        return true;
    }

    private void Find(ReadOnlySpan<byte> code)
    {
        int signal = _codes.Find(code);
        if (signal < 0) _source.Throw($"the code {VcdSource.Show(code)} is not declared in the header");
        Signal = new TraceHandle(signal);
        _type = _signals[signal].Type;
    }

    private void Store(byte letter, ReadOnlySpan<byte> value)
    {
        switch (letter | 0x20)
        {
            case 'b':
                if (_type.Kind != TraceKind.Event) StoreBits(value);
                break;
            case 'r':
                if (_type.Kind != TraceKind.Real) Mismatch("a real");
                if (!VcdText.TryReal(value, out double real)) _source.Throw($"{VcdSource.Show(value)} is no real number");
                Real = real;
                break;
            default:
                if (_type.Kind != TraceKind.Text) Mismatch("a text");
                _text = VcdText.Unescape(value);
                break;
        }
    }

    private void StoreBits(ReadOnlySpan<byte> digits)
    {
        if (!_type.IsBits) Mismatch("bits");
        if (digits.IsEmpty) _source.Throw("a vector has no digits; allowed are one or more of 0 1 x z");
        int bad = VcdDigits.Read(digits, _type.Width, _value.AsSpan(0, _type.Words), _unknown.AsSpan(0, _type.Words));
        if (bad < 0) return;
        if (bad >= digits.Length) _source.Throw($"{digits.Length} digits are given for {_signals[Signal.Index].Path}, which has {_type.Width} bits");
        _source.Throw($"{VcdSource.Show(digits.Slice(bad, 1))} is no digit of a vector; allowed are 0 1 x z");
    }

    private void Mismatch(string given) =>
        _source.Throw($"{_signals[Signal.Index].Path} is declared as {_type.Keyword} and is given {given}");

    private void Command()
    {
        string command = Encoding.UTF8.GetString(_source.Token());
        switch (command)
        {
            case "$end":
                _block = null;
                return;
            case "$dumpvars" or "$dumpall" or "$dumpon" or "$dumpoff":
                _block = command;
                _blockLine = _source.Line;
                return;
            case "$var" or "$scope" or "$upscope" or "$timescale" or "$enddefinitions":
                _source.Throw($"{command} stands after $enddefinitions; declarations must come before");
                return;
        }
        long line = _source.Line;
        while (true)
        {
            if (_source.Next() < 0)
            {
                Cut($"{command} of line {line}");
                return;
            }
            if (_source.Token().SequenceEqual("$end"u8)) return;
        }
    }

    private bool Cut(string where)
    {
        if (!_options.AllowTruncated) _source.Throw($"the file ends inside {where}; it was cut off");
        IsTruncated = true;
        _isDone = true;
        return false;
    }
}
