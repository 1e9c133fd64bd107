using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace HwModel.Traces;

/// <summary>The bytes of a file as tokens between white space, with line and column, in bounded memory.</summary>
internal sealed class VcdSource : IDisposable
{
    private readonly Stream _stream;
    private readonly int _maxToken;
    private byte[] _buffer;
    private int _position;
    private int _end;
    private int _mark = -1;
    private bool _isAtEnd;
    private long _offset;
    private long _lineStart;

    public VcdSource(Stream stream, string name, VcdReaderOptions options)
    {
        Name = name;
        _buffer = new byte[Math.Max(16, options.BufferSize)];
        _maxToken = options.MaxTokenLength;
        _stream = stream;
        Refill();
        // Packed by gzip (RFC 1952, 2.3.1), whatever the name says.
        if (_end >= 2 && _buffer[0] == 0x1f && _buffer[1] == 0x8b)
        {
            _stream = new GZipStream(new JoinedStream(_buffer.AsSpan(0, _end).ToArray(), stream), CompressionMode.Decompress);
            _end = 0;
            _isAtEnd = false;
        }
    }

    public string Name { get; }

    /// <summary>The line of the present token, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The column of the present token, from 1.</summary>
    public long Column { get; private set; } = 1;

    /// <summary>Goes to the next token and gives its first byte; -1 at the end of the file.</summary>
    public int Next()
    {
        while (true)
        {
            while (_position < _end)
            {
                byte c = _buffer[_position];
                if (c > ' ')
                {
                    Column = _offset + _position - _lineStart + 1;
                    return c;
                }
                if (c == '\n')
                {
                    Line++;
                    _lineStart = _offset + _position + 1;
                }
                else if (c != ' ' && c is < 9 or > 13)
                {
                    Column = _offset + _position - _lineStart + 1;
                    ThrowBinary(c);
                }
                _position++;
            }
            if (Refill()) continue;
            Column = _offset + _position - _lineStart + 1;
            return -1;
        }
    }

    /// <summary>The whole token at the present place, up to white space; valid until the next call.</summary>
    public ReadOnlySpan<byte> Token()
    {
        int length = Measure();
        ReadOnlySpan<byte> token = _buffer.AsSpan(_position, length);
        _position += length;
        return token;
    }

    /// <summary>The token at the present place and the one after it, both valid until the next call; false when the file ends before the second.</summary>
    public bool Pair(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> second)
    {
        int firstLength = Measure();
        _mark = _position;
        _position += firstLength;
        bool hasSecond = Next() >= 0;
        int secondLength = hasSecond ? Measure() : 0;
        first = _buffer.AsSpan(_mark, firstLength);
        second = _buffer.AsSpan(_position, secondLength);
        _mark = -1;
        _position += secondLength;
        return hasSecond;
    }

    [DoesNotReturn]
    public void Throw(string problem, Exception? inner = null) => throw new VcdException(Name, Line, Column, problem, inner);

    /// <summary>A token as it can be shown in a message.</summary>
    public static string Show(ReadOnlySpan<byte> token)
    {
        var text = new StringBuilder();
        foreach (byte c in token[..Math.Min(token.Length, 40)])
            if (c is >= 32 and < 127) text.Append((char)c);
            else text.Append(CultureInfo.InvariantCulture, $"\\x{c:x2}");
        return token.Length > 40 ? $"'{text}...'" : $"'{text}'";
    }

    public void Dispose() => _stream.Dispose();

    private int Measure()
    {
        int scanned = 0;
        while (true)
        {
            int i = _position + scanned;
            int end = _end;
            byte[] buffer = _buffer;
            while (i < end && buffer[i] > ' ') i++;
            scanned = i - _position;
            if (i < _end) return scanned;
            if (scanned > _maxToken) Throw($"a word is longer than {_maxToken} bytes, the limit; this is no value change dump, or it is damaged");
            if (!Refill()) return scanned;
        }
    }

    // Reads on; keeps what lies between the mark (if set) or the position and the end. False at the end of the file.
    private bool Refill()
    {
        if (_isAtEnd) return false;
        int keep = _mark >= 0 ? _mark : _position;
        int length = _end - keep;
        if (length > 2 * _maxToken + 65_536) Throw($"a value change spans {length} bytes, more than the limit of {2 * _maxToken + 65_536}; the file is damaged");
        if (keep > 0)
        {
            _buffer.AsSpan(keep, length).CopyTo(_buffer);
            _offset += keep;
            _position -= keep;
            _mark -= _mark >= 0 ? keep : 0;
            _end = length;
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int read;
        try
        {
            read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException exception)
        {
            throw new VcdException(Name, Line, Column, $"the packed (gzip) data are damaged: {exception.Message}", exception);
        }
        _isAtEnd = read <= 0;
        _end += Math.Max(0, read);
        return read > 0;
    }

    private void ThrowBinary(byte c)
    {
        bool isStart = _offset + _position == 0;
        Throw(isStart && c == 0
            ? "the file starts with a zero byte and is no value change dump; if it is an FST file, unpack it first: fst2vcd -f FILE.fst -o FILE.vcd"
            : $"the byte 0x{c:x2} is not text; a value change dump is plain ASCII (or gzip)");
    }

    /// <summary>Bytes read already, then the rest of a stream.</summary>
    private sealed class JoinedStream(byte[] start, Stream rest) : Stream
    {
        private int _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_position == start.Length) return rest.Read(buffer, offset, count);
            int part = Math.Min(count, start.Length - _position);
            start.AsSpan(_position, part).CopyTo(buffer.AsSpan(offset));
            _position += part;
            return part;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
