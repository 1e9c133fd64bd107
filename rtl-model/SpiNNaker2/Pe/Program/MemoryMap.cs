namespace HwModel.SpiNNaker2.Pe.Program;

/// <summary>The memory that a program is loaded into.</summary>
public enum MemoryMap
{
    /// <summary>One RAM of 128 KB at address 0, as the local SRAM of a processing element.</summary>
    Flat,

    /// <summary>4 MB at 0x00000000 for code and 4 MB at 0x20000000 for data, as on Arm's test boards; a UART at 0x40004000.</summary>
    Split,

    /// <summary>The processing element's own map.</summary>
    Pe,
}
