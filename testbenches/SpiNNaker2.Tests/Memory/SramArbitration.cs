using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Memory;

/// <summary>The local bus under random contention, against a plain array of bytes.</summary>
public sealed class SramArbitration
{
    /// <summary>One access of a random master. Masters write to rows of their own, so that the outcome does not depend on who comes first.</summary>
    private sealed record Access(int Port, bool Write, int Row, int Mask, int Data);

    private static readonly Gen<Access[]> Cases =
        from count in Gen.Choose(1, 400)
        from rows in Gen.Choose(1, 24)
        from accesses in (from port in Gen.Choose(0, SramPort.Count - 1)
                          from write in Gen.Elements(true, false)
                          from row in Gen.Choose(0, rows)
                          from mask in Gen.OneOf(Gen.Constant(0xFFFF), Gen.Choose(0, 0xFFFF))
                          from data in Gen.Choose(0, int.MaxValue)
                          select new Access(port, write, row, mask, data)).ArrayOf(count)
        select accesses;

    private static IEnumerable<Access[]> Shrink(Access[] accesses) =>
        Enumerable.Range(0, accesses.Length).Select(i => accesses.Where((_, j) => j != i).ToArray());

    [Fact]
    public void No_access_is_lost_or_doubled_or_overtakes_another_of_its_master() => Hold(null);

    [Theory]
    [InlineData("sram.contended_write_lost")]
    [InlineData("sram.byte_mask_ignored")]
    [InlineData("sram.two_accesses_per_bank")]
    public void The_property_sees(string fault) => Assert.ThrowsAny<Exception>(() => Hold(fault));

    private static void Hold(string? fault) => Prop.ForAll(fault is null ? Arb.From(Cases, Shrink) : Arb.From(Cases), accesses => Check(accesses, fault))
        .Check(Seeded.Cases(Bench.Cases(60)));

    private static uint AddressOf(Access access) => (uint)((access.Row % 4 << 15) + access.Port * 1024 + access.Row * 16);

    private static bool Check(Access[] accesses, string? fault)
    {
        // The check of sleepers hashes the whole memory: for small cases only.
        Simulation simulation = Bench.New(fault, quiescence: accesses.Length < 30);
        Component top = Bench.Top(simulation);
        var array = new MemoryArray(128 * 1024);
        var sram = new LocalSram(top, "sram", new SramParameters(), array);
        SramRequest[][] scripts = [.. Enumerable.Range(0, SramPort.Count).Select(port => accesses.Where(access => access.Port == port).Select(Request).ToArray())];
        SramMaster[] masters = [.. scripts.Select((script, port) => new SramMaster(top, $"master[{port}]", script))];
        for (int port = 0; port < masters.Length; port++)
        {
            Wiring.Connect(masters[port].Request, sram.Request[port]);
            Wiring.Connect(sram.Reply[port], masters[port].Reply);
        }
        simulation.Elaborate();
        byte[] plain = array.Cells.ToArray();
        simulation.RunCycles(top.InheritedClock!, 4 * accesses.Length + 40);

        // One bank does one access a cycle, so no bank answers two in the same cycle.
        var answered = new HashSet<(long Cycle, uint Bank)>();
        for (int port = 0; port < masters.Length; port++)
        {
            Assert.Equal(scripts[port].Length, masters[port].Replies.Count);
            for (int i = 0; i < scripts[port].Length; i++)
            {
                (SramReply reply, long cycle) = masters[port].Replies[i];
                SramRequest request = scripts[port][i];
                Assert.Equal(request.Tag, reply.Tag);
                Assert.True(answered.Add((cycle, request.Address >> 15)), $"two accesses of bank {request.Address >> 15} in cycle {cycle}");
                Apply(plain, request, reply);
            }
            Assert.Equal(scripts[port].Length, sram.Reads(port) + sram.Writes(port));
        }
        Assert.True(plain.AsSpan().SequenceEqual(array.Cells));
        return true;
    }

    private static SramRequest Request(Access access, int index) => new(
        AddressOf(access), access.Write ? SramAccess.Write : SramAccess.Read, (ushort)access.Mask,
        (ulong)access.Data * 0x9E3779B97F4A7C15, (ulong)access.Data * 0xC2B2AE3D27D4EB4F, (byte)index);

    private static void Apply(byte[] plain, SramRequest request, SramReply reply)
    {
        Span<byte> row = plain.AsSpan((int)request.Address, 16);
        if (request.Access == SramAccess.Read)
        {
            Assert.Equal(BitConverter.ToUInt64(row), reply.Low);
            Assert.Equal(BitConverter.ToUInt64(row[8..]), reply.High);
            return;
        }
        byte[] data = [.. BitConverter.GetBytes(request.Low), .. BitConverter.GetBytes(request.High)];
        for (int i = 0; i < 16; i++)
            if ((request.Mask >> i & 1) != 0)
                row[i] = data[i];
    }

