namespace HwModel.Benches.Noc;

/// <summary>How a network is set up for a case.</summary>
/// <param name="PeRatio">Period of the elements' clock: 1 as the network's, 2 half as fast, 3 a third.</param>
/// <param name="Table">Routers decode by their tables, which hold the routes along x first.</param>
public sealed record NocConfiguration(int PeRatio, bool Table);

/// <summary>What is done to a network. Elements are taken modulo 152.</summary>
public abstract record NocCommand;

/// <summary>An element sends flits to elements of a quad.</summary>
/// <param name="From">The sending element.</param>
/// <param name="To">An element of the receiving quad.</param>
/// <param name="Mask">Which of its elements take it, 1 to 15.</param>
/// <param name="Flits">How many.</param>
public sealed record Send(int From, int To, int Mask, int Flits) : NocCommand;

/// <summary>An element sends a packet to the packet router.</summary>
/// <param name="From">The sending element.</param>
public sealed record ToRouter(int From) : NocCommand;

/// <summary>The first elements of all quads send a flit to one element.</summary>
/// <param name="To">The receiving element.</param>
public sealed record Gather(int To) : NocCommand;

/// <summary>An element takes nothing until it is opened.</summary>
/// <param name="Element">Which.</param>
/// <param name="IsShut">Shut, or open again.</param>
public sealed record Shut(int Element, bool IsShut) : NocCommand;

/// <summary>The supply of an element goes off or on.</summary>
/// <param name="Element">Which.</param>
/// <param name="IsOff">Off, or on again.</param>
public sealed record SwitchOff(int Element, bool IsOff) : NocCommand;

/// <summary>An element takes nothing, flits pile up in front of it, and its supply goes off.</summary>
/// <param name="Element">Which.</param>
public sealed record Jam(int Element) : NocCommand;

/// <summary>An element asks for a row of another one's memory.</summary>
/// <param name="From">Who asks, modulo 70: one of those that are never off.</param>
/// <param name="To">Who is asked.</param>
public sealed record Ask(int From, int To) : NocCommand;

/// <summary>Cycles pass.</summary>
/// <param name="Cycles">How many.</param>
public sealed record Pause(int Cycles) : NocCommand;
