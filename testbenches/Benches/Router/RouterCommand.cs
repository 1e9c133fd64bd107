namespace HwModel.Benches.Router;

/// <summary>How a router is set up for a case.</summary>
/// <param name="Entries">Entries of its table, 0 to 12.</param>
/// <param name="Table">What the entries are drawn from.</param>
/// <param name="Wait1">wait1 as the register codes it: 0 to 0x40, or 0xFF.</param>
/// <param name="Wait2">wait2: 0 emergency routing off.</param>
/// <param name="Phase">Time phase, 0 to 3.</param>
public sealed record RouterConfiguration(int Entries, int Table, int Wait1, int Wait2, int Phase);

/// <summary>What is done to a router. Inputs and outputs 0 to 5 are links, 6 to 11 network ports, taken modulo 12.</summary>
public abstract record RouterCommand;

/// <summary>Multicast packets, one after the other, with neighbouring keys.</summary>
/// <param name="Input">Where they come in.</param>
/// <param name="Key">The first one's key, 0 to 63.</param>
/// <param name="Emergency">Emergency field of those from a link.</param>
/// <param name="Payload">Size of the payload, 0 to 3.</param>
/// <param name="Flaw">For the first one from a link: 1 parity, 2 length, 3 age; 0 none.</param>
/// <param name="Packets">How many.</param>
public sealed record Multicast(int Input, int Key, int Emergency, int Payload, int Flaw, int Packets) : RouterCommand;

/// <summary>A core-to-core packet. Chips 0 to 5 are reached by the link of that number, 6 is not known, 7 is this one.</summary>
/// <param name="Input">Where it comes in.</param>
/// <param name="Chip">0 to 7.</param>
/// <param name="Core">0 to 159.</param>
public sealed record ToCore(int Input, int Chip, int Core) : RouterCommand;

/// <summary>A packet for neighbouring chips, or from one.</summary>
/// <param name="Input">Where it comes in.</param>
/// <param name="Route">Its route field, 0 to 7.</param>
public sealed record ToNeighbour(int Input, int Route) : RouterCommand;

/// <summary>Outputs take nothing until another command of this kind.</summary>
/// <param name="Outputs">Bit n is output n.</param>
public sealed record Shut(int Outputs) : RouterCommand;

/// <summary>Cycles pass.</summary>
/// <param name="Cycles">How many.</param>
public sealed record Pause(int Cycles) : RouterCommand;

/// <summary>Software reads the captures of errors and dumps.</summary>
public sealed record ReadCaptures : RouterCommand;
