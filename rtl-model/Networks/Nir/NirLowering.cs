using HwModel.Networks.Graph;

namespace HwModel.Networks.Nir;

/// <summary>How a continuous-time graph becomes a network in discrete time.</summary>
public sealed record NirOptions
{
    /// <summary>Seconds that a tick stands for in the network's time constants.</summary>
    public double Step { get; init; } = 1e-4;

    /// <summary>Exponential instead of forward Euler steps: 1 - exp(-dt / tau) instead of dt / tau.</summary>
    public bool Exponential { get; init; }

    /// <summary>A spike takes the threshold from the membrane instead of setting it to v_reset.</summary>
    public bool ResetBySubtraction { get; init; }

    /// <summary>Seconds in a unit of the file's time constants: 1, or 1e-3 for files that give milliseconds.</summary>
    public double TimeUnit { get; init; } = 1;
}

/// <summary>
/// Turns a NIR graph into populations and synapses: nodes with memory become populations, the nodes without memory between them are multiplied out to one matrix.
/// </summary>
public sealed class NirLowering
{
    private readonly NirGraph _graph;
    private readonly NirOptions _options;
    private readonly NirShapes _shapes;
    private readonly string _file;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, Arriving> _arriving = [];
    private readonly HashSet<string> _under = [];

    private NirLowering(NirGraph graph, NirOptions options, string file)
    {
        _graph = graph;
        _options = options;
        _file = file;
        _shapes = NirShapes.Infer(graph, file);
    }

    /// <summary>What arrives at a node: from which population over which matrix with how many further ticks, and a constant.</summary>
    private sealed record Arriving(List<(int From, int Delay, LinearMap Map)> Maps, double[] Constant);

    /// <summary>Makes the network.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">Time and reset.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="NirException">A node is not supported, or the graph has no such form; the message is one sentence.</exception>
    public static SpikingNetwork Lower(NirGraph graph, NirOptions options, string file) => new NirLowering(graph, options, file).Lower();

    private SpikingNetwork Lower()
    {
        foreach (NirNode node in _graph.Nodes.Values)
            if (node is NirOther)
                throw new NirException($"{_file}: node '{node.Name}' is of type {node.Type}, which is not supported; Input, Output, Affine, Linear, Scale, Conv2d, SumPool2d, AvgPool2d, Flatten, Delay, IF, LI, LIF, CubaLI and CubaLIF are.");
        NirNode[] stateful = [.. _graph.Nodes.Values.Where(node => node is NirPort { IsInput: true }), .. _graph.Nodes.Values.Where(node => node is NirNeuron)];
        if (stateful.Length == 0 || stateful[0] is not NirPort) throw new NirException($"{_file}: the graph has no Input.");
        foreach (NirNode node in stateful) _numbers.Add(node.Name, _numbers.Count);
        var outputs = new HashSet<string>();
        foreach (NirPort port in _graph.Nodes.Values.OfType<NirPort>().Where(port => !port.IsInput))
            foreach (NirNode from in _graph.Before(port.Name))
                outputs.Add(from is NirNeuron or NirPort ? from.Name : throw Bad(from, $"is a {from.Type} and leads to the output '{port.Name}'; only neurons can do so"));
        var populations = new List<Population>();
        var projections = new List<Projection>();
        foreach (NirNode node in stateful)
        {
            bool isOutput = outputs.Contains(node.Name);
            if (node is not NirNeuron neuron)
            {
                populations.Add(new Population(node.Name, NirShape.Elements(_shapes.OutOf(node.Name)), NeuronModel.SpikeList) { IsOutput = isOutput });
                continue;
            }
            if (neuron.Threshold is null && _graph.After(neuron.Name).FirstOrDefault(after => after is not NirPort) is { } reader)
                throw Bad(neuron, $"is a {neuron.Type}, which does not spike, and leads to '{reader.Name}'; it may lead to an output only");
            Arriving arriving = Into(node);
            populations.Add(Make(neuron, arriving.Constant) with { IsOutput = isOutput });
            foreach ((int from, int delay, LinearMap map) in arriving.Maps)
                if (map.Count > 0) projections.Add(new Projection(from, _numbers[node.Name], map.ToSynapses(), delay));
        }
        return new SpikingNetwork(Path.GetFileNameWithoutExtension(_file), populations, projections);
    }

