using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// One AdEx neuron circuit in physical units (V, uA, pF, us, uS), reducible to a LIF neuron or an integrator:
/// C dV/dt = -g (V - E_l) + g D exp((V - V_T)/D) - w + I_syn + I_off + sum g_icc (V_neighbour - V); tau_w dw/dt = a (V - E_w) - w.
/// </summary>
/// <remarks>
/// At a spike V goes to the reset voltage and w to w + b. With <see cref="ResetTau"/> 0 the jump is immediate, otherwise V relaxes with it while the reset is held.
/// </remarks>
public sealed record NeuronParameters
{
    /// <summary>Membrane capacitance, in pF.</summary>
    public double Capacitance { get; init; } = 2.4;

    /// <summary>Leak conductance, in uS; 0: an integrator.</summary>
    public double Leak { get; init; } = 0.24;

    /// <summary>Leak potential, in V.</summary>
    public double LeakPotential { get; init; } = 0.42;

    /// <summary>Threshold, in V; not used where the comparator is off.</summary>
    public double Threshold { get; init; } = 0.62;

    /// <summary>Reset potential, in V.</summary>
    public double ResetPotential { get; init; } = 0.375;

    /// <summary>Time constant of the reset, in us; 0: immediate.</summary>
    public double ResetTau { get; init; }

    /// <summary>How long the reset is held, in event slots.</summary>
    public int ResetSlots { get; init; }

    /// <summary>Refractory time, in event slots; at least <see cref="ResetSlots"/>.</summary>
    public int RefractorySlots { get; init; } = 250;

    /// <summary>Whether the threshold comparator works.</summary>
    public bool Spikes { get; init; } = true;

    /// <summary>Whether the circuit is in use; an unused circuit costs nothing.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Time constant of the excitatory synaptic line, in us.</summary>
    public double TauExcitatory { get; init; } = 10;

    /// <summary>Time constant of the inhibitory synaptic line, in us.</summary>
    public double TauInhibitory { get; init; } = 10;

    /// <summary>Jump of the excitatory line's current per weight LSB, a full pulse and full DAC bias, in uA.</summary>
    public double JumpExcitatory { get; init; }

    /// <summary>Jump of the inhibitory line's current, in uA.</summary>
    public double JumpInhibitory { get; init; }

    /// <summary>Whether the excitatory input is conductance-based; its line's current then gives a conductance of current / <see cref="CobaReference"/>.</summary>
    public bool CobaExcitatory { get; init; }

    /// <summary>Whether the inhibitory input is conductance-based.</summary>
    public bool CobaInhibitory { get; init; }

    /// <summary>Driving voltage at which a conductance gives the current of the line, in V.</summary>
    public double CobaReference { get; init; } = 0.25;

    /// <summary>Excitatory reversal potential, in V.</summary>
    public double ReversalExcitatory { get; init; } = 1.0;

    /// <summary>Inhibitory reversal potential, in V.</summary>
    public double ReversalInhibitory { get; init; } = 0.2;

    /// <summary>Constant current, in uA.</summary>
    public double OffsetCurrent { get; init; }

    /// <summary>Slope D of the exponential term, in V; 0: no exponential term.</summary>
    public double ExponentialSlope { get; init; }

    /// <summary>Threshold V_T of the exponential term, in V.</summary>
    public double ExponentialThreshold { get; init; } = 0.55;

    /// <summary>Subthreshold adaptation a, in uS; its sign can be inverted.</summary>
    public double AdaptationA { get; init; }

    /// <summary>Spike-triggered adaptation b, in uA; its sign can be inverted.</summary>
    public double AdaptationB { get; init; }

    /// <summary>Time constant of the adaptation, in us; 0: no adaptation.</summary>
    public double TauAdaptation { get; init; }

    /// <summary>Reference potential of the subthreshold adaptation, in V.</summary>
    public double AdaptationPotential { get; init; } = 0.42;

    /// <summary>Conductance to the right neighbour's membrane, in uS.</summary>
    public double ConductanceRight { get; init; }

    /// <summary>Conductance to the membrane of the same column in the other half, in uS; set it at the top circuit.</summary>
    public double ConductanceBottom { get; init; }

    /// <summary>Whether this membrane is shorted to the right neighbour's.</summary>
    public bool ShortRight { get; init; }

    /// <summary>Whether this membrane is shorted to the one of the same column in the other half; set it at the top circuit.</summary>
    public bool ShortBottom { get; init; }

    /// <summary>Whether this membrane is shorted to its piece of the row's soma line.</summary>
    public bool ConnectSoma { get; init; }

    /// <summary>Whether its piece of the soma line is joined to the right neighbour's.</summary>
    public bool ConnectSomaRight { get; init; }

    /// <summary>Conductance from this membrane to its piece of the soma line, in uS.</summary>
    public double SomaConductance { get; init; }

    /// <summary>Largest line current where saturation is modelled, in uA; infinity: linear.</summary>
    public double LineLimit { get; init; } = double.PositiveInfinity;

    /// <summary>Voltage at which the leak amplifier saturates, I = g u tanh((E - V)/u), in V; 0: linear.</summary>
    public double LeakSaturation { get; init; }

    /// <summary>Membrane time constant, in us; infinite for an integrator.</summary>
    public double TauMembrane => Capacitance / Leak;

