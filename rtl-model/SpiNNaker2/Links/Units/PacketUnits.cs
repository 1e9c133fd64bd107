using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>
/// Packets as units: control byte, key and payload, packed from the lowest bit on, in pieces of 72 bits. No payload or 32 bits fit into one unit, 64 bits take two and
/// 128 bits three. Whether a packet of one unit has a payload says bit 1 of its control byte (SpiNNaker datasheet v2.02, section 8).
/// </summary>
[ModelChoice("the packing is not published; 8 + 32 + 32 bits fill the data field of a unit exactly")]
public static class PacketUnits
{
    private const byte PayloadBit = 2;
    private const byte ParityBit = 1;

    /// <summary>Units of a packet with that payload.</summary>
    public static int Count(CommsPayload payload) => payload switch { CommsPayload.Bits128 => 3, CommsPayload.Bits64 => 2, _ => 1 };

    /// <summary>A unit of a packet, without acknowledge and check.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="index">Which unit of it.</param>
    /// <param name="id">The unit's id.</param>
    public static LinkUnit Unit(in CommsPacket packet, int index, int id)
    {
        int count = Count(packet.Payload);
        ulong first = Control(in packet) | (ulong)packet.Key << 8 | Low(in packet) << 40;
        ulong second = Low(in packet) >> 24 | High(in packet) << 40;
        ulong third = High(in packet) >> 24;
        UnitKind kind = index == count - 1 ? UnitKind.Last : index == 0 ? UnitKind.First : UnitKind.Middle;
        return index switch
        {
            0 => LinkUnit.OfPacket(kind, id, (byte)second, first),
            1 => LinkUnit.OfPacket(kind, id, (byte)(third >> 8), second >> 8 | third << 56),
            _ => LinkUnit.OfPacket(kind, id, 0, third >> 16),
        };
    }

    /// <summary>The packet of up to three units' data.</summary>
    /// <param name="low">Data bits 63 to 0 of each unit.</param>
    /// <param name="high">Data bits 71 to 64 of each unit.</param>
    /// <param name="route">The link by which it arrived.</param>
    /// <param name="framingError">The units did not make a whole packet.</param>
    public static CommsPacket Packet(ReadOnlySpan<ulong> low, ReadOnlySpan<byte> high, byte route, bool framingError)
    {
        var control = (byte)low[0];
        CommsPayload payload = low.Length switch
        {
            1 => (control & PayloadBit) != 0 ? CommsPayload.Bits32 : CommsPayload.None,
            2 => CommsPayload.Bits64,
            _ => CommsPayload.Bits128,
        };
        ulong second = low.Length > 1 ? high[0] | low[1] << 8 : high[0];
        ulong third = (low.Length > 1 ? low[1] >> 56 | (ulong)high[1] << 8 : 0) | (low.Length > 2 ? low[2] << 16 : 0);
        ulong first = low[0] >> 40 | second << 24;
        ulong last = second >> 40 | third << 24;
        ulong payloadLow = payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => (uint)first, _ => first };
        return new CommsPacket(control, (uint)(low[0] >> 8), payload, payloadLow, payload == CommsPayload.Bits128 ? last : 0, route, false, framingError);
    }

    /// <summary>
    /// The control byte on the line: bit 1 says whether there is a payload. Where software left it otherwise, the parity bit follows, so that the parity of the packet stays.
    /// </summary>
    public static byte Control(in CommsPacket packet)
    {
        bool has = packet.Payload != CommsPayload.None;
        return has == ((packet.Control & PayloadBit) != 0) ? packet.Control : (byte)(packet.Control ^ (PayloadBit | ParityBit));
    }

    private static ulong Low(in CommsPacket packet) => packet.Payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => (uint)packet.Low, _ => packet.Low };

    private static ulong High(in CommsPacket packet) => packet.Payload == CommsPayload.Bits128 ? packet.High : 0;
}
