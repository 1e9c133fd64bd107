using HwModel.SpiNNaker2.Links.Lines;

namespace HwModel.SpiNNaker2.Links.Training;

/// <summary>What a kind of link puts on a line of 8b10b: its words, its handshakes and its clock compensation. The running disparity is handed on from block to block.</summary>
/// <typeparam name="T">A word of the protocol above.</typeparam>
public interface ILineCode<T>
    where T : unmanaged
{
    /// <summary>Puts a word into the line code.</summary>
    LineBlock Encode(T word, ref bool positive);

    /// <summary>Puts a handshake into the line code.</summary>
    /// <param name="phase">0: the own receiver has no lock; 1: it has.</param>
    /// <param name="isDone">The sender is through and wants no answer.</param>
    /// <param name="positive">The running disparity.</param>
    LineBlock Handshake(int phase, bool isDone, ref bool positive);

    /// <summary>What the far end gets of a clock compensation; null where its symbols are not simulated.</summary>
    LineBlock? Compensation(ref bool positive);

    /// <summary>Takes a block out of the line code.</summary>
    Received<T> Decode(in LineBlock block, ref bool positive);
}

/// <summary>What a receiver makes of a block.</summary>
/// <param name="Word">The word, where it is no handshake; a bad one as the protocol above is to see it.</param>
/// <param name="IsGood">The line code was kept.</param>
/// <param name="Handshake">The handshake, where it is one.</param>
public readonly record struct Received<T>(T Word, bool IsGood, Handshake? Handshake)
    where T : unmanaged;

/// <summary>A handshake that came.</summary>
/// <param name="Phase">Phase of the sender, 0 or 1.</param>
/// <param name="IsDone">The sender is through and wants no answer.</param>
/// <param name="IsOtherVersion">The sender speaks another version of the protocol.</param>
public readonly record struct Handshake(int Phase, bool IsDone, bool IsOtherVersion);
