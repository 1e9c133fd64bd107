namespace HwModel.Kernel;

/// <summary>
/// A design and its time. Build components below <see cref="Root"/>, connect their ports, then run; the first run elaborates.
/// </summary>
public sealed class Simulation
{
    private readonly List<ClockDomain> _clocks = [];
    private readonly List<ElaborationError> _notes = [];
    private readonly List<SimulationTap> _taps = [];
    private readonly List<LinkCore> _links = [];
    private Partition[] _partitions = [];
    private LinkCore[] _boundaries = [];
    private Module[] _modules = [];

    /// <param name="options">How to run; null: the defaults.</param>
    public Simulation(SimulationOptions? options = null)
    {
        Options = options ?? new SimulationOptions();
        Root = new Component(this);
    }

    /// <summary>How the simulation runs.</summary>
    public SimulationOptions Options { get; }

    /// <summary>The top of the hierarchy.</summary>
    public Component Root { get; }

    /// <summary>All clocks, in order of creation.</summary>
    public IReadOnlyList<ClockDomain> Clocks => _clocks;

    /// <summary>All modules, in order of the hierarchy. Filled by elaboration.</summary>
    public IReadOnlyList<Module> Modules => _modules;

    /// <summary>Present time in femtoseconds: all edges before it are done.</summary>
    public long Time { get; private set; }

    /// <summary>Whether the design was elaborated; from then on it can't change.</summary>
    public bool IsElaborated { get; private set; }

    /// <summary>Items that are on their way over links, credits not counted.</summary>
    public long ItemsOnLinks => _links.Sum(link => (long)link.ItemsUnderWay);

    internal bool IsPlain { get; private set; } = true;

    internal int ItemCount { get; private set; }

    internal bool IsObserved => _taps.Count > 0;

    internal IReadOnlyList<ElaborationError> Noted => _notes;

    /// <summary>Creates a clock.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="period">Time between edges in femtoseconds, at least 1.</param>
    /// <param name="phase">Time of the first edge in femtoseconds.</param>
    /// <param name="partition">Clocks of different partitions may run on different host threads; only links connect them.</param>
    public ClockDomain Clock(string name, long period, long phase = 0, int partition = 0)
    {
        MustBeOpen(name);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        var clock = new ClockDomain(this, name, period, phase, partition);
        _clocks.Add(clock);
        return clock;
    }

    /// <summary>Lets a tap watch every evaluated edge from now on.</summary>
    public void Attach(SimulationTap tap)
    {
        Elaborate();
        _taps.Add(tap);
        ChooseEdges();
        tap.Attach(this);
    }

    /// <summary>Takes a tap away.</summary>
    public void Detach(SimulationTap tap)
    {
        _taps.Remove(tap);
        ChooseEdges();
    }

    /// <summary>Checks the design, closes it and gives all state its power-on value. Called by the first run.</summary>
    /// <exception cref="ElaborationException">The design has errors; all are named.</exception>
    public void Elaborate()
    {
        if (IsElaborated) return;
        _modules = [.. ModulesBelow(Root)];
        var elaborator = new Elaborator(this, _modules);
        elaborator.Check();
        Number();
        IsElaborated = true;
        IsPlain = Options is { CheckQuiescence: false, Order: EvaluationOrder.Forward };
        foreach (SignalOut signal in Ports<SignalOut>()) signal.Freeze();
        _partitions = [.. _clocks.GroupBy(clock => clock.PartitionIndex).OrderBy(group => group.Key)
            .Select((group, index) => new Partition(this, index, [.. group]))];
        _boundaries = [.. _links.Where(link => link.CrossesPartitions)];
        PowerOn(isFirst: true);
        foreach (ClockDomain clock in _clocks) clock.Freeze(elaborator.SettleOrder(clock));
        foreach (Partition partition in _partitions) partition.Schedule();
    }

    /// <summary>Resets every module and empties every queue, as a reset of the whole design does; time goes on.</summary>
    public void Reset()
    {
        Elaborate();
        PowerOn(isFirst: false);
        foreach (ClockDomain clock in _clocks) clock.WakeAll();
        foreach (Partition partition in _partitions) partition.Schedule();
    }

    /// <summary>Evaluates all edges before a time.</summary>
    /// <param name="end">In femtoseconds.</param>
    public void RunUntil(long end)
    {
        Elaborate();
        if (end <= Time) return;
        if (_partitions.Length == 1) RunPartition(_partitions[0], end);
        else if (_partitions.Length > 1) new WindowedRun(_partitions, _boundaries, Options.Threads).Run(end, EndWindow);
        EndWindow(end);
        Time = end;
    }

