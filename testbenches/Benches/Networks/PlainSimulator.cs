using HwModel.Networks.Nir;

namespace HwModel.Benches.Networks;

/// <summary>How a simulator resets a neuron that spiked.</summary>
public enum PlainReset
{
    /// <summary>To v_reset.</summary>
    ToValue,

    /// <summary>By the threshold.</summary>
    Subtract,
}

/// <summary>
/// A NIR graph step by step in double precision, node by node as NIR defines the nodes and with no regard to any chip: the reference for what a chip makes of the same
/// file. Inputs act in the step in which they are given; what a neuron sends acts in the next step. Spikes are pulses of amplitude 1 and of the length of a step.
/// </summary>
public sealed class PlainSimulator
{
    private readonly NirGraph _graph;
    private readonly NirShapes _shapes;
    private readonly PlainReset _reset;
    private readonly List<NirNode> _order = [];
    private readonly Dictionary<string, double[]> _out = [];
    private readonly Dictionary<string, double[]> _before = [];
    private readonly Dictionary<string, (double[] V, double[] I)> _state = [];
    private readonly Dictionary<string, List<double[]>> _past = [];
    private readonly double _step;
    private readonly Func<double, double> _gain;

    /// <param name="graph">The network.</param>
    /// <param name="step">Seconds of a step.</param>
    /// <param name="reset">What a spike does to the membrane.</param>
    /// <param name="exponential">Exponential instead of forward Euler steps.</param>
    public PlainSimulator(NirGraph graph, double step, PlainReset reset, bool exponential = false)
    {
        _graph = graph;
        _shapes = NirShapes.Infer(graph, "graph");
        _reset = reset;
        _step = step;
        _gain = tau => exponential ? 1 - Math.Exp(-step / tau) : step / tau;
        foreach (NirNode node in graph.Nodes.Values)
        {
            _before[node.Name] = new double[NirShape.Elements(_shapes.OutOf(node.Name))];
            if (node is NirNeuron neuron) _state[node.Name] = (new double[neuron.R.Length], new double[neuron.R.Length]);
        }
        var placed = new HashSet<string>();
        foreach (NirNode node in graph.Nodes.Values) Place(node, placed);
    }

    /// <summary>Membrane values of a node's neurons.</summary>
    public IReadOnlyList<double> Voltage(string node) => _state[node].V;

    /// <summary>What a node gave out in the last step.</summary>
    public IReadOnlyList<double> Output(string node) => _out[node];

    /// <summary>The smallest distance of a membrane to its threshold so far: below some rounding errors, whether it spiked is a matter of luck.</summary>
    public double ClosestCall { get; private set; } = double.PositiveInfinity;

    /// <summary>One step.</summary>
    /// <param name="inputs">What comes in at every input node; missing: nothing.</param>
    public void Step(IReadOnlyDictionary<string, double[]> inputs)
    {
        foreach (NirNode node in _order)
        {
            double[] into = Sum(node);
            _out[node.Name] = node switch
            {
                NirPort { IsInput: true } => inputs.TryGetValue(node.Name, out double[]? given) ? [.. given] : new double[into.Length],
                NirPort or NirFlatten => into,
                NirLinear linear => Multiply(linear, into),
                NirConv2d conv => Convolve(conv, into),
                NirPool2d pool => Pool(pool, into),
                NirScale scale => [.. into.Select((value, i) => value * scale.Scale.Values[scale.Scale.Values.Length == 1 ? 0 : i])],
                NirDelay delay => Delayed(delay, into),
                NirNeuron neuron => Neurons(neuron, into),
                _ => throw new NotSupportedException($"{node.Type} is not simulated"),
            };
        }
        foreach (string name in _state.Keys) _before[name] = _out[name];
    }

    // Nodes without memory run in the order of their edges; neurons break the loops, for they give out what they had in the step before.
    private void Place(NirNode node, HashSet<string> placed)
    {
        if (!placed.Add(node.Name)) return;
        foreach (NirNode from in _graph.Before(node.Name))
            if (from is not NirNeuron) Place(from, placed);
        _order.Add(node);
    }

    private double[] Sum(NirNode node)
    {
        var sum = new double[NirShape.Elements(_shapes.Into(node.Name))];
        foreach (NirNode from in _graph.Before(node.Name))
        {
            // An output shows the spikes of the very step.
            bool now = from is not NirNeuron || node is NirPort;
            double[] values = now && _out.TryGetValue(from.Name, out double[]? present) && _order.IndexOf(from) < _order.IndexOf(node) ? present : _before[from.Name];
            for (int i = 0; i < sum.Length; i++) sum[i] += values[i];
        }
        return sum;
    }

