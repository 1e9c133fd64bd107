using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Hagen;
using HwModel.BrainScaleS2.Learning;
using HwModel.Kernel;
using HwModel.Studies.Workloads;
using RunResult = HwModel.Studies.Workloads.RunResult;

namespace HwModel.Cli.Study.Workloads;

/// <summary>What a classification on BrainScaleS-2's analog multiply is made of.</summary>
internal sealed record HagenStudyOptions
{
    [ModelChoice("the analog core itself; 'mock' is hxtorch's software stand-in")]
    public string Backend { get; init; } = "chip";

    [ModelChoice("full precision of the synapse")]
    public int WeightBits { get; init; } = 6;

    [ModelChoice("the mismatch that a calibration leaves")]
    public double Mismatch { get; init; } = 1;

    [ModelChoice("the published noise")]
    public double Noise { get; init; } = 1;

    [ModelChoice("as BrainScaleS-2's examples")]
    public int Hidden { get; init; } = 120;

    [ModelChoice("enough for 90 % without noise")]
    public int Epochs { get; init; } = 20;

    [ModelChoice("less than the published 5,000, for speed")]
    public int TrainSamples { get; init; } = 2_000;

    [ModelChoice("an error of 2 % at 90 %")]
    public int TestSamples { get; init; } = 200;

    [ModelChoice("the network is trained with the nominal noise and the weights' bits in the loop, not on the chip it runs on")]
    public string Training { get; init; } = "nominal";
}

