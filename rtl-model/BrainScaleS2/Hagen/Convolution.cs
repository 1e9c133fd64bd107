namespace HwModel.BrainScaleS2.Hagen;

/// <summary>A 2-D convolution as a matrix multiply: every patch of the input [channel, row, column] becomes a vector.</summary>
/// <param name="Channels">Input channels.</param>
/// <param name="Height">Input rows.</param>
/// <param name="Width">Input columns.</param>
/// <param name="Filters">Output channels.</param>
/// <param name="Kernel">Kernel rows and columns.</param>
/// <param name="Stride">Step between patches.</param>
/// <param name="Padding">Zeros around the input.</param>
public sealed record Convolution(int Channels, int Height, int Width, int Filters, int Kernel, int Stride = 1, int Padding = 0) : ILayerShape
{
    /// <summary>Output rows.</summary>
    public int OutputHeight => (Height + 2 * Padding - Kernel) / Stride + 1;

    /// <summary>Output columns.</summary>
    public int OutputWidth => (Width + 2 * Padding - Kernel) / Stride + 1;

    public int Inputs => Channels * Height * Width;

    public int Vectors => OutputHeight * OutputWidth;

    public int Rows => Channels * Kernel * Kernel;

    public int Columns => Filters;

    /// <summary>The patches, row by row of the output; a patch as [channel, row, column].</summary>
    public int[] Sources()
    {
        var sources = new int[Vectors * Rows];
        for (int i = 0; i < sources.Length; i++)
        {
            (int patch, int element) = Math.DivRem(i, Rows);
            int channel = element / (Kernel * Kernel);
            int y = patch / OutputWidth * Stride - Padding + element / Kernel % Kernel;
            int x = patch % OutputWidth * Stride - Padding + element % Kernel;
            sources[i] = y >= 0 && y < Height && x >= 0 && x < Width ? (channel * Height + y) * Width + x : LayerShape.Nothing;
        }
        return sources;
    }

    /// <summary>The kernels [filter, channel, row, column] as a matrix [patch element, filter].</summary>
    public HagenMatrix Matrix(ReadOnlySpan<double> kernels, HagenConstants constants)
    {
        if (kernels.Length != Filters * Rows) throw new ArgumentException($"{Filters} kernels of {Rows} need {Filters * Rows} weights, but {kernels.Length} were given");
        var weights = new double[kernels.Length];
        for (int f = 0; f < Filters; f++)
            for (int i = 0; i < Rows; i++)
                weights[i * Filters + f] = kernels[f * Rows + i];
        return new HagenMatrix(Rows, Filters, weights, constants);
    }
}
