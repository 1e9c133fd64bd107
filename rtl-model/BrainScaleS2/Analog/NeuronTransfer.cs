namespace HwModel.BrainScaleS2.Analog;

/// <summary>Capmem codes and switches of one neuron, as written by a user of an uncalibrated chip (haldls, neuron and capmem; names in row order there).</summary>
public sealed record NeuronCodes
{
    /// <summary>Cells and switches that nobody has written.</summary>
    public static NeuronCodes Unwritten { get; } = Enumerable.Range(0, NeuronCodeTable.Rows.Count).Aggregate(new NeuronCodes { Switches = NeuronSwitches.Off }, (codes, row) => NeuronCodeTable.With(codes, (byte)row, 0));

    public int VLeak { get; init; } = 640;
    public int VReset { get; init; } = 500;
    public int VThreshold { get; init; } = 320;
    public int ESyninExcReversal { get; init; } = 900;
    public int ESyninInhReversal { get; init; } = 200;
    public int VAdaptLeak { get; init; } = 500;
    public int VExp { get; init; } = 500;
    public int IBiasLeak { get; init; } = 150;
    public int IBiasReset { get; init; } = 1022;
    public int ISyninExcTau { get; init; } = 200;
    public int ISyninInhTau { get; init; } = 200;
    public int ISyninExcGm { get; init; } = 500;
    public int ISyninInhGm { get; init; } = 500;
    public int ISyninExcCoba { get; init; } = 500;
    public int ISyninInhCoba { get; init; } = 500;
    public int IBiasAdaptTau { get; init; } = 100;
    public int IBiasAdaptA { get; init; }
    public int IBiasAdaptB { get; init; }
    public int IBiasExp { get; init; } = 500;
    public int IMemOffset { get; init; }
    public int IBiasNmda { get; init; }

    /// <summary>The switches of the circuit.</summary>
    public NeuronSwitches Switches { get; init; } = new();

    /// <summary>Refractory counter.</summary>
    public RefractoryTiming Refractory { get; init; } = new(250, 15, 0);
}

/// <summary>Full-scale values of a neuron's bias currents.</summary>
public sealed record NeuronTransferConstants
{
    /// <summary>Leak conductance at code 1022 without switches, in uS.</summary>
    [Kernel.ModelChoice("with the x8 and /8 switches the calibrated range of 0.5 to 60 us at 2.4 pF is covered: 0.04 to 4.8 uS")]
    public double LeakFullScale { get; init; } = 1.6;

    /// <summary>Product of a synaptic line's time constant and its bias code, in us.</summary>
    [Kernel.ModelChoice("0.3 us at code 1022 with the resistance falling with the bias, 30 us near code 10 (calibrated range of calix)")]
    public double SynapticTauCode { get; init; } = 307;

    /// <summary>Product of the adaptation's time constant and its bias code, in us.</summary>
    [Kernel.ModelChoice("100 us at code 100: the biological 100 ms at a speed-up of 1000")]
    public double AdaptationTauCode { get; init; } = 10000;

    /// <summary>Subthreshold adaptation at code 1022, in uS.</summary>
    [Kernel.ModelChoice("comparable to the leak")]
    public double AdaptationAFullScale { get; init; } = 1.0;

    /// <summary>Spike-triggered adaptation at code 1022, in uA.</summary>
    [Kernel.ModelChoice("a spike's jump moves the membrane by about one threshold distance at most")]
    public double AdaptationBFullScale { get; init; } = 0.1;

    /// <summary>Slope of the exponential term at code 500, in V; it falls with the bias.</summary>
    [Kernel.ModelChoice("a biological slope of 2 mV at the chip's voltage scale of about 10")]
    public double ExponentialSlope { get; init; } = 0.02;

    /// <summary>Inter-compartment conductance at code 1022, in uS.</summary>
    [Kernel.ModelChoice("the calibrated time constants of 0.1 to 30 us at 2.4 pF with the x4 and /4 switches")]
    public double CompartmentFullScale { get; init; } = 6.0;

    /// <summary>Offset current at code 1022, in uA.</summary>
    [Kernel.Published("Billaudelle, thesis 2022: capmem currents up to 1 uA")]
    public double OffsetFullScale { get; init; } = 1.0;
}

/// <summary>From codes, or from calibration targets, to a circuit in physical units.</summary>
public sealed class NeuronTransfer(AnalogConstants constants, NeuronTransferConstants? scales = null)
{
    private readonly NeuronTransferConstants _scales = scales ?? new NeuronTransferConstants();
    private readonly CapmemTransfer _capmem = new(constants);

    /// <summary>Membrane capacitance of a 6-bit code, in pF.</summary>
    public double Capacitance(int code) =>
        constants.ParasiticCapacitance + constants.CapacitancePerCode * ChipConfigurationException.Check("mem_cap_size", code, 0, 63);

