namespace HwModel.Networks.Nir;

/// <summary>A sparse matrix, row by row: output o is the sum of weight x input over the elements starts[o] to starts[o + 1].</summary>
internal sealed class LinearMap(int inputs, int[] starts, int[] columns, double[] values)
{
    public int Inputs => inputs;

    public int Outputs => starts.Length - 1;

    public int Count => columns.Length;

    public ReadOnlySpan<int> Columns(int output) => columns.AsSpan(starts[output], starts[output + 1] - starts[output]);

    public ReadOnlySpan<double> Values(int output) => values.AsSpan(starts[output], starts[output + 1] - starts[output]);

    /// <summary>The matrix with these values on its diagonal.</summary>
    public static LinearMap Diagonal(IReadOnlyList<double> diagonal) => Build(diagonal.Count, diagonal.Count, (o, add) => add(o, diagonal[o]));

    /// <summary>Makes a matrix row by row; zeros are left out.</summary>
    public static LinearMap Build(int inputs, int outputs, Action<int, Action<int, double>> row)
    {
        var starts = new int[outputs + 1];
        var columns = new List<int>();
        var values = new List<double>();
        void Add(int column, double value)
        {
            if (value == 0) return;
            columns.Add(column);
            values.Add(value);
        }
        for (int o = 0; o < outputs; o++)
        {
            row(o, Add);
            starts[o + 1] = columns.Count;
        }
        return new LinearMap(inputs, starts, [.. columns], [.. values]);
    }

    /// <summary>This matrix after another.</summary>
    public LinearMap After(LinearMap first)
    {
        var sum = new double[first.Inputs];
        var touched = new List<int>();
        return Build(first.Inputs, Outputs, (o, add) =>
        {
            Gather(Columns(o), Values(o), first, sum, touched);
            touched.Sort();
            foreach (int column in touched)
            {
                add(column, sum[column]);
                sum[column] = 0;
            }
            touched.Clear();
        });
    }

    private static void Gather(ReadOnlySpan<int> rows, ReadOnlySpan<double> factors, LinearMap first, double[] sum, List<int> touched)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<int> columns = first.Columns(rows[i]);
            ReadOnlySpan<double> values = first.Values(rows[i]);
            for (int k = 0; k < columns.Length; k++)
            {
                if (sum[columns[k]] == 0) touched.Add(columns[k]);
                sum[columns[k]] += factors[i] * values[k];
                // A sum that cancels would be listed twice; keep it apart from zero until it is read.
                if (sum[columns[k]] == 0) sum[columns[k]] = double.Epsilon;
            }
        }
    }

    /// <summary>The product with a vector.</summary>
    public double[] Times(IReadOnlyList<double> x)
    {
        var y = new double[Outputs];
        for (int o = 0; o < y.Length; o++)
        {
            ReadOnlySpan<int> at = Columns(o);
            ReadOnlySpan<double> w = Values(o);
            for (int i = 0; i < at.Length; i++) y[o] += w[i] * x[at[i]];
        }
        return y;
    }

    /// <summary>The elements sorted by input.</summary>
    public Graph.SynapseTable ToSynapses()
    {
        var first = new int[inputs + 1];
        foreach (int column in columns) first[column + 1]++;
        for (int i = 0; i < inputs; i++) first[i + 1] += first[i];
        int[] next = [.. first];
        var targets = new int[columns.Length];
        var weights = new float[columns.Length];
        for (int o = 0; o < Outputs; o++)
        {
            for (int k = starts[o]; k < starts[o + 1]; k++)
            {
                int at = next[columns[k]]++;
                targets[at] = o;
                weights[at] = (float)values[k];
            }
        }
        return new Graph.SynapseTable(first, targets, weights);
    }
}