    [Fact]
    public void A_lone_access_has_no_wait_states()
    {
        SramMaster master = Saturate(null, [SramPort.Dma], 50).Masters[0];
        // Granted in the cycle after the push, answered in the one after that: one row a cycle.
        for (int i = 0; i < 50; i++) Assert.Equal(master.Pushed[0] + 2 + i, master.Replies[i].Cycle);
    }

    [Fact]
    public void The_processor_goes_first_and_nobody_waits_for_ever() => Bench.Kills(Fair, "sram.no_starvation_guard");

    private static void Fair(string? fault)
    {
        int[] ports = [SramPort.ProcessorData, SramPort.ProcessorFetch, SramPort.EventHandler, SramPort.Noc, SramPort.MacOperandB, SramPort.Dma];
        (LocalSram sram, SramMaster[] masters) = Saturate(fault, ports, 3_000, cycles: 3_000);
        // All want the same bank in every cycle: the guard lets each of the five others pass once in 17 to 22 cycles, the processor has the rest.
        foreach (int port in ports[1..])
        {
            Assert.InRange(sram.LongestWait(port), 16, 16 + ports.Length - 1);
            Assert.InRange(sram.Reads(port), 3_000 / 22 - 1, 3_000 / 17 + 1);
        }
        Assert.InRange(sram.Reads(SramPort.ProcessorData), 3_000 * 11 / 17 - 20, 3_000 * 17 / 22 + 20);
        Assert.InRange(masters.Sum(master => master.Replies.Count), 3_000 - 4, 3_000); // the bank never idles
    }

    [Fact]
    public void Masters_of_different_banks_do_not_disturb_each_other()
    {
        (LocalSram sram, SramMaster[] masters) = Saturate(null, [0, 2, 4, 7], 200, ownBanks: true);
        Assert.All(masters, master => Assert.Equal(200, master.Replies.Count));
        Assert.All(Enumerable.Range(0, SramPort.Count), port => Assert.Equal(0, sram.Conflicts(port)));
    }

    [Fact]
    public void An_exclusive_write_fails_after_another_masters_write() => Bench.Kills(Exclusive, "sram.reservation_kept");

    private static void Exclusive(string? fault)
    {
        var read = new SramRequest(0x40, SramAccess.ReadExclusive, 0, 0, 0, 1);
        var write = new SramRequest(0x40, SramAccess.WriteExclusive, 0xFFFF, 5, 6, 2);
        // Undisturbed it succeeds once; a second one has no reservation.
        Assert.Equal([true, true, false], Replies([read, write, write], []));
        // The other master is between read and write, on the row and elsewhere.
        Assert.Equal([true, false], Replies([read, .. Pad, write], [.. OtherPad, SramRequest.Write(0x40, 1, 1)]).Where((_, i) => i == 0 || i == 1 + Pad.Length));
        Assert.Equal([true, true], Replies([read, .. Pad, write], [.. OtherPad, SramRequest.Write(0x80, 1, 1)]).Where((_, i) => i == 0 || i == 1 + Pad.Length));

        bool[] Replies(SramRequest[] processor, SramRequest[] other)
        {
            Simulation simulation = Bench.New(fault);
            Component top = Bench.Top(simulation);
            var sram = new LocalSram(top, "sram", new SramParameters(), new MemoryArray(128 * 1024));
            SramMaster[] masters = [new(top, "processor", processor), new(top, "other", other)];
            int[] ports = [SramPort.ProcessorData, SramPort.Dma];
            for (int i = 0; i < 2; i++)
            {
                Wiring.Connect(masters[i].Request, sram.Request[ports[i]]);
                Wiring.Connect(sram.Reply[ports[i]], masters[i].Reply);
            }
            simulation.RunCycles(top.InheritedClock!, 100);
            return [.. masters[0].Replies.Select(entry => entry.Reply.Done)];
        }
    }

    // In banks of their own, so that neither delays the other.
    private static readonly SramRequest[] OtherPad = [.. Enumerable.Repeat(SramRequest.Read(0x10000), 5)];

    private static readonly SramRequest[] Pad = [.. Enumerable.Repeat(SramRequest.Read(0x8000), 5)];

    private static (LocalSram Sram, SramMaster[] Masters) Saturate(string? fault, int[] ports, int accesses, bool ownBanks = false, int cycles = 0)
    {
        Simulation simulation = Bench.New(fault);
        Component top = Bench.Top(simulation);
        var sram = new LocalSram(top, "sram", new SramParameters(), new MemoryArray(128 * 1024));
        var masters = new SramMaster[ports.Length];
        for (int i = 0; i < ports.Length; i++)
        {
            uint address = ownBanks ? (uint)i << 15 : 0x100;
            masters[i] = new SramMaster(top, $"master[{i}]", [.. Enumerable.Repeat(SramRequest.Read(address), accesses)]);
            Wiring.Connect(masters[i].Request, sram.Request[ports[i]]);
            Wiring.Connect(sram.Reply[ports[i]], masters[i].Reply);
        }
        simulation.RunCycles(top.InheritedClock!, cycles > 0 ? cycles : accesses + 10);
        return (sram, masters);
    }
}
