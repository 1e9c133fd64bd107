using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>The protocol of units: sizes and times, in word-clock cycles or in units.</summary>
public sealed record UnitLinkParameters
{
    /// <summary>Word-clock cycles that a unit takes on the line.</summary>
    [Published("Scholze et al., OJCAS 2026: six lanes, serialisation 8, two cycles of the 125 MHz word clock for 96 bits")]
    public int UnitCycles { get; init; } = 2;

    /// <summary>Units that may be sent and not yet acknowledged, 1 to 8: half of the 16 ids, so that an old unit never looks like a new one.</summary>
    [ModelChoice("packet id and resend are published, the window is not; half of the ids of a 4-bit field")]
    public int Window { get; init; } = 8;

    /// <summary>Resend single units, with a reorder buffer of eight at the receiver, instead of going back to the lost one.</summary>
    [ModelChoice("resend and re-ordering are published, the rule is not")]
    public bool SelectiveRepeat { get; init; }

    /// <summary>Units that the receiver's FIFO holds.</summary>
    [ModelChoice("the chip has 896 kbit of link buffers, their division is not published")]
    public int ReceiveDepth { get; init; } = 32;

    /// <summary>Units between two advertisements of free space.</summary>
    [ModelChoice("half of the receive FIFO")]
    public int CreditUnits { get; init; } = 16;

    /// <summary>Units without acknowledge before a resend.</summary>
    [ModelChoice("eight windows")]
    public int ResendUnits { get; init; } = 64;

    /// <summary>Timeouts in a row that mark the link down.</summary>
    [ModelChoice("an eighth of the rate of resends still brings a link with heavy errors through")]
    public int GiveUp { get; init; } = 8;

    /// <summary>Idle units before the lines are grounded; 0: never.</summary>
    [ModelChoice("grounded idle lines and immediate restart are published, the time is not")]
    public int IdleUnits { get; init; } = 32;

    /// <summary>Word-clock cycles from grounded lines to the first unit.</summary>
    [ModelChoice("\"immediate restart\": one unit")]
    public int WakeCycles { get; init; } = 2;

    /// <summary>The most units between two probes of a link that is down; the time doubles from <see cref="ResendUnits"/> on.</summary>
    [ModelChoice("a dead link costs one unit in 65 us")]
    public int MostProbeUnits { get; init; } = 4096;

    /// <summary>Throws where a value is out of its range.</summary>
    /// <param name="path">Who has these parameters.</param>
    internal UnitLinkParameters Checked(string path)
    {
        Within(UnitCycles, 1, 1 << 16, nameof(UnitCycles));
        Within(Window, 1, LinkUnit.Ids / 2, nameof(Window));
        Within(ReceiveDepth, 1, 63, nameof(ReceiveDepth));
        Within(CreditUnits, 1, ReceiveDepth, nameof(CreditUnits));
        Within(ResendUnits, 16, 255, nameof(ResendUnits));
        Within(GiveUp, 1, 15, nameof(GiveUp));
        Within(IdleUnits, 0, 1 << 20, nameof(IdleUnits));
        Within(WakeCycles, 0, 1 << 20, nameof(WakeCycles));
        Within(MostProbeUnits, ResendUnits, 1 << 20, nameof(MostProbeUnits));
        return this;

        void Within(int value, int least, int most, string name)
        {
            if (value < least || value > most) throw new ArgumentOutOfRangeException(name, value, $"{path}: {name} is {value}; {least} to {most} are allowed.");
        }
    }
}
