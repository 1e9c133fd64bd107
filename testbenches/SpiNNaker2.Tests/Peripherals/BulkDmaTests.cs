using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals.Dma;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Peripherals;

/// <summary>The bulk DMA with a contended SRAM and a memory that answers late and in any order, against copies of plain arrays.</summary>
public sealed class BulkDmaTests
{
    private const uint RemoteBase = 0x20000000;
    private const int Rows = 64;

    private sealed record Job(bool Write, int Local, int Remote, int Packets);

    private static readonly Arbitrary<Job[]> Cases = Arb.From(
        from count in Gen.Choose(1, 6)
        from jobs in (from write in Gen.Elements(true, false)
                      from local in Gen.Choose(0, Rows - 1)
                      from remote in Gen.Choose(0, Rows - 1)
                      from packets in Gen.Choose(0, 40)
                      select new Job(write, local, remote, packets)).ArrayOf(count)
        select jobs,
        jobs => Enumerable.Range(0, jobs.Length).Select(i => jobs.Where((_, j) => j != i).ToArray()));

    [Fact]
    public void Every_byte_arrives_once_and_in_order() => Hold(null);

    [Theory]
    [InlineData("dma.last_packet_lost")]
    [InlineData("dma.slot_mixed")]
    [InlineData("dma.done_before_last_write")]
    [InlineData("sram.contended_write_lost")]
    public void The_copies_see(string fault) => Assert.ThrowsAny<Exception>(() => Hold(fault));

    private static void Hold(string? fault) => Prop.ForAll(Cases, jobs => Check(jobs, fault))
        .Check(Seeded.Cases(Bench.Cases(40)));

    private static bool Check(Job[] jobs, string? fault)
    {
        var bench = new DmaBench(fault);
        byte[] remote = new byte[(Rows + 40) * 16];
        var random = RandomStream.Derive(3, "contents");
        for (uint i = 0; i < remote.Length; i++) bench.Remote[RemoteBase + i] = remote[i] = (byte)random.NextBits();
        byte[] local = bench.Memory.Cells.ToArray();
        long read = 0;
        long written = 0;
        foreach (Job job in jobs)
        {
            int at = 0x7E00 + 16 * job.Local; // over the border of two banks
            bench.Run(job.Write, (uint)at, RemoteBase + 16 * (uint)job.Remote, 16 * (uint)job.Packets);
            Span<byte> here = local.AsSpan(at, 16 * job.Packets);
            Span<byte> there = remote.AsSpan(16 * job.Remote, 16 * job.Packets);
            if (job.Write) here.CopyTo(there);
            else there.CopyTo(here);
            // At the interrupt a read is complete in the SRAM.
            Assert.True(bench.Memory.Cells[..0x18000].SequenceEqual(local.AsSpan(0, 0x18000)), "the SRAM is not as it should be when the job is done");
            if (job.Write) written += job.Packets;
            else read += job.Packets;
        }
        bench.Simulation.RunCycles(bench.Clock, 300); // writes are posted
        for (uint i = 0; i < remote.Length; i++) Assert.Equal(remote[i], bench.Remote[RemoteBase + i]);
        // Packets are neither lost nor doubled, and leave in the order of their addresses.
        Assert.Equal(read, bench.Remote.Log.Count(request => !request.Write));
        Assert.Equal(written, bench.Remote.Log.Count(request => request.Write));
        Assert.Equal((read, written), (bench.Dma.PacketsRead, bench.Dma.PacketsWritten));
        uint[] expected = [.. jobs.SelectMany(job => Enumerable.Range(0, job.Packets).Select(i => RemoteBase + 16 * (uint)(job.Remote + i)))];
        Assert.Equal(expected, bench.Remote.Log.Select(request => request.Address));
        Assert.InRange(bench.Remote.MostWaiting, 0, 8);
        return true;
    }

    [Fact]
    public void A_job_moves_a_packet_a_cycle_after_twenty_cycles()
    {
        var bench = new DmaBench(null, noise: false);
        bench.Setup(true, 0, RemoteBase, 16 * 1000);
        long begun = bench.Clock.Cycle;
        bench.AwaitInterrupt();
        // Start 20, SRAM 2, and one each for the register access and the interrupt; the memory takes 4 of 5 packets at once, so the network stalls some.
        Assert.InRange(bench.Clock.Cycle - begun, 1020, 1000 / 0.8 + 120);
    }

