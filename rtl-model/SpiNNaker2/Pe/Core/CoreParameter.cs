namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>One number of the core by its name: where it comes from, what is allowed, how it is read and changed.</summary>
/// <param name="Name">Path-like name, for example "pe.core.refill".</param>
/// <param name="Unit">Unit, for example "cycles".</param>
/// <param name="Origin">Published, derived or chosen.</param>
/// <param name="Reason">The citation, the derivation or why it was chosen.</param>
/// <param name="Least">The least value that is allowed.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Read">The value in a set of parameters.</param>
/// <param name="With">The parameters with another value.</param>
public sealed record CoreParameter(string Name, string Unit, Origin Origin, string Reason, int Least, int Most, Func<CoreParameters, int> Read, Func<CoreParameters, int, CoreParameters> With)
{
    private const string Trm = "Arm Cortex-M4 TRM r0p1 (DDI 0439)";

    /// <summary>Every number of the core.</summary>
    public static IReadOnlyList<CoreParameter> All { get; } =
    [
        new("pe.core.refill", "cycles", Origin.Chosen, $"{Trm} gives 1 to 3; 2 fits published cycle totals of 19 programs best (median error 4.3 %)", 1, 3, p => p.Refill, (p, value) => p with { Refill = value }),
        new("pe.core.refill.misaligned", "cycles", Origin.Derived, "fetch is 32 bits wide: the second half of such a target arrives a cycle later; measured on silicon", 0, 2, p => p.MisalignedTargetRefill, (p, value) => p with { MisalignedTargetRefill = value }),
        new("pe.core.table-branch-add", "cycles", Origin.Chosen, $"{Trm} lists 2+P, its text also mentions an add cycle", 0, 2, p => p.TableBranchAdd, (p, value) => p with { TableBranchAdd = value }),
        new("pe.core.address-stall", "cycles", Origin.Chosen, "did not improve the prediction of published cycle totals", 0, 2, p => p.AddressStall, (p, value) => p with { AddressStall = value }),
        new("pe.core.prefetch-words", "words", Origin.Chosen, "a 3-word buffer keeps execute fed at one word per cycle", 1, 8, p => p.PrefetchWords, (p, value) => p with { PrefetchWords = value }),
        new("pe.core.fold-it", "", Origin.Published, $"{Trm}, 3.3.1: IT may fold onto a preceding 16-bit instruction", 0, 1, p => p.FoldIt ? 1 : 0, (p, value) => p with { FoldIt = value != 0 }),
        new("pe.core.divide-most", "cycles", Origin.Published, $"{Trm}, table 3-1: 2 to 12 cycles", 2, 34, p => p.DivideMost, (p, value) => p with { DivideMost = value }),
        new("pe.core.divide-base", "cycles", Origin.Chosen, "early termination is not published", 2, 12, p => p.DivideBase, (p, value) => p with { DivideBase = value }),
        new("pe.core.divide-bits-per-cycle", "bits", Origin.Chosen, "early termination is not published", 1, 32, p => p.DivideBitsPerCycle, (p, value) => p with { DivideBitsPerCycle = value }),
        new("pe.core.float-divide", "cycles", Origin.Published, $"{Trm}, table 7-1", 1, 64, p => p.FloatDivide, (p, value) => p with { FloatDivide = value }),
        new("pe.core.float-hazard", "cycles", Origin.Published, $"{Trm}, 7.2.3", 0, 4, p => p.FloatHazard, (p, value) => p with { FloatHazard = value }),
        new("pe.core.system-register", "cycles", Origin.Chosen, $"{Trm}: 1 or 2", 1, 4, p => p.SystemRegister, (p, value) => p with { SystemRegister = value }),
        new("pe.core.barrier", "cycles", Origin.Chosen, $"{Trm}: 1+B, B may be 0 with an empty write buffer", 0, 16, p => p.Barrier, (p, value) => p with { Barrier = value }),
        new("pe.core.exception-entry", "cycles", Origin.Published, $"{Trm}, 3.9.1", 8, 64, p => p.ExceptionEntry, (p, value) => p with { ExceptionEntry = value }),
        new("pe.core.exception-entry-float", "cycles", Origin.Published, $"{Trm}: 29 with lazy stacking off", 8, 64, p => p.ExceptionEntryFloat, (p, value) => p with { ExceptionEntryFloat = value }),
        new("pe.core.exception-return", "cycles", Origin.Published, $"{Trm}, 3.9.1", 4, 64, p => p.ExceptionReturn, (p, value) => p with { ExceptionReturn = value }),
        new("pe.core.exception-return-float", "cycles", Origin.Published, $"{Trm}: 27 with a floating-point frame", 4, 64, p => p.ExceptionReturnFloat, (p, value) => p with { ExceptionReturnFloat = value }),
        new("pe.core.tail-chain", "cycles", Origin.Published, $"{Trm}, 3.9.1", 4, 64, p => p.TailChain, (p, value) => p with { TailChain = value }),
        new("pe.core.late-arrival-before-end", "cycles", Origin.Chosen, "vector read and three-stage refill follow the choice of the handler", 0, 8, p => p.LateArrivalBeforeEnd, (p, value) => p with { LateArrivalBeforeEnd = value }),
        new("pe.core.lazy-save", "cycles", Origin.Derived, "29 - 12 cycles of the entry that saves at once", 0, 64, p => p.LazySave, (p, value) => p with { LazySave = value }),
        new("pe.core.multiple-resume", "cycles", Origin.Chosen, "1 to 2 extra cycles are reported", 0, 4, p => p.MultipleResume, (p, value) => p with { MultipleResume = value }),
        new("pe.core.priority-bits", "bits", Origin.Published, "SpiNNaker2: 5", 3, 8, p => p.PriorityBits, (p, value) => p with { PriorityBits = value }),
        new("pe.core.interrupts", "lines", Origin.Published, "SpiNNaker2: 45", 1, 240, p => p.Interrupts, (p, value) => p with { Interrupts = value }),
    ];
}