    /// <summary>Voltage of a (fractional) CADC count, in V.</summary>
    public double VoltageOfCount(double count) => constants.CadcOrigin + constants.CadcLsb * count;

    /// <summary>Jump of a line's current per weight LSB, in uA: charge / tau at the reference setting, and proportional to the transconductance and the DAC bias.</summary>
    /// <param name="gm">Code of the synaptic input's transconductance.</param>
    /// <param name="dac">Code of the synapse DAC bias.</param>
    public double Jump(int gm, int dac) =>
        constants.ChargePerWeight / constants.ChargeReferenceTau * (gm / constants.ChargeReferenceGm) * _capmem.Current("syn_i_bias_dac", dac) / constants.CapmemCurrentMax;

    /// <summary>A calibrated neuron: targets as calix takes them, in CADC counts and us.</summary>
    public NeuronParameters Calibrated(NeuronTargets targets)
    {
        targets.Check();
        double capacitance = Capacitance(targets.MembraneCapacitance);
        var timing = (int)Math.Round(targets.RefractoryTime / constants.SlotTime);
        return new NeuronParameters
        {
            Capacitance = capacitance,
            Leak = targets.TauMembrane > 0 ? capacitance / targets.TauMembrane : 0,
            LeakPotential = VoltageOfCount(targets.Leak),
            AdaptationPotential = VoltageOfCount(targets.Leak),
            Threshold = VoltageOfCount(targets.Threshold),
            ResetPotential = VoltageOfCount(targets.Reset),
            RefractorySlots = timing,
            ResetSlots = Math.Max(0, timing - (int)Math.Round(targets.HoldoffTime / constants.SlotTime)),
            ResetTau = targets.ResetTau,
            TauExcitatory = targets.TauExcitatory,
            TauInhibitory = targets.TauInhibitory,
            JumpExcitatory = Jump(targets.SynapticGm, targets.SynapseDac),
            JumpInhibitory = Jump(targets.SynapticGm, targets.SynapseDac),
            CobaReference = constants.CobaReference,
        };
    }

    /// <summary>An uncalibrated neuron.</summary>
    public NeuronParameters FromCodes(NeuronCodes codes, int synapseDac)
    {
        NeuronSwitches switches = codes.Switches;
        double capacitance = Capacitance(switches.MemCapSize);
        double leak = _scales.LeakFullScale * _capmem.Current("i_bias_leak", codes.IBiasLeak) / constants.CapmemCurrentMax;
        double sign = switches.InvertOffset ? -1 : 1;
        RefractoryTiming refractory = codes.Refractory.Checked();
        return new NeuronParameters
        {
            Capacitance = capacitance,
            Leak = leak * Factor(switches.EnableLeakMul, switches.EnableLeakDiv, 8),
            LeakPotential = _capmem.Voltage("v_leak", codes.VLeak),
            ResetPotential = _capmem.Voltage("v_reset", codes.VReset),
            Threshold = _capmem.Voltage("v_threshold", codes.VThreshold),
            Spikes = switches.EnableThreshold && switches.EnableFire,
            ResetTau = Math.Max(constants.FastestReset, constants.FastestReset * CapmemTransfer.MaxCode
                / Math.Max(1, ChipConfigurationException.Check("i_bias_reset", codes.IBiasReset, 0, 1022)) * Factor(switches.EnableResetDiv, switches.EnableResetMul, 8)),
            RefractorySlots = refractory.RefractorySlots,
            ResetSlots = refractory.ResetSlots,
            TauExcitatory = _scales.SynapticTauCode / Math.Max(1, ChipConfigurationException.Check("i_bias_synin_exc_tau", codes.ISyninExcTau, 0, 1022)),
            TauInhibitory = _scales.SynapticTauCode / Math.Max(1, ChipConfigurationException.Check("i_bias_synin_inh_tau", codes.ISyninInhTau, 0, 1022)),
            JumpExcitatory = switches.EnableSyninExc ? Jump(ChipConfigurationException.Check("i_bias_synin_exc_gm", switches.CobaExcitatory ? codes.ISyninExcCoba : codes.ISyninExcGm, 0, 1022), synapseDac) : 0,
            JumpInhibitory = switches.EnableSyninInh ? Jump(ChipConfigurationException.Check("i_bias_synin_inh_gm", switches.CobaInhibitory ? codes.ISyninInhCoba : codes.ISyninInhGm, 0, 1022), synapseDac) : 0,
            CobaExcitatory = switches.CobaExcitatory,
            CobaInhibitory = switches.CobaInhibitory,
            CobaReference = constants.CobaReference,
            ReversalExcitatory = _capmem.Voltage("e_synin_exc_rev", codes.ESyninExcReversal),
            ReversalInhibitory = _capmem.Voltage("e_synin_inh_rev", codes.ESyninInhReversal),
            OffsetCurrent = switches.EnableOffset ? sign * _scales.OffsetFullScale * _capmem.Current("i_mem_offset", codes.IMemOffset) / constants.CapmemCurrentMax : 0,
            ExponentialSlope = switches.EnableExponential ? _scales.ExponentialSlope * 500 / Math.Max(1, ChipConfigurationException.Check("i_bias_exp", codes.IBiasExp, 0, 1022)) : 0,
            ExponentialThreshold = _capmem.Voltage("v_exp", codes.VExp),
            TauAdaptation = switches.EnableAdaptation ? _scales.AdaptationTauCode / Math.Max(1, ChipConfigurationException.Check("i_bias_adapt_tau", codes.IBiasAdaptTau, 0, 1022)) : 0,
            AdaptationA = (switches.InvertAdaptA ? -1 : 1) * _scales.AdaptationAFullScale * _capmem.Current("i_bias_adapt_a", codes.IBiasAdaptA) / constants.CapmemCurrentMax,
            AdaptationB = (switches.InvertAdaptB ? -1 : 1) * _scales.AdaptationBFullScale * _capmem.Current("i_bias_adapt_b", codes.IBiasAdaptB) / constants.CapmemCurrentMax,
            AdaptationPotential = _capmem.Voltage("v_adapt_leak", codes.VAdaptLeak),
            ShortRight = switches.ConnectRight,
            ShortBottom = switches.ConnectBottom,
            ConnectSoma = switches.ConnectSoma,
            ConnectSomaRight = switches.ConnectSomaRight,
            SomaConductance = switches.EnableConductance
                ? _scales.CompartmentFullScale * _capmem.Current("i_bias_nmda", codes.IBiasNmda) / constants.CapmemCurrentMax * Factor(switches.EnableConductanceMul, switches.EnableConductanceDiv, 4) : 0,
        };
    }

