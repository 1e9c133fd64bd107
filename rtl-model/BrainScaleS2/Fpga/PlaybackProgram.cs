using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What an instruction of the playback does (hxcomm).</summary>
public enum PlaybackKind : byte
{
    /// <summary>Sends one to three spikes.</summary>
    Spikes,

    /// <summary>Writes a register; the next instruction waits for the answer.</summary>
    Write,

    /// <summary>Reads a register; the answer is logged.</summary>
    Read,
}

/// <summary>An instruction: not before a time, and not before those in front of it.</summary>
/// <param name="Time">In cycles of the FPGA's 125 MHz.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Pack">Spikes.</param>
/// <param name="Access">Register access.</param>
public readonly record struct PlaybackInstruction(long Time, PlaybackKind Kind, SpikePack Pack, OmnibusRequest Access);

/// <summary>The playback memory: instructions in order, and the answers of reads. Part of the FPGA player's state.</summary>
public sealed class PlaybackProgram : IStatePart
{
    /// <summary>Instructions that fit.</summary>
    [Published("fisch: 32 MB of 8 bytes")]
    public const int Capacity = 4_194_304;

    private readonly List<PlaybackInstruction> _instructions = [];
    private readonly List<OmnibusReply> _answers = [];

    /// <summary>The instructions.</summary>
    public IReadOnlyList<PlaybackInstruction> Instructions => _instructions;

    /// <summary>Answers of reads, in order.</summary>
    public IReadOnlyList<OmnibusReply> Answers => _answers;

    public string Schema => "playback";

    internal int Position { get; set; }

    /// <summary>Adds spikes at a time in us: 16-bit labels, {channel 2, label 14}.</summary>
    public void Spikes(double time, params ReadOnlySpan<ushort> labels)
    {
        for (int first = 0; first < labels.Length; first += 3)
        {
            int count = Math.Min(3, labels.Length - first);
            Add(time, PlaybackKind.Spikes, new SpikePack((byte)count, labels[first], count > 1 ? labels[first + 1] : (ushort)0, count > 2 ? labels[first + 2] : (ushort)0), default);
        }
    }

    /// <summary>Adds a write of a word at a time in us.</summary>
    public void Write(double time, uint address, uint data) => Add(time, PlaybackKind.Write, default, new OmnibusRequest(address, data, true));

    /// <summary>Adds a read of a word at a time in us.</summary>
    public void Read(double time, uint address) => Add(time, PlaybackKind.Read, default, new OmnibusRequest(address, 0, false));

    internal void Answer(OmnibusReply reply) => _answers.Add(reply);

    public void Reset(PowerOn powerOn)
    {
        // The program is what the host has loaded; a reset of the design starts it anew.
        Position = 0;
        _answers.Clear();
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Position);
        writer.Write(_instructions.Count);
        foreach (PlaybackInstruction i in _instructions)
        {
            writer.Write(i.Time);
            writer.Write((int)i.Kind);
            writer.WriteValue(i.Pack);
            writer.WriteValue(i.Access);
        }
        writer.Write(_answers.Count);
        foreach (OmnibusReply reply in _answers) writer.WriteValue(reply);
    }

    public void Load(StateReader reader)
    {
        Position = reader.ReadInt32();
        _instructions.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
            _instructions.Add(new PlaybackInstruction(reader.ReadInt64(), (PlaybackKind)reader.ReadInt32(), reader.ReadValue<SpikePack>(), reader.ReadValue<OmnibusRequest>()));
        _answers.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _answers.Add(reader.ReadValue<OmnibusReply>());
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(Position);
        hash.Add(_answers.Count);
    }

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("position", 23);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)Position);

    private void Add(double time, PlaybackKind kind, SpikePack pack, OmnibusRequest access)
    {
        if (_instructions.Count == Capacity) throw new Analog.ChipConfigurationException($"playback program has {Capacity} instructions, and no more fit its memory of 32 MB");
        if (!(time >= 0)) throw new Analog.ChipConfigurationException(FormattableString.Invariant($"playback time is {time} us, but it must be 0 or later"));
        long cycle = (long)Math.Round(time * 125);
        if (_instructions.Count > 0) cycle = Math.Max(cycle, _instructions[^1].Time);
        _instructions.Add(new PlaybackInstruction(cycle, kind, pack, access));
    }
}
