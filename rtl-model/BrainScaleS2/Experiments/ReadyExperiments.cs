namespace HwModel.BrainScaleS2.Experiments;

/// <summary>All ready experiments.</summary>
public static class ReadyExperiments
{
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new LifCurve(), new AdexPatterns(), new StdpCurve(), new ShortTermPlasticityTrain(), new Homeostasis(), new WinnerTakeAll(), new Sampling(),
        new HagenClassification(), new MnistHagen(), new YinYangTraining(), new MnistSpiking(), new PongLearning(),
    ];

    /// <summary>The experiment of a name; null where there is none.</summary>
    public static Experiment? Find(string name) => All.FirstOrDefault(e => e.Name == name);
}
