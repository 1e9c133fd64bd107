using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>What a frame said about the opposite direction, for the frame sender of the same endpoint.</summary>
/// <param name="HasSequence">Colour and sequence count.</param>
/// <param name="IsNak">A nak rather than an acknowledge.</param>
/// <param name="Colour">Colour that the partner's receiver is in.</param>
/// <param name="Sequence">Sequence number that the partner expects next.</param>
/// <param name="HasGo"><paramref name="Go"/> counts.</param>
/// <param name="Go">Channels that may send.</param>
[Payload]
public readonly partial record struct FrameReport(bool HasSequence, bool IsNak, bool Colour, byte Sequence, bool HasGo, byte Go);

/// <summary>What the frame receiver wants told to the partner. Counters run modulo 2^16.</summary>
/// <param name="Colour">Colour that it accepts.</param>
/// <param name="Expected">Sequence number that it expects next.</param>
/// <param name="Go">Channels that may send.</param>
/// <param name="Acknowledges">Data frames accepted.</param>
/// <param name="Naks">Naks to send.</param>
[Payload]
public readonly partial record struct FrameStatus(bool Colour, byte Expected, byte Go, ushort Acknowledges, ushort Naks);
