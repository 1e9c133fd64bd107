namespace HwModel.BrainScaleS2.Hagen;

/// <summary>How the activations of a layer become the vectors that its matrix multiplies.</summary>
public interface ILayerShape
{
    /// <summary>Activations of a sample.</summary>
    int Inputs { get; }

    /// <summary>Vectors of a sample, multiplied one after the other with the same matrix.</summary>
    int Vectors { get; }

    /// <summary>Length of a vector: signed inputs of the array.</summary>
    int Rows { get; }

    /// <summary>Results of a vector.</summary>
    int Columns { get; }

    /// <summary>For every element of every vector the activation that it carries, or <see cref="LayerShape.Nothing"/> or <see cref="LayerShape.Full"/>.</summary>
    int[] Sources();
}

/// <summary>What every shape can do.</summary>
public static class LayerShape
{
    /// <summary>A source that is always 0.</summary>
    public const int Nothing = -1;

    /// <summary>A source that is always the largest activation.</summary>
    public const int Full = -2;

    extension(ILayerShape shape)
    {
        /// <summary>Results of a sample, [column, vector]: the channels of a convolution one after the other.</summary>
        public int Outputs => shape.Vectors * shape.Columns;

        /// <summary>Runs of a chip that a sample takes.</summary>
        public int Runs(HagenConstants constants) => shape.Vectors * (HagenPartition.Of(shape.Rows, shape.Columns, constants)[^1].Run + 1);

        /// <summary>The vectors of a sample, one after the other.</summary>
        public double[] Unfold(ReadOnlySpan<double> activations, HagenConstants constants)
        {
            var vectors = new double[shape.Vectors * shape.Rows];
            Unfold(shape.Sources(), activations, vectors, constants.MaxActivation);
            return vectors;
        }
    }

    internal static void Unfold(int[] sources, ReadOnlySpan<double> activations, Span<double> vectors, double full)
    {
        for (int i = 0; i < sources.Length; i++)
        {
            int source = sources[i];
            vectors[i] = source >= 0 ? activations[source] : source == Full ? full : 0;
        }
    }
}

/// <summary>Every output sees every input.</summary>
/// <param name="Inputs">Activations.</param>
/// <param name="Columns">Results.</param>
/// <param name="BiasRows">Further rows of constant full activation.</param>
public sealed record Dense(int Inputs, int Columns, int BiasRows = 0) : ILayerShape
{
    public int Vectors => 1;

    public int Rows => Inputs + BiasRows;

    public int[] Sources() => [.. Enumerable.Range(0, Inputs), .. Enumerable.Repeat(LayerShape.Full, BiasRows)];
}
