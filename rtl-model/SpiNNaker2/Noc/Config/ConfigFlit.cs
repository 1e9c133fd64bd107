using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Noc.Config;

/// <summary>A word of the configuration network: 32 bits, and a wire that marks the last word of a packet.</summary>
/// <param name="Word">The word.</param>
/// <param name="IsTail">It is the last of its packet.</param>
[Payload]
public readonly partial record struct ConfigFlit(uint Word, bool IsTail);

/// <summary>
/// A packet of the configuration network is the packet of the data network (<see cref="NocFlit"/>) word by word: both headers, the address, and up to four words of payload
/// (Hoeppner et al., arXiv:2103.08392: the same packet; two to six words follow from its 192 bits).
/// </summary>
/// <remarks>A read request has no payload; the size in its header says how much is asked for. An answer without payload says that nothing is at the address.</remarks>
internal static class ConfigPacket
{
    /// <summary>Words of the longest packet.</summary>
    public const int MostWords = 6;

    private const int HeaderWords = 2;

    /// <summary>Words of payload for a size.</summary>
    public static int PayloadWords(CommsPayload size) => size switch { CommsPayload.None => 0, CommsPayload.Bits32 => 1, CommsPayload.Bits64 => 2, _ => 4 };

    /// <summary>Words of a packet.</summary>
    public static int Words(in NocFlit packet) => HeaderWords + (packet.Class == NocClass.ReadRequest ? 0 : PayloadWords(packet.Payload));

    /// <summary>A word of a packet.</summary>
    public static ConfigFlit Word(in NocFlit packet, int index) => new(
        index switch
        {
            0 => (uint)packet.Route << 17 | packet.Head & 0x1FFFF,
            1 => packet.Address,
            2 => (uint)packet.Low,
            3 => (uint)(packet.Low >> 32),
            4 => (uint)packet.High,
            _ => (uint)(packet.High >> 32),
        },
        index == Words(in packet) - 1);

    /// <summary>Where the packet with this first word goes.</summary>
    public static NocPosition Destination(uint first) => new((byte)(first >> 29 & 7), (byte)(first >> 26 & 7));

    /// <summary>The packet of some words; those that are missing are zero.</summary>
    public static NocFlit Join(ReadOnlySpan<uint> words)
    {
        Span<uint> all = stackalloc uint[MostWords];
        all.Clear();
        words.CopyTo(all);
        return new NocFlit((ushort)(all[0] >> 17), all[0] & 0x1FFFF, all[1], all[2] | (ulong)all[3] << 32, all[4] | (ulong)all[5] << 32);
    }
}
