using System.IO.Compression;

namespace HwModel.Traces;

/// <summary>
/// Packs into blocks that are each a complete gzip member (RFC 1952, 2.2: members simply follow one another), one block being packed in the
/// background while the next is filled. After a crash everything up to the last whole block can be unpacked.
/// </summary>
internal sealed class BlockGzipStream : Stream
{
    private readonly Stream _output;
    private readonly CompressionLevel _level;
    private byte[] _filling;
    private byte[] _packing;
    private int _count;
    private bool _disposed;
    private bool _any;
    private Task _work = Task.CompletedTask;

    /// <param name="output">Takes the packed bytes; stays open.</param>
    /// <param name="blockSize">Bytes of one block before packing.</param>
    /// <param name="level">How hard to pack.</param>
    public BlockGzipStream(Stream output, int blockSize = 1 << 20, CompressionLevel level = CompressionLevel.Fastest)
    {
        _output = output;
        _level = level;
        _filling = new byte[blockSize];
        _packing = new byte[blockSize];
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int part = Math.Min(buffer.Length, _filling.Length - _count);
            buffer[..part].CopyTo(_filling.AsSpan(_count));
            _count += part;
            buffer = buffer[part..];
            if (_count == _filling.Length) StartBlock();
        }
    }

    /// <summary>Packs and writes all that was given so far.</summary>
    public override void Flush()
    {
        if (_count > 0) StartBlock();
        Wait();
        _output.Flush();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            // An empty file is one empty member, which unpacks to nothing.
            if (_count > 0 || !_any) StartBlock();
            Wait();
        }
        base.Dispose(disposing);
    }

    private void StartBlock()
    {
        Wait();
        (_filling, _packing) = (_packing, _filling);
        int count = _count;
        _count = 0;
        _any = true;
        _work = Task.Run(() => Pack(count));
    }

    private void Pack(int count)
    {
        using var gzip = new GZipStream(_output, _level, leaveOpen: true);
        gzip.Write(_packing, 0, count);
    }

    // A failure of the background (a full disk) comes out here, once.
    private void Wait()
    {
        Task work = _work;
        _work = Task.CompletedTask;
        work.GetAwaiter().GetResult();
    }
}
