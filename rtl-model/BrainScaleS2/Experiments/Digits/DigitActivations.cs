using HwModel.BrainScaleS2.Hagen;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Experiments.Digits;

/// <summary>Images as activations: ink 255 is the full one.</summary>
/// <param name="digits">The images.</param>
/// <param name="constants">The range of activations.</param>
/// <param name="shifts">Each image is moved by -1 to 1 pixels in both directions, another way for every number; null: it stays.</param>
public sealed class DigitActivations(DigitSet digits, HagenConstants constants, ulong? shifts = null) : IHagenSamples
{
    public int Count => digits.Count;

    public int Features => digits.Side * digits.Side;

    public int Class(int sample) => digits.Label(sample);

    public void Write(int sample, Span<double> activations)
    {
        ReadOnlySpan<byte> image = digits.Image(sample);
        int side = digits.Side;
        (int down, int right) = Shift(sample);
        activations.Clear();
        for (int y = Math.Max(0, down); y < side + Math.Min(0, down); y++)
            for (int x = Math.Max(0, right); x < side + Math.Min(0, right); x++)
                activations[y * side + x] = image[(y - down) * side + x - right] * constants.MaxActivation / 255.0;
    }

    private (int Down, int Right) Shift(int sample)
    {
        if (shifts is not { } number) return (0, 0);
        var hash = new StateHash(number);
        hash.Add(sample);
        int place = (int)(hash.Value % 9);
        return (place / 3 - 1, place % 3 - 1);
    }
}
