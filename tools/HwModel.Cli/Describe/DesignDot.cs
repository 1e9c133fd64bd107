using System.Text;
using HwModel.Kernel;

namespace HwModel.Cli.Describe;

/// <summary>A design as a graph in Graphviz's dot language: components as nested clusters, connections as edges with the number of ports.</summary>
internal static class DesignDot
{
    public static string Write(Simulation simulation)
    {
        var text = new StringBuilder("digraph design {\n  rankdir=LR;\n  node [shape=box, fontname=\"Helvetica\", fontsize=10];\n  edge [color=\"#64748b\", arrowsize=0.6];\n");
        foreach (Component child in simulation.Root.Children) Add(text, child, 1);
        foreach (IGrouping<(string From, string To), (string From, string To)> edge in Connections(simulation).GroupBy(edge => edge))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  \"{edge.Key.From}\" -> \"{edge.Key.To}\"{(edge.Count() > 1 ? $" [label={edge.Count()}]" : "")};\n");
        return text.Append("}\n").ToString();
    }

    /// <summary>The modules at both ends of every connection between ports.</summary>
    public static IEnumerable<(string From, string To)> Connections(Simulation simulation)
    {
        foreach (Module module in simulation.Modules)
        {
            foreach (Port port in module.Ports.All)
            {
                Port? source = port switch { InQueue queue => queue.Source, SignalIn signal => signal.Source, _ => null };
                if (source is not null) yield return (source.Owner.Path, module.Path);
            }
        }
    }

    private static void Add(StringBuilder text, Component component, int depth)
    {
        string indent = new(' ', 2 * depth);
        if (component.Children.Count == 0)
        {
            text.Append(indent).Append('"').Append(component.Path).Append("\" [label=\"").Append(component.Name).Append("\"];\n");
            return;
        }
        text.Append(indent).Append("subgraph \"cluster_").Append(component.Path).Append("\" {\n").Append(indent).Append("  label=\"").Append(component.Name).Append("\";\n");
        foreach (Component child in component.Children) Add(text, child, depth + 1);
        text.Append(indent).Append("}\n");
    }
}
