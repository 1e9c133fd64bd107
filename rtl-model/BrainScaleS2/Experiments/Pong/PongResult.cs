using System.Globalization;

namespace HwModel.BrainScaleS2.Experiments.Pong;

/// <summary>A point of the learning curve.</summary>
/// <param name="Iteration">Iterations done.</param>
/// <param name="MeanExpectedReward">Expected reward, mean over the states.</param>
/// <param name="Performance">Share of the states whose expected reward is above 0: the paddle catches the ball there.</param>
/// <param name="Hits">Balls returned so far.</param>
/// <param name="Misses">Balls missed so far.</param>
public sealed record PongPoint(int Iteration, double MeanExpectedReward, double Performance, int Hits, int Misses);

/// <summary>What a run of Pong gives.</summary>
/// <param name="Options">As it was run.</param>
/// <param name="LearningCurve">Points in order; the last one is the end.</param>
/// <param name="Weights">Weights [state, neuron] at the end.</param>
/// <param name="NetworkMicroseconds">Emulated time of the network in one iteration.</param>
/// <param name="ProcessorMicroseconds">Time of the plasticity processor in one iteration.</param>
public sealed record PongResult(PongOptions Options, IReadOnlyList<PongPoint> LearningCurve, byte[,] Weights, double NetworkMicroseconds, double ProcessorMicroseconds)
{
    /// <summary>Expected reward at the end, mean over the states.</summary>
    public double MeanExpectedReward => LearningCurve[^1].MeanExpectedReward;

    /// <summary>Emulated time of one iteration.</summary>
    public double IterationMicroseconds => NetworkMicroseconds + ProcessorMicroseconds;

    /// <summary>First iteration of the curve whose mean expected reward is above a level; null where there is none.</summary>
    public int? FirstAbove(double level) => LearningCurve.FirstOrDefault(point => point.MeanExpectedReward > level)?.Iteration;

    /// <summary>Writes the learning curve as a table with commas, to a temporary name first.</summary>
    public void WriteCurve(string path)
    {
        string temporary = path + ".part";
        using (var writer = new StreamWriter(temporary))
        {
            writer.WriteLine("iteration,mean_expected_reward,performance,hits,misses");
            foreach (PongPoint p in LearningCurve)
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{p.Iteration},{p.MeanExpectedReward:F4},{p.Performance:F4},{p.Hits},{p.Misses}"));
        }
        File.Move(temporary, path, overwrite: true);
    }
}
