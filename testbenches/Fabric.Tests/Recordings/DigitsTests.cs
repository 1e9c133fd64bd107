using System.Security.Cryptography;
using HwModel.Fabric.Recordings;

namespace HwModel.Fabric.Tests.Recordings;

/// <summary>The default recording is what its README says.</summary>
public sealed class DigitsTests
{
    private const long Microsecond = 1_000_000_000;
    private const long Interval = 30_000;

    private static readonly SpikeRecording Digits = SpikeRecording.Digits();

    [Fact]
    public void The_file_is_the_one_its_README_names()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "rtl-model", "Fabric", "Recordings");
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "digits.csv"))));
        string readme = File.ReadAllText(Path.Combine(folder, "README.md"));
        Assert.Contains(hash, readme);
        Assert.Contains($"{Digits.Count:N0} spikes", readme);
        Assert.Equal(Digits.Times.ToArray(), SpikeCsv.Read(Path.Combine(folder, "digits.csv")).Times.ToArray());
    }

    /// <summary>t = 20 ms (1 - p/255) for a grey value p of 2 to 255, each pixel once at most.</summary>
    [Fact]
    public void Every_spike_is_the_latency_of_a_grey_value()
    {
        var seen = new HashSet<(long Digit, int Pixel)>();
        for (int i = 0; i < Digits.Count; i++)
        {
            Assert.InRange(Digits.Sources[i], 0, 783);
            Assert.Equal(0, Digits.Times[i] % Microsecond);
            (long digit, long latency) = Math.DivRem(Digits.Times[i] / Microsecond, Interval);
            Assert.True(seen.Add((digit, Digits.Sources[i])), "a pixel spikes once in a digit");
            double grey = 255 * (1 - latency / 20_000.0);
            Assert.InRange(Math.Round(grey), 2, 255);
            Assert.InRange(latency - 20_000 * (1 - Math.Round(grey) / 255), -0.5, 0.5);
        }
        Assert.Equal(Enumerable.Range(0, 200).Select(digit => (long)digit), seen.Select(spike => spike.Digit).Distinct().Order());
    }

    /// <summary>A one has ink in the middle of the picture, a zero has its hole there.</summary>
    [Fact]
    public void Digits_follow_in_the_order_of_their_classes()
    {
        double[] ink = new double[10];
        for (int i = 0; i < Digits.Count; i++)
        {
            (long digit, long latency) = Math.DivRem(Digits.Times[i] / Microsecond, Interval);
            (int row, int column) = Math.DivRem(Digits.Sources[i], 28);
            if (row is >= 12 and <= 15 && column is >= 12 and <= 15) ink[digit % 10] += 1 - latency / 20_000.0;
        }
        Assert.Equal(0, Array.IndexOf(ink, ink.Min()));
        Assert.True(ink[1] > 5 * ink[0], $"ink in the middle: {string.Join(", ", ink.Select(sum => $"{sum:F0}"))}");
    }
}
