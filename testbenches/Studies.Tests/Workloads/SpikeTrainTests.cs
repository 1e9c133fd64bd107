using HwModel.Studies.Workloads;

namespace HwModel.Studies.Tests.Workloads;

/// <summary>Van Rossum's distance against its closed forms and against the integral of which it is the root.</summary>
public sealed class SpikeTrainTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Two_single_spikes(double apart)
    {
        Assert.Equal(Math.Sqrt(1 - Math.Exp(-apart / 2)), SpikeTrains.VanRossum([10], [10 + apart], 2), 12);
        Assert.Equal(Math.Sqrt(1 - Math.Exp(-apart / 2)), SpikeTrains.VanRossum([10 + apart], [10], 2), 12);
    }

    [Fact]
    public void A_spike_against_none_and_a_train_against_itself()
    {
        Assert.Equal(Math.Sqrt(0.5), SpikeTrains.VanRossum([7], [], 3), 12);
        Assert.Equal(0, SpikeTrains.VanRossum([], [], 3));
        Assert.Equal(0, SpikeTrains.VanRossum([1, 2, 2.5, 9], [1, 2, 2.5, 9], 3));
    }

    /// <summary>The difference of the two sums of exponentials, squared and integrated numerically.</summary>
    [Fact]
    public void Trains_agree_with_the_integral()
    {
        double[] first = [1, 1.5, 4, 4, 9], second = [0.2, 3.9, 8];
        const double TimeConstant = 1.7, Step = 1e-4;
        double At(double[] train, double time) => train.Where(spike => spike <= time).Sum(spike => Math.Exp(-(time - spike) / TimeConstant));
        double square = 0;
        // Midpoints; the spikes lie on the edges of the steps.
        for (double time = Step / 2; time < 40; time += Step) square += Math.Pow(At(first, time) - At(second, time), 2) * Step / TimeConstant;
        Assert.Equal(Math.Sqrt(square), SpikeTrains.VanRossum(first, second, TimeConstant), 4);
    }
}
