using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments.Digits;
using HwModel.BrainScaleS2.Hagen;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>
/// MNIST on three layers of analog matrix multiplication (Weis et al. 2020, arXiv 2006.13177: 98.0 % with a convolution and two dense layers): trained with the mock equations and their noise, run on the
/// chip, and where the circuits are not ideal trained further with the chip in the loop.
/// </summary>
public sealed class MnistHagen : Experiment
{
    private const int Side = 28;
    private const int UsualEpochs = 8;
    private const int EpochsInTheLoop = 3;
    private const int ImagesInTheLoop = 10_000;
    private const string Published = "published on the chip: 98.0 % (Weis et al. 2020)";

    public override string Name => "mnist-hagen";

    public override string Description => "Handwritten digits on a convolution and two dense layers of analog matrix multiplication: floating point, mock, ideal chip, chip of the chosen mode before and after training in the loop.";

    public override bool IsClocked => false;

    public override ExperimentResult Run(ExperimentRun run)
    {
        (DigitSet trainSet, DigitSet testSet) = DigitSet.Load(run.Settings.DataFolder, Name);
        if (trainSet.Side != Side || testSet.Side != Side) throw new DataFolderException($"{Name} needs images of {Side} x {Side} pixels, but {run.Settings.DataFolder} has some of {trainSet.Side} and {testSet.Side} pixels a side");
        int epochs = run.Settings.Rounds ?? UsualEpochs;
        int images = Math.Min(run.Settings.Images ?? trainSet.Count, trainSet.Count);
        return new Trial(run, epochs, trainSet.First(images), testSet, judged: epochs >= UsualEpochs && images == trainSet.Count).Run();
    }

    private sealed class Trial(ExperimentRun run, int epochs, DigitSet trainSet, DigitSet testSet, bool judged)
    {
        private readonly HagenConstants _constants = new();
        private readonly ExperimentResult _result = new();
        private double _done;

        public ExperimentResult Run()
        {
            // The rate falls to a tenth over the training.
            HagenNetworkOptions options = HagenNetworkOptions.Mnist() with { Seed = run.Settings.Seed, Decay = Math.Pow(0.1, 1.0 / epochs) };
            var test = new DigitActivations(testSet, _constants);
            var inFloat = new HagenNetwork(options, _constants);
            double floatAccuracy = Learn(inFloat, null, "floating point");
            _result.Figure("Accuracy in floating point", 100 * floatAccuracy, "%", "neither rounded nor clipped");
            var network = new HagenNetwork(options, _constants);
            var mock = new HagenMock(_constants.Gain, _constants.NoiseSigma, run.Settings.Seed);
            double onMock = Learn(network, mock, "mock with noise");
            _result.Figure("Accuracy of the mock", 100 * onMock, "%", $"with noise of {_constants.NoiseSigma:0} LSB, in training too; {Published}", judged ? onMock >= 0.97 : null);
            _result.Figure("Accuracy of the mock without noise", 100 * network.Accuracy(test, new HagenMock(_constants.Gain, 0)), "%");
            var ideal = new HagenChip(run.Analog with { Mode = ChipMode.Ideal, Mismatch = null, TemporalNoise = false }, _constants);
            int[] found = network.Classify(test, ideal);
            double onIdeal = Share(found);
            _result.Figure("Accuracy on the ideal chip", 100 * onIdeal, "%", $"trained with the mock; {Published}", judged ? onIdeal >= 0.97 : null);
            _result.ChipTime = ideal.ChipTime;
            Advance(4);
            if (run.Settings.Mode != ChipMode.Ideal || run.Analog.TemporalNoise) found = InTheLoop(network, test);
            _result.Figure("Multiplies per image", network.Runs, "", "runs of the chip: 25 patches of the convolution, 2 for 500 x 128, 1 for 128 x 10");
            _result.Figure("Chip time per image", ideal.ChipTime / testSet.Count, "us", FormattableString.Invariant($"{1e6 / (ideal.ChipTime / testSet.Count):0} images a second"));
            _result.Add(Confusion(found));
            _result.Add(Kernels(network));
            _result.Remark(FormattableString.Invariant($"{trainSet.Count:N0} images were learned, {testSet.Count:N0} tested, on the chip too. Weights are rounded to 6 bits and a sign, activations to 5 bits, results to 8 bits; training images are moved by up to a pixel."));
            return _result;
        }

