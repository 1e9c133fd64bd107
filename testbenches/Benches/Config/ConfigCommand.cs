namespace HwModel.Benches.Config;

/// <summary>How a configuration network is set up for a case.</summary>
/// <param name="HopCycles">Cycles of a hop.</param>
public sealed record ConfigConfiguration(int HopCycles);

/// <summary>What is done to a configuration network. Nodes are taken modulo 64.</summary>
public abstract record ConfigCommand;

/// <summary>A node sends a packet to another one.</summary>
/// <param name="From">The sending node.</param>
/// <param name="To">The receiving node.</param>
/// <param name="Size">Payload: 0 to 3 for 0, 1, 2 and 4 words.</param>
public sealed record SendPacket(int From, int To, int Size) : ConfigCommand;

/// <summary>Eight nodes send a packet to one at the same time.</summary>
/// <param name="To">The receiving node.</param>
/// <param name="Size">Payload: 0 to 3 for 0, 1, 2 and 4 words.</param>
public sealed record GatherPackets(int To, int Size) : ConfigCommand;

/// <summary>A node takes nothing until it is opened.</summary>
/// <param name="Node">Which.</param>
/// <param name="IsShut">Shut, or open again.</param>
public sealed record ShutNode(int Node, bool IsShut) : ConfigCommand;

/// <summary>The host writes a register.</summary>
/// <param name="Node">Where; the root has none.</param>
/// <param name="Word">Which: 0 to 15 are there, the others not.</param>
/// <param name="Value">What.</param>
public sealed record WriteRegister(int Node, int Word, int Value) : ConfigCommand;

/// <summary>The host reads a register.</summary>
/// <param name="Node">Where.</param>
/// <param name="Word">Which.</param>
public sealed record ReadRegister(int Node, int Word) : ConfigCommand;

/// <summary>An element writes one, two or four registers over the data network.</summary>
/// <param name="Node">Where.</param>
/// <param name="Word">The first.</param>
/// <param name="Size">1 to 3 for 1, 2 and 4 words.</param>
/// <param name="Value">What; each word one more.</param>
public sealed record WriteOverNoc(int Node, int Word, int Size, int Value) : ConfigCommand;

/// <summary>An element reads a word or a row of four registers over the data network.</summary>
/// <param name="Node">Where.</param>
/// <param name="Word">The first.</param>
/// <param name="Row">Four rather than one.</param>
public sealed record ReadOverNoc(int Node, int Word, bool Row) : ConfigCommand;

/// <summary>An element writes a row of the management node's memory and reads it back.</summary>
/// <param name="Row">Which, modulo 64.</param>
/// <param name="Value">What.</param>
public sealed record TouchMemory(int Row, int Value) : ConfigCommand;

/// <summary>An element reads a word of the management node's own registers.</summary>
/// <param name="Word">0 the chip's number, 1 the mailbox, 2 errors of the configuration network; modulo 3.</param>
public sealed record ReadManagement(int Word) : ConfigCommand;

/// <summary>An element takes a lock, or writes its word.</summary>
/// <param name="Lock">Which, modulo 16.</param>
/// <param name="Way">0 take it, 1 release it, 2 write that it is held; modulo 3.</param>
public sealed record TouchLock(int Lock, int Way) : ConfigCommand;

/// <summary>Cycles pass.</summary>
/// <param name="Cycles">How many.</param>
public sealed record PassTime(int Cycles) : ConfigCommand;