    /// <summary>The switches that parameters in physical units stand for: those that they need, the readout, and the capacitor that comes closest.</summary>
    public NeuronSwitches SwitchesOf(NeuronParameters p) => new()
    {
        EnableSyninExc = p.JumpExcitatory != 0,
        EnableSyninInh = p.JumpInhibitory != 0,
        CobaExcitatory = p.CobaExcitatory,
        CobaInhibitory = p.CobaInhibitory,
        EnableAdaptation = p.TauAdaptation > 0,
        InvertAdaptA = p.AdaptationA < 0,
        InvertAdaptB = p.AdaptationB < 0,
        EnableExponential = p.ExponentialSlope > 0,
        MemCapSize = (int)Math.Clamp(Math.Round((p.Capacitance - constants.ParasiticCapacitance) / constants.CapacitancePerCode), 0, 63),
        EnableOffset = p.OffsetCurrent != 0,
        InvertOffset = p.OffsetCurrent < 0,
        EnableThreshold = p.Spikes,
        EnableFire = p.Spikes,
        ConnectRight = p.ShortRight,
        ConnectBottom = p.ShortBottom,
        ConnectSoma = p.ConnectSoma,
        ConnectSomaRight = p.ConnectSomaRight,
        EnableConductance = p.SomaConductance > 0,
    };

    /// <summary>A circuit of physical parameters whose switches are turned.</summary>
    /// <param name="p">The parameters.</param>
    /// <param name="from">The switches that the parameters stand for.</param>
    /// <param name="to">The switches as they shall be.</param>
    public NeuronParameters Turned(NeuronParameters p, NeuronSwitches from, NeuronSwitches to)
    {
        double leak = Factor(to.EnableLeakMul, to.EnableLeakDiv, 8) / Factor(from.EnableLeakMul, from.EnableLeakDiv, 8);
        double reset = Factor(to.EnableResetMul, to.EnableResetDiv, 8) / Factor(from.EnableResetMul, from.EnableResetDiv, 8);
        double soma = Factor(to.EnableConductanceMul, to.EnableConductanceDiv, 4) / Factor(from.EnableConductanceMul, from.EnableConductanceDiv, 4);
        return p with
        {
            Capacitance = to.MemCapSize == from.MemCapSize ? p.Capacitance : Capacitance(to.MemCapSize),
            Leak = p.Leak * leak,
            ResetTau = reset == 1 || p.ResetTau == 0 ? p.ResetTau : Math.Max(constants.FastestReset, p.ResetTau / reset),
            Spikes = to.EnableThreshold && to.EnableFire,
            JumpExcitatory = to.EnableSyninExc ? p.JumpExcitatory : 0,
            JumpInhibitory = to.EnableSyninInh ? p.JumpInhibitory : 0,
            CobaExcitatory = to.CobaExcitatory,
            CobaInhibitory = to.CobaInhibitory,
            OffsetCurrent = to.EnableOffset ? Signed(p.OffsetCurrent, from.InvertOffset, to.InvertOffset) : 0,
            ExponentialSlope = to.EnableExponential ? p.ExponentialSlope : 0,
            TauAdaptation = to.EnableAdaptation ? p.TauAdaptation : 0,
            AdaptationA = Signed(p.AdaptationA, from.InvertAdaptA, to.InvertAdaptA),
            AdaptationB = Signed(p.AdaptationB, from.InvertAdaptB, to.InvertAdaptB),
            ShortRight = to.ConnectRight,
            ShortBottom = to.ConnectBottom,
            ConnectSoma = to.ConnectSoma,
            ConnectSomaRight = to.ConnectSomaRight,
            SomaConductance = to.EnableConductance ? p.SomaConductance * soma : 0,
        };
    }

