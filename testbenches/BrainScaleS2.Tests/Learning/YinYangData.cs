using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Tests.Learning;

/// <summary>The data set against check values of the published files, and training on the chip model.</summary>
public sealed class YinYangData
{
    [Fact]
    public void The_sets_are_the_published_ones_bit_for_bit()
    {
        YinYangSample[] train = YinYang.Train();
        YinYangSample[] validation = YinYang.Validation();
        YinYangSample[] test = YinYang.Test();
        Assert.Equal(new YinYangSample(0.6803075385877797, 0.450499251969543, 2), train[0]);
        Assert.Equal([2, 1, 2, 1, 1, 1, 0, 2, 2, 0, 1, 1], train.Take(12).Select(s => s.Class));
        Assert.Equal(new YinYangSample(0.7690797231107925, 0.5883389337522971, 2), train[^1]);
        Assert.Equal((0.6805727261759029, 0.3209733938933629), (validation[0].X, validation[0].Y));
        Assert.Equal((0.23409664559563403, 0.4017249751828972), (test[0].X, test[0].Y));
        Assert.Equal([1681, 1702, 1617], Counts(train));
        Assert.Equal([316, 336, 348], Counts(validation));
        Assert.Equal([350, 316, 334], Counts(test));
        Assert.Equal(2528.322456568826, train.Sum(s => s.X), 1e-9);
        Assert.Equal(2505.766861748282, train.Sum(s => s.Y), 1e-9);
    }

    [Fact]
    public void The_ideal_chip_spikes_when_the_exact_network_does()
    {
        var options = new ClassifierOptions { LoopSlots = 8 };
        var training = new TrainingOptions();
        var chip = new ChipNetwork(options, new AnalogOptions());
        var trainer = new Trainer(options, training, chip);
        var hidden = new double[options.Inputs * options.Hidden];
        var output = new double[options.Hidden * options.Outputs];
        chip.Read(hidden, output);
        var exact = new ExactNetwork(options);
        exact.Write(hidden, output);
        int spikes = 0;
        var samples = new YinYangSet([.. YinYang.Test().Take(20)], options);
        for (int i = 0; i < samples.Count; i++)
        {
            RunResult measured = chip.Run(samples[i].Input);
            RunResult expected = exact.Run(samples[i].Input);
            foreach ((double time, int neuron) in measured.Hidden)
            {
                (double exactTime, _) = expected.Hidden.Single(s => s.Neuron == neuron);
                Assert.InRange(time - exactTime, -0.001, 0.009);
                spikes++;
            }
        }
        Assert.InRange(spikes, 100, 2000);
    }

    [Fact]
    public void A_short_training_on_the_chip_model_learns()
    {
        var options = new ClassifierOptions { Hidden = 60 };
        var trainer = new Trainer(options, new TrainingOptions { Rate = 0.01, Batch = 25 }, new ChipNetwork(options, new AnalogOptions()));
        var train = new YinYangSet([.. YinYang.Train().Take(1000)], options);
        var validation = new YinYangSet([.. YinYang.Validation().Take(300)], options);
        EpochResult result = trainer.Epoch(0, train, validation);
        for (int epoch = 1; epoch < 3; epoch++) result = trainer.Epoch(epoch, train, validation);
        // Three classes: chance is 0.33, a linear classifier reaches 0.64.
        Assert.InRange(result.ValidationAccuracy, 0.70, 1);
    }

    private static int[] Counts(YinYangSample[] samples) => [.. Enumerable.Range(0, 3).Select(c => samples.Count(s => s.Class == c))];
}
