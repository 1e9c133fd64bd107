using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Tests.PeSystem;

namespace HwModel.SpiNNaker2.Tests.Chip;

public sealed class ChipTests
{
    // The chip's measured power in four of its five states (Scholze et al., OJCAS 2026); the fifth needs CoreMark.
    [Theory]
    [InlineData(false, PerformanceLevel.PL0, 75.2)]
    [InlineData(true, PerformanceLevel.PL0, 235.4)]
    [InlineData(true, PerformanceLevel.PL3, 564.7)]
    public void ASleepingChipTakesTheMeasuredPower(bool isOn, PerformanceLevel level, double milliwatts)
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(new ChipOptions { Ticks = 0 });
        simulation.RunFor(1_000_000_000);
        for (int element = 0; element < Floorplan.PeCount; element++)
        {
            if (!isOn) chip.SwitchOff(element);
            else if (level != PerformanceLevel.PL0) chip.SetLevel(element, level);
        }
        simulation.RunFor(10_000_000_000);
        ChipEnergy before = chip.Energy();
        simulation.RunFor(1_000_000_000_000);
        ChipEnergy after = chip.Energy();
        double power = (after.Total - before.Total) * 1e-6 / (after.Seconds - before.Seconds);
        Assert.InRange(power, milliwatts * 0.999, milliwatts * 1.001);
    }

    [Fact]
    public void AChipThatSleepsCostsNothing()
    {
        (Simulation simulation, Spinnaker2Chip chip) = Build(new ChipOptions { Ticks = 0 });
        simulation.RunFor(10_000_000_000);
        long edges = simulation.Clocks.Sum(clock => clock.EvaluatedEdges);
        simulation.RunFor(1_000_000_000_000_000);
        Assert.Equal(edges, simulation.Clocks.Sum(clock => clock.EvaluatedEdges));

    }

    // Processors that never sleep, as CoreMark keeps them (Scholze et al., OJCAS 2026).
    [ToolTheory("arm-none-eabi-gcc")]
    [InlineData(PerformanceLevel.PL0, 424.6)]
    [InlineData(PerformanceLevel.PL3, 1247.9)]
    public void ABusyChipTakesTheMeasuredPower(PerformanceLevel level, double milliwatts)
    {
        (double power, _) = Measure("spin", level, 20_000_000_000);
        Assert.InRange(power, milliwatts * 0.9, milliwatts * 1.1);
    }

    // The MAC arrays at work from the SRAM: operations per second, power and efficiency (Scholze et al., OJCAS 2026).
    [ToolTheory("arm-none-eabi-gcc")]
    [InlineData(PerformanceLevel.PL0, 2.281, 825, 2.77)]
    [InlineData(PerformanceLevel.PL3, 4.563, 2219, 2.06)]
    public void TheMacArraysReachTheMeasuredEfficiency(PerformanceLevel level, double tops, double milliwatts, double topsPerWatt)
    {
        (double power, double products) = Measure("matmul", level, 300_000_000_000);
        double measured = 2 * products * 1e-12;
        Assert.InRange(measured, tops * 0.9, tops * 1.1);
        Assert.InRange(power, milliwatts * 0.9, milliwatts * 1.1);
        Assert.InRange(measured / (power * 1e-3), topsPerWatt * 0.9, topsPerWatt * 1.1);
    }

    /// <summary>Mean power in milliwatts and products per second of a chip whose elements all run a program. Elements are alike, so eight of them stand for all.</summary>
    private static (double Milliwatts, double Products) Measure(string program, PerformanceLevel level, long time)
    {
        const int elements = 8;
        (Simulation simulation, Spinnaker2Chip chip) = Build(new ChipOptions { Ticks = 0, Elements = elements });
        foreach (ProcessingElement element in chip.Elements)
        {
            element.Load(PeProgram.Build(program));
            element.Release();
        }
        for (int element = 0; element < elements; element++) chip.SetLevel(element, level);
        simulation.RunFor(20_000_000_000);
        ChipEnergy before = chip.Energy();
        long products = chip.Elements.Sum(element => element.Mac.Products);
        simulation.RunFor(time);
        ChipEnergy after = chip.Energy();
        double seconds = after.Seconds - before.Seconds;
        double scale = Floorplan.PeCount / (double)elements;
        double ofElements = (after.Total - after.Floor - (before.Total - before.Floor)) * scale;
        return ((ofElements + after.Floor - before.Floor) * 1e-6 / seconds, (chip.Elements.Sum(element => element.Mac.Products) - products) * scale / seconds);
    }

    private static (Simulation Simulation, Spinnaker2Chip Chip) Build(ChipOptions options)
    {
        var simulation = new Simulation(new SimulationOptions { InitialState = InitialState.Zero });
        var chip = new Spinnaker2Chip(simulation.Root, "chip", options);
        simulation.Elaborate();
        return (simulation, chip);
    }
}
