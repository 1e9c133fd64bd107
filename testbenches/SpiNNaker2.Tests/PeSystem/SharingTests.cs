using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.PeSystem;

/// <summary>One memory, many masters; several elements and clocks.</summary>
public sealed class SharingTests
{
    [ToolFact("arm-none-eabi-gcc")]
    public void The_MAC_array_reads_and_writes_another_elements_memory()
    {
        var bench = new ElementBench(2);
        bench.Start("remote");
        bench.Finish();
        Assert.True(bench.Elements[0].Noc.Accesses.Reads > 100);
        Assert.Equal(0, bench.Elements[0].Noc.Unmapped);
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void A_fight_for_a_bank_costs_time_and_nothing_else_whatever_the_order_of_evaluation()
    {
        uint sum = 0;
        (long Cycles, long Waits, long Conflicts)? first = null;
        foreach (EvaluationOrder order in Enum.GetValues<EvaluationOrder>())
        {
            var bench = new ElementBench(2, latency: 3, order: order);
            bench.Start("contend");
            bench.Finish();
            ProcessingElement element = bench.Elements[0];
            var result = (element.Processor.ActiveCycles, element.Core.Statistics.StallCycles[(int)StallReason.Wait], element.Sram.Conflicts(SramPort.Dma));
            if (first is null) (first, sum) = (result, bench.Result(1));
            Assert.Equal(first, result);
            Assert.Equal(sum, bench.Result(1));
            Assert.True(element.Sram.Conflicts(SramPort.Dma) > 50, $"{element.Sram.Conflicts(SramPort.Dma)} conflicts");
            Assert.InRange(element.Sram.LongestWait(SramPort.Dma), 1, 17);
        }
        Assert.Equal(Expected(), sum);
    }

    // The same two sorts in C#.
    private static uint Expected()
    {
        var data = new uint[64];
        uint state = 5;
        for (int i = 0; i < 64; i++) data[i] = state = unchecked((state * 1664525) + 1013904223);
        for (int round = 0; round < 2; round++)
        {
            for (int i = 1; i < 64; i++)
            {
                uint value = round == 1 ? ~data[i] : data[i];
                int at = i;
                for (; at > 0 && data[at - 1] > value; at--) data[at] = data[at - 1];
                data[at] = value;
            }
        }
        return data.Aggregate(0u, (sum, word) => unchecked((sum * 31) + word));
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void Sleepers_keep_their_contract_and_a_snapshot_goes_on_as_the_run_itself()
    {
        var bench = new ElementBench(2, quiescence: true);
        bench.Start("contend");
        bench.Simulation.RunCycles(bench.Clock, 16_000);
        Snapshot snapshot = bench.Simulation.Save();
        var other = new ElementBench(2, order: EvaluationOrder.Forward);
        other.Simulation.Restore(snapshot);
        bench.Simulation.RunCycles(bench.Clock, 500);
        other.Simulation.RunCycles(other.Clock, 500);
        bench.Finish();
        other.Finish();
        Assert.Equal(bench.Result(1), other.Result(1));
        Assert.Equal(bench.Elements[0].Core.Instructions, other.Elements[0].Core.Instructions);
        Assert.Equal(bench.Elements[0].Processor.ActiveCycles, other.Elements[0].Processor.ActiveCycles);
    }

    [ToolTheory("arm-none-eabi-gcc")]
    [InlineData(Bench.Period, 6_666_667)]
    [InlineData(6_666_667, Bench.Period)]
    [InlineData(3_333_333, 3_333_301)]
    public void Elements_of_different_clocks_reach_each_other_through_crossings(long first, long second)
    {
        Simulation simulation = Bench.New(quiescence: false);
        ClockDomain[] clocks = [simulation.Clock("pe0", first), simulation.Clock("pe1", second, 1_234_567)];
        ProcessingElement[] elements = [.. clocks.Select((clock, pe) => new ProcessingElement(simulation.Root, $"pe[{pe}]", new PeMap(pe), clock: clock))];
        for (int from = 0; from < 2; from++)
        {
            var fifo = new AsyncFifo<NocFlit>(simulation.Root, $"crossing[{from}]", clocks[from], clocks[1 - from]);
            Wiring.Connect(elements[from].ToNoc, fifo.Input);
            Wiring.Connect(fifo.Output, elements[1 - from].FromNoc);
        }
        elements[0].Load(PeProgram.Build("transfer"));
        elements[0].Release();
        for (int i = 0; ElementBench.Word(elements[0], 0x1F000) != ElementBench.Done; i++)
        {
            Assert.True(i < 3_000);
            simulation.RunCycles(clocks[0], 100);
        }
        Assert.True(elements[1].Memory.Contents[0x10000..0x10400].SequenceEqual(elements[0].Memory.Contents[0x12000..0x12400]));
    }

    [ToolFact("arm-none-eabi-gcc")]
    public void A_held_processor_begins_again_when_it_is_released()
    {
        var bench = new ElementBench(1);
        bench.Start("idle");
        bench.Finish();
        long active = bench.Elements[0].Activity.ActiveCycles;
        bench.Elements[0].Load(0x1F000, new byte[4]);
        bench.Elements[0].Hold();
        bench.Simulation.RunCycles(bench.Clock, 5_000);
        Assert.NotEqual(ElementBench.Done, bench.Result(0));
        Assert.Equal(active, bench.Elements[0].Activity.ActiveCycles);
        bench.Elements[0].Release();
        bench.Finish();
        Assert.Equal(2 * active, bench.Elements[0].Activity.ActiveCycles);
    }

    [Fact]
    public void Addresses_have_one_place_each()
    {
        var map = new PeMap(6);
        Assert.Equal(PeTarget.Remote, map.TargetOf(0x0008_0000));
        Assert.Equal(PeTarget.Remote, map.TargetOf(0x2000_0000));
        Assert.Equal(PeTarget.Remote, map.TargetOf(0xF000_0000 | 151 << 17));
        // Behind the elements the management core's SRAM, then nothing; registers of all nodes.
        Assert.Equal(PeTarget.Remote, map.TargetOf(0xF000_0000 | 152 << 17));
        Assert.Equal(PeTarget.None, map.TargetOf(0xF000_0000 | 153 << 17));
        Assert.Equal(PeTarget.Remote, map.TargetOf(0xF400_0000));
        Assert.Equal(PeTarget.None, map.TargetOf(0xF600_4000));
        Assert.Equal(PeTarget.None, map.TargetOf(0x0010_0000));
        Assert.Equal(PeTarget.Peripheral, map.TargetOf(0xE300_0018));
        // DRAM is at 0x20000000 for a program and at 0 for everybody: interface 1 begins at 0x40000000.
        Assert.True(map.TryRoute(0x6000_0010, out NocPosition dram, out _, out uint row));
        Assert.Equal((Floorplan.Dram(1), 0x4000_0010u), (dram, row));
        Assert.True(map.TryRoute(0x0008_0000 | 3 << 17 | 0x123, out NocPosition to, out int mask, out uint global));
        Assert.Equal((new NocPosition(7, 5), 1 << 3, 0xF000_0000 | 7 << 17 | 0x123u), (to, mask, global)); // elements 4 to 7 are the second quad, at (7,5)
    }
}
