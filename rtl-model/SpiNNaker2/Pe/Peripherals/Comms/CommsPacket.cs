using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Comms;

/// <summary>How much payload a packet carries.</summary>
public enum CommsPayload : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>One word.</summary>
    Bits32,

    /// <summary>Two words.</summary>
    Bits64,

    /// <summary>Four words.</summary>
    Bits128,
}

/// <summary>What a packet is, by bits 7:6 of its control byte (SpiNNaker datasheet v2.02, section 8).</summary>
public enum CommsKind : byte
{
    /// <summary>Multicast: the key goes through the routing table.</summary>
    Multicast,

    /// <summary>To one core of one chip (point-to-point on SpiNNaker).</summary>
    CoreToCore,

    /// <summary>To a neighbouring chip.</summary>
    Neighbour,

    /// <summary>Fixed route on SpiNNaker; reserved here.</summary>
    Reserved,
}

/// <summary>A packet as the communications controller sends and receives it.</summary>
/// <param name="Control">Control byte.</param>
/// <param name="Key">Multicast key, address, or source.</param>
/// <param name="Payload">Size of the payload.</param>
/// <param name="Low">Payload words 1 and 0.</param>
/// <param name="High">Payload words 3 and 2.</param>
/// <param name="Route">Arrival port: 0 to 5 link, 7 local.</param>
/// <param name="ParityError">The packet arrived with wrong parity.</param>
/// <param name="FramingError">The packet arrived with a wrong length.</param>
[Payload]
public readonly partial record struct CommsPacket(byte Control, uint Key, CommsPayload Payload, ulong Low, ulong High, byte Route, bool ParityError, bool FramingError)
{
    /// <summary>What the packet is.</summary>
    public CommsKind Kind => (CommsKind)(Control >> 6);

    /// <summary>Whether it arrived intact.</summary>
    public bool IsErrorFree => !ParityError && !FramingError;

    /// <summary>A word of the payload, 0 to 3.</summary>
    public uint Word(int index) => (uint)((index < 2 ? Low : High) >> (32 * (index & 1)));
}
