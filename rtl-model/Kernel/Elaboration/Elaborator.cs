namespace HwModel.Kernel;

/// <summary>Checks a design and brings its wires into the order of their dependencies.</summary>
internal sealed class Elaborator(Simulation simulation, IReadOnlyList<Module> modules)
{
    private readonly List<ElaborationError> _errors = [.. simulation.Noted];

    /// <summary>Checks everything and throws what is wrong, all at once.</summary>
    /// <exception cref="ElaborationException">The design has errors.</exception>
    public void Check()
    {
        CheckNames(simulation.Root);
        foreach (IGrouping<string, ClockDomain> same in simulation.Clocks.GroupBy(clock => clock.Name).Where(group => group.Count() > 1))
            Add(ElaborationRule.DuplicateName, $"{same.Count()} clocks are called {same.Key}; a clock's name is unique");
        foreach (Module module in modules)
            foreach (Port port in module.Ports.All)
                CheckPort(port);
        foreach (ClockDomain clock in simulation.Clocks) CheckLoops(clock);
        if (_errors.Count > 0) throw new ElaborationException(_errors);
    }

    /// <summary>The modules with wires, each after those that drive its inputs.</summary>
    public Module[] SettleOrder(ClockDomain clock) => Sort(clock, out _);

    private void CheckNames(Component component)
    {
        foreach (IGrouping<string, Component> same in component.Children.GroupBy(child => child.Name).Where(group => group.Count() > 1))
            Add(ElaborationRule.DuplicateName, $"{same.Count()} components are called {same.First().Path}; siblings have different names");
        foreach (Component child in component.Children) CheckNames(child);
    }

    private void CheckPort(Port port)
    {
        if (!port.IsConnected && !port.Optional)
            Add(ElaborationRule.Unconnected, $"{port.Path} is not connected; connect it, or mark it Optional where it may stay open");
        Port? source = port switch { InQueue queue => queue.Source, SignalIn signal => signal.Source, _ => null };
        if (source is not null && source.Owner.Clock != port.Owner.Clock)
            Add(ElaborationRule.UnmarkedCrossing,
                $"{source.Path} (clock {source.Owner.Clock.Name}) drives {port.Path} (clock {port.Owner.Clock.Name}); put an AsyncFifo, a TwoFlopSynchroniser or a Link between them");
    }

    private void CheckLoops(ClockDomain clock)
    {
        Module[] sorted = Sort(clock, out List<Module> stuck);
        if (stuck.Count == 0) return;
        Add(ElaborationRule.CombinationalLoop, $"the wires {string.Join(" -> ", Cycle(stuck, sorted))} form a loop; put a register (RegOut or a queue) into it");
    }

    // Kahn's algorithm; what is left over lies on a loop or behind one.
    private static Module[] Sort(ClockDomain clock, out List<Module> stuck)
    {
        List<Module> waiting = [.. clock.Modules.Where(module => module.Settles)];
        var sorted = new List<Module>();
        bool progress = true;
        while (progress)
        {
            progress = false;
            foreach (Module module in waiting.ToArray())
            {
                if (WireSources(module).Any(waiting.Contains)) continue;
                waiting.Remove(module);
                sorted.Add(module);
                progress = true;
            }
        }
        stuck = waiting;
        return [.. sorted];
    }

    private static IEnumerable<Module> WireSources(Module module) =>
        module.Ports.All.OfType<SignalIn>().Where(port => port.Source is { IsWire: true }).Select(port => port.Source!.Owner);

    // Walks backwards from a stuck module until one comes again.
    private static List<string> Cycle(List<Module> stuck, Module[] sorted)
    {
        var walk = new List<Module> { stuck[0] };
        while (true)
        {
            Module next = WireSources(walk[^1]).First(source => stuck.Contains(source) && !sorted.Contains(source));
            int seen = walk.IndexOf(next);
            walk.Add(next);
            if (seen < 0) continue;
            List<Module> loop = walk[seen..];
            loop.Reverse();
            var names = new List<string>();
            for (int i = 0; i + 1 < loop.Count; i++)
                names.Add(loop[i + 1].Ports.All.OfType<SignalIn>().First(port => port.Source is { IsWire: true } source && source.Owner == loop[i]).Source!.Path);
            names.Add(names[0]);
            return names;
        }
    }

    private void Add(ElaborationRule rule, string message) => _errors.Add(new ElaborationError(rule, message));
}
