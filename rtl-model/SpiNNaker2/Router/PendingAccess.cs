using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>A read on this chip whose answer goes to another one.</summary>
/// <param name="IsUsed">The place is taken.</param>
/// <param name="Link">For a neighbour's peek: the link that it came by; else 7.</param>
/// <param name="Chip">For a global access: the asking chip.</param>
/// <param name="Core">The asking core.</param>
/// <param name="Tag">What the asking core calls it.</param>
/// <param name="Address">What is read.</param>
[Payload]
public readonly partial record struct PendingAccess(bool IsUsed, byte Link, ushort Chip, byte Core, byte Tag, uint Address)
{
    /// <summary>Reads that can wait at the same time.</summary>
    [ModelChoice("as many as a processing element may have")]
    public const int Places = 8;
}