    /// <summary>Whether anything but the linear terms acts on the membrane.</summary>
    public bool IsNonlinear =>
        CobaExcitatory || CobaInhibitory || ExponentialSlope > 0 || TauAdaptation > 0 || LeakSaturation > 0;

    /// <summary>Refuses what the circuit cannot be set to.</summary>
    /// <exception cref="ChipConfigurationException">Names the parameter, the value and the range.</exception>
    public void Check(int neuron)
    {
        string name = $"neuron[{neuron}]";
        ChipConfigurationException.Check($"{name}.capacitance", Capacitance, 0.01, 1000, "pF");
        ChipConfigurationException.Check($"{name}.leak", Leak, 0, 1000, "uS");
        ChipConfigurationException.Check($"{name}.v_leak", LeakPotential, -10, 10, "V");
        ChipConfigurationException.Check($"{name}.v_threshold", Threshold, -10, 10, "V");
        ChipConfigurationException.Check($"{name}.v_reset", ResetPotential, -10, 10, "V");
        ChipConfigurationException.Check($"{name}.tau_syn_exc", TauExcitatory, 0.01, 1e6, "us");
        ChipConfigurationException.Check($"{name}.tau_syn_inh", TauInhibitory, 0.01, 1e6, "us");
        ChipConfigurationException.Check($"{name}.tau_reset", ResetTau, 0, 1e6, "us");
        ChipConfigurationException.Check($"{name}.reset_slots", ResetSlots, 0, int.MaxValue / 2);
        ChipConfigurationException.Check($"{name}.refractory_slots", RefractorySlots, ResetSlots, int.MaxValue / 2);
        ChipConfigurationException.Check($"{name}.i_mem_offset", OffsetCurrent, -1000, 1000, "uA");
        ChipConfigurationException.Check($"{name}.exponential_slope", ExponentialSlope, 0, 10, "V");
        ChipConfigurationException.Check($"{name}.tau_adapt", TauAdaptation, 0, 1e9, "us");
        ChipConfigurationException.Check($"{name}.conductance_right", ConductanceRight, 0, 1000, "uS");
        ChipConfigurationException.Check($"{name}.conductance_bottom", ConductanceBottom, 0, 1000, "uS");
        ChipConfigurationException.Check($"{name}.soma_conductance", SomaConductance, 0, 1000, "uS");
        int column = neuron % ChipGeometry.Columns;
        if (column == ChipGeometry.Columns - 1 && (ShortRight || ConnectSomaRight || ConductanceRight > 0))
            throw new ChipConfigurationException($"{name}.connect_right is set, but column {column} is the last one; columns 0 to {column - 1} have a right neighbour");
        if (neuron >= ChipGeometry.Columns && (ShortBottom || ConductanceBottom > 0))
            throw new ChipConfigurationException($"{name}.connect_bottom is set in the bottom half; circuits 0 to {ChipGeometry.Columns - 1} have one below");
    }

    internal void Save(StateWriter writer)
    {
        foreach (double value in Values()) writer.Write(value);
    }

    internal static NeuronParameters Load(StateReader reader)
    {
        double Next() => reader.ReadDouble();
        bool Flag() => reader.ReadDouble() != 0;
        return new NeuronParameters
        {
            Capacitance = Next(),
            Leak = Next(),
            LeakPotential = Next(),
            Threshold = Next(),
            ResetPotential = Next(),
            ResetTau = Next(),
            ResetSlots = (int)Next(),
            RefractorySlots = (int)Next(),
            Spikes = Flag(),
            Enabled = Flag(),
            TauExcitatory = Next(),
            TauInhibitory = Next(),
            JumpExcitatory = Next(),
            JumpInhibitory = Next(),
            CobaExcitatory = Flag(),
            CobaInhibitory = Flag(),
            CobaReference = Next(),
            ReversalExcitatory = Next(),
            ReversalInhibitory = Next(),
            OffsetCurrent = Next(),
            ExponentialSlope = Next(),
            ExponentialThreshold = Next(),
            AdaptationA = Next(),
            AdaptationB = Next(),
            TauAdaptation = Next(),
            AdaptationPotential = Next(),
            ConductanceRight = Next(),
            ConductanceBottom = Next(),
            ShortRight = Flag(),
            ShortBottom = Flag(),
            LineLimit = Next(),
            LeakSaturation = Next(),
            ConnectSoma = Flag(),
            ConnectSomaRight = Flag(),
            SomaConductance = Next(),
        };
    }

    private double[] Values() =>
    [
        Capacitance, Leak, LeakPotential, Threshold, ResetPotential, ResetTau, ResetSlots, RefractorySlots, Spikes ? 1 : 0, Enabled ? 1 : 0,
        TauExcitatory, TauInhibitory, JumpExcitatory, JumpInhibitory, CobaExcitatory ? 1 : 0, CobaInhibitory ? 1 : 0, CobaReference,
        ReversalExcitatory, ReversalInhibitory, OffsetCurrent, ExponentialSlope, ExponentialThreshold, AdaptationA, AdaptationB, TauAdaptation,
        AdaptationPotential, ConductanceRight, ConductanceBottom, ShortRight ? 1 : 0, ShortBottom ? 1 : 0, LineLimit, LeakSaturation,
        ConnectSoma ? 1 : 0, ConnectSomaRight ? 1 : 0, SomaConductance,
    ];
}
