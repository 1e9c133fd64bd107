namespace HwModel.SpiNNaker2.Pe.Core.Exceptions;

/// <summary>Pending, active and enabled exceptions with their priorities (Arm ARMv7-M ARM, B1.5 and B3.4).</summary>
public sealed class Nvic
{
    public const int HardFault = 3, MemManage = 4, BusFault = 5, UsageFault = 6, SvCall = 11, DebugMonitor = 12, PendSv = 14, SysTickNumber = 15, FirstInterrupt = 16;
    private const int Nmi = 2;

    private readonly CortexM4 _core;
    private readonly bool[] _pending, _active, _enabled, _level;
    private readonly int[] _priority;
    private readonly bool _pulseLost, _levelForgotten, _staysActive, _enableIgnored, _basepriIgnored, _primaskIgnored, _groupingIgnored, _higherFirst;
    private int _executionPriority = 256, _bestPending, _activeCount;

    internal Nvic(CortexM4 core)
    {
        _core = core;
        Count = FirstInterrupt + core.Parameters.Interrupts;
        _pending = new bool[Count];
        _active = new bool[Count];
        _enabled = new bool[Count];
        _level = new bool[Count];
        _priority = new int[Count];
        (_pulseLost, _levelForgotten, _staysActive, _enableIgnored) = (core.Has(CoreMistake.PulseLost), core.Has(CoreMistake.LevelForgotten), core.Has(CoreMistake.StaysActive), core.Has(CoreMistake.EnableIgnored));
        (_basepriIgnored, _primaskIgnored, _groupingIgnored, _higherFirst) =
            (core.Has(CoreMistake.BasepriIgnored), core.Has(CoreMistake.PrimaskIgnored), core.Has(CoreMistake.GroupingIgnored), core.Has(CoreMistake.HigherNumberFirst));
        PriorityMask = 0xFFu << (8 - core.Parameters.PriorityBits) & 0xFF;
    }

    /// <summary>Exception numbers in use: 16 and the interrupt lines.</summary>
    public int Count { get; }

    /// <summary>Bits of a priority byte that exist.</summary>
    public uint PriorityMask { get; }

    /// <summary>AIRCR.PRIGROUP.</summary>
    public int PriorityGroup { get; private set; }

    /// <summary>True where a pending exception is more urgent than what runs.</summary>
    public bool Preempts { get; private set; }

    /// <summary>The most urgent pending exception; 0 where none is pending and enabled.</summary>
    public int BestPending => _bestPending;

    /// <summary>The pending and enabled exception with the greatest number.</summary>
    internal int LeastUrgentPending
    {
        get
        {
            int number = Count - 1;
            while (number > 0 && !(_pending[number] && _enabled[number])) number--;
            return number;
        }
    }

    /// <summary>The priority at which the core runs: 256 where nothing is active or masked.</summary>
    public int ExecutionPriority => _executionPriority;

    /// <summary>Number of active exceptions.</summary>
    public int ActiveCount => _activeCount;

    public bool IsPending(int number) => _pending[number];

    public bool IsActive(int number) => _active[number];

    public bool IsEnabled(int number) => _enabled[number];

    public int Priority(int number) => _priority[number];

    /// <summary>
    /// Drives an interrupt line. A rising edge pends the interrupt whether it is active or not; a line that stays asserted pends it again when its handler returns
    /// (Arm Cortex-M4 Devices Generic User Guide, 4.2.9).
    /// </summary>
    /// <param name="line">Line number from 0.</param>
    /// <param name="asserted">Its level.</param>
    public void SetLine(int line, bool asserted)
    {
        int number = FirstInterrupt + line;
        if (_level[number] == asserted) return;
        _level[number] = asserted;
        if (asserted && !(_pulseLost && _active[number])) Pend(number);
    }

    /// <summary>Pends an exception once, as a pulse does.</summary>
    public void Pend(int number)
    {
        if (number <= 0 || number >= Count) return;
        if (!_pending[number]) _core.NoteNewlyPending();
        _pending[number] = true;
        Update();
    }

    public void Unpend(int number)
    {
        if (number <= 0 || number >= Count) return;
        _pending[number] = _level[number] && !_active[number];
        Update();
    }

