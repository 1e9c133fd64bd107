using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.LongRange;
using HwModel.SpiNNaker2.Links.ShortRange;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.Benches.Links;

/// <summary>Two ends of a link of units with a source and a sink each.</summary>
internal sealed class UnitLinkSystem
{
    public const long RouterPeriod = 2_500_000;

    private const int FirstLink = 1;

    public UnitLinkSystem(bool longRange, UnitLinkParameters protocol, IReadOnlyList<LineOptions> lines, LinkScenario scenario, long phase, SimulationOptions options)
    {
        Simulation = new Simulation(options);
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
            if (longRange)
            {
                LongRangeEndpoint end = LongEnds[side] = new LongRangeEndpoint(chip, "link", router, word, Route(side), longOptions);
                Join(side, end.Input, end.Output, end.Transmitter, end.Receiver, end.Bank);
            }
            else
            {
                ShortRangeEndpoint end = shortEnds[side] = new ShortRangeEndpoint(chip, "link", router, word, Route(side), shortOptions);
                Join(side, end.Input, end.Output, end.Transmitter, end.Receiver, end.Bank);
            }
        }
        if (longRange)
        {
            _ = new LongRangeLink(Simulation.Root, "link", LongEnds[0], LongEnds[1], lines[0], lines[1]);
            for (int side = 0; side < 2; side++) OnLine[side] = LongEnds[side].Coder.Units;
        }
        else
        {
            var link = new ShortRangeLink(Simulation.Root, "link", shortEnds[0], shortEnds[1], lines[0], lines[1]);
            (OnLine[0], OnLine[1]) = (link.FromA.Input, link.FromB.Input);
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

    public UnitTransmitter[] Transmitters { get; } = new UnitTransmitter[2];

    public UnitReceiver[] Receivers { get; } = new UnitReceiver[2];

    public LinkBank[] Banks { get; } = new LinkBank[2];

    public LongRangeEndpoint[] LongEnds { get; }

    /// <summary>Where a side's units are seen for one cycle before anything happens to them.</summary>
    public In<LinkUnit>[] OnLine { get; } = new In<LinkUnit>[2];

    /// <summary>The link number of a side, which packets that arrive there carry.</summary>
    public static int Route(int side) => FirstLink + (3 * side);

    private void Join(int side, In<CommsPacket> input, Out<CommsPacket> output, UnitTransmitter transmitter, UnitReceiver receiver, LinkBank bank)
    {
        Wiring.Connect(Sources[side].Packets, input);
        Wiring.Connect(output, Sinks[side].Packets);
        (Transmitters[side], Receivers[side], Banks[side]) = (transmitter, receiver, bank);
    }
}