    private static double[] Multiply(NirLinear linear, double[] x)
    {
        int outputs = linear.Weight.Shape[0], inputs = linear.Weight.Shape[1];
        var y = new double[outputs];
        for (int o = 0; o < outputs; o++)
        {
            y[o] = linear.Bias?.Values[o] ?? 0;
            for (int i = 0; i < inputs; i++)
                if (x[i] != 0) y[o] += linear.Weight.Values[o * inputs + i] * x[i];
        }
        return y;
    }

    private double[] Convolve(NirConv2d conv, double[] x)
    {
        IReadOnlyList<int> into = _shapes.Into(conv.Name), outOf = _shapes.OutOf(conv.Name);
        int[] w = conv.Weight.Shape;
        (int Y, int X) before = conv.Padding ?? (conv.Dilation.Y * (w[2] - 1) / 2, conv.Dilation.X * (w[3] - 1) / 2);
        int perGroup = outOf[0] / conv.Groups;
        var y = new double[outOf[0] * outOf[1] * outOf[2]];
        for (int o = 0; o < outOf[0]; o++)
            for (int row = 0; row < outOf[1]; row++)
                for (int column = 0; column < outOf[2]; column++)
                {
                    double sum = conv.Bias.Values[o];
                    for (int c = 0; c < w[1]; c++)
                        for (int ky = 0; ky < w[2]; ky++)
                            for (int kx = 0; kx < w[3]; kx++)
                            {
                                int iy = row * conv.Stride.Y + ky * conv.Dilation.Y - before.Y, ix = column * conv.Stride.X + kx * conv.Dilation.X - before.X;
                                if (iy < 0 || iy >= into[1] || ix < 0 || ix >= into[2]) continue;
                                int channel = o / perGroup * w[1] + c;
                                sum += conv.Weight.Values[((o * w[1] + c) * w[2] + ky) * w[3] + kx] * x[(channel * into[1] + iy) * into[2] + ix];
                            }
                    y[(o * outOf[1] + row) * outOf[2] + column] = sum;
                }
        return y;
    }

    private double[] Pool(NirPool2d pool, double[] x)
    {
        IReadOnlyList<int> into = _shapes.Into(pool.Name), outOf = _shapes.OutOf(pool.Name);
        var y = new double[outOf[0] * outOf[1] * outOf[2]];
        for (int c = 0; c < outOf[0]; c++)
            for (int row = 0; row < outOf[1]; row++)
                for (int column = 0; column < outOf[2]; column++)
                    for (int ky = 0; ky < pool.Kernel.Y; ky++)
                        for (int kx = 0; kx < pool.Kernel.X; kx++)
                        {
                            int iy = row * pool.Stride.Y + ky - pool.Padding.Y, ix = column * pool.Stride.X + kx - pool.Padding.X;
                            if (iy >= 0 && iy < into[1] && ix >= 0 && ix < into[2]) y[(c * outOf[1] + row) * outOf[2] + column] += pool.Factor * x[(c * into[1] + iy) * into[2] + ix];
                        }
        return y;
    }

    private double[] Delayed(NirDelay delay, double[] into)
    {
        if (!_past.TryGetValue(delay.Name, out List<double[]>? past)) _past[delay.Name] = past = [];
        past.Add(into);
        var y = new double[into.Length];
        for (int i = 0; i < y.Length; i++)
        {
            int steps = (int)Math.Round(delay.Delay.Values[delay.Delay.Values.Length == 1 ? 0 : i] / _step);
            if (steps < past.Count) y[i] = past[^(steps + 1)][i];
        }
        return y;
    }

    private double[] Neurons(NirNeuron neuron, double[] into)
    {
        (double[] v, double[] current) = _state[neuron.Name];
        var output = new double[v.Length];
        for (int n = 0; n < v.Length; n++)
        {
            double drive = into[n];
            if (neuron.TauSyn is not null)
            {
                current[n] += _gain(neuron.TauSyn[n]) * (neuron.InputWeight![n] * drive - current[n]);
                drive = current[n];
            }
            if (neuron.TauMem is not null) v[n] += _gain(neuron.TauMem[n]) * (neuron.Leak![n] - v[n] + neuron.R[n] * drive);
            else v[n] += neuron.R[n] * drive;
            output[n] = neuron.Threshold is null ? v[n] : v[n] > neuron.Threshold[n] ? 1 : 0;
            if (neuron.Threshold is not null) ClosestCall = Math.Min(ClosestCall, Math.Abs(v[n] - neuron.Threshold[n]));
            if (neuron.Threshold is null || output[n] == 0) continue;
            v[n] = _reset == PlainReset.Subtract ? v[n] - (neuron.Threshold[n] - neuron.Reset![n]) : neuron.Reset![n];
        }
        return output;
    }
}
