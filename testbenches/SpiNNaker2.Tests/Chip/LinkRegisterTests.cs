using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Chip.Endpoints;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.PeSystem;

namespace HwModel.SpiNNaker2.Tests.Chip;

/// <summary>The registers of the links between two chips, over the configuration network of one of them.</summary>
public sealed class LinkRegisterTests
{
    private const long Microsecond = 1_000_000_000;
    private const uint Control = 0x00, Status = 0x04, Events = 0x08, EventEnable = 0x0C, Timing = 0x10;
    private const uint Sent = 0x20, Received = 0x24, CheckErrors = 0x28, Resent = 0x30, PacketsSent = 0x40, PacketsReceived = 0x44;

    private static (Simulation, Machine) Build(LineOptions? line = null)
    {
        (Simulation simulation, Machine machine) = MachineTests.Build(
            new SimulationOptions { InitialState = InitialState.Zero }, new MachineOptions { Width = 2, Line = line ?? new LineOptions(), Chip = new ChipOptions { Elements = 4, Ticks = 0 } }, load: false);
        int right = machine.Chips[1].Options.Number;
        machine.Chips[0].Router.SetChip(right, 0);
        machine.Chips[1].Router.SetChip(right, ChipTable.Here);
        return (simulation, machine);
    }

    // Packets for core 0 of the right chip, from the host through the left one.
    private static void Send(Machine machine, uint first, uint count)
    {
        int right = machine.Chips[1].Options.Number;
        for (uint i = first; i < first + count; i++)
            machine.Chips[0].Ethernet.Send(EndpointTests.Frame(NocFlit.Create(Floorplan.RouterSouth, 0, NocClass.CoreToCore, CommsPayload.Bits32, 0x40, default, 0, new CoreAddress(right, 0).Word, i)));
    }

    private static uint Read(Simulation simulation, Spinnaker2Chip chip, int link, uint offset)
    {
        chip.Management.Read(Floorplan.RouterNorth, ConfigMap.Links + (0x100 * (uint)link) + offset);
        simulation.RunFor(3 * Microsecond);
        Assert.True(chip.Management.TryTakeAnswer(out HostAnswer answer));
        Assert.False(answer.Error);
        return answer.Value;
    }

    private static void Write(Simulation simulation, Spinnaker2Chip chip, int link, uint offset, uint value)
    {
        chip.Management.Write(Floorplan.RouterNorth, ConfigMap.Links + (0x100 * (uint)link) + offset, value);
        simulation.RunFor(3 * Microsecond);
    }

    [Fact]
    public void Counters_count_and_are_cleared()
    {
        (Simulation simulation, Machine machine) = Build();
        (Spinnaker2Chip left, Spinnaker2Chip right) = (machine.Chips[0], machine.Chips[1]);
        Assert.Equal(3u, Read(simulation, left, 0, Status) & 3); // up, with grounded lines
        Send(machine, 0, 10);
        simulation.RunFor(60 * Microsecond);
        // A 32-bit payload fits into one unit; acknowledges come on top.
        Assert.Equal((10u, 10u, 10u), (Read(simulation, left, 0, PacketsSent), Read(simulation, right, 3, PacketsReceived), Read(simulation, right, 3, Received)));
        Assert.Equal((0u, 0u), (Read(simulation, left, 0, Resent), Read(simulation, right, 3, CheckErrors)));
        Assert.Equal((uint)machine.Endpoint(0, 0, 0)!.Units.Transmitter.UnitsSent, Read(simulation, left, 0, Sent));
        for (uint i = 0; i < 10; i++)
        {
            Assert.True(right.Management.TryTakePacket(out CommsPacket packet));
            Assert.Equal(((ulong)i, (byte)3), (packet.Low, packet.Route));
        }
        Write(simulation, left, 0, Control, 1u << 16 | 0x31);
        Assert.Equal((0u, 0u), (Read(simulation, left, 0, PacketsSent), Read(simulation, left, 0, Sent)));
        Assert.Equal(0x31u, Read(simulation, left, 0, Control)); // the pulse is over
        Send(machine, 10, 3);
        simulation.RunFor(60 * Microsecond);
        Assert.Equal(3u, Read(simulation, left, 0, PacketsSent));
        // Software may set a counter.
        Write(simulation, left, 0, PacketsSent, 1000);
        Send(machine, 13, 2);
        simulation.RunFor(60 * Microsecond);
        Assert.Equal(1002u, Read(simulation, left, 0, PacketsSent));
        // The links of the border are not there.
        left.Management.Read(Floorplan.RouterNorth, ConfigMap.Links + 0x300);
        simulation.RunFor(3 * Microsecond);
        Assert.True(left.Management.TryTakeAnswer(out HostAnswer none) && none.Error);
    }

