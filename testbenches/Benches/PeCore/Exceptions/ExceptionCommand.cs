namespace HwModel.Benches.PeCore.Exceptions;

/// <summary>How the interrupts of a case are set up: four lines, whose handlers are a few NOPs and a return.</summary>
/// <param name="Priority0">Priority byte of line 0.</param>
/// <param name="Priority1">Priority byte of line 1.</param>
/// <param name="Priority2">Priority byte of line 2.</param>
/// <param name="Priority3">Priority byte of line 3.</param>
/// <param name="Group">AIRCR.PRIGROUP, 0 to 7.</param>
/// <param name="Length">NOPs in each handler, 0 to 20.</param>
/// <param name="HasFloat">Whether the interrupted code has used floating point.</param>
/// <param name="SavesAtOnce">Whether floating-point registers are pushed at entry (FPCCR.LSPEN is clear).</param>
public sealed record ExceptionConfiguration(byte Priority0, byte Priority1, byte Priority2, byte Priority3, int Group, int Length, bool HasFloat, bool SavesAtOnce)
{
    internal int PriorityOf(int line) => line switch { 0 => Priority0, 1 => Priority1, 2 => Priority2, _ => Priority3 };
}

/// <summary>A line is pended.</summary>
/// <param name="Line">0 to 3.</param>
/// <param name="After">Cycles after the one before.</param>
public sealed record Raise(int Line, int After);
