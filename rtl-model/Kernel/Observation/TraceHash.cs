namespace HwModel.Kernel;

/// <summary>
/// One number for a whole run: a hash over every change of every state element, queue and signal with its time. It is the same for any order of evaluation
/// and any number of threads, because each element has a chain of its own.
/// </summary>
public sealed class TraceHash : SimulationTap
{
    private Chain?[] _chains = [];
    private Simulation? _simulation;

    /// <summary>The hash of all that was seen so far.</summary>
    public ulong Value
    {
        get
        {
            var hash = new StateHash(0);
            if (_simulation is null) return hash.Value;
            foreach (Module module in _simulation.Modules)
            {
                hash.Add(_chains[module.Ordinal]!.Value);
                foreach (Port port in module.Ports.All)
                    if (_chains[port.Ordinal] is { } chain)
                        hash.Add(chain.Value);
            }
            return hash.Value;
        }
    }

    protected internal override void Attach(Simulation simulation)
    {
        _simulation = simulation;
        _chains = new Chain?[simulation.ItemCount];
        foreach (Module module in simulation.Modules)
        {
            _chains[module.Ordinal] = new Chain();
            foreach (Port port in module.Ports.All)
                if (port is InQueue or SignalOut)
                    _chains[port.Ordinal] = new Chain();
        }
    }

    internal override void Observe(int partition, ClockDomain domain, long time)
    {
        IReadOnlyList<Module> modules = domain.Modules;
        for (int i = 0; i < modules.Count; i++)
        {
            if (!domain.WasTicked(i)) continue;
            var hash = new StateHash(0);
            modules[i].DoHash(ref hash);
            _chains[modules[i].Ordinal]!.Add(time, hash.Value);
        }
        foreach (InQueueSlot slot in domain.TouchedQueues)
        {
            var hash = new StateHash(0);
            slot.Queue.Hash(ref hash);
            _chains[slot.Queue.Ordinal]!.Add(time, hash.Value);
        }
        foreach (SignalSlot slot in domain.TouchedSignals)
        {
            var hash = new StateHash(0);
            slot.Signal.Hash(ref hash);
            _chains[slot.Signal.Ordinal]!.Add(time, hash.Value);
        }
    }

    private sealed class Chain
    {
        private ulong _last;
        private StateHash _hash = new(1);

        public ulong Value => _hash.Value;

        public void Add(long time, ulong state)
        {
            if (state == _last) return;
            _last = state;
            _hash.Add(time);
            _hash.Add(state);
        }
    }
}
