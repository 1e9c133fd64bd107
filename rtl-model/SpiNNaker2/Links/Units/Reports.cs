using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>What an intact unit said about the opposite direction, for the transmitter of the same endpoint.</summary>
/// <param name="Acknowledge">The id that the partner expects next.</param>
/// <param name="IsNak">The partner misses that unit.</param>
/// <param name="IsControl">The unit was a control unit, so that <paramref name="Free"/> counts.</param>
/// <param name="Free">Free units in the partner's FIFO.</param>
/// <param name="IsAnswer">The unit answers a request.</param>
[Payload]
public readonly partial record struct PartnerReport(byte Acknowledge, bool IsNak, bool IsControl, byte Free, bool IsAnswer);

/// <summary>What the receiver of an endpoint wants its transmitter to tell the partner. Counters run modulo 2^16.</summary>
/// <param name="Expected">The id that is expected next.</param>
/// <param name="Free">Free units of the receive FIFO.</param>
/// <param name="Drained">Units that left the FIFO.</param>
/// <param name="News">Reasons to send an acknowledge.</param>
/// <param name="Naks">Reasons to send a nak.</param>
/// <param name="Requests">Answers that the partner asked for.</param>
[Payload]
public readonly partial record struct ReceiverStatus(byte Expected, byte Free, ushort Drained, ushort News, ushort Naks, ushort Requests);
