using System.Runtime.InteropServices;
using HwModel.Networks.Graph;
using HwModel.Networks.Images;

namespace HwModel.Networks.Execution;

/// <summary>The neurons of a processing element: single-precision state, updated in the firmware's order of operations.</summary>
/// <param name="model">What they do.</param>
/// <param name="neurons">How many.</param>
/// <param name="step">Words from one neuron's parameters to the next one's; 0: all have the same.</param>
/// <param name="subtracts">A spike takes the reset parameter from the membrane.</param>
internal sealed class NeuronBank(NeuronModel model, int neurons, int step, bool subtracts)
{
    private readonly float[] _state = new float[neurons * PeFields.StateWords(model)];
    private readonly int[] _refractory = new int[model == NeuronModel.Exponential ? neurons : 0];

    /// <summary>The membrane of a neuron, in units of integer weights.</summary>
    public float Membrane(int neuron) => _state[neuron * PeFields.StateWords(model)];

    /// <summary>A tick with its sums of input; adds the neurons that spike.</summary>
    public void Update(ReadOnlySpan<int> sums, ReadOnlySpan<uint> parameters, List<int> spiked)
    {
        ReadOnlySpan<float> p = MemoryMarshal.Cast<uint, float>(parameters);
        if (model == NeuronModel.Lif) Lif(sums, p, spiked);
        else if (model == NeuronModel.Cuba) Cuba(sums, p, spiked);
        else Exponential(sums, p, spiked);
    }

    private void Lif(ReadOnlySpan<int> sums, ReadOnlySpan<float> p, List<int> spiked)
    {
        Span<float> state = _state;
        for (int n = 0, at = 0; n < sums.Length && n < state.Length; n++, at += step)
        {
            float v = p[at] * state[n];
            v += p[at + 3];
            v += sums[n];
            if (v > p[at + 5]) v = Spike(spiked, n, v, p[at + 6]);
            state[n] = v;
        }
    }

    private void Cuba(ReadOnlySpan<int> sums, ReadOnlySpan<float> p, List<int> spiked)
    {
        for (int n = 0, at = 0; n < neurons; n++, at += step)
        {
            float current = p[at + 1] * _state[2 * n + 1];
            current += p[at + 4];
            current += sums[n];
            float v = p[at] * _state[2 * n];
            v += p[at + 3];
            v += current;
            if (v > p[at + 5]) v = Spike(spiked, n, v, p[at + 6]);
            _state[2 * n] = v;
            _state[2 * n + 1] = current;
        }
    }

    private void Exponential(ReadOnlySpan<int> sums, ReadOnlySpan<float> p, List<int> spiked)
    {
        for (int n = 0, at = 0; n < neurons; n++, at += step)
        {
            Span<float> state = _state.AsSpan(4 * n, 3);
            float excitatory = p[at + 1] * state[1];
            excitatory += sums[n];
            float inhibitory = p[at + 2] * state[2];
            inhibitory += sums[neurons + n];
            float v = p[at] * state[0];
            v += p[at + 3];
            v += excitatory;
            v += inhibitory;
            if (_refractory[n] > 0)
            {
                _refractory[n]--;
                v = state[0];
            }
            else if (v > p[at + 5])
            {
                v = Spike(spiked, n, v, p[at + 6]);
                _refractory[n] = BitConverter.SingleToInt32Bits(p[at + 7]);
            }
            state[0] = v;
            state[1] = excitatory;
            state[2] = inhibitory;
        }
    }

    private float Spike(List<int> spiked, int neuron, float v, float reset)
    {
        spiked.Add(neuron);
        return subtracts ? v - reset : reset;
    }
}
