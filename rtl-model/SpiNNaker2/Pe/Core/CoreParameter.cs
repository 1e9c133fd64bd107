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
        new("pe.core.refill.decode", "cycles", Origin.Chosen, $"{Trm} gives 1 to 3. B, BL and branches to LR ask for their target in decode (Arm Cortex-M3 TRM, DDI 0337G, table 15-3), which makes 1 for them, but with 2 and no cycles for misaligned targets the totals of whole programs are nearer to silicon", 1, 3, p => p.RefillDecode, (p, value) => p with { RefillDecode = value }),
        new("pe.core.refill.execute", "cycles", Origin.Derived, $"{Trm} gives 1 to 3; CBZ and branches to other registers ask for the target in execute (DDI 0337G, table 15-3), one cycle later", 1, 3, p => p.RefillExecute, (p, value) => p with { RefillExecute = value }),
        new("pe.core.refill.load", "cycles", Origin.Published, $"{Trm}, 3.3.3: a load of PC takes two cycles and three of refill", 1, 4, p => p.RefillLoad, (p, value) => p with { RefillLoad = value }),
        new("pe.core.refill.misaligned", "cycles", Origin.Chosen, "fetch is 32 bits wide, so the second half of such a target arrives a cycle later; the 2 cycles of pe.core.refill.decode contain it on average, with 1 of those this is 1", 0, 2, p => p.MisalignedTargetRefill, (p, value) => p with { MisalignedTargetRefill = value }),
        new("pe.core.table-branch-add", "cycles", Origin.Published, $"{Trm}, 3.3.3: two cycles for the load, one for the add, three of refill", 0, 2, p => p.TableBranchAdd, (p, value) => p with { TableBranchAdd = value }),
        new("pe.core.address-stall", "cycles", Origin.Published, $"{Trm}, 3.3.3: no forwarding into the address generator", 0, 2, p => p.AddressStall, (p, value) => p with { AddressStall = value }),
        new("pe.core.literal-contention", "cycles", Origin.Chosen, $"{Trm}, 3.3.3: a literal load might add a cycle because of contention with the fetch unit; code and literals have a port each here, and the processing element's banks show their conflicts themselves", 0, 2, p => p.LiteralContention, (p, value) => p with { LiteralContention = value }),
        new("pe.core.misaligned-run", "cycles", Origin.Chosen, "1 was measured with code in the flash of a Cortex-M4 for groups of three or more 32-bit instructions that are not word aligned; not known for SRAM", 0, 2, p => p.MisalignedRun, (p, value) => p with { MisalignedRun = value }),
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
        new("pe.core.mpu-regions", "regions", Origin.Chosen, $"{Trm}, 5: an option of 8 regions; whether SpiNNaker2 has it is not published", 0, 8, p => p.MpuRegions, (p, value) => p with { MpuRegions = value }),
        new("pe.core.interrupts", "lines", Origin.Published, "SpiNNaker2: 45", 1, 240, p => p.Interrupts, (p, value) => p with { Interrupts = value }),
    ];
}
