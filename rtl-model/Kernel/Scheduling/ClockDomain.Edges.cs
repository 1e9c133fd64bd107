using System.Numerics;
using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

// One edge: timers wake modules, awake modules tick in any order, what they touched is committed, wires settle.
public sealed partial class ClockDomain
{
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

    internal ReadOnlySpan<InQueueSlot> TouchedQueues => _touched.AsSpan(0, _touchedCount);

    internal ReadOnlySpan<SignalSlot> TouchedSignals => _touchedSignals.AsSpan(0, _touchedSignalCount);
}
