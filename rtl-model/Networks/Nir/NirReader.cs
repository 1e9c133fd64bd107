using HwModel.Networks.Hdf5;

namespace HwModel.Networks.Nir;

/// <summary>Reads a NIR graph from its HDF5 file, dissolves nested graphs and checks edges and shapes.</summary>
public static class NirReader
{
    private const int MaxNesting = 16;

    /// <summary>Reads a file.</summary>
    /// <exception cref="NirException">The graph is not usable; the message is one sentence.</exception>
    /// <exception cref="Hdf5Exception">The file is no HDF5 file that can be read; the message is one sentence.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static NirGraph Read(string path) => Read(Hdf5File.Open(path), path);

    /// <summary>Reads a graph from a file's root group.</summary>
    /// <param name="root">The root.</param>
    /// <param name="file">The file's name, for messages.</param>
    public static NirGraph Read(Hdf5Group root, string file)
    {
        if (!root.Contains("node") || !root.IsGroup("node")) throw new NirException($"{file} is no NIR file: it has no group 'node'.");
        string version = root.Contains("version") ? root.Dataset("version").ReadTexts().FirstOrDefault() ?? "" : "";
        var nodes = new SortedDictionary<string, NirNode>(StringComparer.Ordinal);
        var edges = new List<NirEdge>();
        ReadGraph(root.Group("node"), "", file, nodes, edges, 0);
        foreach (string name in nodes.Values.OfType<NirPort>().Where(port => port.Name.Contains('/')).Select(port => port.Name).ToArray()) Dissolve(name, nodes, edges);
        var graph = new NirGraph(version, Renamed(nodes), [.. edges.Select(edge => new NirEdge(Rename(edge.From), Rename(edge.To)))]);
        if (graph.Nodes.Count == 0) throw new NirException($"{file}: the graph has no nodes.");
        NirShapes.Infer(graph, file);
        return graph;
    }

    // Inside, nested names are joined with a slash, which no HDF5 name can contain.
    private static string Rename(string name) => name.Replace('/', '.');

    private static SortedDictionary<string, NirNode> Renamed(SortedDictionary<string, NirNode> nodes)
    {
        var renamed = new SortedDictionary<string, NirNode>(StringComparer.Ordinal);
        foreach ((string name, NirNode node) in nodes)
            if (!renamed.TryAdd(Rename(name), node with { Name = Rename(name) })) throw new NirException($"Two nodes have the name '{Rename(name)}' when nested graphs are dissolved; rename one of them.");
        return renamed;
    }

    private static void ReadGraph(Hdf5Group group, string prefix, string file, SortedDictionary<string, NirNode> nodes, List<NirEdge> edges, int depth)
    {
        string where = prefix.Length == 0 ? "the graph" : $"the nested graph '{prefix.TrimEnd('/')}'";
        if (depth > MaxNesting) throw new NirException($"{file}: graphs are nested deeper than {MaxNesting} levels.");
        if (!group.Contains("nodes") || !group.Contains("edges")) throw new NirException($"{file}: {where} has no 'nodes' or no 'edges'.");
        Hdf5Group members = group.Group("nodes");
        var graphs = new HashSet<string>();
        foreach (string name in members.Names)
        {
            Hdf5Group member = members.Group(name);
            if (member.Contains("type") && member.Dataset("type").ReadTexts() is ["NIRGraph"])
            {
                graphs.Add(name);
                ReadGraph(member, $"{prefix}{name}/", file, nodes, edges, depth + 1);
            }
            else nodes.Add(prefix + name, new NodeReader(member, prefix + name, file).Read());
        }
        Hdf5Dataset list = group.Dataset("edges");
        string[] ends = list.ReadTexts();
        if (ends.Length % 2 != 0) throw new NirException($"{file}: the edges of {where} are no pairs of names.");
        for (int i = 0; i < ends.Length; i += 2) edges.Add(new NirEdge(End(ends[i], ends[i], ends[i + 1], false), End(ends[i + 1], ends[i], ends[i + 1], true)));

        string End(string name, string from, string to, bool isTarget)
        {
            if (!members.Contains(name))
                throw new NirException($"{file}: the edge '{from}' -> '{to}' of {where} names '{name}', which is no node of it; there are {string.Join(", ", members.Names.Select(n => $"'{n}'"))}.");
            return graphs.Contains(name) ? Port(prefix + name, isTarget) : prefix + name;
        }

        string Port(string graph, bool input)
        {
            string[] ports = [.. nodes.Values.OfType<NirPort>().Where(port => port.IsInput == input && port.Name.StartsWith(graph + "/", StringComparison.Ordinal) && !port.Name[(graph.Length + 1)..].Contains('/')).Select(port => port.Name)];
            return ports.Length == 1 ? ports[0] : throw new NirException($"{file}: the nested graph '{graph}' has {ports.Length} {(input ? "inputs" : "outputs")}; exactly one is supported.");
        }
    }

    // A port of a nested graph hands on what comes in: each of its predecessors gets an edge to each of its successors.
    private static void Dissolve(string port, SortedDictionary<string, NirNode> nodes, List<NirEdge> edges)
    {
        string[] before = [.. edges.Where(edge => edge.To == port).Select(edge => edge.From)];
        string[] after = [.. edges.Where(edge => edge.From == port).Select(edge => edge.To)];
        edges.RemoveAll(edge => edge.To == port || edge.From == port);
        foreach (string from in before)
            foreach (string to in after) edges.Add(new NirEdge(from, to));
        nodes.Remove(port);
    }
}
