using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>How far the analog circuits deviate from their nominal values.</summary>
public enum ChipMode
{
    /// <summary>No mismatch.</summary>
    Ideal,

    /// <summary>What a calibration leaves.</summary>
    Calibrated,

    /// <summary>As fabricated.</summary>
    Uncalibrated,
}

/// <summary>Standard deviations of the fixed pattern. Every draw is clipped at three of them.</summary>
public sealed record MismatchConstants
{
    /// <summary>No deviation at all.</summary>
    public static MismatchConstants None { get; } = new() { Rate = 0, Voltage = 0, Gain = 0, Sensor = 0, CadcOffset = 0, HagenOffset = 0 };

    /// <summary>As fabricated.</summary>
    public static MismatchConstants Fabricated { get; } = new() { Rate = 0.20, Voltage = 0.030, Gain = 0.10, Sensor = 0.30, CadcOffset = 10, HagenOffset = 1 };

    /// <summary>After calibration.</summary>
    public static MismatchConstants AfterCalibration { get; } = new();

    /// <summary>Of conductances and time constants, relative.</summary>
    [ModelChoice("below the 5 % that Wunderlich et al. 2019 report for calibrated neurons; 20 % uncalibrated, below the 50 % of Cramer et al. 2022")]
    public double Rate { get; init; } = 0.04;

    /// <summary>Of voltages, in V.</summary>
    [ModelChoice("1.5 CADC counts calibrated; 30 mV uncalibrated")]
    public double Voltage { get; init; } = 1.5 * 0.0045;

    /// <summary>Of the gain of single synapses, relative.</summary>
    [ModelChoice("synapses are not calibrated one by one, but their DACs are built for matching")]
    public double Gain { get; init; } = 0.04;

    /// <summary>Of the logarithm of amplitude and time constant of a correlation sensor.</summary>
    [ModelChoice("the 30 to 70 percentile within a factor of 2 (calix, test of the correlation calibration)")]
    public double Sensor { get; init; } = 0.30;

    /// <summary>Of a CADC channel's offset, in counts.</summary>
    [ModelChoice("below the 3 counts after calibration and the 20 counts of correction in calix's tests")]
    public double CadcOffset { get; init; } = 2;

    /// <summary>Of a driver's hagen pulse, in codes of the activation.</summary>
    [ModelChoice("a 4-bit-equivalent offset, trimmed")]
    public double HagenOffset { get; init; } = 0.1;

    /// <summary>The deviations of a mode.</summary>
    public static MismatchConstants Of(ChipMode mode) => mode switch
    {
        ChipMode.Ideal => None,
        ChipMode.Calibrated => AfterCalibration,
        _ => Fabricated,
    };
}

/// <summary>
/// The fixed pattern of one chip: every instance draws from a stream of its own, derived from the chip's seed and the instance's path,
/// so no draw depends on which others were made.
/// </summary>
public sealed class FixedPattern(ulong chipSeed, MismatchConstants constants)
{
    /// <summary>The standard deviations.</summary>
    public MismatchConstants Constants => constants;

    /// <summary>Seed of the chip.</summary>
    public ulong ChipSeed => chipSeed;

    /// <summary>Whether all circuits are nominal.</summary>
    public bool IsIdeal => constants == MismatchConstants.None;

    /// <summary>The draws of an instance, standard normal, clipped at plus and minus 3.</summary>
    public void Draw(string path, Span<double> values)
    {
        RandomStream stream = RandomStream.Derive(chipSeed, path);
        for (int i = 0; i < values.Length; i++) values[i] = Normal(ref stream);
    }

    private static double Normal(ref RandomStream stream)
    {
        // Box and Muller, Ann. Math. Stat. 29, 1958.
        double radius = Math.Sqrt(-2 * Math.Log(1 - stream.NextDouble()));
        return Math.Clamp(radius * Math.Cos(2 * Math.PI * stream.NextDouble()), -3, 3);
    }
}
