using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>An event on a PADI bus: which drivers, and which label the synapses compare.</summary>
/// <param name="RowSelect">5 bits.</param>
/// <param name="Label">6 bits.</param>
[Payload]
public readonly partial record struct PadiEvent(byte RowSelect, byte Label);

/// <summary>Which membranes the fast converter sees: one of an even and one of an odd column (haldls, readout).</summary>
/// <param name="Enable">Whether any.</param>
/// <param name="Even">Circuit of an even column, 0 to 510.</param>
/// <param name="Odd">Circuit of an odd column, 1 to 511.</param>
[Payload]
public readonly partial record struct ReadoutSelection(bool Enable, ushort Even, ushort Odd);

/// <summary>A capmem cell of a neuron has settled at a new code.</summary>
/// <param name="Neuron">Circuit, 0 to 511.</param>
/// <param name="Row">Row of the capmem block, 0 to 23 (halco, capmem).</param>
/// <param name="Code">0 to 1022.</param>
[Payload]
public readonly partial record struct CapmemUpdate(ushort Neuron, byte Row, ushort Code);

/// <summary>What a row access does.</summary>
public enum RowAccess : byte
{
    /// <summary>Weights of a row to the row buffer.</summary>
    ReadWeights,

    /// <summary>Labels of a row to the row buffer.</summary>
    ReadLabels,

    /// <summary>The row buffer to the weights of a row; the low 6 bits count.</summary>
    WriteWeights,

    /// <summary>The row buffer to the labels of a row.</summary>
    WriteLabels,

    /// <summary>Causal correlation of a row, through the CADC, to the row buffer.</summary>
    ReadCausal,

    /// <summary>Acausal correlation of a row, through the CADC, to the row buffer.</summary>
    ReadAcausal,

    /// <summary>Membranes of the half, through the CADC, to the row buffer.</summary>
    ReadMembranes,

    /// <summary>Clears the causal accumulators of a row where the row buffer is not 0.</summary>
    ResetCausal,

    /// <summary>Clears the acausal accumulators of a row where the row buffer is not 0.</summary>
    ResetAcausal,

    /// <summary>Trim codes of a row's correlation sensors to the row buffer: time in bits 1:0, amplitude in bits 3:2.</summary>
    ReadTrim,

    /// <summary>The row buffer to the trim codes of a row.</summary>
    WriteTrim,
}

/// <summary>A request to the analog core's row port.</summary>
/// <param name="Access">What to do.</param>
/// <param name="Half">0: top, 1: bottom.</param>
/// <param name="Row">0 to 255; not used for membranes.</param>
/// <param name="Holds">The requester comes back: nobody else gets a row before its next request, so that it can change what it has read.</param>
[Payload]
public readonly partial record struct RowRequest(RowAccess Access, byte Half, byte Row, bool Holds = false);
