using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments;

namespace HwModel.BrainScaleS2.Tests.Experiments;

/// <summary>The ready experiments show what they promise on the ideal chip, and run on a noisy one.</summary>
public sealed class ReadyRuns
{
    [Theory]
    [InlineData("lif", 1)]
    [InlineData("adex", 1)]
    [InlineData("stdp", 4)]
    [InlineData("stp", 1)]
    [InlineData("winner-take-all", 4)]
    [InlineData("sampling", 8)]
    public void An_experiment_holds_on_the_ideal_chip(string name, int rounds)
    {
        ExperimentResult result = ReadyExperiments.Find(name)!.Run(new ExperimentRun(new ExperimentSettings { Rounds = rounds }));
        foreach (ExperimentFigure figure in result.Figures) Assert.True(figure.Holds != false, $"{figure.Name}: {figure.Value} {figure.Unit} ({figure.Note})");
        Assert.Contains(result.Figures, f => f.Holds == true);
        Assert.True(result.ChipTime > 0);
    }

    [Theory]
    [InlineData("lif")]
    [InlineData("stp")]
    public void The_same_seed_gives_the_same_numbers_on_a_noisy_chip(string name)
    {
        ExperimentResult Run(ulong seed) => ReadyExperiments.Find(name)!.Run(new ExperimentRun(new ExperimentSettings { Mode = ChipMode.Uncalibrated, Seed = seed }));
        double[] first = [.. Run(5).Figures.Select(f => f.Value)];
        Assert.Equal(first, Run(5).Figures.Select(f => f.Value));
        Assert.NotEqual(first, Run(6).Figures.Select(f => f.Value));
    }

    [Theory]
    [InlineData("tonic", 100, 200, 300, 400)]
    [InlineData("transient", 10, 20, 30)]
    [InlineData("initial burst", 10, 12, 14, 110, 210, 310, 410)]
    [InlineData("adapting", 10, 40, 80, 140, 210, 285, 360, 435)]
    [InlineData("bursting", 10, 20, 30, 150, 160, 170, 290, 300, 310, 430, 440, 450)]
    [InlineData("accelerating", 100, 200, 280, 350, 410, 460, 500)]
    public void Patterns_are_told_apart_by_their_intervals(string expected, params int[] times) =>
        Assert.Equal(expected, AdexPatterns.Classify([.. times.Select(t => (double)t)], 500));

    [Fact]
    public void A_few_updates_of_homeostasis_move_rates_towards_the_target()
    {
        ExperimentResult result = new Homeostasis().Run(new ExperimentRun(new ExperimentSettings { Rounds = 4 }));
        IReadOnlyList<double> weights = result.Series.Single(s => s.Chart == "Mean weight").Ys;
        Assert.Equal([0, 1, 2, 3], weights);
    }
}
