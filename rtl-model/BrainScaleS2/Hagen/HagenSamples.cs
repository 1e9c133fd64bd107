using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>What a network of analog layers classifies.</summary>
public interface IHagenSamples
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Activations of a sample.</summary>
    int Features { get; }

    /// <summary>Class of a sample.</summary>
    int Class(int sample);

    /// <summary>Writes the activations of a sample, 0 to 31, not rounded.</summary>
    void Write(int sample, Span<double> activations);
}

/// <summary>Yin-Yang points as x, y, 1 - x, 1 - y, 1, each on several rows: a feature needs more weight than one synapse has.</summary>
/// <param name="samples">The points.</param>
/// <param name="copies">Rows of a feature.</param>
public sealed class YinYangActivations(IReadOnlyList<YinYangSample> samples, int copies = 25) : IHagenSamples
{
    private const int Values = 5;
    private static readonly double Full = new HagenConstants().MaxActivation;

    public int Count => samples.Count;

    public int Features => Values * copies;

    public int Class(int sample) => samples[sample].Class;

    public void Write(int sample, Span<double> activations)
    {
        YinYangSample s = samples[sample];
        ReadOnlySpan<double> values = [s.X, s.Y, 1 - s.X, 1 - s.Y, 1];
        for (int value = 0; value < Values; value++) activations.Slice(value * copies, copies).Fill(Full * values[value]);
    }
}
