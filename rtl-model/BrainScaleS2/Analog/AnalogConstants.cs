using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// Physical constants of the analog core. Units: volt, microampere, picofarad, microsecond, microsiemens (so that uA us = pC and pC / pF = V).
/// </summary>
public sealed record AnalogConstants
{
    /// <summary>The constants of the model chip.</summary>
    public static AnalogConstants Default { get; } = new();

    /// <summary>Length of an event slot, in us: one event per bus.</summary>
    [Published("Billaudelle, thesis 2022: one event per 8 ns and bus")]
    public double SlotTime { get; init; } = 0.008;

    /// <summary>Voltage of one CADC count, in V.</summary>
    [Derived("capmem codes 70 to 550 (0.15 to 1.05 V) map to about 20 to 220 counts (calix, common/cadc)")]
    public double CadcLsb { get; init; } = 0.0045;

    /// <summary>Voltage that reads as CADC count 0, in V.</summary>
    [Derived("0.15 V reads as 20 counts of 4.5 mV")]
    public double CadcOrigin { get; init; } = 0.06;

    /// <summary>Full range of the MADC, in V.</summary>
    [Published("Billaudelle, thesis 2022: up to 1.2 V")]
    public double MadcRange { get; init; } = 1.2;

    /// <summary>Lower and upper rail of a membrane, in V.</summary>
    [ModelChoice("the MADC's range; a membrane cannot leave the supply")]
    public double MembraneRail { get; init; } = 1.2;

    /// <summary>Membrane capacitance at code 0, in pF.</summary>
    [ModelChoice("a parasitic capacitance exists (calix measures it), its value is unpublished")]
    public double ParasiticCapacitance { get; init; } = 0.10;

    /// <summary>Membrane capacitance per code, in pF.</summary>
    [Derived("2.3 pF / 63 (haldls, neuron)")]
    public double CapacitancePerCode { get; init; } = 2.3 / 63;

    /// <summary>Capmem voltage at code 0, in V.</summary>
    [Derived("codes 70 and 550 give 0.15 and 1.05 V")]
    public double CapmemVoltageOrigin { get; init; } = 0.019;

    /// <summary>Capmem voltage per code, in V.</summary>
    [Derived("0.9 V / 480 codes")]
    public double CapmemVoltagePerCode { get; init; } = 0.001875;

    /// <summary>Largest capmem voltage, in V.</summary>
    [Published("Billaudelle, thesis 2022: 0 to 1.6 V")]
    public double CapmemVoltageMax { get; init; } = 1.6;

    /// <summary>Capmem current at code 1022, in uA.</summary>
    [Published("Billaudelle, thesis 2022: 0 to 1 uA")]
    public double CapmemCurrentMax { get; init; } = 1.0;

    /// <summary>Time from a capmem write to the new value, in us.</summary>
    [ModelChoice("a tenth of the 20 ms that calibrations wait")]
    public double CapmemSettling { get; init; } = 2000;

    /// <summary>Charge that reaches the membrane per event and weight LSB at the reference setting below, in pC.</summary>
    [Derived("Yin-Yang setting of hxtorch: weight 63 gives a PSP of 18 CADC counts at tau_m = tau_s = 6 us, C = 2.3 pF")]
    public double ChargePerWeight { get; init; } = 0.008;

    /// <summary>Reference synaptic time constant of <see cref="ChargePerWeight"/>, in us.</summary>
    [Published("hxtorch, Yin-Yang example")]
    public double ChargeReferenceTau { get; init; } = 6;

    /// <summary>Reference code of the synaptic input's transconductance bias.</summary>
    [Published("calix, spiking calibration default")]
    public double ChargeReferenceGm { get; init; } = 500;

    /// <summary>Factor on the charge in hagen mode.</summary>
    [Derived("a product of 1 moves 2.4 pF by 0.002 CADC counts (hxtorch's gain) at tau_s 0.32 us, gm code 450: 21.6 aC, where the scaling law gives 12.4 aC")]
    public double HagenChargeFactor { get; init; } = 1.7434;

