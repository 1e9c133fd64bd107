namespace HwModel.SpiNNaker2.Pe;

/// <summary>What a processing element has done so far: the counts that energy follows from.</summary>
/// <param name="Cycles">Cycles of its clock since the start of the run.</param>
/// <param name="ActiveCycles">Cycles in which the core ran: neither asleep nor in reset.</param>
/// <param name="Instructions">Instructions of the core.</param>
/// <param name="MacProducts">Products of two bytes of the MAC array.</param>
/// <param name="CoreAccesses">Data accesses of the core, to all memories and registers.</param>
/// <param name="Fetches">Words fetched by the core.</param>
/// <param name="SramAccesses">Rows that other masters read or wrote in the SRAM.</param>
/// <param name="PacketsSent">Packets of the communications controller.</param>
/// <param name="PacketsReceived">Packets of the communications controller.</param>
/// <param name="FlitsSent">Flits into the network: packets and memory accesses.</param>
/// <param name="FlitsReceived">Flits from the network.</param>
public readonly record struct PeActivity(
    long Cycles, long ActiveCycles, long Instructions, long MacProducts, long CoreAccesses, long Fetches, long SramAccesses,
    long PacketsSent, long PacketsReceived, long FlitsSent, long FlitsReceived)
{
    /// <summary>Cycles in which the core slept or was in reset.</summary>
    public long SleepCycles => Cycles - ActiveCycles;
}
