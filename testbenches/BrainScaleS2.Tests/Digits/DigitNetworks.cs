using System.Globalization;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments.Digits;
using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Tests.Digits;

/// <summary>The network for digits: coding, its place on the chip, its gradient, and a short training.</summary>
public sealed class DigitNetworks(Xunit.Abstractions.ITestOutputHelper log)
{
    private const double Tau = 6;
    private const double Span = (150 - 80) * 0.0045;
    private static readonly ClassifierOptions Options = DigitNetwork.Options;

    [Fact]
    public void Brighter_pixels_spike_earlier_and_simultaneous_ones_queue_for_link_and_buses()
    {
        var image = new byte[256];
        image[10] = 255;
        image[20] = 128;
        image[30] = DigitNetwork.Faintest;
        image[40] = DigitNetwork.Faintest - 1;
        InputSpike[] few = new DigitSpikes(new DigitSet(16, image, [3]), Options, DigitNetwork.Faintest)[0].Input;
        // 0.2 us for 255, 4 us for 0, a straight line between them, on slots of 8 ns.
        Assert.Equal([10, 20, 30], few.Select(s => s.Source));
        double[] expected = [0.2, 4 - 3.8 * 128 / 255, 4 - 3.8 * DigitNetwork.Faintest / 255.0];
        for (int i = 0; i < 3; i++) Assert.InRange(few[i].Time - expected[i], -0.004001, 0.004001);
        // All at once: two in a slot, so the last of 256 comes 127 slots after the first; never two in a slot on one of the eight buses.
        InputSpike[] all = new DigitSpikes(new DigitSet(16, [.. Enumerable.Repeat((byte)255, 256)], [3]), Options)[0].Input;
        Assert.Equal(256, all.Select(s => s.Source).Distinct().Count());
        Assert.InRange(all[^1].Time - all[0].Time, 127 * 0.008 - 1e-9, 1.2);
        foreach (IGrouping<long, InputSpike> slot in all.GroupBy(s => (long)Math.Round(s.Time / 0.008)))
        {
            Assert.InRange(slot.Count(), 1, 2);
            Assert.Equal(slot.Count(), slot.Select(s => (s.Source / 128, s.Source % 4)).Distinct().Count());
        }
    }

    [Fact]
    public void A_variation_of_nothing_is_the_image_and_a_move_moves_it()
    {
        var random = new Random(2);
        var pixels = new byte[28 * 28];
        for (int y = 8; y < 20; y++)
            for (int x = 8; x < 20; x++)
                pixels[28 * y + x] = (byte)random.Next(256);
        var set = new DigitSet(28, pixels, [5]);
        var still = new DigitSpikes(set, Options, variation: new DigitVariation(0, 0, 0));
        Assert.Equal(new DigitSpikes(set, Options)[0].Input, still[0].Input);
        Assert.Equal(5, still[0].Label);
        var moved = new DigitSpikes(set, Options, variation: new DigitVariation(10, 1, 0), seed: 3);
        InputSpike[] first = moved[0].Input;
        Assert.NotEqual(first, moved[0].Input);
        Assert.Equal(first, new DigitSpikes(set, Options, variation: new DigitVariation(10, 1, 0), seed: 3)[0].Input);
        Assert.InRange(new DigitSpikes(set, Options, variation: new DigitVariation(0, 0, 0.5), seed: 3)[0].Input.Length, 1, still[0].Input.Length - 1);
    }

    /// <summary>A pixel's row reaches the hidden columns with weights, none of the outputs; both membranes of a neuron follow w d/tau e^(-d/tau).</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(200)]
    public void A_pixel_reaches_its_hidden_neurons_and_nobody_else(int pixel)
    {
        ChipNetwork chip = Ideal();
        (double[] hidden, double[] output) = Zero();
        hidden[pixel * 246 + 3] = 30 * chip.WeightLsb;
        hidden[pixel * 246 + 245] = -20 * chip.WeightLsb;
        Array.Fill(output, 40 * chip.WeightLsb);
        chip.Write(hidden, output);
        RunResult run = chip.Run([new InputSpike(1, pixel)]);
        Assert.Empty(run.Hidden);
        double d = Elapsed(chip) - 1;
        for (int column = 0; column < 256; column++)
        {
            double weight = column switch { 3 => 30, 245 => -20, _ => 0 } * chip.WeightLsb;
            double expected = Leak + weight * d / Tau * Math.Exp(-d / Tau) * Span;
            Assert.Equal(expected, chip.Array.Neurons.Membrane(column), 1e-9);
            Assert.Equal(expected, chip.Array.Neurons.Membrane(column + 256), 1e-9);
        }
    }

