using System.Numerics;
using System.Runtime.Intrinsics;

namespace HwModel.BrainScaleS2.Learning;

/// <summary>A spike into a layer.</summary>
public readonly record struct InputSpike(double Time, int Source);

/// <summary>A spike of a layer with the synaptic current at that time: all that the backward pass has to remember.</summary>
public readonly record struct LayerSpike(double Time, int Neuron, double Current);

/// <summary>
/// A fully connected feed-forward layer of LIF neurons, forward by events with exact spike times and backward by EventProp
/// (Wunderlich and Pehle, Sci. Rep. 11:12829, 2021, tables 1 and 2). Weights are indexed [source, neuron]; one event is computed for eight neurons at a time.
/// </summary>
public sealed class EventLayer(LifModel model, int sources, int neurons)
{
    private const double SmallestSlope = 1e-6;

    // A neuron that may not spike any more is put where no input brings it back from.
    private const double Silenced = -1e200;
    private static readonly int Lanes = Vector512<double>.Count;

    private readonly double[] _v = new double[neurons];
    private readonly double[] _i = new double[neurons];
    private readonly int[] _left = new int[neurons];

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
    /// <param name="end">Until when; finite.</param>
    /// <param name="mostPerNeuron">A neuron is silent after so many spikes, as with a long refractory time.</param>
    public List<LayerSpike> Forward(IReadOnlyList<InputSpike> input, double end, int mostPerNeuron = int.MaxValue)
    {
        List<LayerSpike> spikes = [];
        Array.Clear(_v);
        Array.Clear(_i);
        Array.Fill(_left, mostPerNeuron);
        double now = 0;
        for (int k = 0; k <= input.Count; k++)
        {
            double until = k < input.Count ? input[k].Time : end;
            if (until > now) Advance(now, until - now, spikes);
            now = until;
            if (k < input.Count) AddScaled(Weights.AsSpan(input[k].Source * neurons, neurons), 1, _i);
        }
        spikes.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Neuron.CompareTo(b.Neuron));
        return spikes;
    }

    /// <summary>Adds the model's current to spikes that were measured, for a backward pass in the loop with hardware.</summary>
    /// <param name="input">In order of time.</param>
    /// <param name="measured">In any order; comes out in order of time.</param>
    public List<LayerSpike> Replay(IReadOnlyList<InputSpike> input, IEnumerable<(double Time, int Neuron)> measured)
    {
        List<LayerSpike> spikes = [.. measured.Select(static m => new LayerSpike(m.Time, m.Neuron, 0))];
        spikes.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        if (input.Count == 0) return spikes;
        // Lines that do not decay: what came in at t is e^(t / tau_s) times as large, seen from the first input.
        double origin = input[0].Time;
        Array.Clear(_i);
        int k = 0;
        for (int n = 0; n < spikes.Count; n++)
        {
            LayerSpike s = spikes[n];
            for (; k < input.Count && input[k].Time <= s.Time; k++)
                AddScaled(Weights.AsSpan(input[k].Source * neurons, neurons), Math.Exp((input[k].Time - origin) / model.TauSynapse), _i);
            spikes[n] = s with { Current = _i[s.Neuron] * Math.Exp((origin - s.Time) / model.TauSynapse) };
        }
        return spikes;
    }

    /// <summary>Walks back through the spikes.</summary>
    /// <remarks>
    /// Between spikes lambda_V = P c and lambda_I = Q a + P b with functions a, b, c of time alone (<see cref="Basis"/>): an input costs no exponential per neuron, a spike of a neuron changes its P and Q.
    /// </remarks>
    /// <param name="input">As in the forward pass.</param>
    /// <param name="spikes">The layer's spikes, in order of time.</param>
    /// <param name="errors">Derivative of the loss by each spike's time, from the loss and from the next layer.</param>
    /// <param name="gradient">The derivative by each weight is added here.</param>
    /// <param name="inputErrors">The derivative by each input spike's time is added here; may be empty.</param>
    public void Backward(IReadOnlyList<InputSpike> input, IReadOnlyList<LayerSpike> spikes, ReadOnlySpan<double> errors, Span<double> gradient, Span<double> inputErrors)
    {
        if (spikes.Count == 0) return;
        Span<double> p = _v;
        Span<double> q = _i;
        p.Clear();
        q.Clear();
        double origin = spikes[^1].Time;
        int spike = spikes.Count - 1;
        for (int k = input.Count - 1; k >= 0; k--)
        {
            double time = input[k].Time;
            for (; spike >= 0 && spikes[spike].Time >= time; spike--)
            {
                LayerSpike s = spikes[spike];
                (double sa, double sb, double sc) = Basis(s.Time - origin);
                double slope = s.Current - model.Threshold;
                if (Math.Abs(slope) < SlopeFloor) slope = slope < 0 ? -SlopeFloor : SlopeFloor;
                // tau_m dV/dt before the spike is I - threshold, after it I: lambda_V is scaled by their ratio; lambda_I stays.
                double change = (model.Threshold * p[s.Neuron] * sc + errors[spike]) / slope / sc;
                p[s.Neuron] += change;
                q[s.Neuron] -= change * sb / sa;
            }
            if (spike == spikes.Count - 1) continue;
            (double a, double b, double c) = Basis(time - origin);
            int row = input[k].Source * neurons;
            AddScaled(q, -model.TauSynapse * a, gradient.Slice(row, neurons));
            AddScaled(p, -model.TauSynapse * b, gradient.Slice(row, neurons));
            if (inputErrors.IsEmpty) continue;
            ReadOnlySpan<double> weights = Weights.AsSpan(row, neurons);
            inputErrors[k] += (c - b) * Product(weights, p) - a * Product(weights, q);
        }
    }

    // With c = ts/(tm - ts): lambda_I = Q e^(t/ts) + P tm/(tm - ts) e^(t/tm); for equal constants Q e^(t/tau) - P t/tau e^(t/tau).
    private (double A, double B, double C) Basis(double time)
    {
        double c = Math.Exp(time / model.TauMembrane);
        double difference = model.TauMembrane - model.TauSynapse;
        return Math.Abs(difference) < 1e-9 * model.TauMembrane
            ? (c, -time / model.TauMembrane * c, c)
            : (Math.Exp(time / model.TauSynapse), model.TauMembrane / difference * c, c);
    }

    // All neurons over a time without input. The membrane cannot rise above max(V, 0) + max(I, 0) t / tau_m: only where that passes the threshold a crossing is looked for.
    private void Advance(double now, double wait, List<LayerSpike> spikes)
    {
        double decayV = Math.Exp(-wait / model.TauMembrane);
        double decayI = Math.Exp(-wait / model.TauSynapse);
        double fromI = Analog.Propagator.LineToMembrane(1 / model.TauMembrane, 1 / model.TauSynapse, model.TauMembrane, wait);
        double rise = Math.Min(1, wait / model.TauMembrane);
        int j = 0;
        for (; j + Lanes <= neurons; j += Lanes)
        {
            Vector512<double> v = Vector512.Create<double>(_v.AsSpan(j));
            Vector512<double> i = Vector512.Create<double>(_i.AsSpan(j));
            Vector512.FusedMultiplyAdd(i, Vector512.Create(fromI), v * Vector512.Create(decayV)).CopyTo(_v.AsSpan(j));
            (i * Vector512.Create(decayI)).CopyTo(_i.AsSpan(j));
            Vector512<double> most = Vector512.FusedMultiplyAdd(Vector512.Max(i, Vector512<double>.Zero), Vector512.Create(rise), Vector512.Max(v, Vector512<double>.Zero));
            ulong close = Vector512.GreaterThanOrEqual(most, Vector512.Create(model.Threshold)).ExtractMostSignificantBits();
            for (; close != 0; close &= close - 1)
            {
                int lane = BitOperations.TrailingZeroCount(close);
                AdvanceOne(j + lane, v[lane], i[lane], now, wait, spikes);
            }
        }
        for (; j < neurons; j++) AdvanceOne(j, _v[j], _i[j], now, wait, spikes);
    }

    private void AdvanceOne(int j, double v, double i, double now, double wait, List<LayerSpike> spikes)
    {
        double passed = 0;
        while (_left[j] > 0 && model.NextCrossing(v, i, wait - passed) is { } next)
        {
            i = model.Current(i, next);
            v = 0;
            passed += next;
            spikes.Add(new LayerSpike(now + passed, j, i));
            if (--_left[j] == 0) v = i = Silenced;
        }
        _v[j] = model.Membrane(v, i, wait - passed);
        _i[j] = model.Current(i, wait - passed);
    }

    private static void AddScaled(ReadOnlySpan<double> values, double factor, Span<double> sum)
    {
        Vector512<double> factors = Vector512.Create(factor);
        int j = 0;
        for (; j + Lanes <= sum.Length; j += Lanes)
            Vector512.FusedMultiplyAdd(Vector512.Create(values[j..]), factors, Vector512.Create<double>(sum[j..])).CopyTo(sum[j..]);
        for (; j < sum.Length; j++) sum[j] = Math.FusedMultiplyAdd(values[j], factor, sum[j]);
    }

    private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector512<double> sums = Vector512<double>.Zero;
        int j = 0;
        for (; j + Lanes <= a.Length; j += Lanes) sums = Vector512.FusedMultiplyAdd(Vector512.Create(a[j..]), Vector512.Create(b[j..]), sums);
        double sum = Vector512.Sum(sums);
        for (; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }
}
