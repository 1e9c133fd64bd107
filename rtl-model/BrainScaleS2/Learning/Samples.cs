namespace HwModel.BrainScaleS2.Learning;

/// <summary>What a network is shown: input spikes in order of time, in us, and the class they stand for.</summary>
public sealed record Sample(InputSpike[] Input, int Label);

/// <summary>Samples of a data set, coded as spikes.</summary>
public interface ISampleSet
{
    /// <summary>How many.</summary>
    int Count { get; }

    /// <summary>A sample; where samples are varied, another variation each time.</summary>
    Sample this[int index] { get; }
}

/// <summary>Points of the Yin-Yang data set: x, y, 1 - x, 1 - y and a bias at the start, on whole slots.</summary>
/// <param name="points">The points.</param>
/// <param name="options">Times of features.</param>
/// <param name="slot">Event slot, in us.</param>
public sealed class YinYangSet(IReadOnlyList<YinYangSample> points, ClassifierOptions options, double slot = 0.008) : ISampleSet
{
    public int Count => points.Count;

    public Sample this[int index] => Code(points[index]);

    /// <summary>One point.</summary>
    public Sample Code(YinYangSample point)
    {
        ReadOnlySpan<double> features = [point.X, point.Y, 1 - point.X, 1 - point.Y, 0];
        var input = new InputSpike[features.Length];
        for (int i = 0; i < input.Length; i++)
            input[i] = new InputSpike(Math.Round((options.Early + features[i] * (options.Late - options.Early)) / slot) * slot, i);
        Array.Sort(input, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Source.CompareTo(b.Source));
        return new Sample(input, point.Class);
    }
}
