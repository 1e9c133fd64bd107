namespace HwModel.Benches.PeInterrupts;

/// <summary>How priorities are set up; eight interrupt lines of the element are used.</summary>
/// <param name="Group">AIRCR.PRIGROUP, 0 to 7.</param>
/// <param name="Priorities">Priority of line n in bits 5n+4 to 5n, in the five bits that exist.</param>
public sealed record NvicConfiguration(int Group, long Priorities)
{
    internal int PriorityOf(int line) => (int)(Priorities >> (5 * line) & 31) << 3;
}

/// <summary>What software and the lines do; what follows has settled before the next command. Lines are taken modulo 8.</summary>
public abstract record NvicCommand;

/// <summary>Software pends lines at once (ISPR).</summary>
public sealed record PendLines(int Lines) : NvicCommand;

/// <summary>Software takes back what is pending (ICPR).</summary>
public sealed record UnpendLines(int Lines) : NvicCommand;

/// <summary>Software enables (ISER) or disables (ICER) lines.</summary>
public sealed record EnableLines(int Lines, bool Disable) : NvicCommand;

/// <summary>Software changes the priority of a line that is not active (IPR).</summary>
public sealed record Prioritise(int Line, int Level) : NvicCommand;

/// <summary>Software changes BASEPRI.</summary>
public sealed record SetBasepri(int Level) : NvicCommand;

/// <summary>Software changes PRIMASK.</summary>
public sealed record SetPrimask(bool Masked) : NvicCommand;

/// <summary>A peripheral drives its line.</summary>
public sealed record DriveLine(int Line, bool Low) : NvicCommand;

/// <summary>The running handler returns.</summary>
public sealed record ReturnFromHandler : NvicCommand;
