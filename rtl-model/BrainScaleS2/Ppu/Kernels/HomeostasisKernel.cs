using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>
/// Homeostasis: each weight of a row moves by one towards a target number of spikes in a period, w = w + sign(target - count), kept in 0 to 63
/// (brainscales2-demos, ts_11: plasticity_homeostasis).
/// </summary>
/// <param name="row">The row that drives the neurons.</param>
/// <param name="target">Spikes in a period, 1 to 126.</param>
public sealed class HomeostasisKernel(int row, int target) : PlasticityKernel
{
    /// <summary>Counts above this are taken as this: the comparison is one of signed bytes.</summary>
    public const int LargestCount = 127;

    private const int MaxWeight = 63;

    private readonly KernelVector[] _counts = [new(), new()];
    private readonly KernelVector _target = new();
    private readonly KernelVector _weight = new();
    private readonly KernelVector _difference = new();
    private readonly KernelVector _one = new();
    private readonly KernelVector _limit = new();
    private readonly KernelVector _zero = new();

    /// <summary>Says how often each column's neuron fired in the period.</summary>
    public void Observe(ReadOnlySpan<int> counts)
    {
        for (int column = 0; column < counts.Length; column++) _counts[column % 2][column / 2] = (byte)Math.Min(counts[column], LargestCount);
    }

    protected override void Update(KernelContext ppu)
    {
        // The spike counters, and a load of each vector of counts.
        ppu.Spend(ppu.Timing.SpikeCounters + 2L * ppu.Timing.VectorMemory);
        ppu.SplatByte(_target, target);
        ppu.SplatByte(_one, 1);
        ppu.SplatByte(_limit, MaxWeight);
        ppu.SplatByte(_zero, 0);
        for (int odd = 0; odd < 2; odd++)
        {
            var address = new RowAddress(RowRegion.Weights, (byte)row, odd == 1, false);
            ppu.Load(_weight, address);
            ppu.SubtractBytes(_difference, _target, _counts[odd]);
            ppu.CompareBytes(_difference);
            ppu.AddBytes(_weight, _weight, _one, Condition.Greater);
            ppu.SubtractBytes(_weight, _weight, _one, Condition.Less);
            ppu.SubtractBytes(_difference, _weight, _limit);
            ppu.CompareBytes(_difference);
            ppu.Select(_weight, _weight, _limit, Condition.Greater);
            ppu.CompareBytes(_weight);
            ppu.Select(_weight, _weight, _zero, Condition.Less);
            ppu.Store(_weight, address);
        }
    }
}
