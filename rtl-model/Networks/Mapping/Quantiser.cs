using HwModel.Networks.Graph;

namespace HwModel.Networks.Mapping;

/// <summary>A projection with 8-bit weights; synapses with weight 0 are gone, those of a source are in the order of their targets.</summary>
internal sealed record IntegerProjection(int Source, int Target, int Delay, int[] Starts, int[] Targets, sbyte[] Weights)
{
    /// <summary>1 or -1 where all weights have this sign, else 0.</summary>
    public int Sign { get; init; }
}

/// <summary>Makes weights of 8 bits or fewer: one factor for all synapses into a population, rounding to nearest.</summary>
internal sealed class Quantiser(SpikingNetwork network, MappingOptions options)
{
    private readonly int _largest = (1 << options.WeightBits - 1) - 1;
    private readonly bool _signSwapped = options.Faults.Has("network.weight_sign_swapped");

    public (List<IntegerProjection> Projections, List<Quantisation> Quality) Run()
    {
        var largest = new double[network.Populations.Count];
        foreach (Projection projection in network.Projections)
            foreach (float weight in projection.Synapses.Weights) largest[projection.Target] = Math.Max(largest[projection.Target], Math.Abs(weight));
        double[] scale = [.. largest.Select(Scale)];
        var sums = new (double Worst, double Errors, double Squares, int Dropped)[scale.Length];
        var projections = new List<IntegerProjection>();
        foreach (Projection projection in network.Projections) projections.Add(Convert(projection, scale[projection.Target], ref sums[projection.Target]));
        var quality = new List<Quantisation>();
        for (int p = 0; p < scale.Length; p++)
        {
            (double worst, double errors, double squares, int dropped) = sums[p];
            quality.Add(new Quantisation(network.Populations[p].Name, scale[p], largest[p], worst, squares == 0 ? 0 : Math.Sqrt(errors / squares), dropped));
        }
        return (projections, quality);
    }

    private double Scale(double largest)
    {
        if (largest == 0) return 1;
        double scale = _largest / largest;
        return options.Scaling == WeightScaling.PowerOfTwo ? Math.Pow(2, Math.Floor(Math.Log2(scale))) : scale;
    }

    private IntegerProjection Convert(Projection projection, double scale, ref (double Worst, double Errors, double Squares, int Dropped) sums)
    {
        SynapseTable table = projection.Synapses;
        var starts = new int[table.Sources + 1];
        var targets = new int[table.Count];
        var weights = new sbyte[table.Count];
        int kept = 0, positive = 0;
        for (int source = 0; source < table.Sources; source++)
        {
            int first = kept, before = -1;
            bool inOrder = true;
            for (int i = table.Starts[source]; i < table.Starts[source + 1]; i++)
            {
                double weight = table.Weights[i], exact = weight * scale, integer = Math.Round(exact);
                double error = (exact - integer) / scale;
                sums.Worst = Math.Max(sums.Worst, Math.Abs(error));
                sums.Errors += error * error;
                sums.Squares += weight * weight;
                if (integer == 0)
                {
                    sums.Dropped++;
                    continue;
                }
                if (_signSwapped && source % 3 == 0) integer = -integer;
                targets[kept] = table.Targets[i];
                inOrder &= targets[kept] >= before;
                before = targets[kept];
                weights[kept++] = (sbyte)integer;
                if (integer > 0) positive++;
            }
            if (!inOrder) Array.Sort(targets, weights, first, kept - first);
            starts[source + 1] = kept;
        }
        return new IntegerProjection(projection.Source, projection.Target, projection.Delay, starts, targets, weights) { Sign = positive == kept ? 1 : positive == 0 ? -1 : 0 };
    }
}