    /// <summary>The circuit of a certain place on a certain chip: the nominal one with its fixed pattern.</summary>
    public static NeuronParameters Deviate(NeuronParameters nominal, int neuron, FixedPattern pattern)
    {
        if (pattern.IsIdeal) return nominal;
        Span<double> draw = stackalloc double[12];
        pattern.Draw($"neuron[{neuron}]", draw);
        double rate = pattern.Constants.Rate;
        double voltage = pattern.Constants.Voltage;
        double Scale(double value, double normal) => value * Math.Max(0.05, 1 + rate * normal);
        return nominal with
        {
            Leak = nominal.Leak / Math.Max(0.05, 1 + rate * draw[0]),
            TauExcitatory = Scale(nominal.TauExcitatory, draw[1]),
            TauInhibitory = Scale(nominal.TauInhibitory, draw[2]),
            LeakPotential = nominal.LeakPotential + voltage * draw[3],
            Threshold = nominal.Threshold + voltage * draw[4],
            ResetPotential = nominal.ResetPotential + voltage * draw[5],
            JumpExcitatory = Scale(nominal.JumpExcitatory, draw[6]),
            JumpInhibitory = Scale(nominal.JumpInhibitory, draw[7]),
            ReversalExcitatory = nominal.ReversalExcitatory + voltage * draw[8],
            ReversalInhibitory = nominal.ReversalInhibitory + voltage * draw[9],
            TauAdaptation = Scale(nominal.TauAdaptation, draw[10]),
            AdaptationA = Scale(nominal.AdaptationA, draw[11]),
        };
    }

    private static double Factor(bool multiply, bool divide, double factor) => (multiply ? factor : 1) / (divide ? factor : 1);

    private static double Signed(double value, bool wasInverted, bool isInverted) => wasInverted == isInverted ? value : -value;
}

/// <summary>Calibration targets of a spiking neuron (calix, spiking calibration), voltages in CADC counts and times in us.</summary>
public sealed record NeuronTargets
{
    public double Leak { get; init; } = 80;
    public double Reset { get; init; } = 70;
    public double Threshold { get; init; } = 125;
    public double TauMembrane { get; init; } = 10;
    public double TauExcitatory { get; init; } = 10;
    public double TauInhibitory { get; init; } = 10;
    public int SynapticGm { get; init; } = 500;
    public int SynapseDac { get; init; } = 600;
    public int MembraneCapacitance { get; init; } = 63;
    public double RefractoryTime { get; init; } = 2;
    public double HoldoffTime { get; init; }

    /// <summary>Reset time constant, in us; 0: an immediate jump.</summary>
    public double ResetTau { get; init; } = 0.5;

    /// <summary>Refuses targets outside the range that calibrations reach.</summary>
    /// <exception cref="ChipConfigurationException">Names the target, the value and the range.</exception>
    public void Check()
    {
        ChipConfigurationException.Check("target leak", Leak, 50, 160, "counts");
        ChipConfigurationException.Check("target reset", Reset, 50, 160, "counts");
        ChipConfigurationException.Check("target threshold", Threshold, 50, 220, "counts");
        ChipConfigurationException.Check("target tau_mem", TauMembrane, 0.5, 100, "us");
        ChipConfigurationException.Check("target tau_syn_exc", TauExcitatory, 0.3, 30, "us");
        ChipConfigurationException.Check("target tau_syn_inh", TauInhibitory, 0.3, 30, "us");
        ChipConfigurationException.Check("i_synin_gm", SynapticGm, 30, 800);
        ChipConfigurationException.Check("synapse_dac_bias", SynapseDac, 30, 1022);
        ChipConfigurationException.Check("membrane_capacitance", MembraneCapacitance, 0, 63);
        ChipConfigurationException.Check("target refractory_time", RefractoryTime, 0.04, 32, "us");
        ChipConfigurationException.Check("target holdoff_time", HoldoffTime, 0, 4, "us");
    }
}
