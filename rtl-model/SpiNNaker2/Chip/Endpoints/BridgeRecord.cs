using System.Buffers.Binary;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Chip.Endpoints;

/// <summary>
/// A packet of the network-on-chip in a UDP payload: 16 bits of magic, version, flags, a word with both headers (network header in 31:17, packet header in 16:0), the address, and
/// 0, 4, 8 or 16 bytes of payload; everything little-endian. A frame carries one record after the other. Flag 0: the destination is an entry of the bridge's table, flags 7:4 say which.
/// </summary>
[ModelChoice("published are a magic header and programmable tables (Scholze et al., OJCAS 2026), not their layout")]
public static class BridgeRecord
{
    /// <summary>The first two bytes of a record.</summary>
    public const ushort Magic = 0x5342;

    /// <summary>The third.</summary>
    public const byte Version = 1;

    /// <summary>Bytes of a record without payload.</summary>
    public const int HeaderBytes = 12;

    /// <summary>Bytes of the longest record.</summary>
    public const int MostBytes = HeaderBytes + 16;

    /// <summary>Entries of a bridge's table.</summary>
    public const int TableSize = 16;

    /// <summary>Bytes of a packet's record.</summary>
    public static int Length(in NocFlit packet) => HeaderBytes + PayloadBytes(in packet);

    /// <summary>Writes a record.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="record">At least <see cref="Length"/> bytes.</param>
    /// <param name="entry">An entry of the bridge's table that says where the packet goes, or -1.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(in NocFlit packet, Span<byte> record, int entry = -1)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(record, Magic);
        record[2] = Version;
        record[3] = (byte)(entry < 0 ? 0 : 1 | entry << 4);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)packet.Route << 17 | packet.Head & 0x1FFFF);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], packet.Address);
        Span<byte> payload = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, packet.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[8..], packet.High);
        payload[..PayloadBytes(in packet)].CopyTo(record[HeaderBytes..]);
        return Length(in packet);
    }

    /// <summary>Reads the record at the start of some bytes.</summary>
    /// <param name="bytes">The record and what follows it.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="entry">The entry of the table that says where it goes, or -1.</param>
    /// <param name="length">Bytes of the record.</param>
    /// <returns>False where it is none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out NocFlit packet, out int entry, out int length)
    {
        (packet, entry, length) = (default, -1, 0);
        if (bytes.Length < HeaderBytes || BinaryPrimitives.ReadUInt16LittleEndian(bytes) != Magic || bytes[2] != Version) return false;
        uint headers = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var bare = new NocFlit((ushort)(headers >> 17), headers & 0x1FFFF, BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), 0, 0);
        length = Length(in bare);
        if (bytes.Length < length) return false;
        Span<byte> payload = stackalloc byte[16];
        payload.Clear();
        bytes[HeaderBytes..length].CopyTo(payload);
        packet = bare with { Low = BinaryPrimitives.ReadUInt64LittleEndian(payload), High = BinaryPrimitives.ReadUInt64LittleEndian(payload[8..]) };
        if ((bytes[3] & 1) != 0) entry = bytes[3] >> 4;
        return true;
    }

    // A request to read has a size but no payload.
    private static int PayloadBytes(in NocFlit packet) => packet.Class == NocClass.ReadRequest ? 0 : packet.Payload switch { CommsPayload.None => 0, CommsPayload.Bits32 => 4, CommsPayload.Bits64 => 8, _ => 16 };
}
