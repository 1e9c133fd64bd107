using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Hagen;

/// <summary>
/// The multiply on the analog core: neurons as integrators, one driver per signed input with the positive weight on its excitatory and the negative one on
/// its inhibitory row, pulses as long as the activation, the result as the difference of two CADC reads.
/// </summary>
public sealed class HagenChip : IHagenBackend
{
    private readonly HagenConstants _constants;
    private readonly AnalogArray _array;
    private readonly NeuronParameters _neuron;
    private readonly int[] _baseline = new int[ChipGeometry.Neurons];
    private IReadOnlyList<HagenBlock> _blocks = [];
    private long _conversion;

    /// <param name="analog">Mode, seeds, noise.</param>
    /// <param name="constants">Sizes and timing.</param>
    public HagenChip(AnalogOptions analog, HagenConstants? constants = null)
    {
        _constants = constants ?? new HagenConstants();
        _array = new AnalogArray(analog with { Correlation = false });
        var transfer = new NeuronTransfer(analog.Constants);
        double jump = transfer.Jump(_constants.SynapticGm, _constants.SynapseDac) * analog.Constants.HagenChargeFactor;
        _neuron = new NeuronParameters
        {
            Capacitance = transfer.Capacitance(63),
            Leak = 0,
            LeakPotential = transfer.VoltageOfCount(_constants.Leak),
            Spikes = false,
            TauExcitatory = _constants.TauSynapse,
            TauInhibitory = _constants.TauSynapse,
            JumpExcitatory = jump,
            JumpInhibitory = jump,
        };
        for (int half = 0; half < ChipGeometry.Halves; half++)
            for (int d = 0; d < ChipGeometry.Drivers; d++)
                _array.Drivers(half)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true, HagenModulation = true };
    }

    /// <summary>The core.</summary>
    public AnalogArray Array => _array;

    /// <summary>Chip time that all multiplications took together, in us.</summary>
    public double ChipTime { get; private set; }

    /// <summary>
    /// The 16-bit label of an activation: {driver mod 4, half, row select, 32 - activation} (hxtorch, perceptron).
    /// </summary>
    public static int EventLabel(int half, int driver, int activation) =>
        driver % ChipGeometry.Buses << 14 | half << 13 | driver / ChipGeometry.Buses << 6 | 32 - activation;

    public void Load(IReadOnlyList<HagenBlock> blocks, HagenMatrix matrix)
    {
        _blocks = blocks;
        for (int half = 0; half < ChipGeometry.Halves; half++)
        {
            HagenBlock block = blocks.FirstOrDefault(b => b.Half == half && b.Rows > 0);
            for (int column = 0; column < ChipGeometry.Columns; column++) Use(half * ChipGeometry.Columns + column, column < block.Columns);
            for (int driver = 0; driver < ChipGeometry.Drivers; driver++)
            {
                for (int column = 0; column < ChipGeometry.Columns; column++)
                {
                    int weight = driver < block.Rows && column < block.Columns ? matrix[block.Row + driver, block.Column + column] : 0;
                    _array.Synapses(half).SetWeight(2 * driver, column, Math.Max(weight, 0));
                    _array.Synapses(half).SetWeight(2 * driver + 1, column, Math.Max(-weight, 0));
                }
            }
        }
    }

    public void Multiply(ReadOnlySpan<int> activations, int sends, Span<int> sums)
    {
        _array.Neurons.Relax();
        long start = _array.StartSlot;
        RunFor(_constants.BaselineWait);
        _conversion++;
        foreach (HagenBlock block in _blocks)
            for (int j = 0; j < block.Columns; j++)
                _baseline[block.Half * ChipGeometry.Columns + j] = Read(block, j);
        Send(activations, sends);
        RunFor(_constants.Settling);
        _conversion++;
        foreach (HagenBlock block in _blocks)
            for (int j = 0; j < block.Columns; j++)
                sums[block.Column + j] += HagenOperations.Clamp(Read(block, j) - _baseline[block.Half * ChipGeometry.Columns + j]);
        ChipTime += (_array.StartSlot - start) * _array.Options.Constants.SlotTime + 2 * _constants.ReadTime;
    }

    private void Send(ReadOnlySpan<int> activations, int sends)
    {
        long slot = _array.StartSlot;
        for (int send = 0; send < sends; send++)
        {
            for (int driver = 0; driver < ChipGeometry.Drivers; driver++)
            {
                bool any = false;
                foreach (HagenBlock block in _blocks)
                {
                    if (driver >= block.Rows || activations[block.Row + driver] is not (> 0 and var a)) continue;
                    if (!any) AdvanceTo(slot);
                    any = true;
                    _array.Deliver(new DriverEvent(slot, block.Half, driver, 32 - a));
                }
                if (any) slot += _constants.WaitBetweenEvents;
            }
        }
        AdvanceTo(slot);
    }

    private void AdvanceTo(long slot)
    {
        while (_array.StartSlot + _array.Options.SlotsPerStep <= slot) _array.Advance();
    }

    private void RunFor(double time) => AdvanceTo(_array.StartSlot + (long)Math.Ceiling(time / _array.Options.Constants.SlotTime) + _array.Options.SlotsPerStep - 1);

    private int Read(HagenBlock block, int column) => _array.ReadMembrane(block.Half * ChipGeometry.Columns + column, _conversion);

    private void Use(int neuron, bool used)
    {
        NeuronParameters wanted = _neuron with { Enabled = used };
        if (_array.Neurons.Parameters(neuron).Enabled == used && _conversion > 0) return;
        _array.Configure(neuron, wanted);
    }
}