    internal void Transfer(ref StateTransfer t)
    {
        t.Items(_pending);
        t.Items(_active);
        t.Items(_enabled);
        t.Items(_level);
        t.Items(_priority);
        int group = PriorityGroup;
        t.Item(ref group);
        PriorityGroup = group;
        t.Item(ref _activeCount);
    }

    internal void Reset()
    {
        Array.Clear(_pending);
        Array.Clear(_active);
        Array.Clear(_enabled);
        Array.Clear(_level);
        Array.Clear(_priority);
        _priority[1] = -3;
        _priority[Nmi] = -2;
        _priority[HardFault] = -1;
        for (int i = 0; i < FirstInterrupt; i++) _enabled[i] = i is not (MemManage or BusFault or UsageFault);
        PriorityGroup = 0;
        _activeCount = 0;
        Update();
    }

    internal void SetPriority(int number, uint value)
    {
        if (number < MemManage || number >= Count) return;
        _priority[number] = (int)(value & PriorityMask);
        Update();
    }

    internal void SetEnabled(int number, bool value)
    {
        if (number >= Count) return;
        _enabled[number] = value;
        Update();
    }

    internal void SetPriorityGroup(int group)
    {
        PriorityGroup = group;
        Update();
    }

    internal void Activate(int number)
    {
        _pending[number] = false;
        if (_staysActive && number >= FirstInterrupt)
        {
            Update();
            return;
        }
        if (!_active[number]) _activeCount++;
        _active[number] = true;
        Update();
    }

    internal void Deactivate(int number)
    {
        if (!_active[number]) return;
        _active[number] = false;
        _activeCount--;
        if (_level[number] && !_levelForgotten) _pending[number] = true;
        Update();
    }

    internal void SetActive(int number, bool value)
    {
        if (_active[number] == value) return;
        _active[number] = value;
        _activeCount += value ? 1 : -1;
        Update();
    }

    internal void ClearAllActive()
    {
        Array.Clear(_active);
        _activeCount = 0;
        Update();
    }

    /// <summary>True where an exception of this number would be taken at once if it were pended now.</summary>
    internal bool CanTake(int number) => GroupPriority(_priority[number]) < _executionPriority;

    /// <summary>True where a pending exception would preempt if PRIMASK were clear: what ends WFI (Arm ARMv7-M ARM, B1.5.19).</summary>
    internal bool WakesFromInterrupt()
    {
        if (_bestPending == 0) return false;
        uint kept = _core.Primask;
        return GroupPriority(_priority[_bestPending]) < ComputeExecutionPriority(ignorePrimask: kept != 0);
    }

    /// <summary>Finds again what is pending and whether it preempts; called where any of it changes.</summary>
    internal void Update()
    {
        int best = 0, bestPriority = int.MaxValue;
        for (int i = 1; i < Count; i++)
        {
            if (!_pending[i] || !(_enabled[i] || _enableIgnored) || _priority[i] > bestPriority || (_priority[i] == bestPriority && !_higherFirst)) continue;
            best = i;
            bestPriority = _priority[i];
        }
        _bestPending = best;
        _executionPriority = ComputeExecutionPriority(ignorePrimask: false);
        Preempts = best != 0 && GroupPriority(bestPriority) < _executionPriority;
        if (best != 0) _core.RaiseAttention();
    }

    private int ComputeExecutionPriority(bool ignorePrimask)
    {
        int priority = 256;
        if (_activeCount != 0)
            for (int i = 1; i < Count; i++)
                if (_active[i] && GroupPriority(_priority[i]) < priority) priority = GroupPriority(_priority[i]);
        if (_core.Basepri != 0 && !_basepriIgnored) priority = Math.Min(priority, GroupPriority((int)_core.Basepri));
        if (_core.Primask != 0 && !ignorePrimask && !_primaskIgnored) priority = Math.Min(priority, 0);
        if (_core.Faultmask != 0) priority = Math.Min(priority, -1);
        return priority;
    }

    private int GroupPriority(int priority) => priority < 0 || _groupingIgnored ? priority : priority & ~((2 << PriorityGroup) - 1);
}
