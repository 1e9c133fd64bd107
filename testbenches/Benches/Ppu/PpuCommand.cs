namespace HwModel.Benches.Ppu;

/// <summary>How a processor is run in a case.</summary>
/// <param name="Batch">Commands that go through the queue together before the registers are compared, 1 to 8.</param>
/// <param name="Simd">Whether the vector unit is computed with SIMD.</param>
public sealed record PpuConfiguration(int Batch, bool Simd);

/// <summary>What is done to a processor. Numbers out of range are taken modulo what there is.</summary>
public abstract record PpuCommand;

/// <summary>A vector register gets new contents from memory: random bytes, many of them at the ends of the range.</summary>
/// <param name="Register">0 to 7.</param>
/// <param name="Seed">What the bytes are drawn from.</param>
public sealed record Fill(int Register, int Seed) : PpuCommand;

/// <summary>A computing vector instruction.</summary>
/// <param name="Opcode">Which of them.</param>
/// <param name="Target">Register that is written, 0 to 7.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand; of a shift: its 5-bit field.</param>
/// <param name="Condition">0 to 3; of a pack: its size field.</param>
/// <param name="Scalar">What a splat copies, 16 bits.</param>
public sealed record Compute(int Opcode, int Target, int A, int B, int Condition, int Scalar) : PpuCommand;

/// <summary>Half a row to or from a register.</summary>
/// <param name="Store">To the row.</param>
/// <param name="Labels">Labels instead of weights.</param>
/// <param name="Row">0 to 255.</param>
/// <param name="Odd">Odd columns.</param>
/// <param name="Register">0 to 7.</param>
/// <param name="Condition">0 to 3.</param>
public sealed record RowMove(bool Store, bool Labels, int Row, bool Odd, int Register, int Condition) : PpuCommand;

/// <summary>A register to the memory, and back to another one.</summary>
/// <param name="From">0 to 7.</param>
/// <param name="To">0 to 7.</param>
/// <param name="Place">Which piece of the memory, 0 to 15.</param>
public sealed record Copy(int From, int To, int Place) : PpuCommand;

/// <summary>Sum, difference and product of double words by pairs of scalar instructions.</summary>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
public sealed record Wide(ulong A, ulong B) : PpuCommand;
