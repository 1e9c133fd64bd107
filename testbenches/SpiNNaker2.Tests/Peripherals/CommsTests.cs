using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Peripherals;

/// <summary>The communications controller against the description of its registers and against a plain list of events.</summary>
public sealed class CommsTests
{
    private const uint Tcr = 0x00, Tdr3 = 0x04, Tkr = 0x14, Rcr = 0x80, Rdr3 = 0x84, Rkr = 0x94, Rdc = 0x98, Rctl = 0x9C;
    private const uint Fifo0 = 0x100, Config = 0x00, Start = 0x04, End = 0x08, ReadPointer = 0x0C, WritePointer = 0x10, Limit = 0x14, Overflow = 0x18, MaxFill = 0x1C,
        DropCount = 0x20, FilterValue = 0x24, FilterMask = 0x28, Control = 0x3C;

    private static CommsPacket Event(uint key, CommsPayload payload = CommsPayload.None, ulong low = 0, ulong high = 0) => new(0, key, payload, low, high, 3, false, false);

    [Fact]
    public void Reset_values_are_those_of_the_description()
    {
        var bench = new CommsBench();
        for (uint set = 0; set < 0x80; set += 0x20) Assert.Equal(0x90000000u, bench.Master.Read(set + Tcr));
        Assert.Equal(0xF0u, bench.Master.Read(0x7C));
        Assert.Equal(0u, bench.Master.Read(Rcr));
        Assert.Equal(0x01020000u | 37, bench.Master.Read(0xF8));
        Assert.Equal(0x3FFFFu, bench.Master.Read(Fifo0 + Limit));
        Assert.Equal(0xFFFFFFFFu, bench.Master.Read(Fifo0 + FilterMask));
        bench.Master.Add(0x12C);
        Assert.True(bench.Master.Await().Reply.Error);
    }

    [Fact]
    public void Writing_the_key_launches_the_packet_with_its_payload()
    {
        var bench = new CommsBench();
        for (uint i = 0; i < 4; i++) bench.Master.Write(Tdr3 + 4 * i, 0xA0 + i);
        foreach ((uint size, ulong low, ulong high) in new[] { (0u, 0UL, 0UL), (1u, 0xA3UL, 0UL), (2u, 0xA2_0000_00A3UL, 0UL), (3u, 0xA2_0000_00A3UL, 0xA0_0000_00A1UL) })
        {
            bench.Master.Write(Tcr, size << 24 | 0x52 << 16);
            bench.Master.Write(Tkr, 0xCAFE0000 + size);
            bench.Simulation.RunCycles(bench.Clock, 20);
            CommsPacket packet = bench.Sink.Arrived[^1].Packet;
            Assert.Equal((0x52, 0xCAFE0000 + size, (CommsPayload)size, low, high), (packet.Control, packet.Key, packet.Payload, packet.Low, packet.High));
        }
        Assert.Equal(4, bench.Sink.Arrived.Count);
        Assert.Equal(0x93520000u, bench.Master.Read(Tcr));
    }

    [Fact]
    public void Every_launched_packet_leaves_once_and_in_order_of_its_register_set() => Bench.Kills(
        fault =>
        {
            var bench = new CommsBench(fault, sinkRate: 0.2);
            var random = RandomStream.Derive(1, "sets");
            var expected = new List<uint>[4];
            for (int set = 0; set < 4; set++) expected[set] = [];
            for (uint i = 0; i < 200; i++)
            {
                int set = random.Next(4);
                bench.Master.Add((uint)set * 0x20 + Tkr, (uint)set << 16 | i);
                expected[set].Add((uint)set << 16 | i);
            }
            bench.Master.Run(200);
            for (int i = 0; i < 200; i++) Assert.False(bench.Master.NextReply().Error);
            bench.Simulation.RunCycles(bench.Clock, 200);
            for (int set = 0; set < 4; set++) Assert.Equal(expected[set], bench.Sink.Arrived.Select(entry => entry.Packet.Key).Where(key => key >> 16 == set));
            // A write of a key to a full set waited, which the set notes; nothing was lost.
            Assert.Contains(Enumerable.Range(0, 4), set => (bench.Master.Read((uint)set * 0x20) & 1u << 30) != 0);
            Assert.All(Enumerable.Range(0, 4), set => Assert.Equal(0u, bench.Master.Read((uint)set * 0x20) & 1u << 29));
            bench.Master.Write(Tcr, 0);
            Assert.Equal(0x90000000u, bench.Master.Read(Tcr));
        },
        "comms.launched_twice");

