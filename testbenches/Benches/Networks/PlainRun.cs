using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;

namespace HwModel.Benches.Networks;

/// <summary>A run of the plain simulator, with the synaptic events that its spikes cause.</summary>
internal sealed class PlainRun
{
    private readonly PlainSimulator _simulator;

    public PlainRun(NirGraph graph, MappedNetwork mapped, IReadOnlyList<(int Row, int Neuron)> input, int rows, bool subtract)
    {
        _simulator = new PlainSimulator(graph, RandomGraph.Step, subtract ? PlainReset.Subtract : PlainReset.ToValue);
        IReadOnlyList<Population> populations = mapped.Network.Populations;
        ILookup<int, int> byRow = input.ToLookup(spike => spike.Row, spike => spike.Neuron);
        int inputs = ((NirPort)graph.Nodes["in"]).Shape[0];
        for (int row = 0; row < rows; row++)
        {
            var given = new double[inputs];
            foreach (int neuron in byRow[row])
            {
                given[neuron] = 1;
                SynapticEvents += Synapses((NirLinear)graph.Nodes["w1"], neuron);
            }
            _simulator.Step(new Dictionary<string, double[]> { ["in"] = given });
            for (int p = 0; p < populations.Count; p++)
            {
                if (populations[p].IsSource) continue;
                IReadOnlyList<double> output = _simulator.Output(populations[p].Name);
                for (int n = 0; n < output.Count; n++)
                {
                    if (output[n] != 1) continue;
                    Spikes.Add(new SpikeEvent(row, p, n));
                    // Packets are handled in the next tick, however late their effect is.
                    if (row == rows - 1 || populations[p].Name != "hidden") continue;
                    SynapticEvents += Synapses((NirLinear)graph.Nodes["w2"], n);
                    if (graph.Nodes.TryGetValue("loop", out NirNode? loop)) SynapticEvents += Synapses((NirLinear)loop, n);
                }
            }
        }
    }

    public List<SpikeEvent> Spikes { get; } = [];

    public long SynapticEvents { get; }

    public double ClosestCall => _simulator.ClosestCall;

    public double Voltage(string population, int neuron) => _simulator.Voltage(population)[neuron];

    private static int Synapses(NirLinear matrix, int source)
    {
        int count = 0, inputs = matrix.Weight.Shape[1];
        for (int target = 0; target < matrix.Weight.Shape[0]; target++)
            if (matrix.Weight.Values[target * inputs + source] != 0) count++;
        return count;
    }
}
