using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Chip.Endpoints;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.PeSystem;
using Xunit.Abstractions;

namespace HwModel.SpiNNaker2.Tests.Chip;

/// <summary>What sits at the border of the mesh, reached by programs of processing elements and by the host.</summary>
public sealed class EndpointTests(ITestOutputHelper output)
{
    private const long Microsecond = 1_000_000_000;

    internal static (Simulation Simulation, Spinnaker2Chip Chip) Build(int elements = 152, ChipOptions? options = null, bool quiescence = false, string? fault = null)
    {
        var simulation = new Simulation(new SimulationOptions
        {
            InitialState = InitialState.Zero,
            CheckQuiescence = quiescence,
            Order = quiescence ? EvaluationOrder.Shuffled : EvaluationOrder.Forward,
            Faults = fault is null ? FaultSet.None : new FaultSet(fault),
        });
        var chip = new Spinnaker2Chip(simulation.Root, "chip", (options ?? new ChipOptions { Ticks = 0 }) with { Elements = elements });
        simulation.Elaborate();
        return (simulation, chip);
    }

    private static void Finish(Simulation simulation, ProcessingElement element, int microseconds = 2000)
    {
        for (int i = 0; ElementBench.Word(element, 0x1F000) != ElementBench.Done; i++)
        {
            uint result = ElementBench.Word(element, 0x1F000);
            Assert.True(i < microseconds && result != 0xDEADFA17 && result >> 16 != 0xBAD0, $"after {i} us: result {result:X8} {ElementBench.Word(element, 0x1F004):X8} {ElementBench.Word(element, 0x1F008):X8}");
            simulation.RunFor(Microsecond);
        }
    }

    // ---- DRAM ----

