namespace HwModel.BrainScaleS2.Hagen;

/// <summary>Multiplies matrices of any size: part by part, run after run; partial results are added and saturated.</summary>
public sealed class HagenExecutor(IHagenBackend backend, HagenConstants constants)
{
    /// <summary>Runs of a chip that the last multiplication took for each vector.</summary>
    public int Runs { get; private set; }

    /// <summary>Multiplies a batch of vectors; the weights of a run are loaded once for the batch.</summary>
    /// <param name="vectors">Activations, one vector after the other, rounded half to even.</param>
    /// <param name="matrix">Weights.</param>
    /// <param name="sends">How often each vector is sent.</param>
    /// <returns>Results of -128 to 127, vector by vector.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An activation does not round to 0 to 31.</exception>
    public int[] Multiply(ReadOnlySpan<double> vectors, HagenMatrix matrix, int sends = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sends, 1);
        (int rows, int columns) = (matrix.Rows, matrix.Columns);
        (int count, int rest) = Math.DivRem(vectors.Length, rows);
        if (rest != 0) throw new ArgumentException($"the matrix has {rows} inputs, but {vectors.Length} activations are no whole number of vectors");
        var activations = new int[vectors.Length];
        for (int i = 0; i < activations.Length; i++) activations[i] = HagenOperations.Round(vectors[i], 0, constants.MaxActivation, "activation");
        var sums = new int[count * columns];
        Runs = 0;
        foreach (IGrouping<int, HagenBlock> run in HagenPartition.Of(rows, columns, constants).GroupBy(block => block.Run))
        {
            backend.Load([.. run], matrix);
            for (int i = 0; i < count; i++) backend.Multiply(activations.AsSpan(i * rows, rows), sends, sums.AsSpan(i * columns, columns));
            Runs++;
        }
        foreach (ref int sum in sums.AsSpan()) sum = HagenOperations.Clamp(sum);
        return sums;
    }
}