        // Trains with what multiplies, and gives the accuracy at the end.
        private double Learn(HagenNetwork network, IHagenBackend? backend, string name)
        {
            var test = new DigitActivations(testSet, _constants);
            var learned = new double[epochs];
            var tested = new double[epochs];
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                learned[epoch] = network.Train(epoch, new DigitActivations(trainSet, _constants, (ulong)epoch), backend);
                tested[epoch] = network.Accuracy(test, backend);
                Advance(1);
            }
            Curve($"{name}, training", 1, learned);
            Curve($"{name}, test", 1, tested);
            return tested[^1];
        }

        private int[] InTheLoop(HagenNetwork network, DigitActivations test)
        {
            string mode = run.Settings.Mode.ToString().ToLowerInvariant();
            var chip = new HagenChip(run.Analog, _constants);
            int[] found = network.Classify(test, chip);
            var tested = new double[EpochsInTheLoop + 1];
            tested[0] = Share(found);
            _result.Figure($"Accuracy on the {mode} chip", 100 * tested[0], "%", "trained with the mock, unaware of the chip's deviations");
            DigitSet few = trainSet.First(ImagesInTheLoop);
            for (int i = 1; i <= EpochsInTheLoop; i++)
            {
                network.Train(epochs + i - 1, new DigitActivations(few, _constants, (ulong)(epochs + i)), chip);
                found = network.Classify(test, chip);
                tested[i] = Share(found);
                Advance(4);
            }
            Curve($"{mode} chip in the loop, test", epochs, tested);
            _result.Figure($"Accuracy on the {mode} chip after training in the loop", 100 * tested[^1], "%",
                FormattableString.Invariant($"{EpochsInTheLoop} further epochs of {few.Count:N0} images with the chip's own results; {Published}"), judged && run.Settings.Mode == ChipMode.Calibrated ? tested[^1] >= 0.96 : null);
            _result.ChipTime += chip.ChipTime;
            return found;
        }

        private void Curve(string name, int first, double[] shares) =>
            _result.Add(new ExperimentSeries("Learning curve", "Epoch", "", "Wrong", "%", name, [.. Enumerable.Range(first, shares.Length).Select(i => (double)i)], [.. shares.Select(s => 100 * (1 - s))]));

        private double Share(int[] found) => (double)Enumerable.Range(0, found.Length).Count(i => found[i] == testSet.Label(i)) / found.Length;

        private ExperimentMap Confusion(int[] found)
        {
            // A matrix is shown from the bottom up; right answers are left out, so that the wrong ones have colour.
            var wrong = new double[DigitSet.Classes, DigitSet.Classes];
            for (int i = 0; i < found.Length; i++) wrong[testSet.Label(i), found[i]]++;
            for (int digit = 0; digit < DigitSet.Classes; digit++) wrong[digit, digit] = double.NaN;
            return new ExperimentMap("Wrong answers of the chip on the test images", "Found", "Shown", wrong, "images", IsMatrix: true);
        }

        private static ExperimentMap Kernels(HagenNetwork network)
        {
            var convolution = (Convolution)network.Layers[0].Shape;
            int side = convolution.Kernel, across = 5, down = convolution.Filters / across;
            var map = new double[down * (side + 1) - 1, across * (side + 1) - 1];
            for (int row = 0; row < map.GetLength(0); row++)
            {
                for (int column = 0; column < map.GetLength(1); column++)
                {
                    (int kernelRow, int y) = Math.DivRem(row, side + 1);
                    (int kernelColumn, int x) = Math.DivRem(column, side + 1);
                    map[row, column] = y == side || x == side ? double.NaN : network.Layers[0].Weights[((side - 1 - y) * side + x) * convolution.Filters + kernelRow * across + kernelColumn];
                }
            }
            return new ExperimentMap("Kernels of the convolution", "Column", "Row", map, "weight", IsMatrix: true);
        }

        private void Advance(double steps)
        {
            _done += steps;
            run.Report(_done / (2 * epochs + 4 + (run.Settings.Mode == ChipMode.Ideal ? 0 : 4 * EpochsInTheLoop)));
        }
    }
}
