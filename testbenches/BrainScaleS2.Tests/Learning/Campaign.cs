using System.Globalization;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Learning;

namespace HwModel.BrainScaleS2.Tests.Learning;

/// <summary>
/// The long Yin-Yang training, in full only where HWMODEL_YINYANG names the chip ("exact", "ideal", "calibrated" or "uncalibrated"), optionally followed by
/// epochs, seed, rate, batch, decay, tau0, alpha, hidden neurons, push and first weights, separated by commas; the learning curve goes to the test's output and to the file in HWMODEL_YINYANG_OUT.
/// </summary>
public sealed class Campaign(Xunit.Abstractions.ITestOutputHelper log)
{
    [Fact]
    public void Yin_Yang_in_the_loop()
    {
        string[] words = (Environment.GetEnvironmentVariable("HWMODEL_YINYANG") ?? "ideal,1").Split(',');
        double Word(int i, double otherwise) => words.Length > i ? double.Parse(words[i], CultureInfo.InvariantCulture) : otherwise;
        bool full = Environment.GetEnvironmentVariable("HWMODEL_YINYANG") is not null;
        int epochs = (int)Word(1, new TrainingOptions().Epochs);
        var seed = (ulong)Word(2, 1);
        var training = new TrainingOptions { Epochs = epochs, Seed = seed };
        training = training with { Rate = Word(3, training.Rate), Batch = (int)Word(4, training.Batch), Decay = Word(5, training.Decay) };
        training = training with { Loss = training.Loss with { Tau0 = Word(6, training.Loss.Tau0), Alpha = Word(7, training.Loss.Alpha) } };
        var options = new ClassifierOptions { Hidden = (int)Word(8, new ClassifierOptions().Hidden) };
        training = training with
        {
            SilentPush = Word(9, training.SilentPush),
            HiddenStart = (Word(10, training.HiddenStart.Mean), Word(11, training.HiddenStart.Sigma)),
            OutputStart = (Word(12, training.OutputStart.Mean), Word(13, training.OutputStart.Sigma)),
        };
        ISpikingNetwork network = words[0] == "exact"
            ? new ExactNetwork(options)
            : new ChipNetwork(options, new AnalogOptions
            {
                Mode = Enum.Parse<ChipMode>(words[0], ignoreCase: true),
                TemporalNoise = words[0] != "ideal",
                ChipSeed = seed,
                NoiseSeed = seed,
            });
        var trainer = new Trainer(options, training, network);
        var train = new YinYangSet(full ? YinYang.Train() : [.. YinYang.Train().Take(500)], options);
        var validation = new YinYangSet(full ? YinYang.Validation() : [.. YinYang.Validation().Take(100)], options);
        double best = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            EpochResult r = trainer.Epoch(epoch, train, validation);
            best = Math.Max(best, r.ValidationAccuracy);
            Log(string.Create(CultureInfo.InvariantCulture, $"epoch {r.Epoch} loss {r.Loss:F4} train {r.TrainAccuracy:F4} validation {r.ValidationAccuracy:F4} hidden spikes {r.HiddenSpikes:F1}"));
        }
        double test = trainer.Accuracy(new YinYangSet(full ? YinYang.Test() : [.. YinYang.Test().Take(100)], options));
        Log(string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', words)}: test accuracy {test:F4}"));
        Assert.InRange(best, full && epochs >= 30 ? 0.84 : 0.34, 1);
    }

    private void Log(string line)
    {
        log.WriteLine(line);
        if (Environment.GetEnvironmentVariable("HWMODEL_YINYANG_OUT") is { } path) File.AppendAllText(path, line + "\n");
    }
}
