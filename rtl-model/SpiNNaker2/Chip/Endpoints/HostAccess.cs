using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.SpiNNaker2.Chip.Endpoints;

/// <summary>An access of the host to a register, over the configuration network.</summary>
/// <param name="Node">Where the register is.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Write">Write rather than read.</param>
/// <param name="Value">What is written.</param>
[Payload]
internal readonly partial record struct HostAccess(NocPosition Node, uint Offset, bool Write, uint Value);

/// <summary>What the host got for a read.</summary>
/// <param name="Node">Where the register is.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Value">What was read.</param>
/// <param name="Error">No register is there.</param>
[Payload]
public readonly partial record struct HostAnswer(NocPosition Node, uint Offset, uint Value, bool Error);
