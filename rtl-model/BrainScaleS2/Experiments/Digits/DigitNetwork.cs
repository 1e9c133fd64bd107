using HwModel.BrainScaleS2.Learning;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Experiments.Digits;

/// <summary>The network of Cramer et al. (PNAS 119:e2109194119, 2022) for MNIST on one chip, and how it is trained here.</summary>
public static class DigitNetwork
{
    /// <summary>Pixels in a row and in a column.</summary>
    [Published("Cramer et al. 2022: 16 x 16")]
    public const int Side = 16;

    /// <summary>How long an image is watched, in us.</summary>
    [Published("Cramer et al. 2022: decision after 8 us")]
    public const double Window = 8;

    /// <summary>From one image to the next, in us.</summary>
    [Published("Cramer et al. 2022: 11.8 us an image")]
    public const double Period = 11.8;

    /// <summary>Power of the whole chip, in mW.</summary>
    [Published("Cramer et al. 2022: about 200 mW")]
    public const double Power = 200;

    /// <summary>The faintest pixel that sends a spike.</summary>
    [ModelChoice("a tenth of full brightness")]
    public const int Faintest = 26;

    /// <summary>Sizes, neuron and coding.</summary>
    [ModelChoice("the brightest pixel comes after 0.2 us and the faintest before 4 us, so that two layers have time to answer within the window")]
    public static ClassifierOptions Options { get; } = new()
    {
        Inputs = Side * Side,
        Hidden = 246,
        Outputs = DigitSet.Classes,
        TauMembrane = 6,
        TauSynapse = 6,
        Early = 0.2,
        Late = 4,
        Runtime = Window,
        SynapticGm = 700,
        Mapping = new JoinedHalves(),
    };

    /// <summary>Turns and moves while learning.</summary>
    [ModelChoice("about what a writer varies; Cramer et al. 2022 turn images too")]
    public static DigitVariation Variation { get; } = new(Degrees: 7, Pixels: 0.5, Dropout: 0);

    /// <summary>The recipe for a number of epochs: the rate falls to a twentieth.</summary>
    public static TrainingOptions Training(int epochs, ulong seed) => new()
    {
        Epochs = epochs,
        Batch = 100,
        Rate = 0.005,
        Decay = Math.Pow(0.05, 1.0 / epochs),
        Loss = new FirstSpikeLoss(Tau0: 0.5, Tau1: 6, Alpha: 0.003),
        HiddenStart = (0.12, 0.15),
        OutputStart = (0.1, 0.1),
        SilentPush = 1,
        Seed = seed,
    };
}
