namespace HwModel.BrainScaleS2.Analog;

/// <summary>What a neuron's readout shows (haldls, neuron: ReadoutSource).</summary>
public enum ReadoutSource : byte
{
    /// <summary>The membrane.</summary>
    Membrane,

    /// <summary>The line of the excitatory synaptic input.</summary>
    ExcitatoryInput,

    /// <summary>The line of the inhibitory synaptic input.</summary>
    InhibitoryInput,

    /// <summary>The adaptation.</summary>
    Adaptation,
}

/// <summary>
/// The switches of a neuron circuit, as the analog half of its SRAM holds them (haldls, vx/v4/neuron: NeuronConfig; <see cref="NeuronWords"/> has the bits).
/// A new one is a plain neuron that spikes: threshold, both synaptic inputs and the readout are on.
/// </summary>
public sealed record NeuronSwitches
{
    /// <summary>Everything off, as the SRAM is after a reset.</summary>
    public static NeuronSwitches Off { get; } = NeuronWords.Decode(0);

    // Leak and reset.
    public bool EnableLeakMul { get; init; }
    public bool EnableLeakDiv { get; init; }
    public bool EnableLeakDegeneration { get; init; }
    public bool EnableResetMul { get; init; }
    public bool EnableResetDiv { get; init; }
    public bool EnableResetDegeneration { get; init; }
    public bool EnablePause { get; init; }

    // Synaptic inputs.
    public bool EnableSyninExc { get; init; } = true;
    public bool EnableSyninInh { get; init; } = true;
    public bool CobaExcitatory { get; init; }
    public bool CobaInhibitory { get; init; }
    public bool SmallCapacitorExcitatory { get; init; }
    public bool SmallCapacitorInhibitory { get; init; }
    public bool HighResistanceExcitatory { get; init; }
    public bool HighResistanceInhibitory { get; init; }
    public bool BypassExcitatory { get; init; }
    public bool BypassInhibitory { get; init; }

    // Adaptation and exponential term.
    public bool EnableAdaptation { get; init; }
    public bool InvertAdaptA { get; init; }
    public bool InvertAdaptB { get; init; }
    public bool EnableExponential { get; init; }

    // Membrane.

    /// <summary>6-bit membrane capacitor.</summary>
    public int MemCapSize { get; init; } = 63;

    public bool EnableOffset { get; init; }
    public bool InvertOffset { get; init; }

    // Spikes.
    public bool EnableThreshold { get; init; } = true;
    public bool EnableFire { get; init; } = true;
    public bool EnableStrongFire { get; init; }

    // Readout.
    public bool EnableReadout { get; init; } = true;
    public bool EnableReadoutAmplifier { get; init; } = true;
    public bool EnableUnbufferedAccess { get; init; }
    public ReadoutSource Readout { get; init; }

    // Compartments: shorts of the membrane, and the soma line that runs along a row of neurons.

    /// <summary>The membrane is shorted to the right neighbour's.</summary>
    public bool ConnectRight { get; init; }

    /// <summary>The membrane is shorted to the one of the same column in the bottom half.</summary>
    public bool ConnectBottom { get; init; }

    /// <summary>The membrane is shorted to its piece of the soma line.</summary>
    public bool ConnectSoma { get; init; }

    /// <summary>The piece of the soma line is joined to the right neighbour's.</summary>
    public bool ConnectSomaRight { get; init; }

    /// <summary>A conductance joins the membrane to its piece of the soma line.</summary>
    public bool EnableConductance { get; init; }

    public bool EnableConductanceMul { get; init; }
    public bool EnableConductanceDiv { get; init; }

    /// <summary>What these switches contradict themselves in at a neuron, a sentence for each; nothing where they work together.</summary>
    /// <param name="neuron">Circuit, 0 to 511.</param>
    public IEnumerable<string> Contradictions(int neuron)
    {
        string name = $"neuron[{neuron}]";
        string Both(string one, string other, string why) => $"{name}.{one} and {other} are both set, but {why}";
        int column = neuron % ChipGeometry.Columns;
        bool isLast = column == ChipGeometry.Columns - 1;
        if (EnableLeakMul && EnableLeakDiv) yield return Both("en_leak_mul", "en_leak_div", "only one of them is allowed");
        if (EnableResetMul && EnableResetDiv) yield return Both("en_reset_mul", "en_reset_div", "only one of them is allowed");
        if (EnableConductanceMul && EnableConductanceDiv) yield return Both("en_comp_cond_mul", "en_comp_cond_div", "only one of them is allowed");
        if (ConnectSoma && EnableConductance) yield return Both("connect_soma", "en_comp_cond", "the short makes the conductance ineffective; only one of them is allowed");
        if (EnableFire && !EnableThreshold) yield return $"{name}.en_fire is set without en_thresh_comp, but without the comparator there is nothing to send";
        if (isLast && ConnectRight) yield return $"{name}.connect_membrane_right is set, but column {column} is the last one; columns 0 to {column - 1} have a right neighbour";
        if (isLast && ConnectSomaRight) yield return $"{name}.connect_somata is set, but column {column} is the last one; columns 0 to {column - 1} have a right neighbour";
        if (neuron >= ChipGeometry.Columns && ConnectBottom) yield return $"{name}.connect_bottom is set in the bottom half; circuits 0 to {ChipGeometry.Columns - 1} have one below";
    }

    /// <summary>The switches as they act at a neuron: those that lead nowhere are open.</summary>
    public NeuronSwitches At(int neuron)
    {
        bool isLast = neuron % ChipGeometry.Columns == ChipGeometry.Columns - 1;
        return this with
        {
            ConnectRight = ConnectRight && !isLast,
            ConnectSomaRight = ConnectSomaRight && !isLast,
            ConnectBottom = ConnectBottom && neuron < ChipGeometry.Columns,
        };
    }

    /// <summary>Refuses switches that contradict themselves, or a capacitor that there is not.</summary>
    /// <exception cref="ChipConfigurationException">Names the switches and what is allowed.</exception>
    public NeuronSwitches Checked(int neuron)
    {
        ChipConfigurationException.Check($"neuron[{neuron}].mem_cap_size", MemCapSize, 0, 63);
        if (!Enum.IsDefined(Readout)) throw new ChipConfigurationException($"neuron[{neuron}].readout_select is {(int)Readout}, but 0 to 3 are allowed");
        return Contradictions(neuron).FirstOrDefault() is { } mistake ? throw new ChipConfigurationException(mistake) : this;
    }
}
