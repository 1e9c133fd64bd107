using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Training;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.LongRange;

/// <summary>The long-range link of SpiNNaker2: one LVDS pair each way, double data rate at 1 GHz, 2 Gbit/s on the line, 8b10b with clock recovery, up to 1.5 m.</summary>
public sealed record LongRangeParameters
{
    /// <summary>Period of the byte clock in femtoseconds: ten line bits.</summary>
    [Derived("2 Gbit/s (Scholze et al., OJCAS 2026) and ten line bits for a byte: 200 MHz")]
    public long BytePeriod { get; init; } = 5_000_000;

    /// <summary>Byte-clock cycles from the first bit of a unit on the line to its check: reception of twelve symbols, clock recovery and decoder.</summary>
    [ModelChoice("twelve symbols and four cycles of pipeline")]
    public int LineCycles { get; init; } = 16;

    /// <summary>Good handshake units that make a lock.</summary>
    [ModelChoice("as many as on the board-to-board link of SpiNNaker")]
    public int LockUnits { get; init; } = 100;

    /// <summary>How many good handshake units a bad one takes back while the receiver locks.</summary>
    [ModelChoice("a line with one wrong bit in a thousand must lock too; 100 in a row would practically never come there")]
    public int LockPenalty { get; init; } = 4;

    /// <summary>Bad units in a row that lose the lock.</summary>
    [ModelChoice("not published")]
    public int LossUnits { get; init; } = 8;

    /// <summary>Units between two clock compensations of four K28.0.</summary>
    [ModelChoice("as often as on the board-to-board link of SpiNNaker")]
    public int CompensationUnits { get; init; } = 1000;

    /// <summary>Handshake units that go out after the signal was lost.</summary>
    [ModelChoice("enough to tell the partner; it goes on when the signal is back")]
    public int LostHandshakes { get; init; } = 128;

    /// <summary>The protocol; twelve byte-clock cycles for a unit, and the line stays active to hold the lock.</summary>
    public UnitLinkParameters Protocol { get; init; } = new() { UnitCycles = UnitCode.Symbols, IdleUnits = 0, WakeCycles = 0 };

    /// <summary>Packets that the crossings between router clock and byte clock hold.</summary>
    [ModelChoice("as on the short-range link")]
    public int CrossingDepth { get; init; } = 8;

    /// <summary>Lock, loss and compensation, in byte-clock cycles.</summary>
    internal TrainingRules Training => new(
        UnitCode.Symbols, LockUnits, LockPenalty, LossUnits, 0, LostHandshakes, (CompensationUnits * (long)UnitCode.Symbols) + CompensationSymbols, CompensationSymbols);

    private const int CompensationSymbols = 4;

    /// <summary>Byte-clock cycles from router to router, on average, the cable's flight apart.</summary>
    [Derived("crossing 3, framing and coder 3, line, decoder and check 2, crossing 4")]
    public int LatencyCycles => LineCycles + 12;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; says which.</exception>
    internal LongRangeParameters Checked(string path)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LineCycles, UnitCode.Symbols);
        ArgumentOutOfRangeException.ThrowIfLessThan(LockUnits, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(LockPenalty);
        ArgumentOutOfRangeException.ThrowIfLessThan(LossUnits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CompensationUnits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LostHandshakes, 1);
        return this with { Protocol = (Protocol with { UnitCycles = UnitCode.Symbols, IdleUnits = 0 }).Checked(path) };
    }
}
