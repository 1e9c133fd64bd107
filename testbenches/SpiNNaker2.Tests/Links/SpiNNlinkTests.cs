using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.SpiNNlink;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using RegisterMaster = HwModel.SpiNNaker2.Tests.PeBenches.RegisterMaster;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>The board-to-board link: frames, start-up, rate, delivery on eight channels.</summary>
public sealed class SpiNNlinkTests
{
    private const long Period = 13_333_333;

    [Fact]
    public void Frames_have_the_published_words()
    {
        Assert.Equal(0xBCu, Frames.Start(true, 0x55, 0x0F, 0xFF).Value >> 24);
        Assert.Equal(0xBCD50FFFu, Frames.Start(true, 0x55, 0x0F, 0xFF).Value);
        Assert.Equal(4 + 8 + 4, Frames.Length(0xBCD50FFF));
        Assert.Equal(20, Frames.Length(0xBC00FFFF));
        Assert.Equal(0x7C81u, Frames.Control(Frames.Acknowledge, true, 1).Value >> 16);
        Assert.Equal(0x9C7Fu, Frames.Control(Frames.NotAcknowledged, false, 127).Value >> 16);
        Assert.Equal(0xF780u, Frames.Control(Frames.OutOfCredit, true, 0).Value >> 16);
        Assert.Equal(0xFE3Cu, Frames.Flow(0x3C).Value >> 16);
        Assert.Equal(0x5CFB1234u, Frames.Idle(0x1234).Value);
        Assert.Equal(0xBC5C0103u, Frames.Handshake(1, false).Value);
        // The check by long division over all bits.
        foreach (uint word in new[] { Frames.Control(Frames.Acknowledge, true, 77).Value, Frames.Flow(0x81).Value })
        {
            uint crc = 0xFFFF;
            for (int bit = 31; bit >= 0; bit--)
            {
                uint next = bit < 16 ? 0 : word >> bit & 1;
                crc = crc << 1 & 0xFFFF ^ ((crc >> 15 ^ next) != 0 ? 0x8005u : 0);
            }
            Assert.Equal(crc, word & 0xFFFF);
        }
    }

    [Fact]
    public void The_scrambler_repeats_after_all_its_states()
    {
        // A maximal polynomial of degree 16 visits 65,535 values; 16 steps at a time visits all of them too, 16 having no divisor in common with 65,535.
        var seen = new HashSet<ushort>();
        ushort value = IdleScrambler.Seed;
        while (seen.Add(value)) value = IdleScrambler.Next(value);
        Assert.Equal(65_535, seen.Count);
        Assert.Equal(IdleScrambler.Seed, value);
    }

    [Fact]
    public void Packets_of_every_channel_arrive_once_and_in_order()
    {
        var bench = new Bench(channel => Packets(100, 20, (ulong)channel), channel => Packets(100, 90, (ulong)(10 + channel)), options: new SimulationOptions { CheckQuiescence = true, Order = EvaluationOrder.Shuffled });
        Assert.True(bench.RunToEnd(20_000_000_000_000));
        bench.Check();
        Assert.Equal(0, bench.Ends[0].Sender.NaksReceived + bench.Ends[0].Receiver.FrameErrors + bench.Ends[1].Receiver.CheckErrors + bench.Ends[0].Decoder.BadWords);
        Assert.Equal(1, bench.Ends[0].Coder.TimesUp);
    }

