namespace HwModel.BrainScaleS2.Learning;

/// <summary>Spikes of one run, in us and in order of time.</summary>
public sealed record RunResult(List<(double Time, int Neuron)> Hidden, List<(double Time, int Neuron)> Output);

/// <summary>Something that runs the two-layer network: the chip model, or exact mathematics.</summary>
public interface ISpikingNetwork
{
    /// <summary>Largest magnitude of a hidden and of an output weight.</summary>
    (double Hidden, double Output) Bounds { get; }

    /// <summary>From a hidden spike to the pulses it causes, in us.</summary>
    double Latency { get; }

    /// <summary>Takes over weights in model units: hidden [input, hidden] and output [hidden, output].</summary>
    void Write(ReadOnlySpan<double> hidden, ReadOnlySpan<double> output);

    /// <summary>The weights as the network has them, after rounding and clipping, in model units.</summary>
    void Read(Span<double> hidden, Span<double> output);

    /// <summary>One sample.</summary>
    /// <param name="input">Spikes in order of time, in us.</param>
    /// <param name="isDecision">Whether the first output spike ends the run, as it decides.</param>
    RunResult Run(IReadOnlyList<InputSpike> input, bool isDecision = false);
}
