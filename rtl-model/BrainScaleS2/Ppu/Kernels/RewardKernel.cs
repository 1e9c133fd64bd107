using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>
/// Reward-modulated spike-timing-dependent plasticity: w = w + 0.125 (R - mean R) a, rounded and kept in 0 to 63, with the causal correlation a of each synapse
/// (Wunderlich et al., Frontiers in Neuroscience 13:260, 2019). The mean reward of a state moves half-way to each new reward.
/// All rows are updated and their sensors reset; those whose input was silent have nothing accumulated.
/// </summary>
/// <param name="states">States, one row each.</param>
/// <param name="rowOf">Row of a state.</param>
public sealed class RewardKernel(int states, Func<int, int> rowOf) : PlasticityKernel
{
    /// <summary>1 in the fixed-point numbers of rewards.</summary>
    public const int One = 65536;

    private const int MaxWeight = 63;

    /// <summary>Cycles of the scalar part of an update: reward, mean, and the loop over the rows.</summary>
    [Derived("the assembler program of the same rule, on which the vector unit's queue hides most of the loop")]
    private const int ScalarCycles = 40;

    private readonly int[] _mean = new int[states];
    private readonly bool[] _known = new bool[states];
    private readonly KernelVector[] _correlation = [new(), new()];
    private readonly KernelVector _weight = new();
    private readonly KernelVector _trace = new();
    private readonly KernelVector _difference = new();
    private readonly KernelVector _success = new();
    private readonly KernelVector _limit = new();
    private readonly KernelVector _zero = new();
    private readonly KernelVector _quarter = new();
    private int _state;
    private int _reward;

    /// <summary>Half of what the converter reads from reset sensors, even and odd columns.</summary>
    public KernelVector[] HalfBaseline { get; } = [new(), new()];

    /// <summary>Reward of a distance between the ball's and the chosen cell (Wunderlich et al. 2019): 1, 0.7, 0.4, 0.1, else 0.</summary>
    public static int RewardOf(int distance) => distance switch { 0 => One, 1 => 45875, 2 => 26214, 3 => 6554, _ => 0 };

    /// <summary>The expected reward of a state; 0 before its first one.</summary>
    public double MeanReward(int state) => (double)_mean[state] / One;

    /// <summary>The expected reward of a state as the fixed-point number that it is kept as.</summary>
    public int MeanRewardBits(int state) => _mean[state];

    /// <summary>The mean over all states.</summary>
    public double MeanExpectedReward
    {
        get
        {
            double sum = 0;
            foreach (int mean in _mean) sum += (double)mean / One;
            return sum / states;
        }
    }

    /// <summary>Says what happened: the state and the reward of the action in it.</summary>
    public void Observe(int state, int reward) => (_state, _reward) = (state, reward);

    /// <summary>Measures the baseline: mean of some conversions of a row just after its reset.</summary>
    public void MeasureBaseline(KernelContext ppu, int reads)
    {
        var sums = new int[2, 128];
        ppu.SplatByte(_limit, MaxWeight);
        int row = rowOf(0);
        for (int odd = 0; odd < 2; odd++) ppu.Store(_limit, new RowAddress(RowRegion.CausalReset, (byte)row, odd == 1, false));
        for (int read = 0; read < reads; read++)
        {
            for (int odd = 0; odd < 2; odd++)
            {
                ppu.Load(_weight, new RowAddress(RowRegion.Causal, (byte)row, odd == 1, odd == 1));
                for (int lane = 0; lane < 128; lane++) sums[odd, lane] += _weight[lane];
            }
        }
        for (int odd = 0; odd < 2; odd++)
            for (int lane = 0; lane < 128; lane++) HalfBaseline[odd][lane] = (byte)((sums[odd, lane] + reads / 2) / reads >> 1);
        ppu.Spend(2L * 128 * reads);
    }

    /// <summary>The factor of an update in units of 1/32, from the reward and the mean reward of its state, which it moves.</summary>
    internal int Success()
    {
        if (!_known[_state]) (_known[_state], _mean[_state]) = (true, _reward);
        int success = _reward - _mean[_state];
        _mean[_state] += success >> 1;
        return success + 1024 >> 11;
    }

    protected override void Update(KernelContext ppu)
    {
        int success = Success();
        ppu.SplatByte(_success, success);
        ppu.SplatByte(_limit, MaxWeight);
        ppu.SplatByte(_zero, 0);
        ppu.SplatByte(_quarter, 64);
        ppu.Spend(ScalarCycles);
        for (int state = 0; state < states; state++)
        {
            var row = (byte)rowOf(state);
            for (int odd = 0; odd < 2; odd++) ppu.Load(_correlation[odd], new RowAddress(RowRegion.Causal, row, odd == 1, IsBuffered: odd == 1));
            for (int odd = 0; odd < 2; odd++) UpdateHalf(ppu, new RowAddress(RowRegion.Weights, row, odd == 1, false), _correlation[odd], HalfBaseline[odd]);
            for (int odd = 0; odd < 2; odd++) ppu.Store(_limit, new RowAddress(RowRegion.CausalReset, row, odd == 1, false));
        }
    }

    // Half of a row: the trace is half of what was accumulated, the factor a quarter of the success: together 0.125.
    private void UpdateHalf(KernelContext ppu, RowAddress address, KernelVector read, KernelVector baseline)
    {
        ppu.Load(_weight, address);
        ppu.ShiftBytes(_trace, read, -1);
        ppu.SubtractBytes(_trace, baseline, _trace);
        // w + 1/2, so that cutting rounds.
        ppu.AccumulateBytes(_weight);
        ppu.AddToAccumulatorBytes(_quarter);
        ppu.AddToAccumulatorBytes(_quarter);
        ppu.MultiplyAddBytes(_weight, _trace, _success);
        ppu.SubtractBytes(_difference, _weight, _limit);
        ppu.CompareBytes(_difference);
        ppu.Select(_weight, _weight, _limit, Condition.Greater);
        ppu.CompareBytes(_weight);
        ppu.Select(_weight, _weight, _zero, Condition.Less);
        ppu.Store(_weight, address);
    }
}
