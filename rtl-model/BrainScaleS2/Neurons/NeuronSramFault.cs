using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Mistakes that can be switched into the neurons' configuration memory.</summary>
[Flags]
internal enum NeuronSramFault
{
    /// <summary>Bytes reach the circuit beside.</summary>
    [NamedFault("neuronsram.neighbour")] Neighbour = 1,

    /// <summary>The memories of opposite quadrants are exchanged.</summary>
    [NamedFault("neuronsram.blocks_mixed")] BlocksMixed = 2,

    /// <summary>The last byte, with the switches of the compartments, does not reach the circuit.</summary>
    [NamedFault("neuronsram.last_byte_lost")] LastByteLost = 4,

    /// <summary>The largest of the membrane's capacitors is never connected.</summary>
    [NamedFault("neuronsram.capacitor_bit_lost")] CapacitorBitLost = 8,

    /// <summary>Accesses to words that there are not are answered without an error.</summary>
    [NamedFault("neuronsram.error_hidden")] ErrorHidden = 16,

    /// <summary>Of writes in the same cycle only the first reaches its circuit; the others stay in the memory.</summary>
    [NamedFault("neuronsram.second_lost")] SecondLost = 32,
}
