using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Why the execute stage held an instruction longer than one cycle, or held none.</summary>
public enum StallReason
{
    /// <summary>Second cycle of a load or of a store with register offset.</summary>
    LoadStore,

    /// <summary>Further registers of a load or store multiple, or the second word of a double.</summary>
    Multiple,

    /// <summary>Refill after a taken branch.</summary>
    Refill,

    /// <summary>A 32-bit target that is not word aligned.</summary>
    MisalignedTarget,

    /// <summary>A run of 32-bit instructions that are not word aligned.</summary>
    MisalignedRun,

    /// <summary>A literal load and the fetch unit wanted the same memory.</summary>
    FetchContention,

    /// <summary>Integer divide.</summary>
    Divide,

    /// <summary>Multi-cycle floating-point instruction.</summary>
    Float,

    /// <summary>A floating-point result used at once, or the divider still at work.</summary>
    FloatHazard,

    /// <summary>Lazy save of floating-point registers.</summary>
    LazySave,

    /// <summary>Unaligned access in several bus accesses.</summary>
    Unaligned,

    /// <summary>Wait states of bus and memory.</summary>
    Wait,

    /// <summary>Address made by the preceding instruction.</summary>
    Address,

    /// <summary>System register access and barriers.</summary>
    System,

    /// <summary>Exception entry.</summary>
    ExceptionEntry,

    /// <summary>Exception return.</summary>
    ExceptionReturn,

    /// <summary>Sleep by WFI, WFE or SLEEPONEXIT.</summary>
    Sleep,
}

/// <summary>Counts of a run. Instructions count when they are issued; those whose IT condition fails count too.</summary>
public sealed class CoreStatistics
{
    private readonly DecodeTable _table;
    private readonly CortexM4 _core;

    internal CoreStatistics(CortexM4 core, DecodeTable table)
    {
        _core = core;
        _table = table;
        RowCounts = new long[table.Rows.Count + 1];
    }

    /// <summary>Instructions per row of the decode table; the last entry counts words that no row matches.</summary>
    public long[] RowCounts { get; }

    /// <summary>Cycles by <see cref="StallReason"/>.</summary>
    public long[] StallCycles { get; } = new long[Enum.GetValues<StallReason>().Length];

    /// <summary>All instructions.</summary>
    public long Instructions => _core.Instructions;

    /// <summary>Branches taken, with returns and loads into PC.</summary>
    public long TakenBranches => _core.TakenBranches;

    /// <summary>Exceptions entered.</summary>
    public long Exceptions { get; internal set; }

    /// <summary>Data accesses by the program.</summary>
    public long Reads => _core.Reads;

    /// <summary>Data accesses by the program.</summary>
    public long Writes => _core.Writes;

    /// <summary>IT instructions that took no cycle.</summary>
    public long FoldedIt { get; internal set; }

    /// <summary>Sets the counts of exceptions, folded IT instructions, rows and stalls to zero.</summary>
    internal void Clear()
    {
        Array.Clear(RowCounts);
        Array.Clear(StallCycles);
        Exceptions = FoldedIt = 0;
    }

    /// <summary>Instructions per class of the decode table.</summary>
    public IReadOnlyDictionary<string, long> ByClass()
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (DecodeRow row in _table.Rows)
            if (RowCounts[row.Index] is var count and > 0) counts[row.Class] = counts.GetValueOrDefault(row.Class) + count;
        if (RowCounts[^1] > 0) counts["undefined"] = counts.GetValueOrDefault("undefined") + RowCounts[^1];
        return counts;
    }
}
