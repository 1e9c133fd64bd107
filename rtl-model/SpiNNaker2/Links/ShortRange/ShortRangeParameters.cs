using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.ShortRange;

/// <summary>The short-range link of SpiNNaker2: six lanes with double data rate on a forwarded clock of 500 MHz, 6 Gbit/s each way.</summary>
public sealed record ShortRangeParameters
{
    /// <summary>Data lanes of one direction.</summary>
    [Published("Scholze et al., OJCAS 2026: six data lanes and a forwarded differential clock")]
    public int Lanes { get; init; } = 6;

    /// <summary>Period of the word clock in femtoseconds.</summary>
    [Published("Scholze et al., OJCAS 2026: word clock of 125 MHz, a quarter of the bit clock of 500 MHz")]
    public long WordPeriod { get; init; } = 8_000_000;

    /// <summary>Bits that a lane carries in a word-clock cycle.</summary>
    [Published("Scholze et al., OJCAS 2026: serialisation factor 8, four clock cycles with two edges each")]
    public int BitsPerLaneAndWord { get; init; } = 8;

    /// <summary>Word-clock cycles between the serialiser's input and the check's: two to serialise, two to deserialise.</summary>
    [ModelChoice("two word-clock cycles for a unit at either end; the whole way is then 13 word-clock cycles from router to router")]
    public int LineCycles { get; init; } = 4;

    /// <summary>The protocol.</summary>
    public UnitLinkParameters Protocol { get; init; } = new();

    /// <summary>Packets that the crossings between router clock and word clock hold.</summary>
    [ModelChoice("covers the synchronisers' round trip at one packet in a unit")]
    public int CrossingDepth { get; init; } = 8;

    /// <summary>Flip-flops of the synchronisers into the word clock.</summary>
    [ModelChoice("not published; with three of them, and two into the router's clock, the way takes 13 word-clock cycles on average")]
    public int TransmitStages { get; init; } = 3;

    /// <summary>Flip-flops of the synchronisers into the router's clock.</summary>
    [ModelChoice("two are usual")]
    public int ReceiveStages { get; init; } = 2;

    /// <summary>Word-clock cycles from router to router, on average over the phases of the clocks: what the stages above come to, and what the model measures.</summary>
    [Derived("crossing 3, framing 2, line 4, check 1, crossing 3")]
    public int LatencyCycles => TransmitStages + 2 + LineCycles + 1 + ReceiveStages + 1;

    /// <summary>The parameters with the time on the line that lanes and unit imply.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; says which.</exception>
    internal ShortRangeParameters Checked(string path)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Lanes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BitsPerLaneAndWord, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LineCycles, 2);
        int cycles = (LinkUnit.Bits + (Lanes * BitsPerLaneAndWord) - 1) / (Lanes * BitsPerLaneAndWord);
        return this with { Protocol = (Protocol with { UnitCycles = cycles }).Checked(path) };
    }

    /// <summary>Units a second on a line without faults.</summary>
    public double UnitsPerSecond => 1e15 / (WordPeriod * (double)((LinkUnit.Bits + (Lanes * BitsPerLaneAndWord) - 1) / (Lanes * BitsPerLaneAndWord)));
}
