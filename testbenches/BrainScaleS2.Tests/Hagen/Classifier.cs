using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Hagen;
using HwModel.BrainScaleS2.Learning;
using Xunit.Abstractions;

namespace HwModel.BrainScaleS2.Tests.Hagen;

/// <summary>A classifier of two analog layers on Yin-Yang, in float, mock, ideal chip and noisy chip. In full with HWMODEL_HAGEN=1, or with epochs, temperature, rate and shift.</summary>
public sealed class Classifier(ITestOutputHelper log)
{
    [Fact]
    public void Float_mock_ideal_chip_and_noisy_chip_side_by_side()
    {
        bool full = Environment.GetEnvironmentVariable("HWMODEL_HAGEN") is not null;
        int epochs = full ? 60 : 6;
        var constants = new HagenConstants();
        var options = HagenNetworkOptions.YinYang() with { Decay = full ? 0.95 : 0.7, Rate = 1 };
        if (Environment.GetEnvironmentVariable("HWMODEL_HAGEN")?.Split(',') is { Length: 4 } words)
        {
            double Word(int i) => double.Parse(words[i], System.Globalization.CultureInfo.InvariantCulture);
            epochs = (int)Word(0);
            options = options with { Temperature = Word(1), Rate = Word(2), Layers = [options.Layers[0] with { Shift = (int)Word(3) }, options.Layers[1]] };
        }
        var train = new YinYangActivations(YinYang.Train()[..(full ? 5000 : 2000)]);
        var test = new YinYangActivations(YinYang.Test()[..(full ? 1000 : 200)]);
        var inFloat = new HagenNetwork(options, constants);
        var inLoop = new HagenNetwork(options, constants);
        var mock = new HagenMock(constants.Gain, constants.NoiseSigma);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            inFloat.Train(epoch, train, null);
            double right = inLoop.Train(epoch, train, mock);
            if (epoch % 10 == 9) log.WriteLine($"epoch {epoch}: mock train {right:F4}");
        }
        double inFloatAccuracy = inFloat.Accuracy(test, null);
        double mockAccuracy = inLoop.Accuracy(test, mock);
        double exactMock = inLoop.Accuracy(test, new HagenMock(constants.Gain, 0));
        double ideal = inLoop.Accuracy(test, new HagenChip(new AnalogOptions(), constants));
        var noisyChip = new HagenChip(new AnalogOptions { Mode = ChipMode.Calibrated, TemporalNoise = true, ChipSeed = 2 }, constants);
        double noisy = inLoop.Accuracy(test, noisyChip);
        log.WriteLine($"float {inFloatAccuracy:F4}, mock {mockAccuracy:F4} (without noise {exactMock:F4}), ideal chip {ideal:F4}, calibrated noisy chip {noisy:F4}");
        if (full)
        {
            for (int epoch = 0; epoch < 5; epoch++) inLoop.Train(epochs + epoch, train, noisyChip);
            log.WriteLine($"after five epochs with the noisy chip in the loop: {inLoop.Accuracy(test, noisyChip):F4}");
        }
        double least = full ? 0.90 : 0.66; // a network without hidden layer reaches 0.64
        foreach (double accuracy in (double[])[inFloatAccuracy, mockAccuracy, ideal, noisy]) Assert.InRange(accuracy, least, 1);
    }
}
