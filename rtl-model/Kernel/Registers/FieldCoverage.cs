namespace HwModel.Kernel.Registers;

/// <summary>What coverage needs to know of a field.</summary>
/// <param name="Name">The field's name in its register.</param>
/// <param name="Low">Its lowest bit in the bus value.</param>
/// <param name="Width">Bits.</param>
/// <param name="CanRead">Software reads it.</param>
/// <param name="CanWrite">Software writes it.</param>
/// <param name="OnRead">rclr or rset; null: reading has no effect.</param>
/// <param name="OnWrite">woclr, wset, ...; null: the written value is taken.</param>
/// <param name="Values">Names and numbers of its enumeration; null: none.</param>
public sealed record FieldCoverage(string Name, int Low, int Width, bool CanRead, bool CanWrite, string? OnRead, string? OnWrite, IReadOnlyList<(string Name, ulong Value)>? Values);
