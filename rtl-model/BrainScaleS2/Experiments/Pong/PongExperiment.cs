using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Ppu.Kernels;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Experiments.Pong;

/// <summary>
/// Pong on the analog core and the plasticity processor. The ball's cell is an input row that fires a train of spikes, with a row of fixed weights beside it; the action neuron with the most spikes
/// (ties at random) says where the paddle shall go; the processor's kernel turns the reward into weights (<see cref="RewardKernel"/>, C#, with the bits and
/// cycles of the processor's own program <see cref="RewardProgram"/>). The game runs beside it.
/// </summary>
public sealed class PongExperiment
{
    private const double FirstSpike = 1;

    private readonly PongOptions _options;
    private readonly PongGame _game;
    private readonly KernelContext _ppu;
    private readonly List<AnalogSpike> _spikes = [];
    private readonly int[] _counts;
    private readonly DriverEvent[] _events;
    private RandomStream _ties;
    private long _cycles;

    /// <param name="options">What to run.</param>
    /// <exception cref="ChipConfigurationException">An option is out of range.</exception>
    public PongExperiment(PongOptions options)
    {
        options.Check();
        _options = options;
        _game = new PongGame(options.States, options.Seed);
        _ties = RandomStream.Derive(options.Seed, "pong.ties");
        _counts = new int[options.States];
        _events = new DriverEvent[options.InputSpikes];
        Core = BuildCore(options);
        Rows = new ArrayRows(Core, 0);
        _ppu = new KernelContext(Rows);
        Kernel = new RewardKernel(options.States, RowOf);
        Kernel.MeasureBaseline(_ppu, options.BaselineReads);
    }

    /// <summary>The analog core.</summary>
    public AnalogArray Core { get; }

    /// <summary>The plasticity rule.</summary>
    public RewardKernel Kernel { get; }

    internal ArrayRows Rows { get; }

    /// <summary>The row of a state: the bottom row of the driver of that number.</summary>
    public static int RowOf(int state) => 2 * state;

    /// <summary>Runs the whole experiment.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="progress">Told each point of the learning curve.</param>
    public static PongResult Run(PongOptions options, Action<PongPoint>? progress = null)
    {
        var experiment = new PongExperiment(options);
        List<PongPoint> curve = [];
        for (int iteration = 1; iteration <= options.Iterations; iteration++)
        {
            experiment.Iterate();
            if (iteration % options.CurveStep != 0 && iteration != options.Iterations) continue;
            curve.Add(experiment.Point(iteration));
            progress?.Invoke(curve[^1]);
        }
        return new PongResult(options, curve, experiment.Weights(), options.RunTime, experiment._cycles * experiment._ppu.Timing.CyclePeriod / options.Iterations);
    }

    /// <summary>One step of the game: network, action, reward, update.</summary>
    public void Iterate()
    {
        int state = _game.BallCell;
        int action = Act(state);
        _game.Step(action);
        Kernel.Observe(state, RewardKernel.RewardOf(Math.Abs(action - state)));
        long cycles = Kernel.Run(_ppu) + _ppu.Timing.SpikeCounters + 4 * _options.States;
        _cycles += cycles;
        Rest(cycles * _ppu.Timing.CyclePeriod);
    }

    // One run of the network: the state's row fires, the neuron with the most spikes is the action.
    internal int Act(int state)
    {
        double slot = Core.Options.Constants.SlotTime;
        long start = Core.StartSlot;
        for (int i = 0; i < _events.Length; i++)
            _events[i] = new DriverEvent(start + (long)Math.Round((FirstSpike + i * _options.InputInterval) / slot), 0, state, 0);
        _spikes.Clear();
        Core.Run(_events, start + Whole(_options.RunTime), _spikes);
        Array.Clear(_counts);
        foreach (AnalogSpike spike in _spikes) _counts[spike.Neuron]++;
        int best = 0, most = -1, equals = 0;
        for (int neuron = 0; neuron < _counts.Length; neuron++)
        {
            if (_counts[neuron] < most) continue;
            equals = _counts[neuron] > most ? 1 : equals + 1;
            most = _counts[neuron];
            // Each of n equal ones is kept with probability 1/n.
            if (_ties.Next(equals) == 0) best = neuron;
        }
        return best;
    }

    // While the processor works no input comes: membranes go back to rest, and time goes on.
    private void Rest(double microseconds)
    {
        Core.Neurons.Relax();
        Core.Neurons.SkipTo((Core.StartSlot + Whole(microseconds)) / _options.SlotsPerStep);
    }

    // Slots of a time, in whole steps.
    private long Whole(double microseconds) =>
        (long)Math.Ceiling(microseconds / Core.Options.Constants.SlotTime / _options.SlotsPerStep) * _options.SlotsPerStep;

    private PongPoint Point(int iteration)
    {
        int caught = Enumerable.Range(0, _options.States).Count(state => Kernel.MeanReward(state) > 0);
        return new PongPoint(iteration, Kernel.MeanExpectedReward, (double)caught / _options.States, _game.Hits, _game.Misses);
    }

    private byte[,] Weights()
    {
        var weights = new byte[_options.States, _options.States];
        for (int state = 0; state < _options.States; state++)
            for (int neuron = 0; neuron < _options.States; neuron++) weights[state, neuron] = (byte)Core.Synapses(0).Weight(RowOf(state), neuron);
        return weights;
    }

    private static AnalogArray BuildCore(PongOptions options)
    {
        AnalogConstants constants = options.Constants with
        {
            CorrelationAmplitude = options.CorrelationAmplitude,
            CorrelationTime = options.CorrelationTime,
            CorrelationLimit = options.CorrelationLimit,
        };
        var core = new AnalogArray(new AnalogOptions
        {
            Constants = constants,
            Mode = options.Mode,
            Mismatch = options.Mismatch,
            ChipSeed = options.ChipSeed,
            NoiseSeed = options.Seed,
            TemporalNoise = options.TemporalNoise,
            SlotsPerStep = options.SlotsPerStep,
        });
        NeuronParameters neuron = new NeuronTransfer(constants).Calibrated(options.Neuron);
        RandomStream random = RandomStream.Derive(options.Seed, "pong.weights");
        for (int state = 0; state < options.States; state++)
        {
            core.Configure(state, neuron);
            core.Drivers(0)[state] = new DriverConfiguration { ExcitatoryBottom = true, ExcitatoryTop = true };
            for (int n = 0; n < options.States; n++)
            {
                core.Synapses(0).SetWeight(RowOf(state) + 1, n, options.BaseWeight);
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                core.Synapses(0).SetWeight(RowOf(state), n, (int)Math.Clamp(Math.Round(options.WeightMean + options.WeightSigma * normal), 0, ChipGeometry.MaxWeight));
            }
        }
        core.Neurons.Relax();
        return core;
    }
}
