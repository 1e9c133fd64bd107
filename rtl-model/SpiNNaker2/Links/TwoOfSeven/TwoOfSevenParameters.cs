using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.TwoOfSeven;

/// <summary>The link between SpiNNaker chips. It has no clock; the model steps in nanoseconds.</summary>
public sealed record TwoOfSevenParameters
{
    /// <summary>The step in femtoseconds.</summary>
    [ModelChoice("a twentieth of a symbol")]
    public long Step { get; init; } = 1_000_000;

    /// <summary>Steps from a symbol to the next one: there and back.</summary>
    [Derived("about 50 million symbols a second (SpiNNaker application note 7): 20 ns, of which half each way")]
    public int SymbolSteps { get; init; } = 20;

    /// <summary>Steps after which a sender takes a missing acknowledge for lost and goes on.</summary>
    [ModelChoice("spio's sender has an acknowledge timeout; its length is chosen: ten times what a router may block a packet (wait1 of 240 cycles of 200 MHz)")]
    public int AcknowledgeTimeout { get; init; } = 12_000;

    /// <summary>Packets that the crossings between router clock and link hold.</summary>
    [ModelChoice("as on the links of SpiNNaker2")]
    public int CrossingDepth { get; init; } = 8;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; says which.</exception>
    internal TwoOfSevenParameters Checked(string path)
    {
        if (Step < 1) throw new ArgumentOutOfRangeException(nameof(Step), Step, $"{path}: the step is {Step} fs; at least 1 is allowed.");
        if (SymbolSteps < 8 || SymbolSteps % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(SymbolSteps), SymbolSteps, $"{path}: a symbol takes {SymbolSteps} steps; an even number of at least 8 is allowed.");
        if (AcknowledgeTimeout <= SymbolSteps)
            throw new ArgumentOutOfRangeException(nameof(AcknowledgeTimeout), AcknowledgeTimeout, $"{path}: the timeout is {AcknowledgeTimeout} steps; it must be longer than a symbol, which takes {SymbolSteps}.");
        return this;
    }
}

/// <summary>Wires that change their level at once: seven data wires, or (bit 0) the acknowledge.</summary>
/// <param name="Toggled">Bit n: wire n.</param>
[Payload]
public readonly partial record struct Wires(byte Toggled);
