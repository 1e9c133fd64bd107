namespace HwModel.BrainScaleS2.Hagen;

/// <summary>A 2-D convolution as a matrix multiply: every patch of the input becomes a vector.</summary>
/// <param name="Channels">Input channels.</param>
/// <param name="Height">Input rows.</param>
/// <param name="Width">Input columns.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Kernel">Kernel rows and columns.</param>
/// <param name="Stride">Step between patches.</param>
/// <param name="Padding">Zeros around the input.</param>
public sealed record Convolution(int Channels, int Height, int Width, int Filters, int Kernel, int Stride = 1, int Padding = 0)
{
    /// <summary>Output rows.</summary>
    public int OutputHeight => (Height + 2 * Padding - Kernel) / Stride + 1;

    /// <summary>Output columns.</summary>
    public int OutputWidth => (Width + 2 * Padding - Kernel) / Stride + 1;

    /// <summary>Length of a patch.</summary>
    public int PatchLength => Channels * Kernel * Kernel;

    /// <summary>The patches of an image [channel, row, column], row by row.</summary>
    public IReadOnlyList<double[]> Unfold(ReadOnlySpan<double> image)
    {
        var patches = new List<double[]>(OutputHeight * OutputWidth);
        for (int oy = 0; oy < OutputHeight; oy++)
        {
            for (int ox = 0; ox < OutputWidth; ox++)
            {
                var patch = new double[PatchLength];
                for (int i = 0; i < patch.Length; i++)
                {
                    int channel = i / (Kernel * Kernel);
                    int y = oy * Stride - Padding + i / Kernel % Kernel;
                    int x = ox * Stride - Padding + i % Kernel;
                    if (y >= 0 && y < Height && x >= 0 && x < Width) patch[i] = image[(channel * Height + y) * Width + x];
                }
                patches.Add(patch);
            }
        }
        return patches;
    }

    /// <summary>The kernels [filter, channel, row, column] as a matrix [patch element, filter].</summary>
    public HagenMatrix Matrix(ReadOnlySpan<double> kernels, HagenConstants constants)
    {
        if (kernels.Length != Filters * PatchLength) throw new ArgumentException($"{Filters} kernels of {PatchLength} need {Filters * PatchLength} weights, but {kernels.Length} were given");
        var weights = new double[kernels.Length];
        for (int f = 0; f < Filters; f++)
            for (int i = 0; i < PatchLength; i++)
                weights[i * Filters + f] = kernels[f * PatchLength + i];
        return new HagenMatrix(PatchLength, Filters, weights, constants);
    }

    /// <summary>The convolution of an image: results [filter, row, column].</summary>
    public int[] Apply(HagenExecutor executor, HagenMatrix matrix, ReadOnlySpan<double> image, int sends = 1)
    {
        int[][] results = executor.Multiply(Unfold(image), matrix, sends);
        var output = new int[Filters * results.Length];
        for (int p = 0; p < results.Length; p++)
            for (int f = 0; f < Filters; f++)
                output[f * results.Length + p] = results[p][f];
        return output;
    }
}
