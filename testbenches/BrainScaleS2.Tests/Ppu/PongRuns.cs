using System.Globalization;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments.Pong;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>Pong by reward-modulated plasticity.</summary>
public sealed class PongRuns(Xunit.Abstractions.ITestOutputHelper log)
{
    /// <summary>
    /// In full where HWMODEL_PONG names the chip ("ideal", "calibrated", "uncalibrated"), optionally followed by iterations and seed, separated by commas;
    /// the learning curve goes to the file in HWMODEL_PONG_OUT.
    /// </summary>
    [Fact]
    public void The_mean_expected_reward_rises()
    {
        string? wish = Environment.GetEnvironmentVariable("HWMODEL_PONG");
        string[] words = (wish ?? "calibrated,1500").Split(',');
        ulong seed = words.Length > 2 ? ulong.Parse(words[2], CultureInfo.InvariantCulture) : 1;
        var options = new PongOptions
        {
            Mode = Enum.Parse<ChipMode>(words[0], ignoreCase: true),
            Iterations = words.Length > 1 ? int.Parse(words[1], CultureInfo.InvariantCulture) : 10_000,
            Seed = seed,
            ChipSeed = seed,
        };
        PongResult result = PongExperiment.Run(options, point => log.WriteLine($"{point}"));
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.MeanExpectedReward:F3} after {options.Iterations}; above 0.6 first at {result.FirstAbove(0.6)}; {result.NetworkMicroseconds} us + {result.ProcessorMicroseconds:F1} us"));
        if (Environment.GetEnvironmentVariable("HWMODEL_PONG_OUT") is { } path) result.WriteCurve(path);
        // Wunderlich et al. 2019: 0.2 ms of emulation and about as much of the processor in an iteration.
        Assert.Equal(200, result.NetworkMicroseconds);
        Assert.InRange(result.ProcessorMicroseconds, 100, 250);
        // By chance: (1 + 2 (0.7 + 0.4 + 0.1)) / 32 = 0.106. Learned by 10,000 iterations, but not on a chip that is not calibrated.
        if (wish is not null && options.Iterations >= 10_000 && options.Mode != ChipMode.Uncalibrated) Assert.True(result.FirstAbove(0.6) <= 10_000);
        else if (wish is null) Assert.InRange(result.MeanExpectedReward, 0.2, 1);
    }
}
