using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Tests.PeSystem;

/// <summary>A whole processing element, driven by machine code that gcc made.</summary>
public sealed class ElementTests
{
    [ToolTheory("arm-none-eabi-gcc")]
    [InlineData(EvaluationOrder.Forward)]
    [InlineData(EvaluationOrder.Reverse)]
    public void Spikes_wake_the_program_and_are_answered(EvaluationOrder order)
    {
        var bench = new ElementBench(1, order: order);
        bench.Start("spikes");
        bench.Simulation.RunCycles(bench.Clock, 3_000);
        Assert.True(bench.Elements[0].Core.IsAsleep);
        for (uint i = 0; i < 20; i++)
        {
            bench.Network.Inject(0, ElementBench.Spike(0x1000 + 16 * i));
            if (i % 4 == 3) bench.Simulation.RunCycles(bench.Clock, 1_000);
        }
        bench.Finish();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => 0x1001u + 16 * (uint)i), bench.Network.Packets.Select(packet => packet.Flit.Address));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (ulong)i), bench.Network.Packets.Select(packet => packet.Flit.Low));
        Assert.All(bench.Network.Packets, packet => Assert.Equal((NocClass.Multicast, CommsPayload.Bits32, Floorplan.PositionOf(0)), (packet.Flit.Class, packet.Flit.Payload, packet.Flit.Source)));
        Assert.Equal(0u, bench.Result(1)); // chip 0, element 0
        Assert.InRange(bench.Result(2), 5u, 20u); // woken at least once for each burst
        Assert.Equal(20, bench.Elements[0].Activity.PacketsReceived);
        Assert.Equal(20, bench.Elements[0].Activity.PacketsSent);
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void An_element_that_waits_costs_nothing()
    {
        var bench = new ElementBench(2, order: EvaluationOrder.Forward);
        bench.Start("idle", 0);
        bench.Start("idle", 1);
        bench.Finish(100_000, 0, 1);
        bench.Simulation.RunCycles(bench.Clock, 1_000);
        long edges = bench.Clock.EvaluatedEdges;
        PeActivity before = bench.Elements[0].Activity;
        bench.Simulation.RunCycles(bench.Clock, 10_000_000);
        Assert.InRange(bench.Clock.EvaluatedEdges - edges, 0, 2);
        PeActivity after = bench.Elements[0].Activity;
        Assert.Equal(before.ActiveCycles, after.ActiveCycles);
        Assert.Equal(10_000_000, after.SleepCycles - before.SleepCycles);
    }

    [ToolTheory("arm-none-eabi-gcc")]
    [InlineData(EvaluationOrder.Forward)]
    [InlineData(EvaluationOrder.Reverse)]
    [InlineData(EvaluationOrder.Shuffled)]
    public void Words_and_blocks_go_between_two_elements(EvaluationOrder order)
    {
        var bench = new ElementBench(2, order: order);
        bench.Start("transfer");
        bench.Finish();
        uint[] words = [.. Enumerable.Range(1, 12).Select(i => 0x01020304u * (uint)i)];
        words[1] = words[1] & 0xFFFF00FF | 0xAA00;
        words[3] = words[3] & 0xFFFF | 0xBBCC0000;
        for (uint i = 0; i < 12; i++) Assert.Equal(words[i], ElementBench.Word(bench.Elements[1], 0x8000 + 4 * i));
        Assert.Equal(words.Aggregate(0u, (sum, word) => sum * 31 + word), bench.Result(1));
        Assert.Equal(words[0], bench.Result(2));
        Assert.Equal(bench.Result(1), bench.Result(3));
        Assert.Equal(words[2] ^ words[3], bench.Result(4));
        for (uint i = 0; i < 256; i++) Assert.Equal(i * 0x9E3779B1u, ElementBench.Word(bench.Elements[1], 0x10000 + 4 * i));
        Assert.Equal(64, bench.Elements[0].Dma.PacketsWritten);
        Assert.Equal(64, bench.Elements[0].Dma.PacketsRead);
        Assert.False(bench.Elements[0].Dma.IsBusy);
        Assert.Equal(0, bench.Elements[0].Noc.Outstanding);
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void The_accelerators_do_what_software_asks_for()
    {
        var bench = new ElementBench(1);
        bench.Start("compute");
        long start = bench.Clock.Cycle;
        bench.Finish();
        Assert.InRange(bench.Result(1) / 32768.0, Math.E - 2.0 / 32768, Math.E + 2.0 / 32768);
        Assert.InRange(bench.Result(2) / 32768.0, Math.Log(10) - 2.0 / 32768, Math.Log(10) + 2.0 / 32768);
        (uint first, uint second) = Kiss(c: 1, x: 2, y: 3, z: 4);
        Assert.Equal((first, second), (bench.Result(3), bench.Result(4)));
        // Three periods of five steps of the 1 MHz reference at 300 MHz.
        Assert.Equal(3, bench.Elements[0].Timers.Expiries(0));
        Assert.True(bench.Clock.Cycle - start > 14 * 300);
        Assert.Equal(6 * 32 * 16, bench.Elements[0].Activity.MacProducts);
    }

    // KISS64 as Marsaglia gives it (sci.math, 2003), with a = 314527869.
    private static (uint First, uint Second) Kiss(uint c, uint x, uint y, uint z)
    {
        var values = new uint[2];
        for (int i = 0; i < 2; i++)
        {
            x = unchecked((314527869 * x) + 1234567);
            y ^= y << 5;
            y ^= y >> 7;
            y ^= y << 22;
            ulong t = (4294584393UL * z) + c;
            (c, z) = ((uint)(t >> 32), (uint)t);
            values[i] = unchecked(x + y + z);
        }
        return (values[0], values[1]);
    }
}
