namespace HwModel.Kernel;

/// <summary>
/// Clock domains that are evaluated together, by one host thread. Partitions see each other only through links, whose latency lets them run ahead.
/// </summary>
internal sealed class Partition
{
    private readonly Simulation _simulation;
    private readonly ClockDomain[] _domains;
    private readonly List<(ClockDomain Domain, long Change)> _clockChanges = [];
    private readonly List<IEndOfInstant> _crossings = [];
    private bool _hasPending;

    public Partition(Simulation simulation, int index, ClockDomain[] domains)
    {
        _simulation = simulation;
        Index = index;
        _domains = domains;
        Calendar = new Calendar(domains.Length);
        for (int i = 0; i < domains.Length; i++)
        {
            domains[i].Partition = this;
            domains[i].Slot = i;
        }
    }

    public int Index { get; }

    public Calendar Calendar { get; }

    /// <summary>The time of the last instant with an edge, or the last instant of the last run; -1 before the first.</summary>
    public long Now { get; private set; } = -1;

    /// <summary>The time of the next edge.</summary>
    public long NextTime => Calendar.MinTime;

    /// <summary>Evaluates all edges before <paramref name="end"/>.</summary>
    public void Run(long end)
    {
        Calendar calendar = Calendar;
        while (true)
        {
            long time = calendar.MinTime;
            if (_hasPending && time > Now)
            {
                EndInstant();
                continue;
            }
            if (time >= end) return;
            Now = time;
            int slot = calendar.MinIndex;
            calendar.Set(slot, _domains[slot].Edge(time));
        }
    }

    /// <summary>Asks for a change of a clock at the end of this instant, after all edges at the same time: so the order of domains never shows.</summary>
    public void AtEndOfInstant(ClockDomain domain, long change)
    {
        _clockChanges.Add((domain, change));
        _hasPending = true;
    }

    /// <summary>Asks for the publication of what crosses between domains, at the end of this instant.</summary>
    public void AtEndOfInstant(IEndOfInstant crossing)
    {
        _crossings.Add(crossing);
        _hasPending = true;
    }

    public void Observe(ClockDomain domain, long time) => _simulation.Observe(this, domain, time);

    public void Schedule()
    {
        for (int i = 0; i < _domains.Length; i++) Calendar.Set(i, _domains[i].NextEdge(Now));
    }

    /// <summary>Publishes what waits for the end of the present instant.</summary>
    public void EndInstant()
    {
        _hasPending = false;
        foreach (IEndOfInstant crossing in _crossings) crossing.EndInstant(Now);
        _crossings.Clear();
        foreach ((ClockDomain domain, long change) in _clockChanges) domain.Apply(change, Now);
        _clockChanges.Clear();
    }

    /// <summary>A run has ended: whatever is woken from outside before the next run is called after it, though no edge was evaluated that late.</summary>
    public void PassTo(long time) => Now = Math.Max(Now, time);

    public void Restore(long now)
    {
        Now = now;
        _hasPending = false;
        _clockChanges.Clear();
        _crossings.Clear();
        Schedule();
    }
}

/// <summary>Something that crosses between clock domains and is published when all edges of an instant are done.</summary>
internal interface IEndOfInstant
{
    void EndInstant(long now);
}
