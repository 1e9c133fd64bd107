using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// The core-to-core table: for each of 65 536 chips a link, or that the chip is this one, or that packets for it are dropped
/// (SpiNNaker datasheet v2.02, 10.8: point-to-point table).
/// </summary>
public sealed class ChipTable : IStatePart
{
    /// <summary>Chips.</summary>
    public const int Size = 65536;

    /// <summary>Packets for the chip are dropped; what every chip is after reset.</summary>
    [ModelChoice("nothing goes out before the software filled the table; SpiNNaker's table holds anything")]
    public const byte Drop = 6;

    /// <summary>The chip is this one.</summary>
    [Published("SpiNNaker datasheet v2.02, 10.8")]
    public const byte Here = 7;

    private readonly byte[] _ways = new byte[Size];
    private ulong _digest;

    /// <summary>An empty table.</summary>
    public ChipTable() => Array.Fill(_ways, Drop);

    /// <summary>The way to a chip: link 0 to 5, <see cref="Drop"/> or <see cref="Here"/>.</summary>
    public byte this[int chip]
    {
        get => _ways[chip];
        set
        {
            _digest ^= Digest(chip);
            _ways[chip] = (byte)(value & 7);
            _digest ^= Digest(chip);
        }
    }

    public string Schema => $"chips({Size})";

    public void Reset(PowerOn powerOn)
    {
        Array.Fill(_ways, Drop);
        _digest = 0;
    }

    public void Save(StateWriter writer)
    {
        int used = Size - _ways.AsSpan().Count(Drop);
        writer.Write(used);
        for (int chip = 0; chip < Size && used > 0; chip++)
        {
            if (_ways[chip] == Drop) continue;
            writer.Write(chip);
            writer.Write((int)_ways[chip]);
            used--;
        }
    }

    public void Load(StateReader reader)
    {
        Array.Fill(_ways, Drop);
        _digest = 0;
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int chip = reader.ReadInt32();
            this[chip] = (byte)reader.ReadInt32();
        }
    }

    public void Hash(ref StateHash hash) => hash.Add(_digest);

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }

    private ulong Digest(int chip)
    {
        if (_ways[chip] == Drop) return 0;
        var hash = new StateHash((ulong)chip);
        hash.Add(_ways[chip]);
        return hash.Value;
    }
}