    [Fact]
    public void Buffered_writes_do_not_wait_and_lose_what_finds_the_set_full()
    {
        var bench = new CommsBench(sinkRate: 0);
        bench.Master.Write(0xFC, 1 << 11);
        // The network's queue takes two packets, the set holds the third; the last two are lost.
        for (uint i = 0; i < 5; i++)
        {
            bench.Master.Write(Tkr, i);
            bench.Simulation.RunCycles(bench.Clock, 10);
        }
        Assert.Equal(0x60000000u, bench.Master.Read(Tcr));
        bench.Master.Write(Tcr, 0x20000000);
        Assert.Equal(0x20000000u, bench.Master.Read(Tcr)); // writing 0 clears F alone
    }

    [Fact]
    public void Received_packets_wait_in_order_and_reading_the_key_removes_one()
    {
        var bench = new CommsBench();
        bench.Master.Write(Rctl, 1);
        bench.Source.Add(new CommsPacket(0x00, 11, CommsPayload.Bits32, 0x77, 0, 2, false, false));
        bench.Source.Add(new CommsPacket(0x40, 22, CommsPayload.Bits128, 0x2_0000_0001, 0x4_0000_0003, 7, true, false));
        bench.Source.Add(new CommsPacket(0x84, 33, CommsPayload.None, 0, 0, 0, false, true));
        bench.Simulation.RunCycles(bench.Clock, 20);
        Assert.Equal(0xF2000101u, bench.Master.Read(Rcr)); // received, sticky parity and framing errors, error free, route 2, one word, multicast
        Assert.Equal(Lines(PeInterrupt.ReceiveNotEmpty, PeInterrupt.ReceiveMulticast), bench.Comms.Interrupts.Value);
        Assert.Equal(0x77u, bench.Master.Read(Rdr3 + 12));
        Assert.Equal(11u, bench.Master.Read(Rkr));
        Assert.Equal(0xE7400302u, bench.Master.Read(Rcr));
        Assert.Equal(Lines(PeInterrupt.ReceiveNotEmpty, PeInterrupt.ReceiveCoreToCore), bench.Comms.Interrupts.Value);
        for (uint word = 0; word < 4; word++) Assert.Equal(4 - word, bench.Master.Read(Rdr3 + 4 * word));
        Assert.Equal(22u, bench.Master.Read(Rkr));
        bench.Master.Write(Rcr, 0x40000000);
        Assert.Equal(0xA0840004u, bench.Master.Read(Rcr));
        Assert.Equal(33u, bench.Master.Read(Rkr));
        Assert.Equal(0x20000000u, bench.Master.Read(Rcr));
        bench.Simulation.RunCycles(bench.Clock, 2);
        Assert.Equal(0UL, bench.Comms.Interrupts.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_full_receiver_stalls_the_network_or_drops_and_counts(bool drop)
    {
        var bench = new CommsBench();
        bench.Master.Write(Rctl, drop ? 2u : 0);
        for (uint i = 0; i < 10; i++) bench.Source.Add(Event(i));
        bench.Simulation.RunCycles(bench.Clock, 100);
        Assert.Equal(drop ? 0 : 4, bench.Source.Left); // four in the receiver, two in the queue on the way
        Assert.Equal(drop ? PeInterrupt.Bit(PeInterrupt.ReceiveOverrun) : 0, bench.Comms.Interrupts.Value);
        Assert.Equal(drop ? 6u : 0, bench.Master.Read(Rdc));
        Assert.Equal(0u, bench.Master.Read(Rdc));
        for (uint i = 0; i < (drop ? 4u : 10); i++) Assert.Equal(i, bench.Master.Read(Rkr));
        Assert.Equal(0u, bench.Master.Read(Rcr));
    }

    [Fact]
    public void The_first_matching_filter_takes_an_event_and_the_rest_goes_to_the_receiver() => Bench.Kills(
        fault =>
        {
            var bench = new CommsBench(fault);
            bench.Ring(0, 0x1000, 0x1100, value: 0x12000000, mask: 0xFF000000);
            bench.Ring(1, 0x2000, 0x2100, value: 0x10000000, mask: 0xF0000000);
            uint[] keys = [0x12345678, 0x15000000, 0x20000000, 0x12000000, 0x1F000001];
            foreach (uint key in keys) bench.Source.Add(Event(key));
            bench.Source.Add(new CommsPacket(0x40, 0x12000000, CommsPayload.None, 0, 0, 7, false, false)); // not multicast
            bench.Source.Add(Event(0x12000009) with { ParityError = true });
            bench.Simulation.RunCycles(bench.Clock, 100);
            Assert.Equal([0x12345678, 0x12000000], bench.Drain(0));
            Assert.Equal([0x15000000, 0x1F000001], bench.Drain(1));
            Assert.Equal(0x20000000u, bench.Master.Read(Rkr));
            Assert.Equal(0x12000000u, bench.Master.Read(Rkr));
            Assert.Equal(0x12000009u, bench.Master.Read(Rkr));
        },
        "comms.filter_ignores_mask");

    /// <summary>A random ring with random reading in between.</summary>
    private sealed record RingCase(int Record, int Mode, int Words, int Events, int Seed);

    private static readonly Arbitrary<RingCase> Rings = Arb.From(
        from record in Gen.Choose(0, 3)
        from mode in Gen.Choose(0, 2)
        from words in Gen.Choose(6, 40)
        from events in Gen.Choose(1, 120)
        from seed in Gen.Choose(0, int.MaxValue)
        select new RingCase(record, mode, words, events, seed),
        at => at.Events > 1 ? [at with { Events = at.Events / 2 }, at with { Events = at.Events - 1 }] : []);

    [Fact]
    public void Events_are_conserved_and_in_order_for_any_record_ring_and_mode() => Hold(null);

    [Theory]
    [InlineData("comms.pointer_before_data")]
    [InlineData("comms.ring_overfilled")]
    [InlineData("sram.byte_mask_ignored")]
    public void The_rings_see(string fault) => Assert.ThrowsAny<Exception>(() => Hold(fault));

    private static void Hold(string? fault) => Prop.ForAll(Rings, at => CheckRing(at, fault))
        .Check(Seeded.Cases(Bench.Cases(60)));

    private static bool CheckRing(RingCase at, string? fault)
    {
        var bench = new CommsBench(fault, noise: true);
        uint start = 0x7FF0; // over the border of two banks
        uint end = start + 4 * (uint)at.Words;
        bench.Ring(0, start, end, 0, 0, at.Record, at.Mode);
        byte[] around = bench.Memory.Cells.ToArray();
        var random = RandomStream.Derive((ulong)at.Seed, "ring");
        var sent = new List<uint[]>();
        for (int i = 0; i < at.Events; i++)
        {
            ulong low = random.NextBits();
            ulong high = random.NextBits();
            uint[] words = [(uint)i + 1, (uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32)];
            sent.Add(words[..Size(at.Record)]);
            bench.Source.Add(Event((uint)i + 1, CommsPayload.Bits128, low, high));
        }
        var got = new List<uint[]>();
        for (int round = 0; round < 4000 && (bench.Source.Left > 0 || round < 40); round++)
        {
            bench.Simulation.RunCycles(bench.Clock, random.Next(40));
            // With overwriting, software that reads while the handler moves the read pointer would race with it; it reads at the end.
            if (at.Mode != 1) got.AddRange(bench.DrainRecords(0, Size(at.Record), random.NextBool(0.5) ? 1 : 100));
        }
        // What waited on the way comes in when there is room.
        for (int i = 0; i < 4; i++)
        {
            bench.Simulation.RunCycles(bench.Clock, 200);
            got.AddRange(bench.DrainRecords(0, Size(at.Record), 1000));
        }
        uint lost = bench.Master.Read(Fifo0 + DropCount);
        Assert.Equal(0u, bench.Master.Read(Fifo0 + DropCount));
        Assert.Equal(at.Events, got.Count + lost);
        Assert.Equal(lost, bench.Comms.EventsLost(0));
        // What arrived is what was sent, in order, without repetition: all of it when stalling, the latest when overwriting.
        if (at.Mode == 1) Assert.Equal(sent[^got.Count..], got);
        if (at.Mode == 2) Assert.Equal(sent, got);
        for (int i = 0; i < got.Count; i++)
        {
            Assert.Equal(sent[(int)got[i][0] - 1], got[i]);
            if (i > 0) Assert.True(got[i][0] > got[i - 1][0]);
        }
        if (lost > 0) Assert.Equal(1u, bench.Master.Read(Fifo0 + Overflow) >> 8);
        Assert.InRange(bench.Master.Read(Fifo0 + MaxFill), 1u, 4 * (uint)at.Words - 1);
        // The handler writes nowhere else.
        byte[] now = bench.Memory.Cells.ToArray();
        around.AsSpan((int)start, 4 * at.Words).CopyTo(now.AsSpan((int)start));
        Assert.True(around.AsSpan().SequenceEqual(now));
        return true;
    }

    private static int Size(int record) => record switch { 0 => 1, 1 => 2, 2 => 3, _ => 5 };

    [Fact]
    public void An_event_is_in_the_ring_three_cycles_after_it_arrived()
    {
        var bench = new CommsBench();
        bench.Ring(0, 0x1000, 0x1100, 0, 0, extra: 0x10);
        bench.Source.Add(Event(5));
        while (bench.Comms.Interrupts.Value == 0) bench.Simulation.RunCycles(bench.Clock, 1);
        // Pushed in one cycle, it arrives in the next and its interrupt's register is set three cycles later.
        Assert.Equal(bench.Source.Pushed[0] + 1 + 3, bench.Clock.Cycle);
        Assert.Equal(PeInterrupt.Bit(PeInterrupt.EventFifoNotEmpty), bench.Comms.Interrupts.Value);
    }

    [Fact]
    public void A_stream_of_keys_goes_into_the_ring_at_one_event_a_cycle()
    {
        var bench = new CommsBench();
        bench.Ring(0, 0x1000, 0x2000, 0, 0);
        for (uint i = 0; i < 500; i++) bench.Source.Add(Event(i));
        bench.Simulation.RunCycles(bench.Clock, 506);
        Assert.Equal(0x1000u + 2000, bench.Master.Read(Fifo0 + WritePointer));
    }

    [Fact]
    public void Conditions_and_interrupts_follow_the_fill_level()
    {
        var bench = new CommsBench();
        bench.Ring(1, 0x1000, 0x1010, 0, 0, extra: 0xF0);
        bench.Master.Write(Fifo0 + 0x40 + Limit, 8);
        ulong[] lines = [Lines(12), Lines(12, 14), Lines(12, 13, 14), Lines(12, 13, 14, 21)];
        for (uint i = 0; i < 4; i++)
        {
            bench.Source.Add(Event(i));
            bench.Simulation.RunCycles(bench.Clock, 20);
            Assert.Equal(lines[i], bench.Comms.Interrupts.Value);
        }
        Assert.Equal(0x700u, bench.Master.Read(Fifo0 + 0x40 + Control));
        Assert.Equal(1u, bench.Master.Read(Fifo0 + 0x40 + DropCount));
        Assert.Equal(12u, bench.Master.Read(Fifo0 + 0x40 + MaxFill));
        bench.Master.Write(Fifo0 + 0x40 + Control, 1); // flush
        bench.Master.Write(Fifo0 + 0x40 + Overflow, 0x100);
        Assert.Equal(0u, bench.Master.Read(Fifo0 + 0x40 + Control));
        bench.Simulation.RunCycles(bench.Clock, 2);
        Assert.Equal(0UL, bench.Comms.Interrupts.Value);
    }

    private static ulong Lines(params int[] numbers) => numbers.Aggregate(0UL, (lines, number) => lines | 1UL << number);

    private sealed class CommsBench
    {
        public CommsBench(string? fault = null, double sinkRate = 1, bool noise = false)
        {
            Simulation = Bench.New(fault);
            Component top = Bench.Top(Simulation);
            Clock = top.InheritedClock!;
            Memory = new MemoryArray(128 * 1024);
            Sram = new LocalSram(top, "sram", new SramParameters(), Memory);
            Comms = new CommsController(top, "comms", new CommsParameters(), chip: 0x0102, pe: 37);
            Source = new PacketSource(top, "source", noise ? 0.7 : 1);
            Sink = new PacketSink(top, "sink", sinkRate);
            Master = Bench.Master(top, Comms.Request, Comms.Reply);
            Wiring.Connect(Source.Packets, Comms.NetworkIn);
            Wiring.Connect(Comms.NetworkOut, Sink.Packets);
            Wiring.Connect(Comms.Sram, Sram.Request[SramPort.EventHandler]);
            Wiring.Connect(Sram.Reply[SramPort.EventHandler], Comms.SramAnswer);
            if (noise)
            {
                var processor = new SramMaster(top, "processor", [.. Enumerable.Repeat(SramRequest.Read(0x7F00), 8000)], 0.9);
                Wiring.Connect(processor.Request, Sram.Request[SramPort.ProcessorData]);
                Wiring.Connect(Sram.Reply[SramPort.ProcessorData], processor.Reply);
            }
            Simulation.Elaborate();
        }

        public Simulation Simulation { get; }

        public ClockDomain Clock { get; }

        public MemoryArray Memory { get; }

        public LocalSram Sram { get; }

        public CommsController Comms { get; }

        public PacketSource Source { get; }

        public PacketSink Sink { get; }

        public RegisterMaster Master { get; }

        public void Ring(int fifo, uint start, uint end, uint value, uint mask, int record = 0, int mode = 0, uint extra = 0)
        {
            uint at = Fifo0 + 0x40 * (uint)fifo;
            Master.Write(at + Start, start);
            Master.Write(at + End, end);
            Master.Write(at + FilterValue, value);
            Master.Write(at + FilterMask, mask);
            Master.Write(at + Overflow, (uint)mode);
            Master.Write(at + Control, 1);
            Master.Write(at + Config, 1 | (uint)record << 1 | extra);
        }

        public uint[] Drain(int fifo) => [.. DrainRecords(fifo, 1, 1000).Select(record => record[0])];

        /// <summary>Reads records as software does: the pointers from the registers, the data from the SRAM.</summary>
        public List<uint[]> DrainRecords(int fifo, int words, int most)
        {
            uint at = Fifo0 + 0x40 * (uint)fifo;
            uint start = Master.Read(at + Start);
            uint end = Master.Read(at + End);
            Master.Add(at + WritePointer);
            uint write = Master.Await().Reply.Value;
            byte[] seen = Memory.Cells.ToArray();
            uint read = Master.Read(at + ReadPointer);
            var records = new List<uint[]>();
            while (read != write && records.Count < most)
            {
                var record = new uint[words];
                for (int i = 0; i < words; i++)
                {
                    record[i] = BitConverter.ToUInt32(seen, (int)read);
                    read += 4;
                    if (read == end) read = start;
                }
                records.Add(record);
            }
            if (records.Count > 0) Master.Write(at + ReadPointer, read);
            return records;
        }
    }
}
