using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Chip.Endpoints;

/// <summary>UDP payloads one after the other, each with the time when it has arrived.</summary>
internal sealed class FrameQueue : IStatePart
{
    private readonly Queue<(long Due, byte[] Payload)> _frames = new();

    public string Schema => "frames 1";

    public int Count => _frames.Count;

    /// <summary>When the first one has arrived; <see cref="long.MaxValue"/> where there is none.</summary>
    public long Due => _frames.TryPeek(out (long Due, byte[] Payload) first) ? first.Due : long.MaxValue;

    /// <summary>The first payload.</summary>
    public byte[] First => _frames.Peek().Payload;

    public void Add(long due, byte[] payload) => _frames.Enqueue((due, payload));

    public byte[] Take() => _frames.Dequeue().Payload;

    public void Reset(PowerOn powerOn) => _frames.Clear();

    public void Save(StateWriter writer)
    {
        writer.Write(_frames.Count);
        foreach ((long due, byte[] payload) in _frames)
        {
            writer.Write(due);
            writer.Write(payload.Length);
            writer.WriteArray(payload);
        }
    }

    public void Load(StateReader reader)
    {
        _frames.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            long due = reader.ReadInt64();
            var payload = new byte[reader.ReadInt32()];
            reader.ReadArray(payload);
            _frames.Enqueue((due, payload));
        }
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(_frames.Count);
        foreach ((long due, byte[] payload) in _frames)
        {
            hash.Add((ulong)due);
            foreach (byte value in payload) hash.Add(value);
        }
    }

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("frames", 16);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)_frames.Count);
}
