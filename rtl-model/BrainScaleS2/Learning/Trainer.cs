using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Learning;

/// <summary>How a classifier is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init; } = 80;

    /// <summary>Samples per weight update.</summary>
    public int Batch { get; init; } = 50;

    /// <summary>Learning rate of Adam in the first epoch.</summary>
    public double Rate { get; init; } = 0.005;

    /// <summary>Factor on the rate after each epoch.</summary>
    public double Decay { get; init; } = 0.97;

    /// <summary>Loss, in us.</summary>
    public FirstSpikeLoss Loss { get; init; } = new(Tau0: 0.6, Tau1: 12, Alpha: 0.003);

    /// <summary>Mean and standard deviation of the first weights of the hidden layer.</summary>
    public (double Mean, double Sigma) HiddenStart { get; init; } = (1.5, 0.8);

    /// <summary>Mean and standard deviation of the first weights of the output layer.</summary>
    public (double Mean, double Sigma) OutputStart { get; init; } = (0.2, 0.2);

    /// <summary>Gradient on the weights of a silent output whose turn it is, per sample.</summary>
    public double SilentPush { get; init; } = 0.2;

    /// <summary>Gradient on the weights of hidden neurons that were silent through a whole batch.</summary>
    public double SilentHiddenPush { get; init; } = 0.01;

    /// <summary>Smallest I - threshold in a jump of the adjoint.</summary>
    public double SlopeFloor { get; init; } = 0.1;

    /// <summary>Largest magnitude of the error of one spike, in 1/us.</summary>
    public double ErrorLimit { get; init; } = 100;

    /// <summary>Seed of first weights and of the order of samples.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What an epoch gave: mean loss and accuracy on the training set while training, accuracy on the validation set after it.</summary>
public sealed record EpochResult(int Epoch, double Loss, double TrainAccuracy, double ValidationAccuracy, double HiddenSpikes);

/// <summary>
/// Training in the loop (Pehle et al. 2023, arXiv 2302.07141): spike times come from the network, the current at each spike and the adjoint from the model,
/// updates go to unrounded shadow weights.
/// </summary>
public sealed class Trainer
{
    private readonly ClassifierOptions _options;
    private readonly TrainingOptions _training;
    private readonly ISpikingNetwork _network;
    private readonly EventLayer _hidden;
    private readonly EventLayer _output;
    private readonly double[] _hiddenShadow;
    private readonly double[] _outputShadow;
    private readonly double[] _hiddenGradient;
    private readonly double[] _outputGradient;
    private readonly Adam _hiddenAdam;
    private readonly Adam _outputAdam;
    private readonly int[] _activity;
    private RandomStream _random;

    public Trainer(ClassifierOptions options, TrainingOptions training, ISpikingNetwork network)
    {
        _options = options;
        _training = training;
        _network = network;
        var model = new LifModel(options.TauMembrane, options.TauSynapse);
        _hidden = new EventLayer(model, options.Inputs, options.Hidden) { SlopeFloor = training.SlopeFloor };
        _output = new EventLayer(model, options.Hidden, options.Outputs) { SlopeFloor = training.SlopeFloor };
        _hiddenShadow = new double[_hidden.Weights.Length];
        _outputShadow = new double[_output.Weights.Length];
        _hiddenGradient = new double[_hidden.Weights.Length];
        _outputGradient = new double[_output.Weights.Length];
        _hiddenAdam = new Adam(_hiddenShadow.Length);
        _outputAdam = new Adam(_outputShadow.Length);
        _activity = new int[options.Hidden];
        _random = RandomStream.Derive(training.Seed, "trainer");
        foreach (ref double w in _hiddenShadow.AsSpan()) w = training.HiddenStart.Mean + training.HiddenStart.Sigma * Normal();
        foreach (ref double w in _outputShadow.AsSpan()) w = training.OutputStart.Mean + training.OutputStart.Sigma * Normal();
        WriteWeights();
    }

    /// <summary>Hidden weights before rounding.</summary>
    public ReadOnlySpan<double> HiddenWeights => _hiddenShadow;

    /// <summary>Output weights before rounding.</summary>
    public ReadOnlySpan<double> OutputWeights => _outputShadow;

