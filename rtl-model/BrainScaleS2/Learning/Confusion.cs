namespace HwModel.BrainScaleS2.Learning;

/// <summary>What a network answers to samples: which class for which, how soon, with how many spikes.</summary>
public sealed class Confusion
{
    private int _right;

    /// <param name="network">Holds its weights.</param>
    /// <param name="samples">What it is asked.</param>
    /// <param name="options">The network's sizes.</param>
    public Confusion(ISpikingNetwork network, ISampleSet samples, ClassifierOptions options)
    {
        Counts = new double[options.Outputs, options.Outputs];
        for (int i = 0; i < samples.Count; i++) Ask(network, samples[i], options.Outputs);
        Samples = samples.Count;
        int decided = Samples - Undecided;
        DecisionTime = decided > 0 ? DecisionTime / decided : double.NaN;
        InputSpikes /= Samples;
        HiddenSpikes /= Samples;
    }

    /// <summary>How many were asked.</summary>
    public int Samples { get; }

    /// <summary>Samples of a class (row) that were taken for a class (column).</summary>
    public double[,] Counts { get; }

    /// <summary>Samples without an answer.</summary>
    public int Undecided { get; private set; }

    /// <summary>Share of right answers.</summary>
    public double Accuracy => (double)_right / Samples;

    /// <summary>Mean time of the deciding spike, in us.</summary>
    public double DecisionTime { get; private set; }

    /// <summary>Mean number of input spikes.</summary>
    public double InputSpikes { get; private set; }

    /// <summary>Mean number of hidden spikes until the decision.</summary>
    public double HiddenSpikes { get; private set; }

    private void Ask(ISpikingNetwork network, Sample sample, int outputs)
    {
        (int found, RunResult run) = Trainer.Classify(network, sample, outputs);
        InputSpikes += sample.Input.Length;
        double decision = found < 0 ? double.PositiveInfinity : run.Output[0].Time;
        foreach ((double time, _) in run.Hidden)
            if (time <= decision)
                HiddenSpikes++;
        if (found < 0)
        {
            Undecided++;
            return;
        }
        Counts[sample.Label, found]++;
        DecisionTime += decision;
        if (found == sample.Label) _right++;
    }
}
