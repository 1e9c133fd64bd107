using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>Mistakes that can be switched into the analog core, to show that its properties can fail.</summary>
[Flags]
internal enum AnalogFault
{
    /// <summary>A spike does not reset its membrane.</summary>
    [NamedFault("neuron.reset_skipped")] ResetSkipped = 1,

    /// <summary>The refractory time is half as long.</summary>
    [NamedFault("neuron.refractory_halved")] RefractoryHalved = 2,

    /// <summary>Inhibitory lines have no effect.</summary>
    [NamedFault("neuron.inhibition_lost")] InhibitionLost = 4,

    /// <summary>The leak is 1 % too strong.</summary>
    [NamedFault("neuron.leak_stronger")] LeakStronger = 8,

    /// <summary>Synapses conduct whatever the label.</summary>
    [NamedFault("synapse.label_ignored")] LabelIgnored = 16,

    /// <summary>Top rows get half a pulse.</summary>
    [NamedFault("synapse.pulse_halved")] PulseHalved = 32,

    /// <summary>Sensors see a post spike 0.5 us late.</summary>
    [NamedFault("synapse.post_late")] PostLate = 64,

    /// <summary>Sensors see the lowest bit of a pre event's label flipped.</summary>
    [NamedFault("synapse.sensor_label_wrong")] SensorLabelWrong = 128,

    /// <summary>Membranes leave the range of the supply.</summary>
    [NamedFault("neuron.rail_missing")] RailMissing = 256,
}
