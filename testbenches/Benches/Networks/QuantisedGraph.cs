using HwModel.Networks.Nir;

namespace HwModel.Benches.Networks;

/// <summary>
/// A graph whose weights are those that 8 bits can hold: for each neuron node, the weights of all matrices that lead to it, rounded with one factor, the largest
/// weight becoming 127. Between a matrix and the neurons may lie nodes that only pick or sum up; biases stay as they are.
/// </summary>
public static class QuantisedGraph
{
    public static NirGraph Of(NirGraph graph)
    {
        var nodes = new SortedDictionary<string, NirNode>(graph.Nodes.ToDictionary(), StringComparer.Ordinal);
        foreach (NirNeuron neuron in graph.Nodes.Values.OfType<NirNeuron>())
        {
            NirNode[] matrices = [.. Matrices(graph, neuron.Name, []).Distinct()];
            double largest = matrices.SelectMany(node => Weights(node).Values).Select(Math.Abs).DefaultIfEmpty(1).Max();
            foreach (NirNode matrix in matrices)
            {
                double[] rounded = [.. Weights(matrix).Values.Select(weight => Math.Round((double)(float)weight * 127 / largest) * largest / 127)];
                nodes[matrix.Name] = matrix switch
                {
                    NirLinear linear => linear with { Weight = linear.Weight with { Values = rounded } },
                    NirConv2d conv => conv with { Weight = conv.Weight with { Values = rounded } },
                    _ => matrix,
                };
            }
        }
        return graph with { Nodes = nodes };
    }

    private static IEnumerable<NirNode> Matrices(NirGraph graph, string node, HashSet<string> seen)
    {
        foreach (NirNode from in graph.Before(node))
        {
            if (!seen.Add(from.Name) || from is NirNeuron or NirPort) continue;
            if (from is NirLinear or NirConv2d) yield return from;
            else foreach (NirNode further in Matrices(graph, from.Name, seen)) yield return further;
        }
    }

    private static NirArray Weights(NirNode node) => node is NirLinear linear ? linear.Weight : ((NirConv2d)node).Weight;
}
