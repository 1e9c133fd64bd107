namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>
/// The numbers of the core that a study may change. Counts per instruction that Arm publishes are in the timing table;
/// here are the parameters of the pipeline, of exceptions and of the implementation, each with its origin in <see cref="CoreParameter"/>.
/// </summary>
public sealed record CoreParameters
{
    /// <summary>Cycles from a taken branch until its target executes, beyond the branch's own cycle, where decode already asks for the target.</summary>
    public int RefillDecode { get; init; } = 2;

    /// <summary>The same where execute asks for the target: it is in a register, or the branch compares.</summary>
    public int RefillExecute { get; init; } = 2;

    /// <summary>The same where the target is loaded from memory.</summary>
    public int RefillLoad { get; init; } = 3;

    /// <summary>More refill where the target is a 32-bit instruction that is not word aligned.</summary>
    public int MisalignedTargetRefill { get; init; }

    /// <summary>More cycles of a table branch (address add after the load).</summary>
    public int TableBranchAdd { get; init; } = 1;

    /// <summary>Stall of a load or store whose address the preceding data-processing instruction makes.</summary>
    public int AddressStall { get; init; } = 1;

    /// <summary>Stall of a literal load while the prefetch buffer fills: both want the memory that holds the code.</summary>
    public int LiteralContention { get; init; }

    /// <summary>Stall of the third of a run of 32-bit instructions that are not word aligned.</summary>
    public int MisalignedRun { get; init; }

    /// <summary>Words in the prefetch buffer.</summary>
    public int PrefetchWords { get; init; } = 3;

    /// <summary>True: an IT behind a 16-bit instruction takes no cycle.</summary>
    public bool FoldIt { get; init; } = true;

    /// <summary>Longest divide, cycles.</summary>
    public int DivideMost { get; init; } = 12;

    /// <summary>Divide cycles before the bits of the quotient.</summary>
    public int DivideBase { get; init; } = 4;

    /// <summary>Quotient bits per cycle of a divide.</summary>
    public int DivideBitsPerCycle { get; init; } = 4;

    /// <summary>Cycles of VDIV and VSQRT.</summary>
    public int FloatDivide { get; init; } = 14;

    /// <summary>Stall of a floating-point instruction that uses the result of the one just before.</summary>
    public int FloatHazard { get; init; } = 1;

    /// <summary>Cycles of MSR, MRS and CPS.</summary>
    public int SystemRegister { get; init; } = 2;

    /// <summary>Cycles of DSB and DMB beyond the first.</summary>
    public int Barrier { get; init; }

    /// <summary>Cycles from an interrupt to its first instruction.</summary>
    public int ExceptionEntry { get; init; } = 12;

    /// <summary>The same where sixteen floating-point registers and FPSCR are pushed at once.</summary>
    public int ExceptionEntryFloat { get; init; } = 29;

    /// <summary>Cycles from the return instruction to the first instruction of the interrupted code.</summary>
    public int ExceptionReturn { get; init; } = 10;

    /// <summary>The same where floating-point registers are restored.</summary>
    public int ExceptionReturnFloat { get; init; } = 27;

    /// <summary>Cycles from one handler's return instruction to the first instruction of the next handler.</summary>
    public int TailChain { get; init; } = 6;

    /// <summary>Last cycle of an entry in which a more urgent exception still takes it over, counted from its end.</summary>
    public int LateArrivalBeforeEnd { get; init; } = 4;

    /// <summary>Cycles that the first floating-point instruction of a handler waits for the lazy save.</summary>
    public int LazySave { get; init; } = 17;

    /// <summary>More cycles to resume an interrupted load or store multiple.</summary>
    public int MultipleResume { get; init; } = 1;

    /// <summary>Implemented priority bits, 3 to 8.</summary>
    public int PriorityBits { get; init; } = 8;

    /// <summary>External interrupt lines, 1 to 240.</summary>
    public int Interrupts { get; init; } = 32;

    /// <summary>Regions of the memory protection unit, 8; 0: there is none.</summary>
    public int MpuRegions { get; init; } = 8;

    /// <summary>True: the SRAM and peripheral bit-band aliases answer.</summary>
    public bool BitBand { get; init; } = true;

    /// <summary>SysTick calibration register.</summary>
    public uint SysTickCalibration { get; init; } = 0x270F;

    /// <summary>A core as SpiNNaker2 has it.</summary>
    public static CoreParameters SpiNNaker2 { get; } = new() { PriorityBits = 5, Interrupts = 45 };

    /// <summary>
    /// The refill as Arm's table of branches and measurements of single instructions have it. Whole programs then take fewer cycles than on silicon,
    /// which is why the numbers above are not these.
    /// </summary>
    public static CoreParameters EarlyTargets { get; } = new() { RefillDecode = 1, MisalignedTargetRefill = 1, LiteralContention = 1, MisalignedRun = 1 };

    /// <summary>Every number with its origin.</summary>
    public IEnumerable<ModelParameter> Describe() => CoreParameter.All.Select(parameter => new ModelParameter(parameter.Name, parameter.Read(this), parameter.Unit, parameter.Origin, parameter.Reason));
}
