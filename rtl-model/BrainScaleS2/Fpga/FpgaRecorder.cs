using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>A spike as the FPGA recorded it.</summary>
/// <param name="Time">When it left the crossbar, in cycles of 4 ns.</param>
/// <param name="Label">16-bit label.</param>
public readonly record struct RecordedSpike(long Time, ushort Label);

/// <summary>Takes what comes over the link: events and samples of the fast converter.</summary>
[Module]
public sealed partial class FpgaRecorder(Component parent, string name) : Module(parent, name)
{
    // Interface

    /// <summary>Events, channel by channel.</summary>
    [In(Count = EventLinkSender.Channels, Depth = 2)] public partial In<TimedEvent>[] EventIn { get; }

    /// <summary>Samples.</summary>
    [In(Depth = 2, Optional = true)] public partial In<MadcSample> SampleIn { get; }

    // State
    [Reg] private readonly RecordLog _log = new();
    [Reg] private ushort _lastLabel;

    // Behaviour

    /// <summary>What was recorded; to be read or cleared while the simulation stands still.</summary>
    public RecordLog Log => _log;

    protected override Activity Tick()
    {
        foreach (In<TimedEvent> channel in EventIn)
        {
            if (!channel.HasData) continue;
            TimedEvent e = channel.Pop();
            _log.Add(new RecordedSpike(e.Time, e.Label));
            _lastLabel = e.Label;
        }
        if (SampleIn.HasData) _log.Add(SampleIn.Pop());
        return Activity.Idle;
    }
}

/// <summary>Recorded spikes and samples in the order of their arrival.</summary>
public sealed class RecordLog : IStatePart
{
    private readonly List<RecordedSpike> _spikes = [];
    private readonly List<MadcSample> _samples = [];

    /// <summary>Spikes.</summary>
    public IReadOnlyList<RecordedSpike> Spikes => _spikes;

    /// <summary>Samples of the fast converter.</summary>
    public IReadOnlyList<MadcSample> Samples => _samples;

    public string Schema => "record";

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _spikes.Clear();
        _samples.Clear();
    }

    internal void Add(RecordedSpike spike) => _spikes.Add(spike);

    internal void Add(MadcSample sample) => _samples.Add(sample);

    public void Reset(PowerOn powerOn) => Clear();

    public void Save(StateWriter writer)
    {
        writer.Write(_spikes.Count);
        foreach (RecordedSpike spike in _spikes)
        {
            writer.Write(spike.Time);
            writer.Write((int)spike.Label);
        }
        writer.Write(_samples.Count);
        foreach (MadcSample sample in _samples) writer.WriteValue(sample);
    }

    public void Load(StateReader reader)
    {
        Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _spikes.Add(new RecordedSpike(reader.ReadInt64(), (ushort)reader.ReadInt32()));
        for (int left = reader.ReadInt32(); left > 0; left--) _samples.Add(reader.ReadValue<MadcSample>());
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(_spikes.Count);
        hash.Add(_samples.Count);
        if (_spikes.Count > 0) hash.Add(_spikes[^1].Time);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("spikes", 32);
        trace.Bits("samples", 32);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits((ulong)_spikes.Count);
        sampler.Bits((ulong)_samples.Count);
    }
}
