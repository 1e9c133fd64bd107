using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Chip.Endpoints;

/// <summary>The Ethernet side of a chip.</summary>
public sealed record EthernetParameters
{
    /// <summary>Bits a second, each way.</summary>
    [Published("Scholze et al., OJCAS 2026: 1 Gbit/s over SGMII")]
    public long BitsPerSecond { get; init; } = 1_000_000_000;

    /// <summary>Bytes of preamble and pause between frames.</summary>
    [Published("IEEE 802.3: 8 bytes of preamble, 12 of inter-packet gap")]
    public int GapBytes { get; init; } = 20;

    /// <summary>Bytes of header and check of a frame.</summary>
    [Published("IEEE 802.3: addresses and type 14, frame check sequence 4")]
    public int FrameBytes { get; init; } = 18;

    /// <summary>Bytes of the shortest frame.</summary>
    [Published("IEEE 802.3")]
    public int ShortestFrame { get; init; } = 64;

    /// <summary>Bytes of IP and UDP headers.</summary>
    [Published("RFC 791, RFC 768: 20 and 8")]
    public int HeaderBytes { get; init; } = 28;

    /// <summary>Most bytes behind the header of a frame.</summary>
    [Published("RFC 894")]
    [Range(64, 9000)]
    public int MostBytes { get; init; } = 1500;

    /// <summary>Bytes of received frames that wait for the network-on-chip.</summary>
    [ModelChoice("the chip's Ethernet SRAM of 1.875 Mbit (Scholze et al., OJCAS 2026) serves the received frames")]
    [Range(1472, 1 << 24)]
    public int BufferBytes { get; init; } = 245_760;

    /// <summary>Femtoseconds that a frame spends in the host and in switches, each way.</summary>
    [ModelChoice("25 us; the host is not part of the chip")]
    public long HostLatency { get; init; } = 25_000_000_000;

    /// <summary>Part of the frames that are lost on the way, each way.</summary>
    [ModelChoice("none are lost")]
    [Range(0.0, 1.0)]
    public double LossRate { get; init; }

    /// <summary>Bytes of the largest UDP payload.</summary>
    public int MostPayload => MostBytes - HeaderBytes;

    /// <summary>Time of a frame on the line, femtoseconds.</summary>
    /// <param name="payload">Bytes of its UDP payload.</param>
    public long LineTime(int payload) => (long)((Int128)8_000_000_000_000_000 * (GapBytes + Math.Max(ShortestFrame, FrameBytes + HeaderBytes + payload)) / BitsPerSecond);

    /// <summary>What is wrong with the parameters, as sentences.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (BitsPerSecond < 1) yield return $"Ethernet has {BitsPerSecond} bits a second; it needs at least one";
        if (MostPayload < BridgeRecord.MostBytes) yield return $"a frame has room for {MostPayload} bytes of payload; a packet takes up to {BridgeRecord.MostBytes}";
        if (BufferBytes < MostPayload) yield return $"the receive buffer has {BufferBytes} bytes; it needs room for a frame of {MostPayload}";
        if (HostLatency < 0) yield return "the host's latency is negative";
        if (LossRate is < 0 or > 1 or double.NaN) yield return $"the loss rate is {LossRate}; allowed are 0 to 1";
    }
}
