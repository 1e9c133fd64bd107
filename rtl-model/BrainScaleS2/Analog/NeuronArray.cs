using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>A spike: the event slot at whose start the comparator fired, and the neuron circuit (0 to 511).</summary>
public readonly record struct AnalogSpike(long Slot, int Neuron);

/// <summary>
/// The 512 neuron circuits, as a structure of arrays that is advanced by whole steps. The state at a step's start stays readable while the next one is
/// computed, so that a neuron in which something happens inside the step (a spike, the end of its reset) is computed again slot by slot.
/// </summary>
/// <remarks>Units: V, uA, us. Blocks of eight neurons that rest are not touched at all.</remarks>
public sealed unsafe partial class NeuronArray
{
    private const int Blocks = Neurons / Lanes;

    private readonly AnalogOptions _options;
    private readonly NeuronParameters[] _parameters = new NeuronParameters[Neurons];
    private readonly List<AlignedDoubles> _storage = [];
    private readonly StepCoefficients _whole;
    private readonly StepCoefficients _slot;
    private readonly NonlinearTerms _terms = new();

    // State, present and next.
    private double* _v;
    private double* _exc;
    private double* _inh;
    private double* _adapt;
    private double* _vNext;
    private double* _excNext;
    private double* _inhNext;
    private double* _adaptNext;

    // Propagators in use: those of the free membrane, or those of a held reset.
    private readonly double* _aMembrane;
    private readonly double* _aFromExc;
    private readonly double* _aFromInh;
    private readonly double* _aDrift;
    private readonly double* _aFromNoise;
    private readonly double* _held;
    private readonly double* _high;

    // Temporal noise.
    private readonly bool _noisy;
    private readonly double* _noise;
    private readonly double* _noiseSigma;
    private readonly ulong* _noiseKey;
    private readonly double _noiseDecay;
    private readonly double _noiseGain;

    private readonly double _expClamp;
    private readonly double _rail;
    private readonly double _floor;
    private readonly int _slots;
    private long _step;

    private readonly long[] _release = new long[Neurons];
    private readonly long[] _refractoryEnd = new long[Neurons];
    private readonly bool[] _isRefractory = new bool[Neurons];
    private readonly bool[] _mustWalk = new bool[Neurons];
    private readonly bool[] _isListed = new bool[Neurons];
    private readonly List<int> _refractory = new(Neurons);
    private readonly List<int> _walk = new(Neurons);
    private readonly List<AnalogSpike> _spikes = [];
    private readonly bool[] _active = new bool[Blocks];
    private readonly bool[] _nonlinear = new bool[Blocks];
    private readonly bool[] _used = new bool[Blocks];
    private readonly int[] _linearBlocks = new int[Blocks];
    private int _linearCount;
    private readonly List<int> _coupled = [];
    private readonly List<int[]> _shorted = [];

    /// <param name="options">How to simulate.</param>
    public NeuronArray(AnalogOptions options)
    {
        options.Check();
        _options = options;
        _slots = options.SlotsPerStep;
        AnalogConstants constants = options.Constants;
        _whole = new StepCoefficients(constants.SlotTime * _slots);
        _slot = new StepCoefficients(constants.SlotTime);
        _whole.Allocate();
        _slot.Allocate();
        _terms.Allocate();
        _v = Next();
        _exc = Next();
        _inh = Next();
        _adapt = Next();
        _vNext = Next();
        _excNext = Next();
        _inhNext = Next();
        _adaptNext = Next();
        _aMembrane = Next();
        _aFromExc = Next();
        _aFromInh = Next();
        _aDrift = Next();
        _aFromNoise = Next();
        _held = Next();
        _high = Next();
        _noise = Next();
        _noiseSigma = Next();
        _noiseKey = (ulong*)Next();
        _joined = Next();
        _shareTop = Next();
        _shareBottom = Next();
        _noisy = options.TemporalNoise;
        _noiseDecay = Math.Exp(-_whole.Time / constants.NoiseTime);
        _noiseGain = Math.Sqrt(1 - _noiseDecay * _noiseDecay);
        for (int n = 0; n < Neurons; n++) _noiseKey[n] = CounterNoise.Key(options.NoiseSeed, $"neuron[{n}].noise");
        _expClamp = constants.ExponentialClamp;
        bool rails = options.Rails && (options.Faults & AnalogFault.RailMissing) == 0;
        _rail = rails ? constants.MembraneRail : double.PositiveInfinity;
        _floor = rails ? 0 : double.NegativeInfinity;
        AllocatePulses();
        var unused = new NeuronParameters { Enabled = false, Spikes = false };
        for (int n = 0; n < Neurons; n++) Configure(n, unused);
        ResetState();
    }

    /// <summary>Steps done.</summary>
    public long Step => _step;

    /// <summary>The slot in which the present step starts.</summary>
    public long StartSlot => _step * _slots;

