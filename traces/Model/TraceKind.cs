namespace HwModel.Traces;

/// <summary>What a signal's values are.</summary>
public enum TraceKind
{
    /// <summary>A bit vector of one or more four-state bits (0, 1, x, z).</summary>
    Bits,

    /// <summary>A bit vector that viewers show as a signed decimal number.</summary>
    Integer,

    /// <summary>An IEEE 754 double; unknown is NaN.</summary>
    Real,

    /// <summary>A text; unknown is the empty text. An extension to the standard that GTKWave, wellen and Verilator share.</summary>
    Text,

    /// <summary>An occurrence without a value.</summary>
    Event,
}
