using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Named faults of the core, "pe." or "nvic." and the name in small letters: mistakes that can be switched in to show that the properties notice them.</summary>
[Flags]
internal enum CoreMistake
{
    None = 0,
    SubtractCarry = 1,
    ShiftBy32 = 1 << 1,
    SaturationFlag = 1 << 2,
    StickyFloatFlag = 1 << 3,
    ExclusiveStore = 1 << 4,
    ItState = 1 << 5,
    MultipleRestart = 1 << 6,
    DivideRestart = 1 << 7,
    LazySave = 1 << 8,
    TailChainPriority = 1 << 9,
    LateArrival = 1 << 10,
    EntryCycles = 1 << 11,
    ReturnCycles = 1 << 12,
    TailChainCycles = 1 << 13,
    MultipleCycles = 1 << 14,
    InterruptLost = 1 << 15,
    BasepriIgnored = 1 << 16,
    PrimaskIgnored = 1 << 17,
    GroupingIgnored = 1 << 18,
    HigherNumberFirst = 1 << 19,
    LevelForgotten = 1 << 20,
    PulseLost = 1 << 21,
    EnableIgnored = 1 << 22,
    NoTailChain = 1 << 23,
    StaysActive = 1 << 24,
}

/// <summary>
/// Where the mistakes are made. None costs time where it is off: those of instructions are switched in when an instruction is decoded,
/// those of cycles in the parameters, and the others are asked for on paths that only exceptions take.
/// </summary>
internal static class CoreMistakes
{
    /// <summary>Every mistake with its fault's name and what goes wrong.</summary>
    public static IReadOnlyList<(CoreMistake Mistake, string Name, string Description)> All { get; } =
    [
        (CoreMistake.SubtractCarry, "pe.subtract_carry", "SUBS with an immediate sets the carry on a borrow instead of clearing it."),
        (CoreMistake.ShiftBy32, "pe.shift_by_32", "A shift by a register that holds 32 does nothing."),
        (CoreMistake.SaturationFlag, "pe.saturation_flag", "SSAT, USAT and QADD do not set Q."),
        (CoreMistake.StickyFloatFlag, "pe.sticky_float_flag", "Floating-point arithmetic replaces the cumulative flags of FPSCR instead of adding to them."),
        (CoreMistake.ExclusiveStore, "pe.exclusive_store", "STREX always succeeds."),
        (CoreMistake.ItState, "pe.it_state", "An exception inside an IT block loses the IT state."),
        (CoreMistake.MultipleRestart, "pe.multiple_restart", "An interrupted load or store multiple goes on at its first address."),
        (CoreMistake.DivideRestart, "pe.divide_restart", "A divide that gives way to an interrupt has already written its result."),
        (CoreMistake.LazySave, "pe.lazy_save", "The first floating-point instruction of a handler does not save the interrupted registers."),
        (CoreMistake.TailChainPriority, "pe.tail_chain_priority", "Tail-chaining goes on with the least urgent pending exception."),
        (CoreMistake.LateArrival, "pe.late_arrival", "An exception that arrives during entry is overlooked, though it is more urgent."),
        (CoreMistake.EntryCycles, "pe.entry_cycles_more", "Exception entry takes one cycle more."),
        (CoreMistake.ReturnCycles, "pe.return_cycles_less", "Exception return takes one cycle less."),
        (CoreMistake.TailChainCycles, "pe.tail_chain_cycles_more", "Tail-chaining takes one cycle more."),
        (CoreMistake.MultipleCycles, "pe.multiple_cycles", "A load multiple that nothing can interrupt takes one cycle less than one that is watched."),
        (CoreMistake.InterruptLost, "pe.interrupt_lost", "An interrupt that ends a load multiple is forgotten."),
    ];

    /// <summary>Mistakes of the interrupt controller, which the bench of priorities notices.</summary>
    public static IReadOnlyList<(CoreMistake Mistake, string Name, string Description)> OfInterrupts { get; } =
    [
        (CoreMistake.BasepriIgnored, "nvic.basepri_ignored", "BASEPRI masks nothing."),
        (CoreMistake.PrimaskIgnored, "nvic.primask_ignored", "PRIMASK masks nothing."),
        (CoreMistake.GroupingIgnored, "nvic.grouping_ignored", "Every bit of a priority counts for preemption, whatever PRIGROUP says."),
        (CoreMistake.HigherNumberFirst, "nvic.higher_number_first", "Of pending interrupts of equal priority the one with the higher number is served."),
        (CoreMistake.LevelForgotten, "nvic.level_forgotten", "A line that is still asserted when its handler returns does not pend again."),
        (CoreMistake.PulseLost, "nvic.pulse_lost", "A rising edge while the interrupt is active does not pend it."),
        (CoreMistake.EnableIgnored, "nvic.enable_ignored", "A disabled interrupt is served too."),
        (CoreMistake.NoTailChain, "nvic.no_tail_chain", "Registers are popped and pushed again between two handlers."),
        (CoreMistake.StaysActive, "nvic.stays_active", "Taking an interrupt clears its pending bit, but does not make it active."),
    ];

    /// <summary>The core's part of the faults that are switched in.</summary>
    public static CoreMistake Of(FaultSet? faults)
    {
        var result = CoreMistake.None;
        if (faults is null) return result;
        foreach ((CoreMistake mistake, string name, _) in All)
            if (faults.Has(name)) result |= mistake;
        foreach ((CoreMistake mistake, string name, _) in OfInterrupts)
            if (faults.Has(name)) result |= mistake;
        return result;
    }

    /// <summary>Parameters with the mistakes of cycles in them.</summary>
    public static CoreParameters In(CoreParameters parameters, CoreMistake mistakes)
    {
        if ((mistakes & CoreMistake.EntryCycles) != 0) parameters = parameters with { ExceptionEntry = parameters.ExceptionEntry + 1, ExceptionEntryFloat = parameters.ExceptionEntryFloat + 1 };
        if ((mistakes & CoreMistake.ReturnCycles) != 0) parameters = parameters with { ExceptionReturn = parameters.ExceptionReturn - 1, ExceptionReturnFloat = parameters.ExceptionReturnFloat - 1 };
        if ((mistakes & CoreMistake.TailChainCycles) != 0) parameters = parameters with { TailChain = parameters.TailChain + 1 };
        return parameters;
    }

    /// <summary>Makes an instruction that was just decoded a mistaken one, where a mistake is about it.</summary>
    public static void In(CoreMistake mistakes, ref Instruction i)
    {
        CoreMistake about = i.Operation switch
        {
            Operation.SubImm when i.Has(InstructionFlags.SetFlags) => CoreMistake.SubtractCarry,
            Operation.LslReg or Operation.LsrReg or Operation.AsrReg => CoreMistake.ShiftBy32,
            Operation.Ssat or Operation.Usat or Operation.Qadd => CoreMistake.SaturationFlag,
            >= Operation.Vmla and <= Operation.Vfms or Operation.Vsqrt => CoreMistake.StickyFloatFlag,
            Operation.Strex or Operation.Strexb or Operation.Strexh => CoreMistake.ExclusiveStore,
            _ => CoreMistake.None,
        };
        if ((mistakes & about) != 0) i.Operation = Operation.Mistaken;
        else if ((mistakes & CoreMistake.MultipleCycles) != 0 && i.Operation is Operation.LdmIa && i.Cycles > 2) i.Cycles--;
    }
}
