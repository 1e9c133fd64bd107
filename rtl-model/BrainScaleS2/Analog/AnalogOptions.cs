using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>How the analog core is simulated and how far it deviates from the ideal.</summary>
public sealed record AnalogOptions
{
    /// <summary>Physical constants.</summary>
    public AnalogConstants Constants { get; init; } = AnalogConstants.Default;

    /// <summary>Ideal, calibrated or uncalibrated.</summary>
    public ChipMode Mode { get; init; } = ChipMode.Ideal;

    /// <summary>The deviations, where they shall not be those of <see cref="Mode"/>.</summary>
    public MismatchConstants? Mismatch { get; init; }

    /// <summary>Seed of the chip: its fixed pattern.</summary>
    public ulong ChipSeed { get; init; } = 1;

    /// <summary>Whether membranes and converters are noisy.</summary>
    public bool TemporalNoise { get; init; }

    /// <summary>Seed of the run: its temporal noise.</summary>
    public ulong NoiseSeed { get; init; } = 1;

    /// <summary>Event slots in one step.</summary>
    [ModelChoice("8 slots = 64 ns, shorter than the 80 ns from a comparator to the DACs, so that a step never needs its own spikes; 16 where nothing feeds back")]
    [Range(1, 64)]
    public int SlotsPerStep { get; init; } = 8;

    /// <summary>Whether the correlation sensors are simulated.</summary>
    public bool Correlation { get; init; } = true;

    /// <summary>Whether membranes are kept between the rails.</summary>
    public bool Rails { get; init; } = true;

    /// <summary>False: plain scalar code, which gives the same bits.</summary>
    public bool Simd { get; init; } = true;

    /// <summary>Whether resting neurons are skipped.</summary>
    public bool SkipQuiescent { get; init; } = true;

    /// <summary>Mistakes that are switched in.</summary>
    internal AnalogFault Faults { get; init; }

    /// <summary>The deviations in use.</summary>
    public MismatchConstants Deviations => Mismatch ?? MismatchConstants.Of(Mode);

    /// <summary>Refuses what is not possible.</summary>
    /// <exception cref="ChipConfigurationException">Names the option, the value and the range.</exception>
    public void Check() => ChipConfigurationException.Check("slots per analog step", SlotsPerStep, 1, 64);
}
