namespace HwModel.BrainScaleS2.Learning;

/// <summary>A spike into a layer.</summary>
public readonly record struct InputSpike(double Time, int Source);

/// <summary>A spike of a layer with the synaptic current at that time: all that the backward pass has to remember.</summary>
public readonly record struct LayerSpike(double Time, int Neuron, double Current);

/// <summary>
/// A fully connected feed-forward layer of LIF neurons, forward by events with exact spike times and backward by EventProp
/// (Wunderlich and Pehle, Sci. Rep. 11:12829, 2021, tables 1 and 2). Weights are indexed [source, neuron].
/// </summary>
public sealed class EventLayer(LifModel model, int sources, int neurons)
{
    private const double SmallestSlope = 1e-6;

    /// <summary>The neuron.</summary>
    public LifModel Model => model;

    /// <summary>Sources.</summary>
    public int Sources => sources;

    /// <summary>Neurons.</summary>
    public int Neurons => neurons;

    /// <summary>Weights, source by source: weight of source i onto neuron j at i x neurons + j.</summary>
    public double[] Weights { get; } = new double[sources * neurons];

    /// <summary>Smallest magnitude of I - threshold in the denominator of a jump; measured spikes of noisy neurons need a larger one.</summary>
    public double SlopeFloor { get; init; } = SmallestSlope;

    /// <summary>The spikes that the input causes, in order of time.</summary>
    /// <param name="input">In order of time.</param>
    /// <param name="end">Until when.</param>
    /// <param name="mostPerNeuron">A neuron is silent after so many spikes, as with a long refractory time.</param>
    public List<LayerSpike> Forward(IReadOnlyList<InputSpike> input, double end, int mostPerNeuron = int.MaxValue)
    {
        List<LayerSpike> spikes = [];
        for (int j = 0; j < neurons; j++)
        {
            double v = 0;
            double current = 0;
            double now = 0;
            int left = mostPerNeuron;
            for (int k = 0; k <= input.Count && left > 0; k++)
            {
                double until = k < input.Count ? input[k].Time : end;
                while (left > 0 && model.NextCrossing(v, current, until - now) is { } wait)
                {
                    current = model.Current(current, wait);
                    now += wait;
                    v = 0;
                    spikes.Add(new LayerSpike(now, j, current));
                    left--;
                }
                v = model.Membrane(v, current, until - now);
                current = model.Current(current, until - now);
                now = until;
                if (k < input.Count) current += Weights[input[k].Source * neurons + j];
            }
        }
        spikes.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Neuron.CompareTo(b.Neuron));
        return spikes;
    }

    /// <summary>Adds the model's current to spikes that were measured, for a backward pass in the loop with hardware.</summary>
    public List<LayerSpike> Replay(IReadOnlyList<InputSpike> input, IEnumerable<(double Time, int Neuron)> measured)
    {
        List<LayerSpike> spikes = [];
        foreach ((double time, int neuron) in measured)
        {
            double current = 0;
            foreach (InputSpike spike in input)
                if (spike.Time <= time)
                    current += Weights[spike.Source * neurons + neuron] * Math.Exp(-(time - spike.Time) / model.TauSynapse);
            spikes.Add(new LayerSpike(time, neuron, current));
        }
        return spikes;
    }

    /// <summary>Walks back through the spikes.</summary>
    /// <param name="input">As in the forward pass.</param>
    /// <param name="spikes">The layer's spikes, in order of time.</param>
    /// <param name="errors">Derivative of the loss by each spike's time, from the loss and from the next layer.</param>
    /// <param name="gradient">The derivative by each weight is added here.</param>
    /// <param name="inputErrors">The derivative by each input spike's time is added here; may be empty.</param>
    public void Backward(IReadOnlyList<InputSpike> input, IReadOnlyList<LayerSpike> spikes, ReadOnlySpan<double> errors, Span<double> gradient, Span<double> inputErrors)
    {
        Span<double> lambdaV = stackalloc double[neurons];
        Span<double> lambdaI = stackalloc double[neurons];
        Span<double> last = stackalloc double[neurons];
        lambdaV.Clear();
        lambdaI.Clear();
        int spike = spikes.Count - 1;
        for (int k = input.Count - 1; k >= -1; k--)
        {
            double time = k >= 0 ? input[k].Time : double.NegativeInfinity;
            for (; spike >= 0 && spikes[spike].Time >= time; spike--)
            {
                LayerSpike s = spikes[spike];
                Decay(ref lambdaV[s.Neuron], ref lambdaI[s.Neuron], last[s.Neuron] - s.Time);
                last[s.Neuron] = s.Time;
                double slope = s.Current - model.Threshold;
                if (Math.Abs(slope) < SlopeFloor) slope = slope < 0 ? -SlopeFloor : SlopeFloor;
                // tau_m dV/dt before the spike is I - threshold, after it I: lambda_V is scaled by their ratio.
                lambdaV[s.Neuron] += (model.Threshold * lambdaV[s.Neuron] + errors[spike]) / slope;
            }
            if (k < 0) break;
            double error = 0;
            int row = input[k].Source * neurons;
            for (int j = 0; j < neurons; j++)
            {
                if (lambdaV[j] == 0 && lambdaI[j] == 0) continue;
                Decay(ref lambdaV[j], ref lambdaI[j], last[j] - time);
                last[j] = time;
                gradient[row + j] -= model.TauSynapse * lambdaI[j];
                error += Weights[row + j] * (lambdaV[j] - lambdaI[j]);
            }
            if (!inputErrors.IsEmpty) inputErrors[k] += error;
        }
    }

    private void Decay(ref double lambdaV, ref double lambdaI, double time)
    {
        if (lambdaV == 0 && lambdaI == 0) return;
        double decay = Math.Exp(-time / model.TauSynapse);
        lambdaI = lambdaI * decay + lambdaV * Analog.Propagator.LineToMembrane(1 / model.TauMembrane, 1 / model.TauSynapse, model.TauSynapse, time);
        lambdaV *= Math.Exp(-time / model.TauMembrane);
    }
}