/// <summary>Yin-Yang classification on two analog layers of BrainScaleS-2: what noise, mismatch and the bits of the weights cost.</summary>
internal sealed class HagenWorkload() : OptionWorkload<HagenStudyOptions>(new HagenStudyOptions(), new(
    [
        Word("hagen.backend", "what multiplies", nameof(HagenStudyOptions.Backend), ["chip", "mock"], options => options.Backend, (options, value) => options with { Backend = value }),
        Whole("hagen.weight_bits", "magnitude bits of a weight", "bits", 1, 6, nameof(HagenStudyOptions.WeightBits), options => options.WeightBits, (options, value) => options with { WeightBits = (int)value }),
        Real("hagen.mismatch", "fixed pattern, as a factor on what a calibration leaves", "", 0, 20, nameof(HagenStudyOptions.Mismatch), options => options.Mismatch, (options, value) => options with { Mismatch = value }),
        Real("hagen.noise", "temporal noise, as a factor on the nominal one", "", 0, 20, nameof(HagenStudyOptions.Noise), options => options.Noise, (options, value) => options with { Noise = value }),
        Whole("net.hidden", "hidden units", "", 8, 248, nameof(HagenStudyOptions.Hidden), options => options.Hidden, (options, value) => options with { Hidden = (int)value }),
        Whole("train.epochs", "passes over the training samples", "", 1, 1000, nameof(HagenStudyOptions.Epochs), options => options.Epochs, (options, value) => options with { Epochs = (int)value }),
        Whole("train.samples", "training samples", "", 50, 5000, nameof(HagenStudyOptions.TrainSamples), options => options.TrainSamples, (options, value) => options with { TrainSamples = (int)value }),
        Whole("test.samples", "test samples", "", 20, 1000, nameof(HagenStudyOptions.TestSamples), options => options.TestSamples, (options, value) => options with { TestSamples = (int)value }),
        Word("train.noise", "noise that the training sees: nominal, or the run's own", nameof(HagenStudyOptions.Training), ["nominal", "own"], options => options.Training, (options, value) => options with { Training = value }),
    ]), typeof(HagenChip).Assembly, typeof(Simulation).Assembly)
{
    public override string Name => "hagen";

    public override string Meaning => "Yin-Yang classification by two analog layers of BrainScaleS-2";

    public override string Level => "cycle level of the analog core (backend chip), or equations (mock)";

    public override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("accuracy", "", "share of the test samples that is right", Better.Higher),
        new("accuracy.training", "", "share of the training samples that was right in the last epoch", Better.Higher),
        new("accuracy.loss", "", "training less test accuracy", Better.Lower),
        new("time.inference", "us", "chip time of one sample: settling, events and reads of all multiplications", Better.Lower),
    ];

    protected override RunResult Run(HagenStudyOptions options, RunRequest request)
    {
        var constants = new HagenConstants();
        var train = new YinYangActivations(YinYang.Train()[..options.TrainSamples]);
        var test = new YinYangActivations(YinYang.Test()[..options.TestSamples]);
        double decay = Math.Pow(0.05, 1.0 / options.Epochs);
        var network = new HagenNetwork(HagenNetworkOptions.YinYang(options.Hidden) with { Seed = request.Seed, Decay = decay }, constants);
        double trainingNoise = constants.NoiseSigma * (options.Training == "own" ? options.Noise : 1);
        var inLoop = new CoarseWeights(new HagenMock(constants.Gain, trainingNoise, request.Seed), options.WeightBits, constants);
        double training = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            request.Stop.ThrowIfCancellationRequested();
            training = network.Train(epoch, train, inLoop);
        }
        var chip = options.Backend == "chip" ? new HagenChip(Analog(options, request.Seed), constants) : null;
        double accuracy = network.Accuracy(test, new CoarseWeights((IHagenBackend?)chip ?? new HagenMock(constants.Gain, constants.NoiseSigma * options.Noise, request.Seed + 1), options.WeightBits, constants));
        return RunResult.Of(("accuracy", accuracy), ("accuracy.training", training), ("accuracy.loss", training - accuracy), ("time.inference", chip is null ? double.NaN : chip.ChipTime / test.Count));
    }

    // Every seed is another chip and another run.
    private static AnalogOptions Analog(HagenStudyOptions options, ulong seed)
    {
        MismatchConstants calibrated = MismatchConstants.AfterCalibration;
        double f = options.Mismatch;
        return new AnalogOptions
        {
            Mode = ChipMode.Calibrated,
            Mismatch = f == 0 ? MismatchConstants.None : new MismatchConstants
            {
                Rate = f * calibrated.Rate,
                Voltage = f * calibrated.Voltage,
                Gain = f * calibrated.Gain,
                Sensor = f * calibrated.Sensor,
                CadcOffset = f * calibrated.CadcOffset,
                HagenOffset = f * calibrated.HagenOffset,
            },
            ChipSeed = seed,
            NoiseSeed = seed,
            TemporalNoise = options.Noise > 0,
            Constants = Noisy(options.Noise),
        };
    }

    private static AnalogConstants Noisy(double factor) => factor == 0 ? AnalogConstants.Default
        : AnalogConstants.Default with { NoiseSigma = factor * AnalogConstants.Default.NoiseSigma, CadcNoise = factor * AnalogConstants.Default.CadcNoise };

    /// <summary>Rounds weights to fewer bits of the same range before they reach the array.</summary>
    private sealed class CoarseWeights(IHagenBackend inner, int bits, HagenConstants constants) : IHagenBackend
    {
        public void Load(IReadOnlyList<HagenBlock> blocks, HagenMatrix matrix)
        {
            if (bits >= 6)
            {
                inner.Load(blocks, matrix);
                return;
            }
            double step = (double)constants.MaxWeight / ((1 << bits) - 1);
            var weights = new double[matrix.Rows * matrix.Columns];
            for (int row = 0; row < matrix.Rows; row++)
                for (int column = 0; column < matrix.Columns; column++)
                    weights[row * matrix.Columns + column] = Math.Round(Math.Round(matrix[row, column] / step) * step);
            inner.Load(blocks, new HagenMatrix(matrix.Rows, matrix.Columns, weights, constants));
        }

        public void Multiply(ReadOnlySpan<int> activations, int sends, Span<int> sums) => inner.Multiply(activations, sends, sums);
    }
}