    /// <summary>One pass over the training set.</summary>
    public EpochResult Epoch(int epoch, ISampleSet train, ISampleSet validation)
    {
        double rate = _training.Rate * Math.Pow(_training.Decay, epoch);
        int[] order = Shuffled(train.Count);
        double loss = 0;
        int right = 0;
        long spikes = 0;
        for (int first = 0; first < order.Length; first += _training.Batch)
        {
            int batch = Math.Min(_training.Batch, order.Length - first);
            Array.Clear(_hiddenGradient);
            Array.Clear(_outputGradient);
            Array.Clear(_activity);
            for (int i = 0; i < batch; i++)
            {
                (double l, bool correct, int hidden) = Learn(train[order[first + i]]);
                if (!double.IsNaN(l)) loss += l;
                if (correct) right++;
                spikes += hidden;
            }
            Update(rate, batch);
        }
        return new EpochResult(epoch, loss / train.Count, (double)right / train.Count, Accuracy(validation), (double)spikes / train.Count);
    }

    /// <summary>Share of samples whose label's neuron spikes first.</summary>
    public double Accuracy(ISampleSet samples)
    {
        int right = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            Sample sample = samples[i];
            if (Classify(sample) == sample.Label) right++;
        }
        return (double)right / samples.Count;
    }

    /// <summary>The class whose neuron spikes first; -1 where none or two at the same time do.</summary>
    public int Classify(Sample sample) => Classify(_network, sample, _options.Outputs).Class;

    /// <summary>The class whose neuron spikes first on any network, and the run that says so.</summary>
    public static (int Class, RunResult Run) Classify(ISpikingNetwork network, Sample sample, int outputs)
    {
        RunResult run = network.Run(sample.Input, isDecision: true);
        Span<double> first = stackalloc double[outputs];
        First(run.Output, first);
        return (Earliest(first), run);
    }

    private (double Loss, bool Correct, int HiddenSpikes) Learn(Sample sample)
    {
        RunResult run = _network.Run(sample.Input);
        foreach ((_, int neuron) in run.Hidden) _activity[neuron]++;
        Span<double> first = stackalloc double[_options.Outputs];
        First(run.Output, first);
        Span<double> errors = stackalloc double[_options.Outputs];
        double loss = _training.Loss.Evaluate(first, sample.Label, errors);
        if (double.IsNaN(loss))
        {
            foreach ((_, int neuron) in run.Hidden) _outputGradient[neuron * _options.Outputs + sample.Label] -= _training.SilentPush;
            return (loss, false, run.Hidden.Count);
        }
        List<LayerSpike> hidden = _hidden.Replay(sample.Input, run.Hidden);
        var between = new List<InputSpike>(hidden.Count);
        foreach (LayerSpike s in hidden) between.Add(new InputSpike(s.Time + _network.Latency, s.Neuron));
        List<LayerSpike> output = _output.Replay(between, run.Output);
        var hiddenErrors = new double[hidden.Count];
        _output.Backward(between, output, FirstSpikeLoss.Spread(output, first, errors), _outputGradient, hiddenErrors);
        foreach (ref double error in hiddenErrors.AsSpan()) error = Math.Clamp(error, -_training.ErrorLimit, _training.ErrorLimit);
        _hidden.Backward(sample.Input, hidden, hiddenErrors, _hiddenGradient, []);
        return (loss, Earliest(first) == sample.Label, run.Hidden.Count);
    }

    private void Update(double rate, int batch)
    {
        foreach (ref double g in _hiddenGradient.AsSpan()) g /= batch;
        foreach (ref double g in _outputGradient.AsSpan()) g /= batch;
        for (int h = 0; h < _options.Hidden; h++)
        {
            if (_activity[h] > 0) continue;
            for (int i = 0; i < _options.Inputs; i++) _hiddenGradient[i * _options.Hidden + h] -= _training.SilentHiddenPush;
        }
        (double hiddenBound, double outputBound) = _network.Bounds;
        _hiddenAdam.Step(_hiddenShadow, _hiddenGradient, rate, hiddenBound);
        _outputAdam.Step(_outputShadow, _outputGradient, rate, outputBound);
        WriteWeights();
    }

    private void WriteWeights()
    {
        _network.Write(_hiddenShadow, _outputShadow);
        _network.Read(_hidden.Weights, _output.Weights);
    }

    private static void First(List<(double Time, int Neuron)> spikes, Span<double> first)
    {
        first.Fill(double.PositiveInfinity);
        foreach ((double time, int neuron) in spikes) first[neuron] = Math.Min(first[neuron], time);
    }

    private static int Earliest(ReadOnlySpan<double> first)
    {
        int best = -1;
        double time = double.PositiveInfinity;
        for (int k = 0; k < first.Length; k++)
        {
            if (first[k] < time) (best, time) = (k, first[k]);
            else if (first[k] == time) best = -1;
        }
        return best;
    }

    private int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = _random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
