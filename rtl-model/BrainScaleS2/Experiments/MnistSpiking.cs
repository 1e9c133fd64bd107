using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments.Digits;
using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>MNIST with first spikes on the whole chip: 256 inputs, 246 hidden neurons, 10 outputs, trained with event-based gradients and the chip in the loop.</summary>
public sealed class MnistSpiking : Experiment
{
    private const int Followed = 2000;

    public override string Name => "mnist-spiking";

    public override string Description => "Handwritten digits by the time of first spikes, 256-246-10 neurons, learned on the chip with event-based gradients: accuracy, learning curve, confusion.";

    public override bool IsClocked => false;

    public override ExperimentResult Run(ExperimentRun run)
    {
        int epochs = run.Settings.Rounds ?? 8;
        (DigitSet train, DigitSet test) = DigitSet.Load(run.Settings.DataFolder, Name);
        if (run.Settings.Images is { } images) train = train.First(images);
        ClassifierOptions options = DigitNetwork.Options;
        var chip = new ChipNetwork(options, run.Analog);
        var trainer = new Trainer(options, DigitNetwork.Training(epochs, run.Settings.Seed), chip);
        var learned = new DigitSpikes(train, options, DigitNetwork.Faintest, DigitNetwork.Variation, run.Settings.Seed);
        var asked = new DigitSpikes(test, options, DigitNetwork.Faintest);
        var watched = new DigitSpikes(test.First(Followed), options, DigitNetwork.Faintest);
        var curve = new List<EpochResult>();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            curve.Add(trainer.Epoch(epoch, learned, watched));
            run.Report(0.9 * (epoch + 1) / epochs);
        }
        var result = new ExperimentResult { ChipTime = ((double)epochs * (learned.Count + watched.Count) + asked.Count) * DigitNetwork.Period };
        var confusion = new Confusion(chip, asked, options);
        bool isWhole = epochs >= 8 && run.Settings.Images is null && run.Settings.Mode != ChipMode.Uncalibrated;
        string mode = run.Settings.Mode.ToString().ToLowerInvariant();
        result.Figure($"Test accuracy on the {mode} chip", 100 * confusion.Accuracy, "%", "published: 97.2 +- 0.1 %, 97.6 +- 0.1 % with dropout and turned images; by chance 10 %", isWhole ? confusion.Accuracy >= 0.94 : null);
        var exact = new ExactNetwork(options);
        exact.Write(trainer.HiddenWeights, trainer.OutputWeights);
        result.Figure("The same weights in floating point", 100 * new Confusion(exact, asked, options).Accuracy, "%", "exact spike times, weights not rounded, learned for the chip above");
        run.Report(0.97);
        if (run.Settings.Mode != ChipMode.Ideal) result.Figure("The same weights on an ideal chip", 100 * OnIdealChip(run, trainer, options, asked), "%", "without learning again");
        result.Figure("Chip time per image", DigitNetwork.Period, "us", "published: 11.8 us; 8 us are watched, the rest is for the reset");
        result.Figure("Images per second", 1e6 / DigitNetwork.Period, "", "published: 85,000");
        result.Figure("Energy per image", DigitNetwork.Power * DigitNetwork.Period * 1e-3, "uJ", "published: 2.4 uJ; the published 200 mW times the time per image, power is not modelled");
        result.Figure("Decision after", confusion.DecisionTime, "us", "mean; published: 8 us");
        result.Figure("Input spikes per image", confusion.InputSpikes);
        result.Figure("Hidden spikes until the decision", confusion.HiddenSpikes, "", "published: about 20 suffice");
        result.Figure("Images without a decision", confusion.Undecided, "", "no output spike, or two in the same 8 ns");
        double[] x = [.. curve.Select(r => r.Epoch + 1.0)];
        result.Add(new ExperimentSeries("Learning curve", "Epoch", "", "Wrong", "%", "while learning", x, [.. curve.Select(r => 100 * (1 - r.TrainAccuracy))]));
        result.Add(new ExperimentSeries("Learning curve", "Epoch", "", "Wrong", "%", "first 2,000 test images", x, [.. curve.Select(r => 100 * (1 - r.ValidationAccuracy))]));
        result.Add(new ExperimentSeries("Loss", "Epoch", "", "Loss", "", "while learning", x, [.. curve.Select(r => r.Loss)]));
        result.Add(new ExperimentMap("Confusion: images of a digit and the answer", "answer", "digit", confusion.Counts, "images", IsMatrix: true));
        result.Remark("No epoch is chosen by its accuracy: the last one counts. Between two images membranes, synaptic lines and refractory times are put to rest at once; the time for it is counted.");
        return result;
    }

    private static double OnIdealChip(ExperimentRun run, Trainer trainer, ClassifierOptions options, ISampleSet asked)
    {
        var ideal = new ChipNetwork(options, run.Analog with { Mode = ChipMode.Ideal, Mismatch = null, TemporalNoise = false });
        ideal.Write(trainer.HiddenWeights, trainer.OutputWeights);
        return new Confusion(ideal, asked, options).Accuracy;
    }
}