    [ToolFact("arm-none-eabi-gcc")]
    public void A_program_writes_to_both_dram_interfaces_and_reads_back_from_a_far_and_a_near_element()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build();
        // The corner (1,1) and the neighbour of the interfaces, (7,5).
        int[] elements = [19 * 4, 1 * 4];
        Assert.Equal((new NocPosition(1, 1), new NocPosition(7, 5)), (Floorplan.PositionOf(elements[0]), Floorplan.PositionOf(elements[1])));
        foreach (int element in elements)
        {
            chip.Elements[element].Load(PeProgram.Build("dram"));
            chip.Elements[element].Release();
            Finish(simulation, chip.Elements[element]);
            Assert.Equal(0xC0FFEE00, ElementBench.Word(chip.Elements[element], 0x1F008));
        }
        // The host sees the bytes at the address that the program wrote to, less the window's base.
        byte[] word = new byte[4];
        for (int number = 0; number < Spinnaker2Chip.Drams; number++)
        {
            chip.Dram(number).Read(0x10004, word);
            Assert.Equal(0xC0FFEE00 + (uint)number, BitConverter.ToUInt32(word, 0));
            // 128 rows by DMA each way and one word, by two programs; the first interface was read once more by each.
            Assert.Equal((2 * (128 + 1 + (number == 0 ? 1 : 0)), 2 * (128 + 1), 0), (chip.Dram(number).RowsRead, chip.Dram(number).RowsWritten, chip.Dram(number).Refused));
        }
        double rows = 2 * (2 * 129 + 1 + 2 * 129);
        Assert.Equal(rows * 16 * 40e-3, chip.Energy().Dram, 6);
    }

    [Theory]
    // Columns and rows to the interface at (7,3) or (7,4); no quad is nearer than one hop.
    [InlineData(7, 2, 0, 1)]
    [InlineData(7, 5, 1, 1)]
    [InlineData(1, 1, 0, 8)]
    [InlineData(1, 6, 1, 8)]
    [InlineData(1, 6, 0, 9)]
    public void A_read_of_dram_takes_its_hops_both_ways_and_the_memory(byte x, byte y, int number, int hops)
    {
        // From flit to flit at the mesh: the network alone, a source in an element's place.
        var system = new Noc.NocSystem(dram: number);
        int pe = Floorplan.PeAt(new NocPosition(x, y), 0);
        NocFlit Ask(byte tag) => NocFlit.Create(Floorplan.Dram(number), 1, NocClass.ReadRequest, CommsPayload.None, tag, new NocPosition(x, y), 0, 0x40000000u * (uint)number);
        // The way from element to crossbar and back is the same everywhere: an element that asks itself gives it.
        system.PeSources[pe].Add(Noc.NocSystem.Between(pe, pe, 1));
        system.Run(100);
        long own = system.PeSinks[pe].Arrived[0].Time - system.PeSources[pe].Pushed[0];
        system.PeSources[pe].Add(Ask(1));
        system.Run(300);
        (NocFlit answer, long time) = system.PeSinks[pe].Arrived[1];
        Assert.Equal((NocClass.ReadResponse, (byte)1), (answer.Class, answer.Control));
        long cycles = (time - system.PeSources[pe].Pushed[1] - own) / PeBenches.Bench.Period;
        // 90 ns are 27 cycles; the bridge is entered and left by a router: at most two hops' worth of cycles more than the hops between the nodes.
        Assert.InRange(cycles, (2 * 5 * hops) + 27, (2 * 5 * hops) + 27 + 10);
    }

    // ---- Management and configuration ----

    [ToolFact("arm-none-eabi-gcc")]
    public void A_program_reaches_registers_all_over_the_chip()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(options: new ChipOptions { Ticks = 0, X = 3, Y = 2 });
        int other = 32 * 4;
        Assert.Equal(new NocPosition(7, 1), Floorplan.PositionOf(other));
        chip.Elements[other].Load(PeProgram.Build("idle"));
        chip.Elements[0].Load(PeProgram.Build("manage"));
        chip.Elements[0].Release();
        Finish(simulation, chip.Elements[0]);
        simulation.RunFor(20 * Microsecond);
        uint Result(int index) => ElementBench.Word(chip.Elements[0], 0x1F000 + 4 * (uint)index);
        Assert.Equal(0x0302u, Result(2));
        Assert.Equal(0b0010u, Result(3));
        Assert.Equal(0x1F800000u & 0xFCFFFFFF, Result(4));
        Assert.Equal((0x12340000u, 0x12340000u), (Result(5), chip.Router.Table[0].Key));
        Assert.Equal(9u, Result(6));
        Assert.Equal(0xABCD1234u, Result(7));
        Span<byte> word = stackalloc byte[4];
        chip.Management.ReadMemory(0x10, word);
        Assert.Equal(0xABCD1234u, BitConverter.ToUInt32(word));
        // arm_ctrl started the other element's processor.
        Assert.True(chip.Elements[other].Core.Instructions > 0);
        Assert.Equal((0, 0), (chip.Management.Refused, chip.Management.Errors));
    }

    [Fact]
    public void The_host_reads_and_writes_registers_of_every_node_over_the_configuration_network()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 8);
        foreach (NocRouter router in chip.Noc.Routers)
            if (router.At != Floorplan.Management)
                chip.Management.Write(router.At, ConfigMap.Mesh + 0x44, 0x1000u + (uint)router.At.Index);
        simulation.RunFor(60 * Microsecond);
        Assert.Equal(0, chip.Management.Outstanding);
        foreach (NocRouter router in chip.Noc.Routers)
        {
            if (router.At == Floorplan.Management) continue;
            Assert.Equal(0x1000u + (uint)router.At.Index, (uint)router.Registers.StatTopAddress.ReadBits(0));
            chip.Management.Read(router.At, ConfigMap.Mesh + 0x44);
        }
        simulation.RunFor(100 * Microsecond);
        foreach (NocRouter router in chip.Noc.Routers)
        {
            if (router.At == Floorplan.Management) continue;
            Assert.True(chip.Management.TryTakeAnswer(out HostAnswer answer));
            Assert.Equal(new HostAnswer(router.At, ConfigMap.Mesh + 0x44, 0x1000u + (uint)router.At.Index, false), answer);
        }
    }

    [Fact]
    public void The_packet_router_is_configured_and_an_offset_without_a_register_is_an_error()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4);
        chip.Management.Write(Floorplan.RouterSouth, ConfigMap.PacketRouter + 0x200, 0x01020304);
        chip.Management.Read(Floorplan.RouterSouth, ConfigMap.PacketRouter + 0x200);
        chip.Management.Read(Floorplan.RouterSouth, ConfigMap.PacketRouter + 0xF00000);
        chip.Management.Read(new NocPosition(7, 6), ConfigMap.Quad + 0x0C4);
        chip.Management.Read(new NocPosition(7, 6), ConfigMap.Quad + 0x2FC);
        simulation.RunFor(20 * Microsecond);
        var answers = new List<(uint, bool)>();
        while (chip.Management.TryTakeAnswer(out HostAnswer answer)) answers.Add((answer.Value, answer.Error));
        // Bit 9 of a filter is no field. Dividers after reset: 8, 16, 32, 16.
        Assert.Equal([(0x01020104u, false), (0, true), (0x08102010u, false), (0, true)], answers);
        Assert.Equal(2, chip.Management.Errors);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(7, 7)]
    [InlineData(4, 3)]
    public void A_hop_of_the_configuration_network_takes_three_cycles(byte x, byte y)
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 0);
        var at = new NocPosition(x, y);
        chip.Management.Write(at, ConfigMap.Mesh + 0x44, 1);
        // Three words leave the root one after the other; the tail of the write is at its node when the local port has passed three.
        long first = -1, last = -1;
        for (int cycle = 0; cycle < 200 && last < 0; cycle++)
        {
            simulation.RunCycles(chip.Reference, 1);
            if (first < 0 && chip.Config[Floorplan.Management].Forwarded(x > 0 ? MeshPort.East : MeshPort.North) == 1) first = cycle;
            if (chip.Config[at].Forwarded(MeshPort.Local) == 3) last = cycle;
        }
        // The head leaves the first router; so many hops later it leaves the last one by its local port; two words follow in the next two cycles.
        Assert.Equal((3 * (x + y)) + 2, last - first);
    }

    [Fact]
    public void The_configuration_network_works_while_the_data_network_is_blocked()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4);
        foreach (NocRouter router in chip.Noc.Routers)
            if (router.At != Floorplan.Management)
                chip.Management.Write(router.At, ConfigMap.Mesh, 0);
        simulation.RunFor(60 * Microsecond);
        Assert.All(chip.Noc.Routers, router => Assert.Equal(router.At == Floorplan.Management, router.Registers.RouterEnable.Enable));
        var at = new NocPosition(7, 6);
        chip.Ethernet.Send(Frame(NocFlit.Create(at, 1, NocClass.Write, CommsPayload.Bits32, 15, default, 0, RemoteSram(0, 0x100), 0x1234)));
        simulation.RunFor(100 * Microsecond);
        Assert.Equal(0u, ElementBench.Word(chip.Elements[0], 0x100));
        foreach (NocRouter router in chip.Noc.Routers)
            if (router.At != Floorplan.Management)
                chip.Management.Write(router.At, ConfigMap.Mesh, 1);
        simulation.RunFor(100 * Microsecond);
        Assert.Equal(0x1234u, ElementBench.Word(chip.Elements[0], 0x100));
    }

    [Fact]
    public void Packets_for_core_0_wait_in_the_mailbox()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4, options: new ChipOptions { Ticks = 0, X = 1, Y = 1 });
        chip.Router.SetChip(chip.Options.Number, ChipTable.Here);
        for (uint i = 0; i < 70; i++)
            chip.Ethernet.Send(Frame(NocFlit.Create(Floorplan.RouterSouth, 0, NocClass.CoreToCore, CommsPayload.Bits32, 0x40, default, 0, new CoreAddress(chip.Options.Number, 0, 0).Word, i)));
        simulation.RunFor(200 * Microsecond);
        Assert.Equal(6, chip.Management.MailLost);
        for (uint i = 0; i < 64; i++)
        {
            Assert.True(chip.Management.TryTakePacket(out CommsPacket packet));
            Assert.Equal((CommsKind.CoreToCore, (ulong)i), (packet.Kind, packet.Low));
        }
        Assert.False(chip.Management.TryTakePacket(out _));
    }

    // ---- Ethernet ----

    internal static uint RemoteSram(int pe, uint offset) => NocAddress.Sram | ((uint)pe << 17) | offset;

    internal static byte[] Frame(params NocFlit[] packets)
    {
        var frame = new byte[packets.Sum(packet => BridgeRecord.Length(in packet))];
        int at = 0;
        foreach (NocFlit packet in packets) at += BridgeRecord.Write(in packet, frame.AsSpan(at));
        return frame;
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void The_host_boots_an_element_over_ethernet_and_reads_what_its_program_wrote_to_dram()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 8);
        const int Pe = 5;
        NocPosition at = Floorplan.PositionOf(Pe);
        // The program into the SRAM, many packets to a frame.
        foreach (SpiNNaker2.Pe.Program.ElfSegment segment in PeProgram.Build("dram").Segments)
        {
            byte[] data = [.. segment.Data.ToArray(), .. new byte[16]];
            var packets = new List<NocFlit>();
            for (int row = 0; row < segment.Data.Length; row += 16)
                packets.Add(NocFlit.Create(at, 1 << (Pe & 3), NocClass.Write, CommsPayload.Bits128, 0, default, 0, RemoteSram(Pe, segment.Address + (uint)row), BitConverter.ToUInt64(data, row), BitConverter.ToUInt64(data, row + 8)));
            foreach (NocFlit[] some in packets.Chunk(50)) chip.Ethernet.Send(Frame(some));
        }
        simulation.RunFor(500 * Microsecond);
        // arm_ctrl of the element, over the configuration network behind the management node.
        chip.Ethernet.Send(Frame(NocFlit.Create(Floorplan.Management, 1, NocClass.Write, CommsPayload.Bits32, 15, default, 0, ConfigMap.Address(at, 0x200 + 4 * (Pe & 3)), 3)));
        Finish(simulation, chip.Elements[Pe]);
        // Both interfaces, and the result in the SRAM, by reads that the bridge answers.
        chip.Ethernet.Send(Frame(
            NocFlit.Create(Floorplan.Dram(0), 1, NocClass.ReadRequest, CommsPayload.None, 11, default, 0, 0x10000),
            NocFlit.Create(Floorplan.Dram(1), 1, NocClass.ReadRequest, CommsPayload.None, 12, default, 0, 0x40010000),
            NocFlit.Create(at, 1 << (Pe & 3), NocClass.ReadRequest, CommsPayload.None, 13, default, 0, RemoteSram(Pe, 0x1F000))));
        simulation.RunFor(200 * Microsecond);
        var answers = new Dictionary<byte, NocFlit>();
        while (chip.Ethernet.TryReceive(out byte[] frame))
        {
            for (int offset = 0; offset < frame.Length;)
            {
                Assert.True(BridgeRecord.TryRead(frame.AsSpan(offset), out NocFlit packet, out _, out int length));
                Assert.Equal((NocClass.ReadResponse, Floorplan.Ethernet), (packet.Class, packet.Destination));
                answers.Add(packet.Control, packet);
                offset += length;
            }
        }
        Assert.Equal(3, answers.Count);
        Assert.Equal((0xC0FFEE00, 0xC0FFEE01, ElementBench.Done), ((uint)(answers[11].Low >> 32), (uint)(answers[12].Low >> 32), (uint)answers[13].Low));
    }

    [Fact]
    public void Frames_take_the_time_of_a_gigabit_line()
    {
        var with = new EthernetParameters();
        // 20 bytes of gap and preamble; the shortest frame of 64; else 18 of frame and 28 of headers: 8 ns a byte.
        Assert.Equal((672_000_000, (20 + 46 + 1472) * 8_000_000L), (with.LineTime(1), with.LineTime(1472)));
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4);
        NocFlit[] packets = [.. Enumerable.Range(0, 50).Select(i => NocFlit.Create(Floorplan.PositionOf(0), 1, NocClass.Write, CommsPayload.Bits128, 0, default, 0, RemoteSram(0, 0x400 + 16 * (uint)i), (ulong)i))];
        byte[] frame = Frame(packets);
        Assert.Equal(50 * 28, frame.Length);
        long line = (20 + 46 + 1400) * 8_000_000L;
        Assert.Equal(25 * Microsecond + line, chip.Ethernet.Send(frame));
        Assert.Equal(25 * Microsecond + 2 * line, chip.Ethernet.Send(frame));
        simulation.RunUntil(25 * Microsecond + line - 10_000_000);
        Assert.Equal((0, 0), chip.Ethernet.Packets);
        simulation.RunFor(Microsecond);
        // A packet a cycle of 300 MHz: 50 of them in less than a microsecond.
        Assert.Equal((50, 0), chip.Ethernet.Packets);
        simulation.RunFor(20 * Microsecond);
        Assert.Equal((100, 0), chip.Ethernet.Packets);
        Assert.Equal(49u, ElementBench.Word(chip.Elements[0], 0x400 + 49 * 16));
    }

    [Fact]
    public void What_is_no_record_is_dropped_with_the_rest_of_its_frame_and_counted()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4);
        NocFlit Write(uint at) => NocFlit.Create(Floorplan.PositionOf(0), 1, NocClass.Write, CommsPayload.Bits32, 15, default, 0, RemoteSram(0, at), at);
        byte[] good = Frame(Write(0x100)), bad = Frame(Write(0x104)), old = Frame(Write(0x108));
        bad[0] ^= 1;
        old[2] = 2;
        chip.Ethernet.Send([.. good, .. bad, .. Frame(Write(0x10C))]);
        chip.Ethernet.Send(old);
        chip.Ethernet.Send(Frame(Write(0x110)).AsSpan(0, 14));
        chip.Ethernet.Send(Frame(Write(0x114)));
        simulation.RunFor(100 * Microsecond);
        Assert.Equal((4, 3, 2), (chip.Ethernet.Frames.In, chip.Ethernet.Malformed, chip.Ethernet.Packets.In));
        Assert.Equal([0x100u, 0, 0, 0, 0, 0x114], Enumerable.Range(0, 6).Select(i => ElementBench.Word(chip.Elements[0], 0x100 + 4 * (uint)i)));
        Assert.Contains("1 to 1472", Assert.Throws<ArgumentException>(() => chip.Ethernet.Send(new byte[1473])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_the_bridge_says_where_packets_go()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 8);
        chip.Ethernet.SetRoute(9, Floorplan.PositionOf(4), 0b0110);
        NocFlit packet = NocFlit.Create(default, 0, NocClass.Write, CommsPayload.Bits32, 15, default, 0, RemoteSram(0, 0x100), 77);
        var frame = new byte[BridgeRecord.Length(in packet)];
        BridgeRecord.Write(in packet, frame, entry: 9);
        chip.Ethernet.Send(frame);
        simulation.RunFor(50 * Microsecond);
        Assert.Equal([0u, 0, 0, 0, 0, 77, 77, 0], chip.Elements.Select(element => ElementBench.Word(element, 0x100)));
    }

    [Fact]
    public void A_lossy_line_loses_its_share_of_the_frames_and_says_so()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4, options: new ChipOptions { Ticks = 0, Ethernet = new EthernetParameters { LossRate = 0.25 } });
        for (uint i = 0; i < 400; i++) chip.Ethernet.Send(Frame(NocFlit.Create(Floorplan.PositionOf(0), 1, NocClass.Write, CommsPayload.Bits32, 15, default, 0, RemoteSram(0, 0x100 + 4 * i), 1)));
        simulation.RunFor(1000 * Microsecond);
        long arrived = Enumerable.Range(0, 400).Sum(i => (long)ElementBench.Word(chip.Elements[0], 0x100 + 4 * (uint)i));
        Assert.Equal(400, arrived + chip.Ethernet.Lost);
        Assert.InRange(chip.Ethernet.Lost, 65, 135); // 100, four standard deviations of 8.7
    }

    [Fact]
    public void Every_module_of_a_small_chip_sleeps_only_while_a_call_would_change_nothing()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4, quiescence: true, options: new ChipOptions { Ticks = 2, FirstTickMicroseconds = 3, TickMicroseconds = 3, Ethernet = new EthernetParameters { HostLatency = Microsecond } });
        chip.Management.Write(Floorplan.PositionOf(0), 0x270, 1u << 31 | 3u << 20 | 1);
        chip.Management.Write(Floorplan.PositionOf(0), ConfigMap.Mesh + 0x38, 1);
        chip.Management.Read(Floorplan.RouterSouth, ConfigMap.PacketRouter);
        chip.SwitchOff(1);
        NocFlit Write(NocPosition to, int mask, uint address) => NocFlit.Create(to, mask, NocClass.Write, CommsPayload.Bits64, 0, default, 0, address, 7);
        chip.Ethernet.Send(Frame(
            Write(Floorplan.PositionOf(0), 0b0111, RemoteSram(0, 0x100)), Write(Floorplan.Dram(0), 1, 0x4000), Write(Floorplan.Management, 1, ConfigMap.ManagementSram + 0x20),
            NocFlit.Create(Floorplan.Dram(0), 1, NocClass.ReadRequest, CommsPayload.None, 1, default, 0, 0x4000),
            NocFlit.Create(Floorplan.PositionOf(0), 0b0010, NocClass.ReadRequest, CommsPayload.None, 2, default, 0, RemoteSram(1, 0)),
            NocFlit.Create(Floorplan.PositionOf(0), 0b0001, NocClass.Multicast, CommsPayload.None, 0, default, 0, 99)));
        simulation.RunFor(12 * Microsecond);
        Assert.Equal(PerformanceLevel.PL0, chip.Power[0].Level);
        Assert.Equal(1, chip.Power[0].Read(simulation.Time).Changes / 2);
        var tags = new List<(int, CommsPayload)>();
        while (chip.Ethernet.TryReceive(out byte[] frame))
            for (int at = 0; at < frame.Length && BridgeRecord.TryRead(frame.AsSpan(at), out NocFlit packet, out _, out int length); at += length)
                tags.Add((packet.Control, packet.Payload));
        tags.Sort();
        Assert.Equal<(int, CommsPayload)>([(1, CommsPayload.Bits128), (2, CommsPayload.None)], tags);
    }

    // ---- Elements that are off ----

    [Fact]
    public void What_goes_to_an_element_that_is_off_is_dropped_and_counted_and_blocks_nobody()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 8);
        chip.SwitchOff(1);
        simulation.RunFor(2 * Microsecond);
        NocPosition at = Floorplan.PositionOf(0);
        // Forty writes to the element that is off, forty to it and its neighbours at once, a read of it.
        NocFlit Write(int mask, uint address) => NocFlit.Create(at, mask, NocClass.Write, CommsPayload.Bits32, 15, default, 0, RemoteSram(0, address), 5);
        for (uint i = 0; i < 40; i++) chip.Ethernet.Send(Frame(Write(0b0010, 0x100 + 4 * i), Write(0b0111, 0x200 + 4 * i)));
        chip.Ethernet.Send(Frame(NocFlit.Create(at, 0b0010, NocClass.ReadRequest, CommsPayload.None, 21, default, 0, RemoteSram(1, 0x100))));
        simulation.RunFor(200 * Microsecond);
        Assert.Equal([0, 81, 0, 0], Enumerable.Range(0, 4).Select(pe => (int)chip.Noc.Quads[0]!.Crossbar.DroppedAsOff(pe)));
        for (uint i = 0; i < 40; i++) Assert.Equal((5u, 5u), (ElementBench.Word(chip.Elements[0], 0x200 + 4 * i), ElementBench.Word(chip.Elements[2], 0x200 + 4 * i)));
        // Who reads gets an answer without data.
        Assert.True(chip.Ethernet.TryReceive(out byte[] frame) && BridgeRecord.TryRead(frame, out NocFlit answer, out _, out _) && answer is { Class: NocClass.ReadResponse, Control: 21, Payload: CommsPayload.None });
        Assert.Equal(0, chip.Noc.Routers.Sum(router => router.Buffered));
        // On again, it takes writes.
        chip.SetLevel(1, PerformanceLevel.PL0);
        simulation.RunFor(2 * Microsecond);
        chip.Ethernet.Send(Frame(Write(0b0010, 0x300)));
        simulation.RunFor(50 * Microsecond);
        Assert.Equal((5u, 0u), (ElementBench.Word(chip.Elements[1], 0x300), ElementBench.Word(chip.Elements[1], 0x200)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("noc.crossing_kept")]
    public void What_waits_for_an_element_when_it_goes_off_is_not_there_when_it_is_on_again(string? fault)
    {
        // Writes arrive in a row while the element goes off: its clock stops first, then the network is cut off, so that some wait in between.
        long dropped = 0, late = 0, found = 0;
        for (int step = 0; step < 12; step++)
        {
            (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4, fault: fault);
            NocPosition at = Floorplan.PositionOf(0);
            NocFlit Write(uint address) => NocFlit.Create(at, 0b0010, NocClass.Write, CommsPayload.Bits32, 15, default, 0, RemoteSram(1, address), 5);
            chip.Ethernet.Send(Frame([.. Enumerable.Range(0, 60).Select(i => Write(0x100 + (4 * (uint)i)))]));
            while (chip.Noc.Quads[0]!.Crossbar.Delivered(1) < 1 + (2 * step)) simulation.RunFor(3_333_333);
            chip.SwitchOff(1);
            simulation.RunFor(20 * Microsecond);
            dropped += chip.Noc.Quads[0]!.DroppedAsOff(1);
            late += chip.Noc.Quads[0]!.DroppedAsOff(1) - chip.Noc.Quads[0]!.Crossbar.DroppedAsOff(1);
            chip.SetLevel(1, PerformanceLevel.PL0);
            simulation.RunFor(5 * Microsecond);
            for (uint i = 0; i < 60; i++) found += ElementBench.Word(chip.Elements[1], 0x100 + (4 * i)) == 5 ? 1 : 0;
        }
        output.WriteLine(FormattableString.Invariant($"{dropped} dropped, {late} of them in the crossing; {found} arrived late"));
        Assert.True(dropped > 0);
        if (fault is null) Assert.True(late > 0 && found <= 24, $"{late} dropped in the crossing, {found} arrived late");
        else Assert.True(late == 0 && found > 0, $"{late} dropped in the crossing, {found} arrived late");
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void The_policy_in_hardware_follows_the_packets_of_each_tick()
    {
        const int Ticks = 40, Threshold = 30;
        (Simulation simulation, Spinnaker2Chip chip) = Build(elements: 4, options: new ChipOptions { TickMicroseconds = 1000, Ticks = Ticks });
        chip.Router.Load([.. Enumerable.Range(0, 4).Select(pe => new RouteEntry((uint)pe << 8, 0xFFFFFF00, 0, PeSet.Of(pe)))]);
        // The programs burst in about every second tick and leave their level alone; elements 0 to 2 have a policy.
        uint[] settings = [0, 60, 100, Threshold];
        for (int pe = 0; pe < 4; pe++)
        {
            chip.Elements[pe].Load(PeProgram.Build("burst"));
            for (int i = 0; i < settings.Length; i++) chip.Elements[pe].Load((uint)(0x1C000 + 4 * i), BitConverter.GetBytes(settings[i]));
            chip.Elements[pe].Release();
            if (pe < 3) chip.Management.Write(Floorplan.PositionOf(pe), 0x270 + 4 * (uint)pe, 1u << 31 | 3u << 20 | 0u << 16 | Threshold);
        }
        simulation.RunFor(990 * Microsecond);
        long[] before = new long[4], last = new long[4], shown = new long[4];
        int high = 0, low = 0;
        for (int tick = 0; tick < Ticks; tick++)
        {
            for (int pe = 0; pe < 4; pe++) before[pe] = chip.Noc.Quads[0]!.Crossbar.Delivered(pe);
            // From just before a tick to just before the next one.
            if (tick > 0)
            {
                for (int pe = 0; pe < 3; pe++)
                {
                    PerformanceLevel expected = shown[pe] >= Threshold ? PerformanceLevel.PL3 : PerformanceLevel.PL0;
                    Assert.Equal(expected, chip.Power[pe].Level);
                    if (expected == PerformanceLevel.PL3) high++;
                    else low++;
                }
                Assert.Equal(PerformanceLevel.PL0, chip.Power[3].Level);
            }
            simulation.RunFor(1000 * Microsecond);
            for (int pe = 0; pe < 4; pe++) shown[pe] = last[pe];
            for (int pe = 0; pe < 4; pe++) last[pe] = chip.Noc.Quads[0]!.Crossbar.Delivered(pe) - before[pe];
        }
        Assert.True(high >= 20 && low >= 20, $"{high} high, {low} low");
    }
}
