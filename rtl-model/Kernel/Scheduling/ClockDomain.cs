namespace HwModel.Kernel;

/// <summary>
/// A clock and the modules that it drives. Edge k is at phase + k x period, in femtoseconds; the period may change at an edge, and the clock may stop.
/// A domain in which nothing is awake has no edges: time jumps to its next timer.
/// </summary>
public sealed partial class ClockDomain
{
    private const int NotYet = -1;

    private readonly List<Module> _members = [];
    private Module[] _modules = [];
    private ulong[] _awake = [];
    private ulong[] _ticked = [];
    private ulong[] _allAwake = [];
    private InQueueSlot[] _touched = new InQueueSlot[64];
    private int _touchedCount;
    private SignalSlot[] _touchedSignals = new SignalSlot[16];
    private int _touchedSignalCount;
    private Module[] _settleOrder = [];
    private ulong[] _dirty = [];
    private readonly TimingWheel _timers = new();
    private long _anchorTime;
    private long _anchorCycle;
    private bool _stopped;
    private bool _isPlain;
    private long _followingTime = NotYet;

    internal ClockDomain(Simulation simulation, string name, long period, long phase, int partition)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(phase);
        Simulation = simulation;
        Name = name;
        Period = period;
        Phase = phase;
        PartitionIndex = partition;
        _anchorTime = phase;
    }

    /// <summary>The simulation that the clock belongs to.</summary>
    public Simulation Simulation { get; }

    /// <summary>Name, unique in the simulation.</summary>
    public string Name { get; }

    /// <summary>Time between two edges, in femtoseconds.</summary>
    public long Period { get; private set; }

    /// <summary>The time of edge 0, in femtoseconds.</summary>
    public long Phase { get; }

    /// <summary>The cycle of the present (or last) edge; -1 before the first one.</summary>
    public long Cycle { get; private set; } = NotYet;

    /// <summary>The time of the present (or last) edge, in femtoseconds.</summary>
    public long EdgeTime { get; private set; }

    /// <summary>How many edges were evaluated; edges that idle time jumped over are not counted.</summary>
    public long EvaluatedEdges { get; private set; }

    /// <summary>Whether the clock stands still.</summary>
    public bool IsStopped => _stopped;

    /// <summary>The modules that the clock drives.</summary>
    public IReadOnlyList<Module> Modules => _members;

    internal int PartitionIndex { get; }

    internal Partition Partition { get; set; } = null!;

    internal int Slot { get; set; }

    internal bool IsSettling { get; private set; }

    internal int Add(Module module)
    {
        _members.Add(module);
        return _members.Count - 1;
    }

    /// <summary>
    /// Changes the period from the first edge at or after the present time; asked for by a module of any domain of the same partition.
    /// Timers are in cycles, so they stretch with the clock.
    /// </summary>
    /// <param name="period">New period in femtoseconds, at least 1.</param>
    public void ChangePeriod(long period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 1);
        Partition.AtEndOfInstant(this, period);
    }

    /// <summary>Stops the clock at the end of the present instant; no module of the domain is called until <see cref="Start"/>.</summary>
    public void Stop() => Partition.AtEndOfInstant(this, 0);

    /// <summary>Lets a stopped clock run again: its next edge comes one period after the present time.</summary>
    public void Start() => Partition.AtEndOfInstant(this, -1);

    internal void Apply(long change, long now)
    {
        _followingTime = NotYet;
        switch (change)
        {
            case > 0:
                MoveAnchor(now);
                Period = change;
                Array.Copy(_allAwake, _awake, _awake.Length);
                break;
            case 0:
                Cycle = CycleAt(now);
                _stopped = true;
                break;
            default:
                if (!_stopped) return;
                _stopped = false;
                _anchorTime = now + Period;
                _anchorCycle = Cycle + 1;
                break;
        }
        Reschedule();
    }

    private void MoveAnchor(long now)
    {
        if (_stopped) return;
        long edge = now <= _anchorTime ? _anchorTime : _anchorTime + (now - _anchorTime + Period - 1) / Period * Period;
        _anchorCycle += (edge - _anchorTime) / Period;
        _anchorTime = edge;
    }

    /// <summary>The cycle that the clock has reached at a time, whether or not its edges were evaluated; -1 before its first edge.</summary>
    public long CycleAt(long time)
    {
        if (time < _anchorTime) return Math.Max(Cycle, _anchorCycle - 1);
        return _stopped ? Cycle : _anchorCycle + (time - _anchorTime) / Period;
    }

    /// <summary>The time of a cycle's edge at the present period, in femtoseconds.</summary>
    public long TimeOfCycle(long cycle) => _anchorTime + (cycle - _anchorCycle) * Period;

    /// <summary>The first cycle whose edge is at a time or after it, at the present period.</summary>
    public long CycleFrom(long time) => FirstCycleAfter(time - 1);

    internal long FirstCycleAfter(long time) =>
        time < _anchorTime ? _anchorCycle : _anchorCycle + (time - _anchorTime) / Period + 1;

    internal void Save(StateWriter writer)
    {
        writer.Write(Period);
        writer.Write(Cycle);
        writer.Write(EdgeTime);
        writer.Write(_anchorTime);
        writer.Write(_anchorCycle);
        writer.Write(_stopped);
        foreach (ulong word in _awake) writer.Write(word);
        for (int i = 0; i < _modules.Length; i++) writer.Write(_timers.DueOf(i));
    }

    internal void Load(StateReader reader)
    {
        Period = reader.ReadInt64();
        Cycle = reader.ReadInt64();
        EdgeTime = reader.ReadInt64();
        _anchorTime = reader.ReadInt64();
        _anchorCycle = reader.ReadInt64();
        _stopped = reader.ReadBoolean();
        for (int i = 0; i < _awake.Length; i++) _awake[i] = reader.ReadUInt64();
        _followingTime = NotYet;
        _timers.Reset(_modules.Length, Cycle);
        for (int i = 0; i < _modules.Length; i++)
            if (reader.ReadInt64() is >= 0 and long due)
                _timers.Set(i, due);
        Reschedule();
    }
}
