using HwModel.Benches.PeCore.LockStep;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.PeCore;

/// <summary>What the core's cases are meant to reach.</summary>
internal sealed class PeCoreCoverage
{
    public PeCoreCoverage()
    {
        Model = new CoverageModel("pe");
        IReadOnlyList<DecodeRow> rows = DecodeTable.Instance.Rows;
        Rows = Model.Point("rows of the decode table", [.. rows.Select(row => Bin.Value($"{row.Index}: {row.Name}, {row.Size * 8} bit", row.Index))]);
        Deviations = Model.Point("deviations of QEMU", [.. KnownDeviations.All.Select((deviation, index) => Bin.Ignore(deviation, index, index))]);
        Interrupted = Model.Point<InterruptedIn>("interrupted in");
        Events = Model.Point<ExceptionEvent>("exception events");
        Handlers = Model.Point("handlers under way", Bin.Value("none", 0), Bin.Value("one", 1), Bin.Value("two", 2), Bin.Range("more", 3, 8));
    }

    public CoverageModel Model { get; }

    /// <summary>Instructions by row.</summary>
    public CoverPoint Rows { get; }

    public CoverPoint Deviations { get; }

    public CoverPoint Interrupted { get; }

    public CoverPoint Events { get; }

    public CoverPoint Handlers { get; }

    /// <summary>What a core is doing when an interrupt comes.</summary>
    public void SampleInterrupted(CoverageRecord record, CortexM4 core)
    {
        bool it = (core.Xpsr & 0x0600_FC00) != 0;
        InterruptedIn what = core.Phase switch
        {
            PipelinePhase.Entry => InterruptedIn.ExceptionEntry,
            PipelinePhase.Return => InterruptedIn.ExceptionReturn,
            PipelinePhase.Transfer => IsLoad(core) ? InterruptedIn.LoadMultiple : InterruptedIn.StoreMultiple,
            _ when core.BusyUntil > core.Cycle && IsDivide(core) => InterruptedIn.Divide,
            _ when core.BusyUntil > core.Cycle && UsesFloat(core) => InterruptedIn.FloatingPoint,
            _ when it => InterruptedIn.ItBlock,
            _ when core.InHandler => InterruptedIn.Handler,
            _ => InterruptedIn.Instructions,
        };
        record.Sample(Interrupted, what);
    }

    private static bool IsLoad(CortexM4 core) => core.TryDecode(core.IssuedPc, out Instruction i, out _) && i.Operation is Operation.LdmIa or Operation.LdmDb;

    private static bool IsDivide(CortexM4 core) => core.TryDecode(core.IssuedPc, out Instruction i, out _) && i.Operation is Operation.Sdiv or Operation.Udiv;

    private static bool UsesFloat(CortexM4 core) => core.TryDecode(core.IssuedPc, out Instruction i, out _) && i.UsesFloat;

    public void Sample(CoverageRecord record, LockStepRun run)
    {
        for (int row = 0; row < Rows.Bins.Count && row < run.RowCounts.Length; row++)
            if (run.RowCounts[row] != 0) record.Add(Rows, row, run.RowCounts[row]);
        for (int i = 0; i < KnownDeviations.All.Count; i++)
            if (run.Deviations.Counts.TryGetValue(KnownDeviations.All[i], out long count)) record.Add(Deviations, i, count);
    }
}

/// <summary>What an interrupt met.</summary>
internal enum InterruptedIn
{
    Instructions,
    Divide,
    LoadMultiple,
    StoreMultiple,
    ItBlock,
    FloatingPoint,
    ExceptionEntry,
    ExceptionReturn,
    Handler,
}

/// <summary>How a handler was reached or left.</summary>
internal enum ExceptionEvent
{
    Entry,
    Preemption,
    LateArrival,
    TailChain,
    ReturnGivenUp,
    Return,
}
