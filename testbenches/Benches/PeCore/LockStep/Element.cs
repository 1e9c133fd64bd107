namespace HwModel.Benches.PeCore.LockStep;

/// <summary>A piece of a random program that can be moved or left out by itself: an instruction with what it needs before it.</summary>
/// <param name="Halfwords">Its code, word aligned.</param>
/// <param name="Row">Index of the decode table row it is about.</param>
internal sealed record Element(ushort[] Halfwords, int Row);