    /// <summary>Length of the synapse's DAC pulse, in ns.</summary>
    [Published("Billaudelle, thesis 2022")]
    public double PulseLength { get; init; } = 4;

    /// <summary>Driving voltage at which a conductance-based input gives the current of a current-based one, in V.</summary>
    [ModelChoice("a typical distance of the reversal potential from the membrane")]
    public double CobaReference { get; init; } = 0.25;

    /// <summary>Largest current of a synaptic line where saturation is modelled, in uA, at the reference transconductance code.</summary>
    [ModelChoice("bends hagen results beyond about 80 counts: 80 x 4.5 mV x 2.4 pF in 5.12 us, and margin for two events at a time")]
    public double LineCurrentLimit { get; init; } = 0.19;

    /// <summary>Voltage at which the leak's transconductance amplifier saturates, in V, where saturation is modelled.</summary>
    [ModelChoice("linear range of a degenerated OTA in 65 nm")]
    public double LeakSaturation { get; init; } = 0.15;

    /// <summary>Largest argument of the exponential term.</summary>
    [ModelChoice("keeps one step finite; the spike has long been detected")]
    public double ExponentialClamp { get; init; } = 10;

    /// <summary>Fastest reset time constant, in us.</summary>
    [Published("haldls, neuron: about 0.5 us")]
    public double FastestReset { get; init; } = 0.5;

    /// <summary>Correlation time of the membrane's noise current, in us.</summary>
    [ModelChoice("unpublished; between the step and the membrane's time constant")]
    public double NoiseTime { get; init; } = 1.0;

    /// <summary>Standard deviation of a free membrane's noise, in V, at a membrane time constant of 10 us and full capacitance.</summary>
    [Derived("hagen result = difference of two reads: sqrt(2) x sqrt(1 + 1) = 2 counts, hxtorch's default")]
    public double NoiseSigma { get; init; } = 0.0045;

    /// <summary>Membrane time constant of <see cref="NoiseSigma"/>, in us.</summary>
    [ModelChoice("calix's default target")]
    public double NoiseReferenceTau { get; init; } = 10;

    /// <summary>Standard deviation of a CADC read, in counts.</summary>
    [Derived("as for the membrane's noise")]
    public double CadcNoise { get; init; } = 1;

    /// <summary>Amplitude of the correlation sensor per pair, in CADC counts.</summary>
    [Published("calix, spiking/correlation: target 0.5")]
    public double CorrelationAmplitude { get; init; } = 0.5;

    /// <summary>Time constant of the correlation sensor, in us.</summary>
    [Published("calix, spiking/correlation: target 5 us")]
    public double CorrelationTime { get; init; } = 5;

    /// <summary>Largest accumulated correlation, in CADC counts: the baseline of a read after a reset.</summary>
    [ModelChoice("the reset level lies near the upper end of the 8-bit window")]
    public double CorrelationLimit { get; init; } = 200;

    /// <summary>Voltage of a neuron's readout where it shows a synaptic line or an adaptation without current, in V.</summary>
    [ModelChoice("unpublished; the middle of the fast converter's range")]
    public double ReadoutRest { get; init; } = 0.6;

    /// <summary>Voltage per current of such a readout, in V/uA; a line's current lowers it, an adaptation's raises it.</summary>
    [ModelChoice("a synaptic line at its largest current, 0.19 uA, moves by 0.5 V")]
    public double ReadoutPerCurrent { get; init; } = 0.5 / 0.19;

    /// <summary>Factors of the 2-bit trim codes on amplitude and time constant.</summary>
    [ModelChoice("unpublished; even steps around 1")]
    public IReadOnlyList<double> CorrelationTrim { get; init; } = [0.7, 0.9, 1.1, 1.3];

}