    private Arriving Into(NirNode node)
    {
        if (_arriving.TryGetValue(node.Name, out Arriving? known)) return known;
        if (!_under.Add(node.Name)) throw Bad(node, "lies on a loop without a neuron");
        int size = NirShape.Elements(_shapes.Into(node.Name));
        var maps = new List<(int, int, LinearMap)>();
        var constant = new double[size];
        foreach (NirNode from in _graph.Before(node.Name))
        {
            Arriving part = From(from, size);
            maps.AddRange(part.Maps);
            for (int i = 0; i < size; i++) constant[i] += part.Constant[i];
        }
        _under.Remove(node.Name);
        return _arriving[node.Name] = new Arriving(maps, constant);
    }

    private Arriving From(NirNode node, int size)
    {
        if (_numbers.TryGetValue(node.Name, out int number)) return new Arriving([(number, 0, LinearMap.Diagonal(NodeMaps.Ones(size)))], new double[size]);
        Arriving into = Into(node);
        if (node is NirDelay delay) return Delayed(delay, into);
        (LinearMap map, double[] constant) = NodeMaps.Of(node, _shapes) ?? throw Bad(node, $"is of type {node.Type}, which can't stand there");
        double[] sum = map.Times(into.Constant);
        for (int i = 0; i < sum.Length; i++) sum[i] += constant[i];
        return new Arriving([.. into.Maps.Select(part => (part.From, part.Delay, map.After(part.Map)))], sum);
    }

    // Elements with the same delay stay together.
    private Arriving Delayed(NirDelay node, Arriving into)
    {
        int size = into.Constant.Length;
        int[] ticks = [.. Enumerable.Range(0, size).Select(i => (int)Math.Round(node.Delay.Values[node.Delay.Values.Length == 1 ? 0 : i] * _options.TimeUnit / _options.Step))];
        var maps = new List<(int, int, LinearMap)>();
        foreach (int delay in ticks.Distinct().Order())
        {
            LinearMap some = LinearMap.Diagonal([.. ticks.Select(tick => tick == delay ? 1.0 : 0)]);
            maps.AddRange(into.Maps.Select(part => (part.From, part.Delay + delay, some.After(part.Map))));
        }
        return new Arriving(maps, into.Constant);
    }

    private Population Make(NirNeuron neuron, double[] bias)
    {
        double[] gain = [.. neuron.R];
        double[] decay = [1], leak = [0], current = [0];
        if (neuron.TauMem is { } tauMem)
        {
            double[] k = [.. tauMem.Select(tau => Gain(neuron, tau))];
            decay = [.. k.Select(value => 1 - value)];
            leak = [.. neuron.Leak!.Zip(k, (v, value) => v * value)];
            for (int i = 0; i < gain.Length; i++) gain[i] *= k[i];
        }
        if (neuron.TauSyn is { } tauSyn)
        {
            double[] k = [.. tauSyn.Select(tau => Gain(neuron, tau))];
            current = [.. k.Select(value => 1 - value)];
            for (int i = 0; i < gain.Length; i++) gain[i] *= k[i] * neuron.InputWeight![i];
        }
        if (gain.Any(value => !(value > 0))) throw Bad(neuron, "has an r or w_in that is not above zero, which can't be scaled to integer weights");
        return new Population(neuron.Name, neuron.R.Length, neuron.TauSyn is null ? NeuronModel.Lif : NeuronModel.Cuba)
        {
            Decay = Same(decay),
            CurrentDecay = Same(current),
            Leak = Same(leak),
            Bias = Same(bias),
            Gain = Same(gain),
            Threshold = neuron.Threshold is null ? [double.PositiveInfinity] : Same(neuron.Threshold),
            Reset = neuron.Reset is null ? [0] : Same(neuron.Reset),
            ResetBySubtraction = _options.ResetBySubtraction,
        };
    }

    private double Gain(NirNeuron neuron, double tau)
    {
        double steps = _options.Step / (tau * _options.TimeUnit);
        if (_options.Exponential) return 1 - Math.Exp(-steps);
        return steps <= 1 ? steps
            : throw Bad(neuron, FormattableString.Invariant($"has a time constant of {tau * _options.TimeUnit} s, shorter than the step of {_options.Step} s, for which forward Euler steps do not exist; take a shorter step, exponential steps, or the right unit of time"));
    }

    private static double[] Same(double[] values) => values.All(value => value.Equals(values[0])) ? [values[0]] : values;

    private NirException Bad(NirNode node, string what) => new($"{_file}: node '{node.Name}' {what}.");
}