    /// <summary>Runs on for a time in femtoseconds.</summary>
    public void RunFor(long duration) => RunUntil(checked(Time + duration));

    /// <summary>Runs until a clock has done a number of further cycles.</summary>
    public void RunCycles(ClockDomain clock, long cycles)
    {
        Elaborate();
        if (cycles <= 0) return;
        long done = Time == 0 ? -1 : clock.CycleAt(Time - 1);
        RunUntil(checked(clock.TimeOfCycle(done + cycles) + 1));
    }

    /// <summary>Everything that the future depends on.</summary>
    public Snapshot Save()
    {
        Elaborate();
        return Snapshot.Of(this);
    }

    /// <summary>Puts the state back that a snapshot of the same design holds.</summary>
    /// <exception cref="SnapshotException">The snapshot is damaged, or of another design.</exception>
    public void Restore(Snapshot snapshot)
    {
        Elaborate();
        snapshot.Into(this);
    }

    /// <summary>Components from the root down, parents first.</summary>
    public IEnumerable<Component> Components() => Below(Root);

    internal IEnumerable<T> Ports<T>() => _modules.SelectMany(module => module.Ports.All).OfType<T>();

    internal void Note(ElaborationRule rule, string message) => _notes.Add(new ElaborationError(rule, message));

    internal void MustBeOpen(string name)
    {
        if (IsElaborated) throw new InvalidOperationException($"{name} can't be added: the design was elaborated and is closed");
    }

    internal void Add(LinkCore link) => _links.Add(link);

    internal void Observe(Partition partition, ClockDomain domain, long time)
    {
        foreach (SimulationTap tap in _taps) tap.Observe(partition.Index, domain, time);
    }

    internal void SaveTo(StateWriter writer)
    {
        writer.Write(Time);
        foreach (Partition partition in _partitions) writer.Write(partition.Now);
        foreach (ClockDomain clock in _clocks) clock.Save(writer);
        foreach (Module module in _modules)
        {
            module.DoSave(writer);
            foreach (Port port in module.Ports.All)
            {
                if (port is InQueue queue) queue.Save(writer);
                else if (port is SignalOut signal) signal.Save(writer);
            }
        }
    }

    internal void LoadFrom(StateReader reader)
    {
        Time = reader.ReadInt64();
        var now = new long[_partitions.Length];
        for (int i = 0; i < now.Length; i++) now[i] = reader.ReadInt64();
        foreach (ClockDomain clock in _clocks) clock.Load(reader);
        foreach (Module module in _modules)
        {
            module.DoLoad(reader);
            foreach (Port port in module.Ports.All)
            {
                if (port is InQueue queue) queue.Load(reader);
                else if (port is SignalOut signal) signal.Load(reader);
            }
        }
        foreach (InQueue queue in Ports<InQueue>()) queue.RestoreMasks();
        for (int i = 0; i < now.Length; i++) _partitions[i].Restore(now[i]);
    }

    private void RunPartition(Partition partition, long end)
    {
        partition.Run(end);
        partition.EndInstant();
    }

    private void EndWindow(long end)
    {
        foreach (SimulationTap tap in _taps) tap.EndWindow(end);
    }

    private void ChooseEdges()
    {
        IsPlain = Options is { CheckQuiescence: false, Order: EvaluationOrder.Forward } && _taps.Count == 0;
        foreach (ClockDomain clock in _clocks) clock.ChooseEdge();
    }

    // Dense numbers for the tables of taps: modules and ports share one range.
    private void Number()
    {
        foreach (Module module in _modules)
        {
            module.Ordinal = ItemCount++;
            foreach (Port port in module.Ports.All) port.Ordinal = ItemCount++;
        }
    }

    private void PowerOn(bool isFirst)
    {
        var powerOn = new PowerOn(Options.InitialState, Options.Seed, isFirst);
        foreach (Module module in _modules)
        {
            powerOn.Begin(module.Path);
            module.DoReset(powerOn);
        }
        foreach (InQueue queue in Ports<InQueue>()) queue.Clear();
        foreach (SignalOut signal in Ports<SignalOut>()) signal.Clear();
    }

    private static IEnumerable<Module> ModulesBelow(Component component) => Below(component).OfType<Module>();

    private static IEnumerable<Component> Below(Component component) =>
        component.Children.SelectMany(child => Below(child).Prepend(child));
}