    [Fact]
    public void A_frame_of_eight_short_packets_takes_twelve_words()
    {
        var bench = new Bench(channel => Packets(2000, 0, (ulong)channel, CommsPayload.None), _ => []);
        Assert.True(bench.RunToEnd(20_000_000_000_000));
        bench.Check();
        List<long> times = bench.Times[1][0];
        double frames = (times.Count - 101) / ((times[^1] - times[100]) * 1e-15);
        // 3 Gbit/s, 40 line bits a word, one word in 1001 for the clocks.
        Assert.Equal(3e9 / 40 / 12 * 1000 / 1001, frames, 3e9 / 40 / 12 * 2e-3);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-4)]
    public void Packets_arrive_once_and_in_order_whatever_the_cable_does(double rate)
    {
        LineOptions bad = new() { BitErrorRate = rate, LossRate = 0.001, DuplicateRate = 0.001, Dead = [new DeadTime(100_000_000_000, 150_000_000_000)] };
        var bench = new Bench(channel => Packets(300, 40, (ulong)channel), channel => Packets(300, 40, (ulong)(10 + channel)), bad, bad with { Dead = [] }, pace: 3);
        Assert.True(bench.RunToEnd(20_000_000_000_000), bench.Progress);
        bench.Check();
        Assert.True(bench.Ends[0].Sender.NaksReceived > 0 && bench.Ends[0].Coder.TimesUp > 1);
    }

    [Fact]
    public void A_slow_channel_stops_alone()
    {
        var bench = new Bench(channel => Packets(200, 0, (ulong)channel), _ => [], slow: 3);
        Assert.True(bench.RunToEnd(20_000_000_000_000), bench.Progress);
        bench.Check();
        Assert.True(bench.Ends[1].Sender.FlowControlSent > 0);
        Assert.True(bench.Times[1][2][^1] < bench.Times[1][3][^1] / 2, "the other channels are not held up");
    }

    [Fact]
    public void The_register_bank_counts_frames_and_handshakes()
    {
        // A broken stretch of cable from the first board: frames are lost there and asked for again.
        var line = new LineOptions { LossRate = 0.004 };
        var bench = new Bench(channel => Packets(200, 20, (ulong)channel), _ => [], line, options: new SimulationOptions { CheckQuiescence = true, Order = EvaluationOrder.Shuffled });
        RegisterMaster left = bench.Host(0), right = bench.Host(1);
        left.Write(4 * 19, 0xCAFE);
        Assert.True(bench.RunToEnd(20_000_000_000_000), bench.Progress);
        bench.Simulation.RunFor(10_000_000_000);
        bench.Check();
        (FrameSender sender, FrameReceiver receiver) = (bench.Ends[0].Sender, bench.Ends[1].Receiver);
        Assert.Equal((3u, 0xCAFEu, 0xCAFEu), (left.Read(0), left.Read(4 * 19), right.Read(4 * 20)));
        uint[] sent = [left.Read(4 * 5), left.Read(4 * 7), left.Read(4 * 8), left.Read(4 * 10), left.Read(4 * 11), left.Read(4 * 12), left.Read(4 * 15), left.Read(4 * 16), left.Read(4 * 18)];
        Assert.Equal([(uint)sender.NaksReceived, (uint)sender.AcknowledgesReceived, (uint)sender.OutOfCreditSent, 7, (uint)sender.DataFrames, (uint)sender.DataFrames, 0xFF, 0, 0xFF], sent);
        uint[] got = [right.Read(4), right.Read(8), right.Read(12), right.Read(4 * 4), right.Read(4 * 6), right.Read(4 * 9), right.Read(4 * 13), right.Read(4 * 14), right.Read(4 * 17)];
        Assert.Equal(
            [(uint)receiver.CheckErrors, (uint)receiver.FrameErrors, (uint)receiver.Busy, (uint)bench.Ends[1].Sender.NaksSent, (uint)receiver.Accepted, (uint)receiver.OutOfCreditFrames, (uint)receiver.DataFrames, (uint)receiver.Accepted, 0xFF], got);
        // Lost words break frames; every packet is in an accepted frame; a nak asks for what is missing.
        Assert.True(got[1] > 0 && got[3] > 0 && sent[0] > 0 && got[6] < sent[5] && got[7] <= got[6]);
        Assert.Equal((1u, 1u, 1u), (left.Read(4 * 21), left.Read(4 * 22), right.Read(4 * 22)));
        Assert.Equal(RegisterReply.Missing, Reply(left, 4 * 24));
        // Counters are read only.
        left.Write(4 * 12, 0);
        Assert.Equal((uint)sender.DataFrames, left.Read(4 * 12));
    }

    [Fact]
    public void A_cut_cable_is_a_reconnection_and_STOP_holds_frames_back()
    {
        var line = new LineOptions { Dead = [new DeadTime(50_000_000_000, 60_000_000_000)] };
        var bench = new Bench(channel => [.. Packets(20, 0, (ulong)channel).Select(packet => packet with { Cycle = 30_000 })], _ => [], line, line);
        RegisterMaster host = bench.Host(0);
        bench.Simulation.RunUntil(40_000_000_000);
        Assert.Equal((1u, 1u), (host.Read(4 * 21), host.Read(4 * 22)));
        bench.Simulation.RunUntil(55_000_000_000);
        Assert.Equal((0u, 1u), (host.Read(4 * 21), host.Read(4 * 22)));
        bench.Simulation.RunUntil(200_000_000_000);
        Assert.Equal((1u, 2u), (host.Read(4 * 21), host.Read(4 * 22)));
        host.Write(4 * 23, 1);
        bench.Simulation.RunUntil(500_000_000_000);
        // Packets came at 400 us; seven of each channel fit.
        Assert.Equal((0u, 0xFFu, 0u), (host.Read(4 * 12), host.Read(4 * 16), host.Read(4 * 15)));
        host.Write(4 * 23, 0);
        Assert.True(bench.RunToEnd(20_000_000_000_000), bench.Progress);
        bench.Check();
    }

    private static RegisterReply Reply(RegisterMaster host, uint offset)
    {
        host.Add(offset);
        return host.Await().Reply;
    }

    [Fact]
    public void An_idle_link_sleeps()
    {
        var bench = new Bench(channel => Packets(1, 0, (ulong)channel), _ => []);
        Assert.True(bench.RunToEnd(20_000_000_000_000));
        bench.Simulation.RunFor(1_000_000_000);
        long before = bench.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges);
        bench.Simulation.RunFor(1_000_000_000_000);
        Assert.Equal(before, bench.Simulation.Clocks.Sum(clock => clock.EvaluatedEdges));
    }

    private static ScheduledPacket[] Packets(int count, int gap, ulong seed, CommsPayload? payload = null)
    {
        ScheduledPacket[] packets = UnitLinkHarness.Random(count, gap, seed, oneUnit: true);
        return payload is null ? packets : [.. packets.Select(packet => packet with { Packet = packet.Packet with { Payload = CommsPayload.None, Low = 0, Control = (byte)(packet.Packet.Control & 0xFD) } })];
    }

    private sealed class Bench
    {
        private readonly ScheduledPacket[][][] _sent;
        private readonly List<CommsPacket>[][] _arrived;

        public Bench(Func<int, ScheduledPacket[]> fromA, Func<int, ScheduledPacket[]> fromB, LineOptions? lineA = null, LineOptions? lineB = null, SimulationOptions? options = null, int pace = 1, int slow = -1)
        {
            Simulation = new Simulation(options);
            _sent = [[.. Enumerable.Range(0, 8).Select(fromA)], [.. Enumerable.Range(0, 8).Select(fromB)]];
            _arrived = [[.. Enumerable.Range(0, 8).Select(_ => new List<CommsPacket>())], [.. Enumerable.Range(0, 8).Select(_ => new List<CommsPacket>())]];
            Times = [[.. Enumerable.Range(0, 8).Select(_ => new List<long>())], [.. Enumerable.Range(0, 8).Select(_ => new List<long>())]];
            for (int side = 0; side < 2; side++)
            {
                ClockDomain words = Simulation.Clock($"words{side}", Period, side * 5_000_000, side);
                var board = new Component(Simulation.Root, $"board{side}", words);
                Ends[side] = new SpiNNlinkEndpoint(board, "link", words, 2);
                for (int channel = 0; channel < 8; channel++)
                {
                    var source = new PacketSource(board, $"source{channel}", words, _sent[side][channel]);
                    var sink = new PacketSink(board, $"sink{channel}", words, channel == slow ? 200 : pace);
                    Wiring.Connect(source.Packets, Ends[side].Inputs[channel]);
                    Wiring.Connect(Ends[side].Outputs[channel], sink.Packets);
                    (int at, int of) = (side, channel);
                    sink.Listen((packet, cycle) =>
                    {
                        _arrived[at][of].Add(packet);
                        Times[at][of].Add(words.TimeOfCycle(cycle));
                    });
                }
            }
            _ = new SpiNNlinkCable(Simulation.Root, "cable", Ends[0], Ends[1], lineA, lineB);
        }

        public Simulation Simulation { get; }

        public SpiNNlinkEndpoint[] Ends { get; } = new SpiNNlinkEndpoint[2];

        public List<long>[][] Times { get; }

        /// <summary>A host at the register bank of a side; before the simulation starts.</summary>
        public RegisterMaster Host(int side)
        {
            var host = new RegisterMaster(new Component(Simulation.Root, $"host{side}", Ends[side].Bank.Clock), "master");
            Wiring.Connect(host.Request, Ends[side].Bank.Request);
            Wiring.Connect(Ends[side].Bank.Reply, host.Reply);
            return host;
        }

        public string Progress => string.Join(" ", _arrived.SelectMany(side => side.Select(channel => channel.Count)));

        public bool RunToEnd(long limit)
        {
            while (Simulation.Time < limit)
            {
                Simulation.RunFor(10_000_000_000);
                if (_arrived[1].Zip(_sent[0]).Concat(_arrived[0].Zip(_sent[1])).All(channel => channel.First.Count >= channel.Second.Length)) return true;
            }
            return false;
        }

        public void Check()
        {
            for (int side = 0; side < 2; side++)
                for (int channel = 0; channel < 8; channel++)
                    Assert.Equal(UnitLinkHarness.Expected(_sent[1 - side][channel], 2), _arrived[side][channel]);
        }
    }
}
