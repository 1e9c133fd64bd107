using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Power;

/// <summary>What a processing element has done, for its energy; sums since the reset.</summary>
/// <param name="CoreCycles">Cycles in which the processor was awake.</param>
/// <param name="Macs">Multiply-accumulates of the MAC array.</param>
public readonly record struct EnergyCounters(long CoreCycles, long Macs);

/// <summary>What a power controller moves: a processing element.</summary>
public interface IPowered
{
    /// <summary>What it has done.</summary>
    EnergyCounters Counters { get; }

    /// <summary>The supply went off: everything is as after a reset.</summary>
    /// <param name="keepMemory">The SRAM keeps its contents.</param>
    void LosePower(bool keepMemory);
}

/// <summary>Energy of a processing element by cause, in picojoules, and the time spent at each level.</summary>
/// <param name="Sleep">Leakage and clock: the sleep power of the rail over time.</param>
/// <param name="Core">Processor cycles.</param>
/// <param name="Mac">Multiply-accumulates.</param>
/// <param name="Transitions">Changes of the level.</param>
/// <param name="Levels">Seconds at PL0 to PL3.</param>
/// <param name="Off">Seconds without supply.</param>
/// <param name="Changes">How often the level or the supply changed.</param>
public sealed record PowerReading(double Sleep, double Core, double Mac, double Transitions, IReadOnlyList<double> Levels, double Off, long Changes)
{
    /// <summary>The sum, picojoules.</summary>
    public double Total => Sleep + Core + Mac + Transitions;
}

/// <summary>
/// Integrates the energy of a processing element: settled when its level changes and when it is read, so that it costs nothing in between.
/// 1 mW for 1 fs is 1 aJ, a millionth of a picojoule.
/// </summary>
internal sealed class PowerMeter(PowerOptions options, FaultSet faults) : IStatePart
{
    private const int OffSlot = 4;
    private const int KeptSlot = 5;

    private readonly EnergyConstants _energy = options.Energy;
    private readonly bool _cyclesAtLowRail = faults.Has("energy.cycles_at_low_rail");
    private readonly bool _forgetsSleep = faults.Has("energy.sleep_not_settled");
    private readonly bool _forgetsTime = faults.Has("energy.time_not_settled");
    private readonly bool _changeIsFree = faults.Has("energy.change_is_free");
    private readonly long[] _femtoseconds = new long[6];
    private double _sleep;
    private double _core;
    private double _mac;
    private long _changes;
    private long _since;
    private int _slot;
    private Rail _rail;
    private EnergyCounters _counted;

    public string Schema => "power meter";

    /// <summary>The level or supply changes now.</summary>
    public void Change(long time, EnergyCounters counters, PowerCommand to, Rail rail)
    {
        if (!_forgetsTime) _femtoseconds[_slot] += time - _since;
        if (!_forgetsSleep) _sleep += SleepEnergy(time);
        _core += CoreEnergy(counters);
        _mac += MacEnergy(counters);
        int slot = to.On ? (int)to.Level : to.KeepMemory ? KeptSlot : OffSlot;
        if (slot != _slot && !_changeIsFree) _changes++;
        _since = time;
        _slot = slot;
        _rail = rail;
        _counted = counters;
    }

    /// <summary>The sums up to a time.</summary>
    public PowerReading Read(long time, EnergyCounters counters)
    {
        var seconds = new double[4];
        for (int level = 0; level < 4; level++) seconds[level] = (_femtoseconds[level] + (level == _slot ? time - _since : 0)) * 1e-15;
        long off = _femtoseconds[OffSlot] + _femtoseconds[KeptSlot] + (_slot >= OffSlot ? time - _since : 0);
        return new PowerReading(_sleep + SleepEnergy(time), _core + CoreEnergy(counters), _mac + MacEnergy(counters), _changes * _energy.TransitionPicojoules, seconds, off * 1e-15, _changes);
    }

    private double SleepEnergy(long time) => (time - _since) * 1e-6 * _slot switch
    {
        OffSlot => 0,
        KeptSlot => _energy.RetentionShare * _energy.SleepMilliwatts(_rail),
        _ => _energy.SleepMilliwatts(_rail),
    };

    private double CoreEnergy(EnergyCounters counters) => (counters.CoreCycles - _counted.CoreCycles) * _energy.CorePicojoules(_cyclesAtLowRail ? Rail.Low : _rail);

    private double MacEnergy(EnergyCounters counters) => (counters.Macs - _counted.Macs) * _energy.MacPicojoules(_rail);

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_femtoseconds);
        _sleep = _core = _mac = 0;
        _changes = _since = 0;
        _slot = (int)options.ResetLevel;
        _rail = options.RailOf(options.ResetLevel);
        _counted = default;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_femtoseconds);
        writer.Write(BitConverter.DoubleToInt64Bits(_sleep));
        writer.Write(BitConverter.DoubleToInt64Bits(_core));
        writer.Write(BitConverter.DoubleToInt64Bits(_mac));
        writer.Write(_changes);
        writer.Write(_since);
        writer.Write(_slot);
        writer.Write((int)_rail);
        writer.Write(_counted.CoreCycles);
        writer.Write(_counted.Macs);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_femtoseconds);
        _sleep = BitConverter.Int64BitsToDouble(reader.ReadInt64());
        _core = BitConverter.Int64BitsToDouble(reader.ReadInt64());
        _mac = BitConverter.Int64BitsToDouble(reader.ReadInt64());
        _changes = reader.ReadInt64();
        _since = reader.ReadInt64();
        _slot = reader.ReadInt32();
        _rail = (Rail)reader.ReadInt32();
        _counted = new EnergyCounters(reader.ReadInt64(), reader.ReadInt64());
    }

    public void Hash(ref StateHash hash)
    {
        foreach (long time in _femtoseconds) hash.Add((ulong)time);
        hash.Add((ulong)BitConverter.DoubleToInt64Bits(_sleep + _core + _mac));
        hash.Add((ulong)_since);
        hash.Add((ulong)_changes);
    }

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("nanojoules_settled", 64);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)((_sleep + _core + _mac) * 1e-3));
}