    /// <summary>Spikes of the last step, in order of time, then of neuron.</summary>
    public IReadOnlyList<AnalogSpike> Spikes => _spikes;

    /// <summary>Whether nothing can happen until an event arrives.</summary>
    public bool IsQuiescent => _refractory.Count == 0 && Array.IndexOf(_active, true) < 0;

    /// <summary>Blocks of eight neurons that the last steps computed.</summary>
    public int ActiveBlocks => _active.Count(active => active);

    /// <summary>The parameters of a neuron as they act, mismatch included.</summary>
    public NeuronParameters Parameters(int neuron) => _parameters[neuron];

    /// <summary>Membrane voltage, in V.</summary>
    public double Membrane(int neuron) => _v[neuron];

    /// <summary>Current of the excitatory line, in uA.</summary>
    public double ExcitatoryLine(int neuron) => _exc[neuron];

    /// <summary>Current of the inhibitory line, in uA.</summary>
    public double InhibitoryLine(int neuron) => _inh[neuron];

    /// <summary>Adaptation current, in uA.</summary>
    public double Adaptation(int neuron) => _adapt[neuron];

    /// <summary>Whether the neuron is in its refractory time.</summary>
    public bool IsRefractory(int neuron) => _isRefractory[neuron];

    /// <summary>Puts a membrane to a voltage, in V, and its lines and adaptation to 0.</summary>
    public void SetMembrane(int neuron, double volt)
    {
        _v[neuron] = _vNext[neuron] = volt;
        _exc[neuron] = _excNext[neuron] = _inh[neuron] = _inhNext[neuron] = _adapt[neuron] = _adaptNext[neuron] = 0;
        _active[neuron / Lanes] = _used[neuron / Lanes];
    }

    /// <summary>Sets a neuron's parameters. Its state stays.</summary>
    /// <exception cref="ChipConfigurationException">A parameter is out of range.</exception>
    public void Configure(int neuron, NeuronParameters parameters)
    {
        ChipConfigurationException.Check("neuron", neuron, 0, Neurons - 1);
        parameters.Check(neuron);
        _parameters[neuron] = parameters;
        _whole.Set(neuron, parameters);
        _slot.Set(neuron, parameters);
        _terms.Set(neuron, parameters);
        SetPulses(neuron, parameters);
        AnalogConstants constants = _options.Constants;
        double reference = new NeuronTransfer(constants).Capacitance(63) / constants.NoiseReferenceTau;
        _noiseSigma[neuron] = constants.NoiseSigma * reference * Math.Sqrt(1 + constants.NoiseReferenceTau / constants.NoiseTime);
        Hold(neuron, _isRefractory[neuron] && _release[neuron] > StartSlot);
        int block = neuron / Lanes;
        _used[block] = false;
        for (int n = block * Lanes; n < (block + 1) * Lanes; n++) _used[block] |= _parameters[n] is { Enabled: true };
        _active[block] = _used[block];
        Couple();
    }

    /// <summary>All membranes to their leak potential, everything else to zero; time goes on.</summary>
    public void Relax()
    {
        for (int n = 0; n < Neurons; n++)
        {
            bool fired = _isRefractory[n] || _held[n] > 0;
            _isRefractory[n] = false;
            _mustWalk[n] = false;
            _release[n] = _refractoryEnd[n] = 0;
            if (fired) Hold(n, false);
            SetMembrane(n, Math.Clamp(_parameters[n].LeakPotential, _floor, _rail));
            _noise[n] = 0;
        }
        _refractory.Clear();
        Array.Clear(_isListed);
        _walk.Clear();
        for (int block = 0; block < Blocks; block++) _active[block] = _used[block];
    }

    /// <summary>As after power-on, with the present parameters.</summary>
    public void ResetState()
    {
        Relax();
        _step = 0;
        _spikes.Clear();
    }

    private double ThresholdOf(int n) => _parameters[n].Spikes && _parameters[n].Enabled ? Math.Min(_parameters[n].Threshold, _rail) : _rail;

    private void Hold(int n, bool held)
    {
        _held[n] = held ? 1 : 0;
        _aMembrane[n] = held ? _whole.ResetDecay[n] : _whole.Membrane[n];
        _aFromExc[n] = held ? 0 : _whole.FromExc[n];
        _aFromInh[n] = held ? 0 : _whole.FromInh[n];
        _aDrift[n] = held ? _whole.ResetDrift[n] : _whole.Drift[n];
        _aFromNoise[n] = held || !_parameters[n].Enabled ? 0 : _whole.FromCurrent[n] * _noiseSigma[n];
        if (!_isRefractory[n]) _high[n] = ThresholdOf(n);
        GatePulses(n, held);
    }

    private double* Next()
    {
        var array = new AlignedDoubles(Neurons);
        _storage.Add(array);
        return array.At;
    }
}
