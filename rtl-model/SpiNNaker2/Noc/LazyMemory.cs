using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>A large memory of which only the pages that were written take room; the others are zero.</summary>
internal sealed class LazyMemory(long bytes) : IStatePart
{
    private const int PageShift = 12;
    private const int PageBytes = 1 << PageShift;

    private readonly Dictionary<uint, byte[]> _pages = [];
    private ulong _digest;

    public string Schema => $"memory({bytes})";

    /// <summary>A row of 16 bytes.</summary>
    public (ulong Low, ulong High) Row(uint row)
    {
        Span<byte> data = stackalloc byte[16];
        Read(row * 16, data);
        return (BitConverter.ToUInt64(data), BitConverter.ToUInt64(data[8..]));
    }

    public void Read(uint address, Span<byte> data)
    {
        for (int done = 0; done < data.Length;)
        {
            (uint page, int at, int length) = Part(address, done, data.Length);
            if (_pages.TryGetValue(page, out byte[]? cells)) cells.AsSpan(at, length).CopyTo(data[done..]);
            else data.Slice(done, length).Clear();
            done += length;
        }
    }

    public void Write(uint address, ReadOnlySpan<byte> data)
    {
        for (int done = 0; done < data.Length;)
        {
            (uint page, int at, int length) = Part(address, done, data.Length);
            if (!_pages.TryGetValue(page, out byte[]? cells)) _pages.Add(page, cells = new byte[PageBytes]);
            data.Slice(done, length).CopyTo(cells.AsSpan(at));
            done += length;
        }
        // What was written where, in order: enough to tell two runs apart.
        var hash = new StateHash(_digest);
        hash.Add(address);
        foreach (byte value in data) hash.Add(value);
        _digest = hash.Value;
    }

    public void Reset(PowerOn powerOn)
    {
        if (!powerOn.IsFirst) return;
        _pages.Clear();
        _digest = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_digest);
        writer.Write(_pages.Count);
        foreach ((uint page, byte[] cells) in _pages.OrderBy(entry => entry.Key))
        {
            writer.Write(page);
            writer.WriteArray(cells);
        }
    }

    public void Load(StateReader reader)
    {
        _pages.Clear();
        _digest = reader.ReadUInt64();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            uint page = reader.ReadUInt32();
            var cells = new byte[PageBytes];
            reader.ReadArray(cells);
            _pages.Add(page, cells);
        }
    }

    public void Hash(ref StateHash hash) => hash.Add(_digest);

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }

    private (uint Page, int At, int Length) Part(uint address, int done, int total)
    {
        uint at = (uint)((address + (ulong)done) % (ulong)bytes);
        int inPage = (int)(at & (PageBytes - 1));
        return (at >> PageShift, inPage, Math.Min(total - done, PageBytes - inPage));
    }
}
