namespace HwModel.Kernel;

/// <summary>Takes value changes from a <see cref="TraceTap"/>; times never go back.</summary>
public interface ITraceReceiver
{
    /// <summary>The variables that are traced; a change names them by index. Called once, with the time of the first values.</summary>
    void Begin(IReadOnlyList<TraceVariable> variables, long time);

    /// <summary>A variable has a new value: bits, or those of a double.</summary>
    void Change(long time, int variable, ulong value);

    /// <summary>A variable has no value: it is a field of the head of a queue that is empty now.</summary>
    void Absent(long time, int variable);

    /// <summary>Nothing before this time will come any more.</summary>
    void Reached(long time);
}

/// <summary>
/// Traces a design: every state element, queue and registered output whose path is selected. It looks only at modules that were called
/// and queues that moved at an edge, so a sleeping part costs nothing.
/// </summary>
/// <param name="receiver">Takes the changes.</param>
/// <param name="select">Whether to trace a variable; null: all.</param>
public sealed class TraceTap(ITraceReceiver receiver, Func<TraceVariable, bool>? select = null) : SimulationTap
{
    private int[] _start = [];
    private ChangeLog[] _logs = [];
    private TraceSampler[] _samplers = [];
    private int[] _dense = [];
    private int[] _positions = [];

    /// <summary>The variables of a design, without running it.</summary>
    public static IReadOnlyList<TraceVariable> Variables(Simulation simulation)
    {
        simulation.Elaborate();
        return Declare(simulation, out _).Variables;
    }

    protected internal override void Attach(Simulation simulation)
    {
        TraceDeclaration declaration = Declare(simulation, out _start);
        int count = declaration.Variables.Count;
        var selected = new bool[count];
        var chosen = new List<TraceVariable>();
        _dense = new int[count];
        for (int i = 0; i < count; i++)
        {
            TraceVariable variable = declaration.Variables[i];
            if (select is not null && !select(variable)) continue;
            selected[i] = true;
            _dense[i] = chosen.Count;
            chosen.Add(variable);
        }
        SkipUnselected(selected);
        int partitions = simulation.Clocks.Max(clock => clock.Partition.Index) + 1;
        var last = new ulong[count];
        var absent = new bool[count];
        _logs = [.. Enumerable.Range(0, partitions).Select(_ => new ChangeLog())];
        _samplers = [.. _logs.Select(log => new TraceSampler(last, absent, selected, log))];
        _positions = new int[partitions];
        receiver.Begin(chosen, simulation.Time);
        foreach (Module module in simulation.Modules)
        {
            int partition = module.Clock.Partition.Index;
            _logs[partition].SetTime(simulation.Time);
            Sample(partition, module, all: true);
            foreach (Port port in module.Ports.All) Sample(partition, port, all: true);
        }
        EndWindow(simulation.Time + 1);
    }

    internal override void Observe(int partition, ClockDomain domain, long time)
    {
        ChangeLog log = _logs[partition];
        log.SetTime(time);
        IReadOnlyList<Module> modules = domain.Modules;
        for (int i = 0; i < modules.Count; i++)
            if (domain.WasTicked(i))
                Sample(partition, modules[i], all: false);
        foreach (InQueueSlot slot in domain.TouchedQueues) Sample(partition, slot.Queue, all: false);
        foreach (SignalSlot slot in domain.TouchedSignals) Sample(partition, slot.Signal, all: false);
        // One partition's changes are in order already; several are merged at the end of a window.
        if (_logs.Length == 1 && log.Count > 4096) Drain(long.MaxValue);
    }

    protected internal override void EndWindow(long time)
    {
        Drain(time);
        receiver.Reached(time);
    }

    private void Sample(int partition, Module module, bool all)
    {
        int start = _start[module.Ordinal];
        if (start < 0) return;
        _samplers[partition].Begin(start, all);
        module.DoSampleTrace(_samplers[partition]);
    }

    private void Sample(int partition, Port port, bool all)
    {
        int start = _start[port.Ordinal];
        if (start < 0) return;
        _samplers[partition].Begin(start, all);
        if (port is InQueue queue) queue.SampleTrace(_samplers[partition]);
        else if (port is SignalOut signal) signal.SampleTrace(_samplers[partition]);
    }

    // Items of which nothing is selected are not sampled at all.
    private void SkipUnselected(bool[] selected)
    {
        int[] starts = [.. _start.Where(start => start >= 0).Order(), selected.Length];
        var ends = new Dictionary<int, int>();
        for (int i = 0; i + 1 < starts.Length; i++) ends[starts[i]] = starts[i + 1];
        for (int i = 0; i < _start.Length; i++)
            if (_start[i] >= 0 && Array.IndexOf(selected, true, _start[i], ends[_start[i]] - _start[i]) < 0)
                _start[i] = -1;
    }

    // Merges the partitions' logs by time; at equal times the lower partition comes first.
    private void Drain(long before)
    {
        Array.Clear(_positions);
        while (true)
        {
            int earliest = -1;
            long time = before;
            for (int i = 0; i < _logs.Length; i++)
            {
                if (_positions[i] >= _logs[i].Count || _logs[i].Changes[_positions[i]].Time >= time) continue;
                earliest = i;
                time = _logs[i].Changes[_positions[i]].Time;
            }
            if (earliest < 0) break;
            ReadOnlySpan<ChangeLog.Change> changes = _logs[earliest].Changes;
            ref int position = ref _positions[earliest];
            for (; position < changes.Length && changes[position].Time == time; position++)
            {
                if (changes[position].IsAbsent) receiver.Absent(time, _dense[changes[position].Variable]);
                else receiver.Change(time, _dense[changes[position].Variable], changes[position].Value);
            }
        }
        foreach (ChangeLog log in _logs) log.Clear();
    }

    // Declares everything; start[i] is the first variable of item i, or -1.
    private static TraceDeclaration Declare(Simulation simulation, out int[] start)
    {
        var declaration = new TraceDeclaration();
        var first = new int[simulation.ItemCount];
        Array.Fill(first, -1);
        foreach (Module module in simulation.Modules)
        {
            declaration.Owner = module;
            using TraceDeclaration.Leave _ = declaration.Scope(module.Path);
            declaration.IsInPort = false;
            Mark(module.Ordinal, () => module.DoDeclareTrace(declaration));
            declaration.IsInPort = true;
            foreach (Port port in module.Ports.All)
            {
                if (port is InQueue queue)
                    using (declaration.Scope(queue.Name))
                        Mark(queue.Ordinal, () => queue.DeclareTrace(declaration));
                else if (port is SignalOut signal) Mark(signal.Ordinal, () => signal.DeclareTrace(declaration));
            }
        }
        start = first;
        return declaration;

        void Mark(int item, Action declare)
        {
            int before = declaration.Variables.Count;
            declare();
            if (declaration.Variables.Count > before) first[item] = before;
        }
    }
}
