using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>
/// The numbers of the core that a study may change. Counts per instruction that Arm publishes are in the timing table;
/// here are the parameters of the pipeline, of exceptions and of the implementation.
/// </summary>
public sealed record CoreParameters
{
    private const string Trm = "Arm Cortex-M4 TRM r0p1 (DDI 0439)";

    /// <summary>Cycles from a taken branch until its target executes, beyond the branch's own cycle, where decode already asks for the target.</summary>
    [ModelChoice(Trm + " gives 1 to 3. B, BL and branches to LR ask for their target in decode (Arm Cortex-M3 TRM, DDI 0337G, table 15-3), which makes 1 for them, but with 2 and no cycles for misaligned targets the totals of whole programs are nearer to silicon")]
    [Range(1, 3)]
    public int RefillDecode { get; init; } = 2;

    /// <summary>The same where execute asks for the target: it is in a register, or the branch compares.</summary>
    [Derived(Trm + " gives 1 to 3; CBZ and branches to other registers ask for the target in execute (DDI 0337G, table 15-3), one cycle later")]
    [Range(1, 3)]
    public int RefillExecute { get; init; } = 2;

    /// <summary>The same where the target is loaded from memory.</summary>
    [Published(Trm + ", 3.3.3: a load of PC takes two cycles and three of refill")]
    [Range(1, 4)]
    public int RefillLoad { get; init; } = 3;

    /// <summary>More refill where the target is a 32-bit instruction that is not word aligned.</summary>
    [ModelChoice("fetch is 32 bits wide, so the second half of such a target arrives a cycle later; the 2 cycles of refill_decode contain it on average, with 1 of those this is 1")]
    [Range(0, 2)]
    public int MisalignedTargetRefill { get; init; }

    /// <summary>More cycles of a table branch (address add after the load).</summary>
    [Published(Trm + ", 3.3.3: two cycles for the load, one for the add, three of refill")]
    [Range(0, 2)]
    public int TableBranchAdd { get; init; } = 1;

    /// <summary>Stall of a load or store whose address the preceding data-processing instruction makes.</summary>
    [Published(Trm + ", 3.3.3: no forwarding into the address generator")]
    [Range(0, 2)]
    public int AddressStall { get; init; } = 1;

    /// <summary>Stall of a literal load while the prefetch buffer fills: both want the memory that holds the code.</summary>
    [ModelChoice(Trm + ", 3.3.3: a literal load might add a cycle because of contention with the fetch unit; code and literals have a port each here, and the processing element's banks show their conflicts themselves")]
    [Range(0, 2)]
    public int LiteralContention { get; init; }

    /// <summary>Stall of the third of a run of 32-bit instructions that are not word aligned.</summary>
    [ModelChoice("1 was measured with code in the flash of a Cortex-M4 for groups of three or more 32-bit instructions that are not word aligned; not known for SRAM")]
    [Range(0, 2)]
    public int MisalignedRun { get; init; }

    /// <summary>Words in the prefetch buffer.</summary>
    [ModelChoice("a 3-word buffer keeps execute fed at one word per cycle")]
    [Range(1, 8)]
    public int PrefetchWords { get; init; } = 3;

    /// <summary>True: an IT behind a 16-bit instruction takes no cycle.</summary>
    [Published(Trm + ", 3.3.1: IT may fold onto a preceding 16-bit instruction")]
    public bool FoldIt { get; init; } = true;

    /// <summary>Longest divide, cycles.</summary>
    [Published(Trm + ", table 3-1: 2 to 12 cycles")]
    [Range(2, 34)]
    public int DivideMost { get; init; } = 12;

    /// <summary>Divide cycles before the bits of the quotient.</summary>
    [ModelChoice("early termination is not published")]
    [Range(2, 12)]
    public int DivideBase { get; init; } = 4;

    /// <summary>Quotient bits per cycle of a divide.</summary>
    [ModelChoice("early termination is not published")]
    [Range(1, 32)]
    public int DivideBitsPerCycle { get; init; } = 4;

    /// <summary>Cycles of VDIV and VSQRT.</summary>
    [Published(Trm + ", table 7-1")]
    [Range(1, 64)]
    public int FloatDivide { get; init; } = 14;

    /// <summary>Stall of a floating-point instruction that uses the result of the one just before.</summary>
    [Published(Trm + ", 7.2.3")]
    [Range(0, 4)]
    public int FloatHazard { get; init; } = 1;

    /// <summary>Cycles of MSR, MRS and CPS.</summary>
    [ModelChoice(Trm + ": 1 or 2")]
    [Range(1, 4)]
    public int SystemRegister { get; init; } = 2;

    /// <summary>Cycles of DSB and DMB beyond the first.</summary>
    [ModelChoice(Trm + ": 1+B, B may be 0 with an empty write buffer")]
    [Range(0, 16)]
    public int Barrier { get; init; }

    /// <summary>Cycles from an interrupt to its first instruction.</summary>
    [Published(Trm + ", 3.9.1")]
    [Range(8, 64)]
    public int ExceptionEntry { get; init; } = 12;

    /// <summary>The same where sixteen floating-point registers and FPSCR are pushed at once.</summary>
    [Published(Trm + ": 29 with lazy stacking off")]
    [Range(8, 64)]
    public int ExceptionEntryFloat { get; init; } = 29;

    /// <summary>Cycles from the return instruction to the first instruction of the interrupted code.</summary>
    [Published(Trm + ", 3.9.1")]
    [Range(4, 64)]
    public int ExceptionReturn { get; init; } = 10;

    /// <summary>The same where floating-point registers are restored.</summary>
    [Published(Trm + ": 27 with a floating-point frame")]
    [Range(4, 64)]
    public int ExceptionReturnFloat { get; init; } = 27;

    /// <summary>Cycles from one handler's return instruction to the first instruction of the next handler.</summary>
    [Published(Trm + ", 3.9.1")]
    [Range(4, 64)]
    public int TailChain { get; init; } = 6;

    /// <summary>Last cycle of an entry in which a more urgent exception still takes it over, counted from its end.</summary>
    [ModelChoice("vector read and three-stage refill follow the choice of the handler")]
    [Range(0, 8)]
    public int LateArrivalBeforeEnd { get; init; } = 4;

    /// <summary>Cycles that the first floating-point instruction of a handler waits for the lazy save.</summary>
    [Derived("29 - 12 cycles of the entry that saves at once")]
    [Range(0, 64)]
    public int LazySave { get; init; } = 17;

    /// <summary>More cycles to resume an interrupted load or store multiple.</summary>
    [ModelChoice("1 to 2 extra cycles are reported")]
    [Range(0, 4)]
    public int MultipleResume { get; init; } = 1;

    /// <summary>Implemented priority bits, 3 to 8.</summary>
    [Published("SpiNNaker2: 5")]
    [Range(3, 8)]
    public int PriorityBits { get; init; } = 8;

    /// <summary>External interrupt lines, 1 to 240.</summary>
    [Published("SpiNNaker2: 45")]
    [Range(1, 240)]
    public int Interrupts { get; init; } = 32;

    /// <summary>Regions of the memory protection unit, 8; 0: there is none.</summary>
    [ModelChoice(Trm + ", 5: an option of 8 regions; whether SpiNNaker2 has it is not published")]
    [Range(0, 8)]
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
}
