using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Router;

/// <summary>A packet inside the router.</summary>
/// <param name="Packet">The packet; its route is the arrival link, 0 to 5, or 7 for one from this chip.</param>
/// <param name="Class">What it came as, or leaves as, on the network.</param>
/// <param name="Source">Where on this chip it came from: 7:5 x, 4:2 y, 1:0 processing element.</param>
[Payload]
public readonly partial record struct RouterPacket(CommsPacket Packet, NocClass Class, byte Source)
{
    /// <summary>The arrival port of packets from this chip.</summary>
    public const byte Local = 7;

    /// <summary>Whether it came from this chip.</summary>
    public bool IsLocal => Packet.Route == Local;

    /// <summary>The packet of a flit, with the time phase that it is launched in.</summary>
    public static RouterPacket From(in NocFlit flit, int timePhase)
    {
        // Neighbours' packets have their route where others have the time phase. Type 3 of the control byte is reserved.
        NocClass kind = flit.Class == NocClass.Multicast && flit.Control >> 6 == 3 ? NocClass.Reserved : flit.Class;
        byte control = kind switch
        {
            NocClass.Multicast or NocClass.CoreToCore => (byte)((int)kind << 6 | (flit.Control & 0x33) | timePhase << 2),
            NocClass.Neighbour => (byte)((int)kind << 6 | (flit.Control & 0x3F)),
            _ => flit.Control,
        };
        return new RouterPacket(new CommsPacket(control, flit.Address, flit.Payload, flit.Low, flit.High, Local, !flit.HasParity, false), kind, (byte)(flit.Head >> 1));
    }

    /// <summary>The packet that came in by a link.</summary>
    public static RouterPacket From(in CommsPacket packet, int link) =>
        new(packet with { Route = (byte)link, ParityError = packet.ParityError || !PacketParity.IsOdd(packet) }, (NocClass)packet.Kind, 0);
}

/// <summary>Odd parity over a packet, in bit 0 of its control byte (SpiNNaker datasheet v2.02, section 8).</summary>
public static class PacketParity
{
    /// <summary>Whether the number of ones of control byte, key and payload is odd, as it must be.</summary>
    public static bool IsOdd(in CommsPacket packet) => (Ones(packet) & 1) != 0;

    /// <summary>The packet with its parity and payload bits set right.</summary>
    public static CommsPacket Seal(in CommsPacket packet)
    {
        CommsPacket open = packet with { Control = (byte)((packet.Control & ~3) | (packet.Payload != CommsPayload.None ? 2 : 0)) };
        return IsOdd(open) ? open : open with { Control = (byte)(open.Control | 1) };
    }

    private static int Ones(in CommsPacket packet)
    {
        (ulong low, ulong high) = packet.Payload switch
        {
            CommsPayload.None => (0UL, 0UL),
            CommsPayload.Bits32 => (packet.Low & uint.MaxValue, 0UL),
            CommsPayload.Bits64 => (packet.Low, 0UL),
            _ => (packet.Low, packet.High),
        };
        return BitOperations.PopCount(packet.Control) + BitOperations.PopCount(packet.Key) + BitOperations.PopCount(low) + BitOperations.PopCount(high);
    }
}
