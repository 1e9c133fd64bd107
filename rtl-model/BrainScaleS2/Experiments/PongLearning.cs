using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments.Pong;

namespace HwModel.BrainScaleS2.Experiments;

/// <summary>Pong learned by reward-modulated plasticity on the plasticity processor (Wunderlich et al., Frontiers in Neuroscience 13:260, 2019).</summary>
public sealed class PongLearning : Experiment
{
    public override string Name => "pong";

    public override string Description => "A ball's position to a paddle's: 32 neurons learn it by reward, with the update as the plasticity processor computes it.";

    public override bool IsClocked => false;

    public override ExperimentResult Run(ExperimentRun run)
    {
        var options = new PongOptions
        {
            Iterations = run.Settings.Rounds ?? 10_000,
            Mode = run.Settings.Mode,
            Constants = run.Analog.Constants,
            Mismatch = run.Analog.Mismatch,
            TemporalNoise = run.Settings.Noise ?? true,
            ChipSeed = run.Settings.Seed,
            Seed = run.Settings.Seed,
        };
        PongResult pong = PongExperiment.Run(options, point => run.Report((double)point.Iteration / options.Iterations));
        bool isWhole = options.Iterations >= 10_000 && options.Mode != ChipMode.Uncalibrated;
        var result = new ExperimentResult { ChipTime = options.Iterations * pong.IterationMicroseconds };
        result.Figure("Mean expected reward", pong.MeanExpectedReward, "", "above 0.6 within 10,000 iterations; by chance 0.11", isWhole ? pong.FirstAbove(0.6) is <= 10_000 : null);
        result.Figure("Iterations until 0.6", pong.FirstAbove(0.6) ?? -1, "", "-1: not reached");
        result.Figure("Emulated time of an iteration", pong.IterationMicroseconds, "us", "published: 200 us of network and about 200 us of processor");
        result.Figure("Processor's part of it", pong.ProcessorMicroseconds, "us");
        result.Figure("Balls returned", pong.LearningCurve[^1].Hits);
        result.Figure("Balls missed", pong.LearningCurve[^1].Misses);
        double[] x = [.. pong.LearningCurve.Select(point => (double)point.Iteration)];
        result.Add(new ExperimentSeries("Learning curve", "Iteration", "", "Reward", "", "mean expected reward", x, [.. pong.LearningCurve.Select(point => point.MeanExpectedReward)]));
        result.Add(new ExperimentSeries("Learning curve", "Iteration", "", "Reward", "", "goal", [x[0], x[^1]], [0.6, 0.6]));
        result.Add(new ExperimentSeries("States in which the paddle is close", "Iteration", "", "Share", "", "expected reward above 0", x, [.. pong.LearningCurve.Select(point => point.Performance)]));
        var map = new double[options.States, options.States];
        for (int state = 0; state < options.States; state++)
            for (int neuron = 0; neuron < options.States; neuron++) map[state, neuron] = pong.Weights[state, neuron];
        result.Add(new ExperimentMap("Weights: from the ball's cell to the action", "action neuron", "ball's cell", map, "weight", IsMatrix: true));
        if (options.Mode == ChipMode.Uncalibrated) result.Remark("Without calibration the neurons' thresholds differ by more than the weights can make up for: the rule does not learn the task.");
        return result;
    }
}
