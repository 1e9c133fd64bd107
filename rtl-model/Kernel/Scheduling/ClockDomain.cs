using System.Numerics;
using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

/// <summary>
/// A clock and the modules that it drives. Edge k is at phase + k x period, in femtoseconds; the period may change at an edge, and the clock may stop.
/// A domain in which nothing is awake has no edges: time jumps to its next timer.
/// </summary>
public sealed class ClockDomain
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

    /// <summary>Makes a module of this domain dirty, so that its wires settle in this instant.</summary>
    internal void MarkDirty(Module module)
    {
        int index = module.SettleIndex;
        if (index >= 0) _dirty[index >> 6] |= 1UL << index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void WakeAtCommit(int module) => _awake[module >> 6] |= 1UL << module;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Touch(InQueue queue)
    {
        InQueueSlot[] touched = _touched;
        int count = _touchedCount;
        if ((uint)count < (uint)touched.Length)
        {
            touched[count].Queue = queue;
            _touchedCount = count + 1;
        }
        else TouchSlow(queue);
    }

    internal void Touch(SignalOut signal)
    {
        if (_touchedSignalCount == _touchedSignals.Length) Array.Resize(ref _touchedSignals, 2 * _touchedSignalCount);
        _touchedSignals[_touchedSignalCount++].Signal = signal;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TouchSlow(InQueue queue)
    {
        Array.Resize(ref _touched, 2 * _touched.Length);
        _touched[_touchedCount++].Queue = queue;
    }

    /// <summary>Wakes a module from outside its domain's edges; it is called at the first edge after the present time.</summary>
    internal void WakeFromOutside(int module)
    {
        if (_awake.Length == 0) return; // before elaboration everything is awake
        _awake[module >> 6] |= 1UL << module;
        Reschedule();
    }

    /// <summary>Sets a module's timer from outside its domain's edges, where it is due earlier than what is set.</summary>
    internal void TimerFromOutside(int module, long time)
    {
        long cycle = FirstCycleAfter(time);
        long due = _timers.DueOf(module);
        if (due >= 0 && due <= cycle) return;
        _timers.Set(module, cycle);
        Reschedule();
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

    /// <summary>Builds the tables after elaboration and wakes every module.</summary>
    internal void Freeze(Module[] settleOrder)
    {
        _modules = [.. _members];
        int words = (_modules.Length + 63) / 64;
        _awake = new ulong[words];
        _ticked = new ulong[words];
        _allAwake = new ulong[words];
        for (int i = 0; i < _modules.Length; i++) _allAwake[i >> 6] |= 1UL << i;
        _settleOrder = settleOrder;
        _dirty = new ulong[(settleOrder.Length + 63) / 64];
        for (int i = 0; i < settleOrder.Length; i++) settleOrder[i].SettleIndex = i;
        _timers.Reset(_modules.Length, NotYet);
        int queues = _modules.Sum(module => module.Ports.All.Count(port => port is InQueue));
        _touched = new InQueueSlot[queues + 1];
        ChooseEdge();
        WakeAll();
    }

    internal void WakeAll()
    {
        Array.Copy(_allAwake, _awake, _awake.Length);
        SettleAll();
    }

    private void SettleAll()
    {
        foreach (Module module in _settleOrder) MarkDirty(module);
        Settle();
    }

    /// <summary>The time of the next edge at which there is something to do.</summary>
    internal long NextEdge(long now)
    {
        if (_stopped || _modules.Length == 0) return long.MaxValue;
        bool awake = Simulation.Options.CheckQuiescence;
        foreach (ulong word in _awake) awake |= word != 0;
        long first = now < _anchorTime ? _anchorCycle : FirstCycleAfter(now);
        if (first <= Cycle) first = Cycle + 1;
        if (awake) return TimeOfCycle(first);
        long due = _timers.NextDue();
        return due == long.MaxValue ? long.MaxValue : TimeOfCycle(Math.Max(due, first));
    }

    private void Reschedule()
    {
        if (Partition is { } partition) partition.Calendar.Set(Slot, NextEdge(partition.Now));
    }

    /// <summary>Evaluates the edge at the given time and returns the time of the next one.</summary>
    internal long Edge(long time)
    {
        long cycle = time == _followingTime ? Cycle + 1 : _anchorCycle + (time - _anchorTime) / Period;
        long following = time + Period;
        Cycle = cycle;
        EdgeTime = time;
        _followingTime = following;
        EvaluatedEdges++;
        if (cycle >= _timers.Earliest) _timers.Advance(cycle, _awake);
        if (_isPlain)
        {
            TickAwake(cycle);
            Commit();
        }
        else WatchedEdge(cycle, time);
        foreach (ulong word in _awake)
            if (word != 0)
                return following;
        return NextAsleep(time, cycle);
    }

    // Nothing is awake: the next edge is that of the earliest timer.
    private long NextAsleep(long time, long cycle)
    {
        if (Simulation.Options.CheckQuiescence) return _stopped ? long.MaxValue : time + Period;
        long due = _timers.Earliest;
        return due == long.MaxValue ? long.MaxValue : time + (due - cycle) * Period;
    }

    private void WatchedEdge(long cycle, long time)
    {
        Array.Copy(_awake, _ticked, _awake.Length);
        if (Simulation.IsPlain) TickAwake(cycle);
        else TickWatched(cycle);
        Commit();
        if (Simulation.IsObserved) Partition.Observe(this, time);
        _touchedCount = 0;
        _touchedSignalCount = 0;
    }

    /// <summary>Chooses between the plain edge and the one for those who watch, check or use wires.</summary>
    internal void ChooseEdge() => _isPlain = Simulation.IsPlain && _settleOrder.Length == 0;

    private void TickAwake(long cycle)
    {
        ulong[] awake = _awake;
        Module[] modules = _modules;
        for (int word = 0; word < awake.Length; word++)
        {
            ulong bits = awake[word];
            while (bits != 0)
            {
                int index = (word << 6) + BitOperations.TrailingZeroCount(bits);
                ulong bit = bits & (0 - bits);
                bits ^= bit;
                long next = modules[index].DoTick().Raw;
                if (next == Activity.BusyRaw) continue;
                if (next == Activity.IdleRaw) awake[word] &= ~bit;
                else Sleep(word, bit, index, next, cycle);
            }
        }
    }

    private void Sleep(int word, ulong bit, int index, long until, long cycle)
    {
        if (until <= cycle + 1) return;
        _awake[word] &= ~bit;
        _timers.Set(index, until);
    }

    private void TickOne(int index, long cycle)
    {
        long next = _modules[index].DoTick().Raw;
        if (next == Activity.BusyRaw) return;
        if (next == Activity.IdleRaw) _awake[index >> 6] &= ~(1UL << index);
        else Sleep(index >> 6, 1UL << index, index, next, cycle);
    }

    // The same edge for those who watch: any order of evaluation, and sleepers checked.
    private void TickWatched(long cycle)
    {
        SimulationOptions options = Simulation.Options;
        if (options.CheckQuiescence) CheckSleepers(cycle);
        int count = _modules.Length;
        switch (options.Order)
        {
            case EvaluationOrder.Reverse:
                for (int i = count - 1; i >= 0; i--)
                    if (WasTicked(i)) TickOne(i, cycle);
                break;
            case EvaluationOrder.Shuffled:
                var random = RandomStream.Derive(options.Seed + (ulong)cycle, Name);
                uint step = Coprime(count, random.Next((uint)count));
                uint at = random.Next((uint)count);
                for (int i = 0; i < count; i++, at = (at + step) % (uint)count)
                    if (WasTicked((int)at)) TickOne((int)at, cycle);
                break;
            default:
                for (int i = 0; i < count; i++)
                    if (WasTicked(i)) TickOne(i, cycle);
                break;
        }
    }

    private static uint Coprime(int count, uint start)
    {
        uint step = start + 1;
        while (BigInteger.GreatestCommonDivisor(step, count) != 1) step++;
        return step;
    }

    private void CheckSleepers(long cycle)
    {
        for (int i = 0; i < _modules.Length; i++)
        {
            if (WasTicked(i)) continue;
            Module module = _modules[i];
            var before = new StateHash(0);
            module.DoHash(ref before);
            int queues = _touchedCount;
            int signals = _touchedSignalCount;
            long next = module.DoTick().Raw;
            var after = new StateHash(0);
            module.DoHash(ref after);
            string? change = _touchedCount != queues ? $"moved an item of {_touched[queues].Queue.Path}"
                : _touchedSignalCount != signals ? $"set {_touchedSignals[signals].Signal.Path}"
                : before.Value != after.Value ? "changed its state"
                : next == Activity.BusyRaw || (next != Activity.IdleRaw && next <= cycle) ? "asked for the next cycle"
                : next != Activity.IdleRaw && (ulong)_timers.DueOf(i) > (ulong)next ? $"asked for cycle {next}, but its timer says {Timer(i)}"
                : null;
            if (change is not null) throw new QuiescenceException(module, cycle, EdgeTime, change);
        }
    }

    private string Timer(int index) => _timers.DueOf(index) is >= 0 and long due ? $"cycle {due}" : "never";

    /// <summary>Whether a module was called at the present edge; known only while something observes.</summary>
    internal bool WasTicked(int index) => (_ticked[index >> 6] >> index & 1) != 0;

    private void Commit()
    {
        InQueueSlot[] touched = _touched;
        int count = _touchedCount;
        for (int i = 0; i < count && i < touched.Length; i++) touched[i].Queue.Commit(this);
        if (_touchedSignalCount > 0 || _settleOrder.Length > 0) CommitSignals();
        if (!_isPlain) return;
        _touchedCount = 0;
        _touchedSignalCount = 0;
    }

    private void CommitSignals()
    {
        for (int i = 0; i < _touchedSignalCount; i++) _touchedSignals[i].Signal.Commit(this);
        if (_settleOrder.Length > 0)
        {
            for (int i = 0; i < _touchedCount; i++)
            {
                MarkDirty(_touched[i].Queue.Reader);
                if (_touched[i].Queue.Writer is { } writer) MarkDirty(writer);
            }
            foreach (Module module in _settleOrder)
                if (WasTicked(module.Index))
                    MarkDirty(module);
            Settle();
        }
    }

    private void Settle()
    {
        IsSettling = true;
        for (int word = 0; word < _dirty.Length; word++)
        {
            while (_dirty[word] != 0)
            {
                int index = (word << 6) + BitOperations.TrailingZeroCount(_dirty[word]);
                _dirty[word] &= _dirty[word] - 1;
                _settleOrder[index].DoSettle();
            }
        }
        IsSettling = false;
    }

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

    internal ReadOnlySpan<InQueueSlot> TouchedQueues => _touched.AsSpan(0, _touchedCount);

    internal ReadOnlySpan<SignalSlot> TouchedSignals => _touchedSignals.AsSpan(0, _touchedSignalCount);
}

/// <summary>An array element of a queue's reference: a struct, so that storing needs no check of the array's type.</summary>
internal struct InQueueSlot
{
    public InQueue Queue;
}

/// <inheritdoc cref="InQueueSlot"/>
internal struct SignalSlot
{
    public SignalOut Signal;
}

/// <summary>A sleeping module would have done something: it went to sleep too early, or it counts on being called.</summary>
public sealed class QuiescenceException : Exception
{
    internal QuiescenceException(Module module, long cycle, long time, string change)
        : base($"{module.Path} slept in cycle {cycle} of {module.Clock.Name} ({time} fs), but when called all the same it {change}; " +
            "a module may sleep only while a call would change nothing")
    {
    }
}
