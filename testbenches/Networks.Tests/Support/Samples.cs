namespace HwModel.Networks.Tests.Support;

/// <summary>The NIR sample files.</summary>
internal static class Samples
{
    public static readonly string[] All =
    [
        "lif_norse", "two_lif_neurons", "braille_noDelay_bias_zero", "braille_noDelay_noBias_subtract", "braille_noDelay_bias_zero_subgraph", "cnn_sinabs",
    ];

    public static string PathOf(string name) => RepositoryPaths.Shared("data", "nir", name.Contains('.') ? name : name + ".nir") ?? throw new FileNotFoundException($"the sample {name} is not there");
}
