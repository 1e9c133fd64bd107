using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Diff;

/// <summary>What a change means for those who use the registers.</summary>
public enum ChangeKind
{
    /// <summary>Only texts differ.</summary>
    Documentation,

    /// <summary>Existing software still finds everything, but something is new or behaves differently.</summary>
    Behavioural,

    /// <summary>Software written for the old specification may fail: something is gone, elsewhere, smaller, or has other side effects.</summary>
    Breaking,
}

/// <summary>One difference between two elaborated models.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Path">The component below the top, in the new model where it is there, else in the old; "" for the top itself.</param>
/// <param name="What">What differs, e.g. <c>address</c>.</param>
/// <param name="Old">The old value; null where there was none.</param>
/// <param name="New">The new value; null where there is none.</param>
/// <param name="Location">Where the component is declared, in the new model where it is there.</param>
public sealed record ModelChange(ChangeKind Kind, string Path, string What, string? Old, string? New, SourceSpan Location)
{
    public override string ToString()
    {
        string path = Path.Length == 0 ? "(top)" : Path;
        if (Old is null) return New is null ? $"{path}: {What}" : $"{path}: {What} {New}";
        return New is null ? $"{path}: {What} {Old}" : $"{path}: {What} {Old} -> {New}";
    }
}
