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
    private readonly sbyte[] _weights;

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
        _weights = new sbyte[weights.Length];
        for (int i = 0; i < weights.Length; i++) _weights[i] = (sbyte)HagenOperations.Round(weights[i], -constants.MaxWeight, constants.MaxWeight, "weight");
    }

    /// <summary>Signed inputs.</summary>
    public int Rows { get; }

    /// <summary>Outputs.</summary>
    public int Columns { get; }

    /// <summary>A weight.</summary>
    public int this[int row, int column] => _weights[row * Columns + column];

    /// <summary>A row.</summary>
    public ReadOnlySpan<sbyte> Row(int row) => _weights.AsSpan(row * Columns, Columns);
}

/// <summary>Multiplies matrices of any size: part by part, run after run; partial results are added and saturated.</summary>
public sealed class HagenExecutor(IHagenBackend backend, HagenConstants constants)
{
    /// <summary>Runs of a chip that the last multiplication took for each vector.</summary>
    public int Runs { get; private set; }

    /// <summary>Multiplies a batch of vectors; the weights of a run are loaded once for the batch.</summary>
    /// <param name="batch">Activations, rounded half to even.</param>
    /// <param name="matrix">Weights.</param>
    /// <param name="sends">How often each vector is sent.</param>
    /// <returns>Results of -128 to 127, vector by vector.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An activation does not round to 0 to 31.</exception>
    public int[][] Multiply(IReadOnlyList<double[]> batch, HagenMatrix matrix, int sends = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sends, 1);
        int[][] activations = [.. batch.Select(vector => Rounded(vector, matrix.Rows))];
        int[][] sums = [.. batch.Select(_ => new int[matrix.Columns])];
        Runs = 0;
        foreach (IGrouping<int, HagenBlock> run in HagenPartition.Of(matrix.Rows, matrix.Columns, constants).GroupBy(block => block.Run))
        {
            backend.Load([.. run], matrix);
            for (int i = 0; i < activations.Length; i++) backend.Multiply(activations[i], sends, sums[i]);
            Runs++;
        }
        foreach (int[] result in sums)
            for (int j = 0; j < result.Length; j++)
                result[j] = HagenOperations.Clamp(result[j]);
        return sums;
    }

    private int[] Rounded(double[] vector, int rows)
    {
        if (vector.Length != rows) throw new ArgumentException($"the matrix has {rows} inputs, but the vector has {vector.Length}");
        return [.. vector.Select(x => HagenOperations.Round(x, 0, constants.MaxActivation, "activation"))];
    }
}
