using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Chip.Endpoints;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.PeSystem;

namespace HwModel.SpiNNaker2.Tests.Chip;

/// <summary>Mistakes in bridge, level policy and link registers change what a short run shows; without them it shows what was worked out by hand.</summary>
public sealed class EndpointFaultTests
{
    private const long Microsecond = 1_000_000_000;

    [Theory]
    [InlineData("ethernet.source_not_set")]
    [InlineData("ethernet.last_record_lost")]
    [InlineData("ethernet.record_over_frame_end")]
    [InlineData("ethernet.version_ignored")]
    public void The_bridges_mistakes_show(string fault)
    {
        // Two writes of one frame, one of a frame of another version, one that is cut, one read: 7, 8 and 0s, and the answer's tag.
        Assert.Equal("7 8 0 0 | 9", Bridge(null));
        Assert.NotEqual("7 8 0 0 | 9", Bridge(fault));
    }

    private static string Bridge(string? fault)
    {
        (Simulation simulation, Spinnaker2Chip chip) = EndpointTests.Build(4, fault: fault);
        NocPosition at = Floorplan.PositionOf(0);
        NocFlit Write(uint address, ulong value, CommsPayload size = CommsPayload.Bits32) => NocFlit.Create(at, 1, NocClass.Write, size, 15, default, 0, EndpointTests.RemoteSram(0, address), value);
        byte[] old = EndpointTests.Frame(Write(0x108, 5));
        old[2] = 2;
        chip.Ethernet.Send(EndpointTests.Frame(Write(0x100, 7), Write(0x104, 8)));
        chip.Ethernet.Send(old);
        chip.Ethernet.Send(EndpointTests.Frame(Write(0x108, 6), Write(0x110, 6UL << 32 | 6, CommsPayload.Bits64)).AsSpan(16, 16));
        chip.Ethernet.Send(EndpointTests.Frame(NocFlit.Create(at, 1, NocClass.ReadRequest, CommsPayload.None, 9, default, 0, EndpointTests.RemoteSram(0, 0x100))));
        simulation.RunFor(100 * Microsecond);
        string words = string.Join(' ', new uint[] { 0x100, 0x104, 0x108, 0x110 }.Select(address => ElementBench.Word(chip.Elements[0], address)));
        bool answered = chip.Ethernet.TryReceive(out byte[] frame) && BridgeRecord.TryRead(frame, out NocFlit answer, out _, out _) && answer.Control == 9;
        return $"{words} | {(answered ? "9" : "none")}";
    }

    [Theory]
    [InlineData("policy.threshold_off_by_one")]
    [InlineData("policy.level_not_lowered")]
    [InlineData("policy.counts_of_neighbour")]
    public void The_policys_mistakes_show(string fault)
    {
        // Threshold 4. Element 0 gets 4, then 3, element 1 gets 3, then 3: levels after the two ticks.
        Assert.Equal("PL3 PL0, PL0 PL0", Levels(null));
        Assert.NotEqual("PL3 PL0, PL0 PL0", Levels(fault));
    }

    private static string Levels(string? fault)
    {
        (Simulation simulation, Spinnaker2Chip chip) = EndpointTests.Build(4, new ChipOptions { Ticks = 3, FirstTickMicroseconds = 10, TickMicroseconds = 50 }, fault: fault);
        NocPosition at = Floorplan.PositionOf(0);
        for (uint pe = 0; pe < 2; pe++) chip.Management.Write(at, 0x270 + (4 * pe), 1u << 31 | 3u << 20 | 4);
        NocFlit Spike(int pe) => NocFlit.Create(at, 1 << pe, NocClass.Multicast, CommsPayload.None, 0, default, 0, 1);
        void Send(int first, int second) => chip.Ethernet.Send(EndpointTests.Frame([.. Enumerable.Repeat(Spike(0), first), .. Enumerable.Repeat(Spike(1), second)]));
        // Frames arrive 26 us after they are sent; ticks come at 10, 60 and 110 us.
        Send(4, 3);
        simulation.RunUntil(62 * Microsecond);
        string levels = $"{chip.Power[0].Level} {chip.Power[1].Level}";
        Send(3, 3);
        simulation.RunUntil(112 * Microsecond);
        return $"{levels}, {chip.Power[0].Level} {chip.Power[1].Level}";
    }

    [Theory]
    [InlineData("linkbank.clear_ignored")]
    [InlineData("linkbank.counters_swapped")]
    [InlineData("linkbank.enable_ignored")]
    public void The_link_registers_mistakes_show(string fault)
    {
        Assert.Equal("5 packets, counters equal, cleared, held back", Registers(null));
        Assert.NotEqual("5 packets, counters equal, cleared, held back", Registers(fault));
    }

    private static string Registers(string? fault)
    {
        var simulation = new Simulation(new SimulationOptions { InitialState = InitialState.Zero, Faults = fault is null ? FaultSet.None : new FaultSet(fault) });
        var machine = new Machine(simulation, new MachineOptions { Width = 2, Line = new() { BitErrorRate = 2e-3 }, Chip = new ChipOptions { Elements = 0, Ticks = 0 } });
        simulation.Elaborate();
        (Spinnaker2Chip left, Spinnaker2Chip right) = (machine.Chips[0], machine.Chips[1]);
        int to = right.Options.Number;
        left.Router.SetChip(to, 0);
        right.Router.SetChip(to, ChipTable.Here);
        Assert.True(left.Router.Configure(0, 0x00FF0001));
        void Send(uint count)
        {
            for (uint i = 0; i < count; i++)
                left.Ethernet.Send(EndpointTests.Frame(NocFlit.Create(Floorplan.RouterSouth, 0, NocClass.CoreToCore, CommsPayload.Bits32, 0x40, default, 0, new CoreAddress(to, 0).Word, i)));
        }

        uint Read(Spinnaker2Chip chip, uint offset)
        {
            chip.Management.Read(Floorplan.RouterNorth, offset);
            simulation.RunFor(2 * Microsecond);
            return chip.Management.TryTakeAnswer(out HostAnswer answer) ? answer.Value : 0;
        }

        Send(5);
        simulation.RunFor(200 * Microsecond);
        uint packets = Read(left, 0x1040);
        var receiver = machine.Endpoint(1, 0, 3)!.Units.Receiver;
        // Traffic with errors of both kinds.
        Send(150);
        simulation.RunFor(400 * Microsecond);
        bool equal = Read(right, 0x1328) == receiver.CheckErrors && Read(right, 0x132C) == receiver.SequenceErrors && receiver.CheckErrors != receiver.SequenceErrors;
        left.Management.Write(Floorplan.RouterNorth, 0x1000, 1u << 16 | 0x31);
        bool cleared = Read(left, 0x1040) == 0;
        left.Management.Write(Floorplan.RouterNorth, 0x1000, 0x21);
        Send(1);
        simulation.RunFor(100 * Microsecond);
        bool held = Read(left, 0x1040) == 0;
        return $"{packets} packets, counters {(equal ? "equal" : "differ")}, {(cleared ? "cleared" : "not cleared")}, {(held ? "held back" : "sent")}";
    }
}
