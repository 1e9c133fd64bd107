using System.Text;

namespace HwModel.Kernel;

/// <summary>The whole state of a simulation between two runs, as bytes with the hash of the design's schema.</summary>
public sealed class Snapshot
{
    private const uint Magic = 0x534D5748; // "HWMS"
    private const int FormatVersion = 1;

    private readonly byte[] _bytes;

    private Snapshot(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes, to be kept in a file.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>A snapshot from a file's bytes; checked when it is restored.</summary>
    public static Snapshot FromBytes(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    internal static Snapshot Of(Simulation simulation)
    {
        var writer = new StateWriter();
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(SchemaHash(simulation));
        simulation.SaveTo(writer);
        var check = new StateHash(0);
        foreach (byte value in writer.Written) check.Add(value);
        writer.Write(check.Value);
        return new Snapshot(writer.Written.ToArray());
    }

    internal void Into(Simulation simulation)
    {
        var reader = new StateReader(_bytes);
        if (_bytes.Length < 24 || reader.ReadUInt32() != Magic) throw new SnapshotException("this is not a snapshot: it does not begin with HWMS");
        int version = reader.ReadInt32();
        if (version != FormatVersion) throw new SnapshotException($"the snapshot has format version {version}; this program reads version {FormatVersion}");
        ulong schema = SchemaHash(simulation);
        ulong found = reader.ReadUInt64();
        if (found != schema)
            throw new SnapshotException($"the snapshot is of another design (schema {found:x16}, this design has {schema:x16}): restore it into the same configuration");
        var check = new StateHash(0);
        foreach (byte value in _bytes.AsSpan(0, _bytes.Length - 8)) check.Add(value);
        if (check.Value != System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(_bytes.Length - 8)))
            throw new SnapshotException("the snapshot is damaged: its check sum does not match");
        simulation.LoadFrom(reader);
        if (reader.Left != 8) throw new SnapshotException($"the snapshot has {reader.Left - 8} bytes too many");
    }

    // Names, types, depths and state layouts: what the bytes mean.
    private static ulong SchemaHash(Simulation simulation)
    {
        var text = new StringBuilder();
        foreach (ClockDomain clock in simulation.Clocks) text.Append(clock.Name).Append(' ').Append(clock.PartitionIndex).Append('\n');
        foreach (Module module in simulation.Modules)
        {
            text.Append(module.Path).Append(' ').Append(module.GetType().FullName).Append(' ').Append(module.StateSchema);
            foreach (Port port in module.Ports.All)
                text.Append(' ').Append(port.Name).Append(':').Append(port.Payload.Name).Append(port is InQueue queue ? queue.Depth : 0);
            text.Append('\n');
        }
        return StateHash.Of(text.ToString());
    }
}
