using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Peripherals;

/// <summary>Joins the interrupt lines of the blocks and of the chip for the processor; no cycle is lost on the way.</summary>
[Module]
public sealed partial class InterruptLines(Component parent, string name, int blocks) : Module(parent, name)
{
    private const int FeedThroughs = 4;

    // Interface
    /// <summary>The lines of a block; bit n is interrupt n.</summary>
    [In(Count = "blocks", Optional = true)] public partial SignalIn<ulong>[] Block { get; }

    /// <summary>Lines that are the same for the whole chip, interrupts 23 to 26.</summary>
    [In(Optional = true)] public partial SignalIn<byte> Global { get; }

    [Out] public partial WireOut<ulong> Lines { get; }

    // State
    private readonly bool _shifted = parent.Simulation.Options.Faults.Has("interrupts.chip_lines_shifted");

    // Behaviour
    protected override Activity Tick() => Activity.Idle;

    protected override void Settle()
    {
        ulong lines = (Global.Value & ((1UL << FeedThroughs) - 1)) << (_shifted ? PeInterrupt.FeedThrough + 1 : PeInterrupt.FeedThrough);
        foreach (SignalIn<ulong> block in Block) lines |= block.Value;
        Lines.Drive(lines);
    }
}
