using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>EventProp in the loop (Pehle et al. 2023, arXiv 2302.07141): a spiking network on the chip's analog core learns the Yin-Yang data set.</summary>
public sealed class YinYangTraining : Experiment
{
    private const int Grid = 50;

    public override string Name => "yin-yang";

    public override string Description => "A spiking network learns Yin-Yang on the chip with event-based gradients: learning curve and decision map.";

    public override bool IsClocked => false;

    public override ExperimentResult Run(ExperimentRun run)
    {
        int epochs = run.Settings.Rounds ?? 20;
        var options = new ClassifierOptions();
        var network = new ChipNetwork(options, run.Analog);
        var trainer = new Trainer(options, new TrainingOptions { Epochs = epochs, Seed = run.Settings.Seed, Decay = epochs < 40 ? 0.93 : 0.97 }, network);
        var train = new YinYangSet(YinYang.Train(), options);
        var validation = new YinYangSet(YinYang.Validation(), options);
        var test = new YinYangSet(YinYang.Test(), options);
        var results = new List<EpochResult>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            results.Add(trainer.Epoch(epoch, train, validation));
            run.Report(0.95 * (epoch + 1) / epochs);
        }
        double accuracy = trainer.Accuracy(test);
        var result = new ExperimentResult { ChipTime = epochs * (train.Count + validation.Count) * options.Runtime };
        result.Figure("Test accuracy", 100 * accuracy, "%", "published: about 96 % on the chip with EventProp, 95.0 +- 0.9 % with first-spike times; chance 33 %, no hidden layer 64 %", epochs < 10 ? null : accuracy >= 0.84);
        result.Figure("Best validation accuracy", 100 * results.Max(r => r.ValidationAccuracy), "%");
        result.Figure("Hidden spikes per sample", results[^1].HiddenSpikes, "", $"of {options.Hidden} neurons");
        result.Figure("Emulated time per sample", options.Runtime, "us");
        double[] x = [.. results.Select(r => r.Epoch + 1.0)];
        result.Add(new ExperimentSeries("Learning curve", "Epoch", "", "Accuracy", "%", "training", x, [.. results.Select(r => 100 * r.TrainAccuracy)]));
        result.Add(new ExperimentSeries("Learning curve", "Epoch", "", "Accuracy", "%", "validation", x, [.. results.Select(r => 100 * r.ValidationAccuracy)]));
        result.Add(new ExperimentSeries("Loss", "Epoch", "", "Loss", "", "training", x, [.. results.Select(r => r.Loss)]));
        var map = new double[Grid, Grid];
        for (int row = 0; row < Grid; row++)
        {
            for (int column = 0; column < Grid; column++)
            {
                double px = (column + 0.5) / Grid;
                double py = (row + 0.5) / Grid;
                bool inside = YinYang.ClassOf(px, py) >= 0;
                int found = inside ? trainer.Classify(test.Code(new YinYangSample(px, py, 0))) : -1;
                map[row, column] = found < 0 ? double.NaN : found;
            }
        }
        result.Add(new ExperimentMap("Decisions: 0 yin, 1 yang, 2 dot", "x", "y", map, "class"));
        return result;
    }
}
