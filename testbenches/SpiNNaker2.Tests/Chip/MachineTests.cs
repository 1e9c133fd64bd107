using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Tests.PeSystem;

namespace HwModel.SpiNNaker2.Tests.Chip;

/// <summary>Machine code on two chips that send each other spikes.</summary>
public sealed class MachineTests
{
    private const uint First = 0x1C000;

    [ToolTheory("arm-none-eabi-gcc")]
    [InlineData(EvaluationOrder.Forward, 1)]
    [InlineData(EvaluationOrder.Shuffled, 1)]
    [InlineData(EvaluationOrder.Reverse, 2)]
    public void Spikes_go_to_the_other_chip_and_back(EvaluationOrder order, int threads)
    {
        (Simulation simulation, Machine machine) = Build(new SimulationOptions { Order = order, Threads = threads }, new MachineOptions { Width = 2, Chip = new ChipOptions { Elements = 4, Ticks = 0 } });
        simulation.RunFor(100_000_000_000);
        ProcessingElement left = machine.Chips[0].Elements[2], right = machine.Chips[1].Elements[1];
        Assert.Equal(20u, ElementBench.Word(left, 0x1F004));
        Assert.Equal(20u, ElementBench.Word(right, 0x1F004));
        // 0x1000 goes right, comes back as (0x1000 ^ 0x3000) + 1, and so on: forty steps.
        uint key = 0x1000;
        for (int step = 0; step < 39; step++) key = (key ^ 0x3000) + 1;
        Assert.Equal(key, ElementBench.Word(left, 0x1F008));
        Assert.Equal(20, machine.Chips[0].Router.SentOnLink(0));
        Assert.Equal(20, machine.Chips[1].Router.SentOnLink(3));
        Assert.Equal(0, machine.Chips.Sum(chip => chip.Router.Drops));
    }

    [Fact]
    public void A_torus_joins_every_chip_to_six_neighbours()
    {
        (_, Machine machine) = Build(new SimulationOptions(), new MachineOptions { Width = 3, Height = 4, Wraps = true, Chip = new ChipOptions { Elements = 0, Ticks = 0 } }, load: false);
        for (int y = 0; y < 4; y++)
            for (int x = 0; x < 3; x++)
                Assert.All(Enumerable.Range(0, Machine.Links), link => Assert.NotNull(machine.Endpoint(x, y, link)));
    }

    [Fact]
    public void A_rectangle_has_open_links_at_its_border()
    {
        (_, Machine machine) = Build(new SimulationOptions(), new MachineOptions { Width = 2, Height = 2, Chip = new ChipOptions { Elements = 0, Ticks = 0 } }, load: false);
        int[] open = [.. Enumerable.Range(0, Machine.Links).Where(link => machine.Endpoint(0, 0, link) is null)];
        Assert.Equal([3, 4, 5], open);
    }

    internal static (Simulation Simulation, Machine Machine) Build(SimulationOptions simulation, MachineOptions options, bool load = true)
    {
        var built = new Simulation(simulation);
        var machine = new Machine(built, options);
        built.Elaborate();
        if (!load) return (built, machine);
        machine.Chips[0].Router.Load([new RouteEntry(0x1000, 0xF000, 1 << 0, default), new RouteEntry(0x2000, 0xF000, 0, PeSet.Of(2))]);
        machine.Chips[1].Router.Load([new RouteEntry(0x1000, 0xF000, 0, PeSet.Of(1)), new RouteEntry(0x2000, 0xF000, 1 << 3, default)]);
        Start(machine.Chips[0].Elements[2], 0x1000);
        Start(machine.Chips[1].Elements[1], 0);
        return (built, machine);
    }

    private static void Start(ProcessingElement element, uint first)
    {
        element.Load(PeProgram.Build("pingpong"));
        element.Load(First, BitConverter.GetBytes(first));
        element.Release();
    }
}