    [Fact]
    public void A_link_that_may_not_transmit_holds_packets_back_until_it_may()
    {
        (Simulation simulation, Machine machine) = Build();
        (Spinnaker2Chip left, Spinnaker2Chip right) = (machine.Chips[0], machine.Chips[1]);
        // The router must not drop what waits.
        Assert.True(left.Router.Configure(0, 0x00FF0001));
        Write(simulation, left, 0, Control, 0x21);
        Send(machine, 0, 6);
        simulation.RunFor(60 * Microsecond);
        Assert.False(right.Management.TryTakePacket(out _));
        Assert.Equal(1u, Read(simulation, left, 0, Status) >> 31);
        Write(simulation, left, 0, Control, 0x31);
        simulation.RunFor(10 * Microsecond);
        for (uint i = 0; i < 6; i++) Assert.True(right.Management.TryTakePacket(out CommsPacket packet) && packet.Low == i);
        Assert.Equal(0u, Read(simulation, left, 0, Status) >> 31);
    }

    [Fact]
    public void Events_stay_until_they_are_cleared_one_by_one()
    {
        // The line from left to right is dead for a while: timeouts, the link goes down and comes back. Bit errors later.
        var line = new LineOptions { Dead = [new DeadTime(20 * Microsecond, 120 * Microsecond)], BitErrorRate = 1e-3 };
        (Simulation simulation, Machine machine) = Build(line);
        (Spinnaker2Chip left, Spinnaker2Chip right) = (machine.Chips[0], machine.Chips[1]);
        Write(simulation, left, 0, EventEnable, 1 << 1);
        Assert.Equal(0u, Read(simulation, left, 0, Events));
        Send(machine, 0, 60);
        simulation.RunFor(105 * Microsecond);
        // Timeout and link down.
        Assert.Equal(0x12u, Read(simulation, left, 0, Events) & 0x13);
        Assert.True(machine.Endpoint(0, 0, 0)!.Units.Bank.Interrupt.IsConnected is false);
        Assert.Equal(0u, Read(simulation, left, 0, Status) & 3); // down
        Write(simulation, left, 0, Events, 1 << 1);
        Assert.Equal(0x10u, Read(simulation, left, 0, Events) & 0x13);
        simulation.RunFor(600 * Microsecond);
        Assert.Equal(0x11u, Read(simulation, left, 0, Events) & 0x13); // up again
        Assert.Equal((uint)machine.Endpoint(1, 0, 3)!.Units.Receiver.CheckErrors, Read(simulation, right, 3, CheckErrors));
        Assert.Equal(machine.Endpoint(1, 0, 3)!.Units.Receiver.CheckErrors > 0, (Read(simulation, right, 3, Events) >> 2 & 1) != 0);
    }

    [Fact]
    public void A_shorter_time_before_a_resend_marks_a_dead_link_down_sooner()
    {
        long Down(uint timing)
        {
            (Simulation simulation, Machine machine) = Build(new LineOptions { Dead = [new DeadTime(0, 10_000 * Microsecond)] });
            if (timing != 0) Write(simulation, machine.Chips[0], 0, Timing, timing);
            Send(machine, 0, 1);
            for (int steps = 0; steps < 4000; steps++)
            {
                simulation.RunFor(Microsecond / 4);
                if (machine.Endpoint(0, 0, 0)!.Units.Transmitter.IsDown) return steps;
            }
            return -1;
        }

        // 8 timeouts of 64 units of 16 ns: 8.2 us; with 4 timeouts of 32 units a quarter of it. Both after the 26 us of the way from the host.
        long before = Down(0), after = Down(32u << 16 | 4u << 8 | 32u);
        double sent = 4 * 25.8;
        Assert.InRange(before - sent, 4 * 8.2 - 4, 4 * 8.2 + 4);
        Assert.InRange(after - sent, 4 * 2.05 - 4, 4 * 2.05 + 4);
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void A_program_sees_by_which_link_a_packet_came()
    {
        (Simulation simulation, Machine machine) = Build();
        (Spinnaker2Chip left, Spinnaker2Chip right) = (machine.Chips[0], machine.Chips[1]);
        left.Router.Load([new RouteEntry(0x1000, 0xF000, 1 << 0, default)]);
        right.Router.Load([new RouteEntry(0x1000, 0xF000, 0, PeSet.Of(1)), new RouteEntry(0x2000, 0xF000, 0, PeSet.Of(1))]);
        right.Elements[1].Load(PeProgram.Build("arrival"));
        right.Elements[1].Release();
        left.Ethernet.Send(EndpointTests.Frame(NocFlit.Create(Floorplan.RouterSouth, 0, NocClass.Multicast, CommsPayload.None, 0, default, 0, 0x1234)));
        simulation.RunFor(60 * Microsecond);
        right.Ethernet.Send(EndpointTests.Frame(NocFlit.Create(Floorplan.RouterSouth, 0, NocClass.Multicast, CommsPayload.None, 0, default, 0, 0x2345)));
        simulation.RunFor(60 * Microsecond);
        uint Result(uint index) => ElementBench.Word(right.Elements[1], 0x1F000 + 4 * index);
        Assert.Equal((ElementBench.Done, 3u, 0x1234u), (Result(0), Result(2) >> 24 & 7, Result(3)));
        Assert.Equal((7u, 0x2345u), (Result(4) >> 24 & 7, Result(5)));
    }
}
