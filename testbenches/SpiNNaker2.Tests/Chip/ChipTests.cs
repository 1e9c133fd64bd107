using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Power;

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

    private static (Simulation Simulation, Spinnaker2Chip Chip) Build(ChipOptions options)
    {
        var simulation = new Simulation(new SimulationOptions { InitialState = InitialState.Zero });
        var chip = new Spinnaker2Chip(simulation.Root, "chip", options);
        simulation.Elaborate();
        return (simulation, chip);
    }
}
