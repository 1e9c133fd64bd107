namespace HwModel.BrainScaleS2.Hagen;

/// <summary>Something that multiplies one block of weights with vectors.</summary>
public interface IHagenBackend
{
    /// <summary>Loads the blocks of one run, at most one for each half.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="matrix">The whole matrix.</param>
    void Load(IReadOnlyList<HagenBlock> blocks, HagenMatrix matrix);

    /// <summary>Multiplies the loaded blocks with their parts of a vector; adds each result (8 bits) to the sums of its outputs.</summary>
    void Multiply(ReadOnlySpan<int> activations, int sends, Span<int> sums);
}

/// <summary>A matrix of signed weights: [input, output].</summary>
public sealed class HagenMatrix
{
    // Whole numbers; sums of their products are exact.
    private readonly double[] _weights;

    /// <param name="rows">Signed inputs.</param>
    /// <param name="columns">Outputs.</param>
    /// <param name="weights">Row by row; rounded half to even.</param>
    /// <param name="constants">Operand ranges.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight does not round to -63 to 63.</exception>
    public HagenMatrix(int rows, int columns, ReadOnlySpan<double> weights, HagenConstants constants)
    {
        if (weights.Length != rows * columns) throw new ArgumentException($"a matrix of {rows} x {columns} has {rows * columns} weights, but {weights.Length} were given");
        Rows = rows;
        Columns = columns;
        _weights = new double[weights.Length];
        for (int i = 0; i < weights.Length; i++) _weights[i] = HagenOperations.Round(weights[i], -constants.MaxWeight, constants.MaxWeight, "weight");
    }

    /// <summary>Signed inputs.</summary>
    public int Rows { get; }

    /// <summary>Outputs.</summary>
    public int Columns { get; }

    /// <summary>A weight.</summary>
    public int this[int row, int column] => (int)_weights[row * Columns + column];

    /// <summary>A row.</summary>
    public ReadOnlySpan<double> Row(int row) => _weights.AsSpan(row * Columns, Columns);
}
