namespace HwModel.BrainScaleS2.Analog;

/// <summary>Timing of the columnar converter (haldls, cadc): register values in cycles of 4 ns, the ramp counts two codes a cycle.</summary>
/// <param name="ResetWait">8-bit register.</param>
/// <param name="DeadTime">8-bit register.</param>
public sealed record CadcTiming(int ResetWait = 100, int DeadTime = 20)
{
    /// <summary>Shortest conversion, in ns: 1.85 MSample/s (Schreiber, thesis 2021).</summary>
    public const double Shortest = 540;

    /// <summary>256 codes at two a cycle of 4 ns.</summary>
    public const double RampNanoseconds = 512;

    /// <summary>One conversion of all channels, in ns.</summary>
    public double ConversionNanoseconds => Math.Max(Shortest, RampNanoseconds + 4.0 * (ResetWait + DeadTime));

    /// <summary>Samples per channel and second.</summary>
    public double Rate => 1e9 / ConversionNanoseconds;

    /// <summary>When, after the ramp's start, a channel that ends at a code is sampled, in ns.</summary>
    public static double SampleNanoseconds(int code) => 2.0 * code;
}

/// <summary>The columnar converter: 8 bits, 1,024 channels (causal and acausal of each column and half), each with an offset and noise.</summary>
public sealed class Cadc
{
    private readonly AnalogConstants _constants;
    private readonly double[] _offset = new double[ChipGeometry.CadcChannels];
    private readonly ulong[] _noiseKey = new ulong[ChipGeometry.CadcChannels];
    private readonly bool _noisy;

    internal Cadc(AnalogOptions options, FixedPattern pattern)
    {
        _constants = options.Constants;
        _noisy = options.TemporalNoise;
        Span<double> draw = stackalloc double[1];
        for (int channel = 0; channel < _offset.Length; channel++)
        {
            _noiseKey[channel] = CounterNoise.Key(options.NoiseSeed, $"cadc[{channel}].noise");
            if (pattern.Constants.CadcOffset == 0) continue;
            pattern.Draw($"cadc[{channel}]", draw);
            _offset[channel] = pattern.Constants.CadcOffset * draw[0];
        }
    }

    /// <summary>Channel of a neuron's column: the causal one, or the acausal one.</summary>
    public static int Channel(int neuron, bool acausal) => neuron * 2 + (acausal ? 1 : 0);

    /// <summary>The fixed offset of a channel, in counts.</summary>
    public double Offset(int channel) => _offset[channel];

    /// <summary>Converts a voltage.</summary>
    /// <param name="channel">0 to 1023.</param>
    /// <param name="volt">Voltage at the input.</param>
    /// <param name="conversion">Number of the conversion, which selects the noise.</param>
    public int Convert(int channel, double volt, long conversion) =>
        Quantise(channel, (volt - _constants.CadcOrigin) / _constants.CadcLsb, conversion);

    /// <summary>Converts what a correlation sensor holds: the baseline minus the accumulated counts.</summary>
    public int ConvertCorrelation(int channel, double counts, long conversion) => Quantise(channel, _constants.CorrelationLimit - counts, conversion);

    private int Quantise(int channel, double counts, long conversion)
    {
        if (_noisy) counts += _constants.CadcNoise * CounterNoise.Draw(_noiseKey[channel], conversion);
        return (int)Math.Clamp(Math.Round(counts + _offset[channel]), 0, 255);
    }
}

/// <summary>The fast converter (haldls, madc): 10 bits, successive approximation.</summary>
/// <param name="SampleDurationAdjust">3-bit register.</param>
/// <param name="ClockScale">12-bit register; -1: the division is off.</param>
public sealed record Madc(int SampleDurationAdjust = 5, int ClockScale = -1)
{
    /// <summary>Clock of the converter, in MHz.</summary>
    public const double Clock = 500;

    /// <summary>Samples per us.</summary>
    public double Rate => Clock / (SampleDurationAdjust + 12) / (ClockScale < 0 ? 1 : 2.0 * (ClockScale + 1));

    /// <summary>Converts a voltage to 0 to 1023.</summary>
    public static int Convert(double volt, AnalogConstants constants) => (int)Math.Clamp(Math.Floor(volt / constants.MadcRange * 1024), 0, 1023);

    /// <summary>The voltage in the middle of a code's interval, in V.</summary>
    public static double Voltage(int code, AnalogConstants constants) => (code + 0.5) / 1024 * constants.MadcRange;
}