    /// <summary>Hidden neuron 200 sits behind the same rows as pixel 200: its spike moves the outputs by its own weights and no hidden neuron.</summary>
    [Fact]
    public void A_hidden_spike_reaches_the_outputs_and_nobody_else()
    {
        const int Neuron = 200;
        ChipNetwork chip = Ideal();
        (double[] hidden, double[] output) = Zero();
        for (int pixel = 0; pixel < 5; pixel++) hidden[pixel * 246 + Neuron] = 1;
        Array.Fill(hidden, 60 * chip.WeightLsb, Neuron * 246, 246);
        hidden[Neuron * 246 + Neuron] = 0;
        output[Neuron * 10 + 2] = 25 * chip.WeightLsb;
        output[Neuron * 10 + 9] = -10 * chip.WeightLsb;
        for (int other = 0; other < 246; other++) if (other != Neuron) output[other * 10 + 4] = 0.5;
        chip.Write(hidden, output);
        RunResult run = chip.Run([.. Enumerable.Range(0, 5).Select(pixel => new InputSpike(0.2, pixel))]);
        (double time, int neuron) = Assert.Single(run.Hidden);
        Assert.Equal(Neuron, neuron);
        double d = Elapsed(chip) - time - 0.080;
        for (int column = 0; column < 256; column++)
        {
            if (column == Neuron) continue;
            double weight = column switch { 248 => 25, 255 => -10, _ => 0 } * chip.WeightLsb;
            Assert.Equal(Leak + weight * d / Tau * Math.Exp(-d / Tau) * Span, chip.Array.Neurons.Membrane(column), 1e-9);
        }
    }

    [Fact]
    public void Joined_circuits_spike_when_the_exact_network_does()
    {
        ClassifierOptions options = Options with { LoopSlots = 8 };
        var chip = new ChipNetwork(options, new AnalogOptions());
        _ = new Trainer(options, DigitNetwork.Training(1, 3), chip);
        (double[] hidden, double[] output) = Zero();
        chip.Read(hidden, output);
        var exact = new ExactNetwork(options);
        exact.Write(hidden, output);
        int spikes = 0;
        int late = 0;
        for (int seed = 0; seed < 5; seed++)
        {
            InputSpike[] input = Random(seed);
            RunResult expected = exact.Run(input);
            foreach ((double time, int neuron) in chip.Run(input).Hidden)
            {
                // A slot is 8 ns; a membrane that passes the threshold and falls back within one step of 64 ns is seen at its next passage.
                double delay = time - expected.Hidden.Single(s => s.Neuron == neuron).Time;
                Assert.InRange(delay, -0.001, 3);
                if (delay > 0.009) late++;
                spikes++;
            }
        }
        Assert.InRange(spikes, 200, 5 * 246);
        Assert.InRange((double)late / spikes, 0, 0.02);
    }

