using HwModel.BrainScaleS2.Analog;

namespace HwModel.Benchmarks.BrainScaleS2;

/// <summary>The load of the analog core's bar: 512 LIF neurons, 131,072 synapses with weights above 0, Poisson input of 10 kHz on every row.</summary>
internal sealed class BusyChip
{
    private const double RowRate = 0.01; // per us
    private const double SlotTime = 0.008;

    private readonly AnalogArray _array;
    private readonly Random _random = new(2);
    private readonly List<AnalogSpike> _spikes = [];
    private readonly List<DriverEvent> _events = [];

    /// <param name="options">How to simulate.</param>
    public BusyChip(AnalogOptions options)
    {
        _array = new AnalogArray(options);
        NeuronParameters neuron = new NeuronTransfer(options.Constants).Calibrated(new NeuronTargets());
        var random = new Random(11);
        for (int half = 0; half < ChipGeometry.Halves; half++)
        {
            for (int d = 0; d < ChipGeometry.Drivers; d++) _array.Drivers(half)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
            for (int row = 0; row < ChipGeometry.Rows; row++)
                for (int column = 0; column < ChipGeometry.Columns; column++)
                    _array.Synapses(half).SetWeight(row, column, 1 + random.Next(row % 2 == 0 ? 24 : 18));
        }
        for (int n = 0; n < ChipGeometry.Neurons; n++) _array.Configure(n, neuron);
        _array.Neurons.ResetState();
    }

    /// <summary>Spikes of the last run.</summary>
    public int Spikes => _spikes.Count;

    /// <summary>Events that reached rows, since power-on.</summary>
    public long RowEvents => _array.RowEvents;

    /// <summary>Draws the events of the next run, so that drawing them is not timed.</summary>
    public void Prepare(double microseconds)
    {
        _spikes.Clear();
        _events.Clear();
        // A driver's event reaches two rows; both have one Poisson train.
        double perSlot = RowRate * SlotTime * ChipGeometry.Halves * ChipGeometry.Drivers;
        double slots = microseconds / SlotTime;
        for (double t = Wait(perSlot); t < slots; t += Wait(perSlot))
            _events.Add(new DriverEvent(_array.StartSlot + (long)t, _random.Next(ChipGeometry.Halves), _random.Next(ChipGeometry.Drivers), 0));
    }

    /// <summary>Runs what was prepared.</summary>
    public void Run(double microseconds)
    {
        int slots = _array.Options.SlotsPerStep;
        _array.Run(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_events), _array.StartSlot + ((long)(microseconds / SlotTime) / slots + 1) * slots, _spikes);
    }

    private double Wait(double rate) => -Math.Log(1 - _random.NextDouble()) / rate;
}
