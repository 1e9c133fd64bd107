namespace HwModel.BrainScaleS2.Learning;

/// <summary>The network as exact mathematics, without rounding, latency or mismatch.</summary>
public sealed class ExactNetwork : ISpikingNetwork
{
    private const double Unbounded = 1e6;
    private readonly ClassifierOptions _options;
    private readonly EventLayer _hidden;
    private readonly EventLayer _output;

    public ExactNetwork(ClassifierOptions options)
    {
        _options = options;
        var model = new LifModel(options.TauMembrane, options.TauSynapse);
        _hidden = new EventLayer(model, options.Inputs, options.Hidden);
        _output = new EventLayer(model, options.Hidden, options.Outputs);
    }

    public (double Hidden, double Output) Bounds { get; init; } = (Unbounded, Unbounded);

    public double Latency => 0;

    public void Write(ReadOnlySpan<double> hidden, ReadOnlySpan<double> output)
    {
        hidden.CopyTo(_hidden.Weights);
        output.CopyTo(_output.Weights);
    }

    public void Read(Span<double> hidden, Span<double> output)
    {
        _hidden.Weights.CopyTo(hidden);
        _output.Weights.CopyTo(output);
    }

    public RunResult Run(IReadOnlyList<InputSpike> input, bool isDecision = false)
    {
        List<LayerSpike> hidden = _hidden.Forward(input, _options.Runtime, mostPerNeuron: 1);
        List<InputSpike> between = [.. hidden.Select(static s => new InputSpike(s.Time, s.Neuron))];
        List<LayerSpike> output = _output.Forward(between, _options.Runtime, mostPerNeuron: 1);
        return new RunResult([.. hidden.Select(static s => (s.Time, s.Neuron))], [.. output.Select(static s => (s.Time, s.Neuron))]);
    }
}
