using HwModel.BrainScaleS2.Hagen;
using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>A classifier of two analog matrix multiplications on Yin-Yang: trained with the mock equations, then run on the chip.</summary>
public sealed class HagenClassification : Experiment
{
    public override string Name => "hagen";

    public override string Description => "Analog matrix multiplication: a Yin-Yang classifier trained with the mock equations, in floating point, mock and on the chip side by side.";

    public override bool IsClocked => false;

    public override ExperimentResult Run(ExperimentRun run)
    {
        int epochs = run.Settings.Rounds ?? 8;
        var constants = new HagenConstants();
        HagenNetworkOptions options = HagenNetworkOptions.YinYang() with { Decay = 0.8, Seed = run.Settings.Seed };
        var train = new YinYangActivations(YinYang.Train());
        var test = new YinYangActivations(YinYang.Test()[..300]);
        var inFloat = new HagenNetwork(options, constants);
        var inLoop = new HagenNetwork(options, constants);
        var mock = new HagenMock(constants.Gain, constants.NoiseSigma);
        var curve = new List<double>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            inFloat.Train(epoch, train, null);
            curve.Add(100 * inLoop.Train(epoch, train, mock));
            run.Report(0.8 * (epoch + 1) / epochs);
        }
        var chip = new HagenChip(run.Analog, constants);
        double onChip = inLoop.Accuracy(test, chip);
        var result = new ExperimentResult { ChipTime = chip.ChipTime };
        double inFloatAccuracy = inFloat.Accuracy(test, null);
        double onMock = inLoop.Accuracy(test, mock);
        result.Figure("Accuracy in floating point", 100 * inFloatAccuracy, "%", "neither rounded nor clipped");
        result.Figure("Accuracy of the mock", 100 * onMock, "%", "with noise of 2 LSB");
        result.Figure($"Accuracy on the {run.Settings.Mode.ToString().ToLowerInvariant()} chip", 100 * onChip, "%", "64 % without a hidden layer", onChip > 0.66);
        result.Figure("Chip time per inference", chip.ChipTime / test.Count, "us", $"{inLoop.Runs} multiplies");
        result.Add(new ExperimentSeries("Learning curve", "Epoch", "", "Right while training", "%", "mock in the loop", [.. Enumerable.Range(1, curve.Count).Select(i => (double)i)], curve));
        return result;
    }
}
