using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// The capmem codes and switches of neurons that are set by codes rather than by calibrated parameters, and what the circuits make of them. A neuron takes part
/// from its first <see cref="Use"/> or <see cref="Turn"/> on; cells of others are noted until then.
/// </summary>
public sealed class NeuronCodeTable(AnalogOptions options) : IStatePart
{
    /// <summary>Parameters of a neuron in row order (halco, capmem of HICANN-X v3).</summary>
    public static IReadOnlyList<string> Rows { get; } =
    [
        "v_leak", "v_reset", "v_threshold", "e_synin_exc_rev", "e_synin_inh_rev", "v_adapt_leak", "v_exp", "v_adapt_ref",
        "i_bias_leak", "i_bias_reset", "i_bias_synin_exc_tau", "i_bias_synin_exc_coba", "i_bias_synin_exc_shift", "i_bias_synin_exc_gm",
        "i_bias_synin_inh_tau", "i_bias_synin_inh_coba", "i_bias_synin_inh_shift", "i_bias_synin_inh_gm",
        "i_bias_adapt_tau", "i_bias_adapt_a", "i_bias_adapt_b", "i_bias_exp", "i_mem_offset", "i_bias_nmda",
    ];

    private readonly NeuronCodes?[] _codes = new NeuronCodes?[ChipGeometry.Neurons];
    private readonly bool[] _isUsed = new bool[ChipGeometry.Neurons];
    private readonly NeuronTransfer _transfer = new(options.Constants);
    private int _dac = 600;

    public string Schema => "neuron codes";

    /// <summary>Code of the synapse DACs' bias.</summary>
    public int SynapseDac
    {
        get => _dac;
        set => _dac = ChipConfigurationException.Check("syn_i_bias_dac", value, 0, CapmemTransfer.MaxCode);
    }

    /// <summary>Gives a neuron its codes.</summary>
    public void Use(int neuron, NeuronCodes codes)
    {
        _codes[ChipConfigurationException.Check("neuron", neuron, 0, ChipGeometry.Neurons - 1)] = codes;
        _isUsed[neuron] = true;
    }

    /// <summary>Turns a neuron's switches; its cells stay.</summary>
    public void Turn(int neuron, NeuronSwitches switches) => Use(neuron, (_codes[neuron] ?? NeuronCodes.Unwritten) with { Switches = switches });

    /// <summary>Whether a neuron is set by codes.</summary>
    public bool IsUsed(int neuron) => _isUsed[neuron];

    /// <summary>What a neuron's codes give.</summary>
    public NeuronParameters Parameters(int neuron) => _transfer.FromCodes(At(neuron), _dac);

    /// <summary>How a neuron's switches stand.</summary>
    public NeuronSwitches Switches(int neuron) => (_codes[neuron] ?? NeuronCodes.Unwritten).Switches;

    /// <summary>Takes a settled cell; the neuron that changes, null where it is not set by codes.</summary>
    public int? Take(in CapmemUpdate update)
    {
        if (update.Neuron >= _codes.Length || update.Row >= Rows.Count) return null;
        _codes[update.Neuron] = With(_codes[update.Neuron] ?? NeuronCodes.Unwritten, update.Row, update.Code);
        return _isUsed[update.Neuron] ? update.Neuron : null;
    }

    public void Reset(PowerOn powerOn)
    {
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_dac);
        for (int n = 0; n < _codes.Length; n++)
        {
            writer.Write(_isUsed[n]);
            writer.Write(_codes[n] is not null);
            if (_codes[n] is not { } codes) continue;
            foreach (int value in Values(codes)) writer.Write(value);
            writer.Write(NeuronWords.Encode(codes.Switches));
        }
    }

    public void Load(StateReader reader)
    {
        _dac = reader.ReadInt32();
        for (int n = 0; n < _codes.Length; n++)
        {
            _isUsed[n] = reader.ReadBoolean();
            if (!reader.ReadBoolean())
            {
                _codes[n] = null;
                continue;
            }
            NeuronCodes codes = _codes[n] ?? new NeuronCodes();
            for (byte row = 0; row < Rows.Count; row++) codes = With(codes, row, reader.ReadInt32());
            _codes[n] = codes with { Switches = NeuronWords.Decode(reader.ReadUInt64()) };
        }
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(_dac);
        foreach (NeuronCodes? codes in _codes)
        {
            if (codes is null) continue;
            foreach (int value in Values(codes)) hash.Add(value);
            hash.Add(NeuronWords.Encode(codes.Switches));
        }
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }

    /// <summary>The codes with one of them changed. Rows without a counterpart in the model (shift, adaptation reference) keep nothing.</summary>
    public static NeuronCodes With(NeuronCodes c, byte row, int code) => row switch
    {
        0 => c with { VLeak = code },
        1 => c with { VReset = code },
        2 => c with { VThreshold = code },
        3 => c with { ESyninExcReversal = code },
        4 => c with { ESyninInhReversal = code },
        5 => c with { VAdaptLeak = code },
        6 => c with { VExp = code },
        8 => c with { IBiasLeak = code },
        9 => c with { IBiasReset = code },
        10 => c with { ISyninExcTau = code },
        11 => c with { ISyninExcCoba = code },
        13 => c with { ISyninExcGm = code },
        14 => c with { ISyninInhTau = code },
        15 => c with { ISyninInhCoba = code },
        17 => c with { ISyninInhGm = code },
        18 => c with { IBiasAdaptTau = code },
        19 => c with { IBiasAdaptA = code },
        20 => c with { IBiasAdaptB = code },
        21 => c with { IBiasExp = code },
        22 => c with { IMemOffset = code },
        23 => c with { IBiasNmda = code },
        _ => c,
    };

    // Switches that lead nowhere are open.
    private NeuronCodes At(int neuron)
    {
        NeuronCodes codes = _codes[neuron] ?? NeuronCodes.Unwritten;
        return codes with { Switches = codes.Switches.At(neuron) };
    }

    private static int[] Values(NeuronCodes c) =>
    [
        c.VLeak, c.VReset, c.VThreshold, c.ESyninExcReversal, c.ESyninInhReversal, c.VAdaptLeak, c.VExp, 0,
        c.IBiasLeak, c.IBiasReset, c.ISyninExcTau, c.ISyninExcCoba, 0, c.ISyninExcGm,
        c.ISyninInhTau, c.ISyninInhCoba, 0, c.ISyninInhGm, c.IBiasAdaptTau, c.IBiasAdaptA, c.IBiasAdaptB, c.IBiasExp, c.IMemOffset, c.IBiasNmda,
    ];
}
