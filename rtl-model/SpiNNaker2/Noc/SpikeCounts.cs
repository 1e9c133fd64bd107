using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>Multicast packets that the four elements of a quad got between two ticks, up to 65,535.</summary>
[Payload]
public readonly partial record struct SpikeCounts(ushort Pe0, ushort Pe1, ushort Pe2, ushort Pe3)
{
    /// <summary>Those of an element, 0 to 3.</summary>
    public int this[int pe] => pe switch { 0 => Pe0, 1 => Pe1, 2 => Pe2, _ => Pe3 };
}
