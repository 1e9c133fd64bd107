using System.Text;
using HwModel.Kernel;

namespace HwModel.Cli.Describe;

/// <summary>A design as a graph in Graphviz's dot language: components as nested clusters, connections as edges with the number of ports.</summary>
internal static class DesignDot
{
    public static string Write(DesignView view)
    {
        var text = new StringBuilder("digraph design {\n  rankdir=LR;\n  node [shape=box, fontname=\"Helvetica\", fontsize=10];\n  edge [color=\"#64748b\", arrowsize=0.6];\n");
        foreach (Component child in view.Children(view.Root)) Add(text, view, child, 1);
        foreach (IGrouping<(string From, string To), (string From, string To)> edge in view.Connections().GroupBy(edge => edge))
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"  \"{edge.Key.From}\" -> \"{edge.Key.To}\"{(edge.Count() > 1 ? $" [label={edge.Count()}]" : "")};\n");
        return text.Append("}\n").ToString();
    }

    private static void Add(StringBuilder text, DesignView view, Component component, int depth)
    {
        string indent = new(' ', 2 * depth);
        if (view.Children(component).Count == 0)
        {
            text.Append(indent).Append('"').Append(component.Path).Append("\" [label=\"").Append(component.Name).Append("\"];\n");
            return;
        }
        text.Append(indent).Append("subgraph \"cluster_").Append(component.Path).Append("\" {\n").Append(indent).Append("  label=\"").Append(component.Name).Append("\";\n");
        foreach (Component child in view.Children(component)) Add(text, view, child, depth + 1);
        text.Append(indent).Append("}\n");
    }
}
