using HwModel.Fabric.Router;

namespace HwModel.Benches.Mesh;

/// <summary>How a mesh is built for a case.</summary>
/// <param name="Width">Routers along x, 2 to 4.</param>
/// <param name="Height">Routers along y, 2 to 4.</param>
/// <param name="BufferDepth">Flits that each virtual channel holds, 1 to 8.</param>
/// <param name="VirtualChannels">Virtual channels, 1 to 3.</param>
/// <param name="PipelineStages">Cycles a router takes, 1 to 4.</param>
/// <param name="PacketLength">Flits in a packet, 1 to 5.</param>
/// <param name="Arbitration">Who wins an output.</param>
/// <param name="IsSeparate">A head takes its virtual channel a cycle before the switch; of two stages and more, by round robin.</param>
public sealed record MeshConfiguration(int Width, int Height, int BufferDepth, int VirtualChannels, int PipelineStages, int PacketLength, Arbitration Arbitration, bool IsSeparate);

/// <summary>What is done to a mesh. Nodes are taken modulo the number of nodes.</summary>
public abstract record MeshCommand;

/// <summary>A node sends packets back to back.</summary>
/// <param name="Source">The sending node.</param>
/// <param name="Destination">The receiving node; a node may send to itself.</param>
/// <param name="Packets">How many, 1 to 40.</param>
public sealed record Send(int Source, int Destination, int Packets) : MeshCommand;

/// <summary>All nodes send one packet to one node.</summary>
/// <param name="Destination">The receiving node.</param>
public sealed record Gather(int Destination) : MeshCommand;

/// <summary>Nothing is created for some cycles.</summary>
/// <param name="Cycles">How many, 0 to 40.</param>
public sealed record Pause(int Cycles) : MeshCommand;