    [Fact]
    public void The_gradient_of_the_whole_network_agrees_with_central_differences()
    {
        var model = new LifModel(Tau, Tau);
        var hidden = new EventLayer(model, 256, 246);
        var output = new EventLayer(model, 246, 10);
        var random = new Random(7);
        foreach (ref double w in hidden.Weights.AsSpan()) w = 0.12 + 0.12 * (random.NextDouble() - 0.5);
        foreach (ref double w in output.Weights.AsSpan()) w = 0.06 + 0.1 * (random.NextDouble() - 0.5);
        InputSpike[] input = Random(1);
        var loss = new FirstSpikeLoss(0.5, 6, 0.003);
        double Forward(double[]? hiddenGradient, double[]? outputGradient)
        {
            List<LayerSpike> middle = hidden.Forward(input, 20, 1);
            List<InputSpike> between = [.. middle.Select(s => new InputSpike(s.Time, s.Neuron))];
            List<LayerSpike> outputs = output.Forward(between, 20, 1);
            var first = new double[10];
            var errors = new double[10];
            FirstSpikeLoss.FirstSpikes(outputs, first);
            double value = loss.Evaluate(first, 4, errors);
            if (hiddenGradient is null || outputGradient is null) return value;
            var hiddenErrors = new double[middle.Count];
            output.Backward(between, outputs, FirstSpikeLoss.Spread(outputs, first, errors), outputGradient, hiddenErrors);
            hidden.Backward(input, middle, hiddenErrors, hiddenGradient, []);
            return value;
        }

        var g1 = new double[hidden.Weights.Length];
        var g2 = new double[output.Weights.Length];
        Forward(g1, g2);
        double worst = Math.Max(Worst(hidden.Weights, g1), Worst(output.Weights, g2));
        Notebook.Note("EventProp", "256-246-10 neurons: 60 weights against central differences", $"below {1e-6:E0} relative", $"{worst:E1}");
        Assert.InRange(worst, 0, 1e-6);

        double Worst(double[] weights, double[] gradient)
        {
            double scale = gradient.Max(Math.Abs);
            Assert.True(scale > 1e-3);
            double most = 0;
            // The steepest ones, and every so many of the others.
            int[] chosen = [.. Enumerable.Range(0, weights.Length).OrderByDescending(i => Math.Abs(gradient[i])).Take(15), .. Enumerable.Range(0, 15).Select(i => i * (weights.Length / 15))];
            foreach (int i in chosen)
            {
                const double Step = 1e-6;
                double old = weights[i];
                weights[i] = old + Step;
                double up = Forward(null, null);
                weights[i] = old - Step;
                double down = Forward(null, null);
                weights[i] = old;
                most = Math.Max(most, Math.Abs((up - down) / (2 * Step) - gradient[i]) / scale);
            }
            return most;
        }
    }

    /// <summary>In full where HWMODEL_MNIST gives mode and epochs ("calibrated,15"), with the learning curve in the test's output; else a few images on the ideal chip.</summary>
    [DatasetFact]
    public void Digits_are_learned_on_the_chip()
    {
        string? wish = Environment.GetEnvironmentVariable("HWMODEL_MNIST");
        string[] words = (wish ?? "ideal,3").Split(',');
        int epochs = int.Parse(words[1], CultureInfo.InvariantCulture);
        TrainingOptions training = DigitNetwork.Training(epochs, 1);
        (DigitSet train, DigitSet test) = DigitSet.Load(Datasets.Mnist, "test");
        // Few images make many updates where the batches are small.
        if (wish is null) (train, test, training) = (train.First(2000), test.First(500), training with { Batch = 25, Decay = 0.8 });
        ChipMode mode = Enum.Parse<ChipMode>(words[0], ignoreCase: true);
        var chip = new ChipNetwork(Options, new AnalogOptions { Mode = mode, TemporalNoise = mode != ChipMode.Ideal });
        var trainer = new Trainer(Options, training, chip);
        var learned = new DigitSpikes(train, Options, DigitNetwork.Faintest, DigitNetwork.Variation);
        var asked = new DigitSpikes(test, Options, DigitNetwork.Faintest);
        double accuracy = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            EpochResult r = trainer.Epoch(epoch, learned, asked);
            accuracy = r.ValidationAccuracy;
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{r.Epoch},{r.Loss:F4},{r.TrainAccuracy:F4},{r.ValidationAccuracy:F4},{r.HiddenSpikes:F1}"));
        }
        Notebook.Note("13", $"MNIST on the {words[0]} chip, {train.Count} images, {epochs} epochs", $"97.2 to 97.6 %", $"{100 * accuracy:F1} %");
        // Ten classes: chance is 0.1.
        Assert.InRange(accuracy, wish is null ? 0.6 : 0.9, 1);
    }

    private static double Leak => 0.06 + 80 * 0.0045;

    private static ChipNetwork Ideal() => new(Options, new AnalogOptions());

    private static (double[] Hidden, double[] Output) Zero() => (new double[256 * 246], new double[246 * 10]);

    // A run ends with the step that passes 8 us.
    private static double Elapsed(ChipNetwork chip) => chip.Array.StartSlot * 0.008;

    private static InputSpike[] Random(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 256).Where(_ => random.NextDouble() < 0.25).Select(i => new InputSpike(Math.Round(random.NextDouble() * 400) * 0.008 + 0.2, i)).OrderBy(s => s.Time)];
    }
}
