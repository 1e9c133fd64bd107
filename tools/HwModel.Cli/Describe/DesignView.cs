using HwModel.Kernel;

namespace HwModel.Cli.Describe;

/// <summary>A design down to a level: what lies deeper is part of its ancestor there.</summary>
/// <param name="simulation">The design.</param>
/// <param name="depth">Levels below the root.</param>
internal sealed class DesignView(Simulation simulation, int depth)
{
    /// <summary>The outermost component.</summary>
    public Component Root => simulation.Root;

    /// <summary>The parts of a component that are shown.</summary>
    public IReadOnlyList<Component> Children(Component component) => Level(component) < depth ? component.Children : [];

    /// <summary>The shown components at both ends of every connection between ports.</summary>
    public IEnumerable<(string From, string To)> Connections()
    {
        foreach (Module module in simulation.Modules)
        {
            foreach (Port port in module.Ports.All)
            {
                Port? source = port switch { InQueue queue => queue.Source, SignalIn signal => signal.Source, _ => null };
                if (source is null) continue;
                (Component from, Component to) = (Shown(source.Owner), Shown(module));
                if (from != to || source.Owner == module) yield return (from.Path, to.Path);
            }
        }
    }

    private Component Shown(Component component)
    {
        for (int level = Level(component); level > depth; level--) component = component.Parent!;
        return component;
    }

    private static int Level(Component component)
    {
        int level = 0;
        for (Component? parent = component.Parent; parent is not null; parent = parent.Parent) level++;
        return level;
    }
}
