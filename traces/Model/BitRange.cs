namespace HwModel.Traces;

/// <summary>The bit numbers of a vector, leftmost first, as in [31:0].</summary>
public readonly record struct BitRange(int Left, int Right)
{
    /// <summary>How many bits the range spans.</summary>
    public long Width => Math.Abs((long)Left - Right) + 1;

    public override string ToString() => $"[{Left}:{Right}]";
}
