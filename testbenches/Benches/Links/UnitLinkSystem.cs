using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.LongRange;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.Benches.Links;

/// <summary>Two ends of a link of units with a source and a sink each.</summary>
internal sealed class UnitLinkSystem
{
    public const long RouterPeriod = 2_500_000;

    private const int FirstLink = 1;

    private readonly bool _selective;

    public UnitLinkSystem(bool longRange, UnitLinkParameters protocol, IReadOnlyList<LineOptions> lines, LinkScenario scenario, long phase, SimulationOptions options)
    {
        Simulation = new Simulation(options);
        _selective = protocol.SelectiveRepeat;
        var shortOptions = new ShortRangeParameters { Protocol = protocol };
        var longOptions = new LongRangeParameters { Protocol = protocol };
        Period = longRange ? longOptions.BytePeriod : shortOptions.WordPeriod;
        UnitCycles = longRange ? 12 : 2;
        var shortEnds = new ShortRangeEndpoint[2];
        LongEnds = new LongRangeEndpoint[longRange ? 2 : 0];
        for (int side = 0; side < 2; side++)
        {
            ClockDomain router = Simulation.Clock($"router{side}", RouterPeriod, side * phase, side);
            ClockDomain word = Simulation.Clock($"word{side}", Period, side * phase, side);
            if (side == 0) Clock = word;
            var chip = new Component(Simulation.Root, $"chip{side}", router);
            Sources[side] = new PacketSource(chip, "source", router, scenario.Packets(side));
            Sinks[side] = new PacketSink(chip, "sink", router, 1, scenario.Closed(side));
            Ends[side] = longRange
                ? (LongEnds[side] = new LongRangeEndpoint(chip, "link", router, word, Route(side), longOptions)).Units
                : (shortEnds[side] = new ShortRangeEndpoint(chip, "link", router, word, Route(side), shortOptions)).Units;
            Wiring.Connect(Sources[side].Packets, Ends[side].Input);
            Wiring.Connect(Ends[side].Output, Sinks[side].Packets);
            Software[side] = new RegisterAgent(new Component(Simulation.Root, $"software{side}", word), Ends[side].Bank.Request, Ends[side].Bank.Reply);
        }
        if (longRange)
        {
            _ = new LongRangeLink(Simulation.Root, "link", LongEnds[0], LongEnds[1], lines[0], lines[1]);
            for (int side = 0; side < 2; side++) OnLine[side] = LongEnds[side].Coder.Words;
        }
        else
        {
            var link = new ShortRangeLink(Simulation.Root, "link", shortEnds[0], shortEnds[1], lines[0], lines[1]);
            (OnLine[0], OnLine[1]) = (link.FromA.Input, link.FromB.Input);
        }
    }

    /// <summary>Sets both ends into loopback by their registers, before the simulation starts.</summary>
    public void LoopBack()
    {
        const uint control = 0x00, loopback = 1 << 6, restart = 1 << 7, enables = 0x30, selective = 1 << 8;
        for (int side = 0; side < 2; side++)
        {
            uint mode = LongEnds.Length > 0 ? 2u : 1u;
            Software[side].Begin(control, mode | enables | loopback | restart | (_selective ? selective : 0));
        }
    }

    public Simulation Simulation { get; }

    public ClockDomain Clock { get; private set; } = null!;

    /// <summary>Period of the clock of units.</summary>
    public long Period { get; }

    /// <summary>Cycles of a unit.</summary>
    public int UnitCycles { get; }

    public PacketSource[] Sources { get; } = new PacketSource[2];

    public PacketSink[] Sinks { get; } = new PacketSink[2];

    /// <summary>The protocol at either side.</summary>
    public UnitEnd[] Ends { get; } = new UnitEnd[2];

    /// <summary>What reads and writes the registers of either side.</summary>
    public RegisterAgent[] Software { get; } = new RegisterAgent[2];

    public LongRangeEndpoint[] LongEnds { get; }

    /// <summary>Where a side's units are seen for one cycle before anything happens to them.</summary>
    public In<LinkUnit>[] OnLine { get; } = new In<LinkUnit>[2];

    /// <summary>The link number of a side, which packets that arrive there carry.</summary>
    public static int Route(int side) => FirstLink + (3 * side);
}