    [Fact]
    public void Two_jobs_queue_and_a_third_is_not_taken()
    {
        var bench = new DmaBench(null, noise: false);
        for (uint i = 0; i < 3; i++)
        {
            bench.Setup(true, 0, RemoteBase + 0x1000 * i, 16 * 200);
            Assert.Equal(i == 0 ? 1u : 3u, bench.Master.Read(0x14) & 3);
        }
        bench.Simulation.RunCycles(bench.Clock, 800);
        Assert.Equal(0u, bench.Master.Read(0x14));
        Assert.Equal(400, bench.Remote.Log.Count);
        Assert.DoesNotContain(bench.Remote.Log, request => request.Address >= RemoteBase + 0x2000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_aborted_job_stops_and_the_next_one_is_whole(bool write)
    {
        var bench = new DmaBench(null);
        for (uint i = 0; i < 4096; i++) bench.Remote[RemoteBase + i] = (byte)(i * 7);
        bench.Setup(write, 0x1000, RemoteBase, 4096);
        bench.Setup(write, 0x3000, RemoteBase, 4096);
        bench.Simulation.RunCycles(bench.Clock, 100);
        bench.Master.Write(0x3C, 2);
        bench.Simulation.RunCycles(bench.Clock, 200);
        Assert.Equal(0u, bench.Master.Read(0x14));
        Assert.Equal(0u, bench.Master.Read(0x10));
        Assert.InRange(bench.Remote.Log.Count, 1, 200);
        bench.Run(false, 0x4000, RemoteBase + 512, 512);
        for (int i = 0; i < 512; i++) Assert.Equal(bench.Remote[RemoteBase + 512 + (uint)i], bench.Memory.Cells[0x4000 + i]);
    }

    [Fact]
    public void An_error_on_the_network_is_told()
    {
        var bench = new DmaBench(null, badAddress: RemoteBase + 0x40);
        bench.Run(false, 0x100, RemoteBase, 0x100);
        Assert.Equal(4u, bench.Master.Read(0x14));
        bench.Master.Write(0x14, 4);
        Assert.Equal(0u, bench.Master.Read(0x14));
    }

    private sealed class DmaBench
    {
        public DmaBench(string? fault, bool noise = true, uint badAddress = uint.MaxValue)
        {
            Simulation = Bench.New(fault);
            Component top = Bench.Top(Simulation);
            Clock = top.InheritedClock!;
            Memory = new MemoryArray(128 * 1024);
            var sram = new LocalSram(top, "sram", new SramParameters(), Memory);
            Dma = new BulkDma(top, "dma", new DmaParameters());
            Remote = new RemoteMemory(top, "remote", 30, badAddress);
            Master = Bench.Master(top, Dma.Request, Dma.Reply);
            Wiring.Connect(Dma.Sram, sram.Request[SramPort.Dma]);
            Wiring.Connect(sram.Reply[SramPort.Dma], Dma.SramAnswer);
            Wiring.Connect(Dma.Remote, Remote.Request);
            Wiring.Connect(Remote.Reply, Dma.RemoteAnswer);
            if (noise)
            {
                // A processor that keeps both banks of the local side busy, and another master that writes elsewhere.
                var processor = new SramMaster(top, "processor", [.. Enumerable.Range(0, 6000).Select(i => SramRequest.Read(0x7F00 + 16 * ((uint)i * 7 % 32)))], 0.9);
                var other = new SramMaster(top, "other", [.. Enumerable.Range(0, 4000).Select(i => SramRequest.Write(0x18000 + 16 * ((uint)i % 64), (ulong)i, 0))], 0.7);
                Wiring.Connect(processor.Request, sram.Request[SramPort.ProcessorData]);
                Wiring.Connect(sram.Reply[SramPort.ProcessorData], processor.Reply);
                Wiring.Connect(other.Request, sram.Request[SramPort.Noc]);
                Wiring.Connect(sram.Reply[SramPort.Noc], other.Reply);
            }
            Simulation.Elaborate();
        }

        public Simulation Simulation { get; }

        public ClockDomain Clock { get; }

        public MemoryArray Memory { get; }

        public BulkDma Dma { get; }

        public RemoteMemory Remote { get; }

        public RegisterMaster Master { get; }

        public void Setup(bool write, uint local, uint remote, uint bytes)
        {
            Master.Write(0x00, local);
            Master.Write(0x04, remote);
            Master.Write(0x08, bytes);
            Master.Write(0x0C, write ? 0x31u : 0x30);
            Master.Write(0x3C, 1);
        }

        public void AwaitInterrupt()
        {
            for (int i = 0; Dma.Interrupts.Value == 0; i++)
            {
                Assert.True(i < 20_000, "the job does not end");
                Simulation.RunCycles(Clock, 1);
            }
        }

        public void Run(bool write, uint local, uint remote, uint bytes)
        {
            Setup(write, local, remote, bytes);
            AwaitInterrupt();
            Assert.Equal(write ? 1UL << 16 : 1UL << 15, Dma.Interrupts.Value);
            Master.Write(0x10, 3);
            Assert.Equal(0u, Master.Read(0x10));
            Simulation.RunCycles(Clock, 1);
            Assert.Equal(0UL, Dma.Interrupts.Value);
        }
    }
}
