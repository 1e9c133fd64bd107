using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;
using RegisterMaster = HwModel.SpiNNaker2.Tests.PeBenches.RegisterMaster;

namespace HwModel.SpiNNaker2.Tests.Links;

/// <summary>Mode, loopback, resend rule and restart by the registers of a link (link.rdl).</summary>
public sealed class LinkModeTests
{
    private const uint Control = 0x00, Status = 0x04, Events = 0x08, Resent = 0x30;
    private const uint Enables = 0x30, Loopback = 1 << 6, Restart = 1 << 7, Selective = 1 << 8;
    private const long Microsecond = 1_000_000_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_loopback_packets_come_back_and_after_a_restart_of_both_ends_go_out_again(bool longRange)
    {
        uint mode = longRange ? 2u : 1u;
        // Three groups of packets: at the start, from 200 us and from 400 us on.
        ScheduledPacket[] packets = UnitLinkHarness.Random(90, 40, 1);
        for (int i = 0; i < packets.Length; i++) packets[i] = packets[i] with { Cycle = (i / 30 * 80_000) + (i % 30 * 40) };
        var options = new SimulationOptions { CheckQuiescence = true, Order = EvaluationOrder.Shuffled };
        var harness = new UnitLinkHarness(packets, [], options: options, longRange: longRange);
        RegisterMaster[] hosts = Hosts(harness);
        harness.Simulation.RunUntil(150 * Microsecond);
        Assert.Equal(mode | Enables, hosts[0].Read(Control));
        Assert.Equal(UnitLinkHarness.Expected(packets[..30], 3), harness.Arrived(1));
        hosts[0].Write(Control, mode | Enables | Loopback | Restart);
        Assert.Equal(mode | Enables | Loopback, hosts[0].Read(Control));
        harness.Simulation.RunUntil(350 * Microsecond);
        Assert.Equal(30, harness.Arrived(1).Count);
        Assert.Equal(UnitLinkHarness.Expected(packets[30..60], 0), harness.Arrived(0));
        hosts[0].Write(Control, mode | Enables | Restart);
        hosts[1].Write(Control, mode | Enables | Restart);
        harness.Simulation.RunUntil(600 * Microsecond);
        Assert.Equal(UnitLinkHarness.Expected([.. packets[..30], .. packets[60..]], 3), harness.Arrived(1));
        Assert.Equal(30, harness.Arrived(0).Count);
        Assert.Equal(0u, hosts[0].Read(Resent));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_another_mode_the_lines_are_grounded_and_packets_wait(bool longRange)
    {
        uint mode = longRange ? 2u : 1u;
        ScheduledPacket[] packets = [.. UnitLinkHarness.Random(6, 0, 2).Select(packet => packet with { Cycle = 80_000 })];
        var harness = new UnitLinkHarness(packets, [], longRange: longRange);
        RegisterMaster[] hosts = Hosts(harness);
        harness.Simulation.RunUntil(100 * Microsecond);
        foreach (uint other in new uint[] { 0, 3 - mode, 3 })
        {
            hosts[0].Write(Control, other | Enables | Restart);
            harness.Simulation.RunFor(150 * Microsecond);
            Assert.Equal(0x80000000u, hosts[0].Read(Status) & 0x80000003);
            Assert.Empty(harness.Arrived(1));
        }
        hosts[0].Write(Control, mode | Enables | Restart);
        hosts[1].Write(Control, mode | Enables | Restart);
        harness.Simulation.RunFor(300 * Microsecond);
        Assert.Equal(UnitLinkHarness.Expected(packets, 3), harness.Arrived(1));
    }

    [Fact]
    public void The_resend_rule_of_the_register_is_the_one_that_a_link_can_be_built_with()
    {
        LineOptions bad = new() { BitErrorRate = 3e-4 };
        ScheduledPacket[] packets = [.. UnitLinkHarness.Random(600, 0, 3).Select(packet => packet with { Cycle = 4000 })];
        long Resends(bool built, bool? written)
        {
            var harness = new UnitLinkHarness(packets, [], new UnitLinkParameters { SelectiveRepeat = built }, bad, bad);
            RegisterMaster[] hosts = Hosts(harness);
            foreach (RegisterMaster host in hosts)
            {
                Assert.Equal(1u | Enables | (built ? Selective : 0), host.Read(Control));
                if (written is { } rule) host.Write(Control, 1u | Enables | Restart | (rule ? Selective : 0));
            }
            Assert.True(harness.RunToEnd(10_000 * Microsecond));
            Assert.Equal(UnitLinkHarness.Expected(packets, 3), harness.Arrived(1));
            return harness.Ends[0].Transmitter.UnitsResent;
        }

        long goBack = Resends(false, null), selective = Resends(true, null);
        Assert.True(selective < goBack, $"{selective} and {goBack} repeats");
        Assert.Equal((selective, goBack), (Resends(false, true), Resends(true, false)));
    }

    [Fact]
    public void The_status_of_a_long_range_link_tells_of_its_training_and_of_wrong_symbols()
    {
        var line = new LineOptions { BitErrorRate = 1e-3 };
        var harness = new UnitLinkHarness(UnitLinkHarness.Random(50, 20, 4), [], lineA: line, lineB: line, longRange: true);
        RegisterMaster[] hosts = Hosts(harness);
        Assert.Equal(1u, hosts[0].Read(Status) & 3);
        Assert.True(harness.RunToEnd(10_000 * Microsecond));
        Assert.Equal(2u, hosts[0].Read(Status) & 3);
        Assert.True(harness.LongEnds[1].Decoder.BadWords > 0);
        Assert.Equal(1u << 5, hosts[1].Read(Events) & 1 << 5);
    }

    private static RegisterMaster[] Hosts(UnitLinkHarness harness)
    {
        var hosts = new RegisterMaster[2];
        for (int side = 0; side < 2; side++)
        {
            UnitEnd end = harness.Ends[side];
            hosts[side] = new RegisterMaster(new Component(harness.Simulation.Root, $"host{side}", end.Bank.Clock), "master");
            Wiring.Connect(hosts[side].Request, end.Bank.Request);
            Wiring.Connect(end.Bank.Reply, hosts[side].Reply);
        }
        return hosts;
    }
}
