using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>Mistakes that can be switched into the analog core, to show that its properties can fail.</summary>
[Flags]
internal enum AnalogFault
{
    /// <summary>A spike does not reset its membrane.</summary>
    ResetSkipped = 1,

    /// <summary>The refractory time is half as long.</summary>
    RefractoryHalved = 2,

    /// <summary>Inhibitory lines have no effect.</summary>
    InhibitionLost = 4,

    /// <summary>The leak is 1 % too strong.</summary>
    LeakStronger = 8,

    /// <summary>Synapses conduct whatever the label.</summary>
    LabelIgnored = 16,

    /// <summary>Top rows get half a pulse.</summary>
    PulseHalved = 32,

    /// <summary>Sensors see a post spike 0.5 us late.</summary>
    PostLate = 64,

    /// <summary>Sensors see the lowest bit of a pre event's label flipped.</summary>
    SensorLabelWrong = 128,
}

internal static class AnalogFaults
{
    /// <summary>The options with the faults of a run.</summary>
    public static AnalogOptions With(AnalogOptions options, FaultSet faults) => options with { Faults = Of(faults), Rails = options.Rails && !faults.Has("neuron.rail_missing") };

    private static AnalogFault Of(FaultSet faults) =>
        (faults.Has("neuron.reset_skipped") ? AnalogFault.ResetSkipped : 0)
        | (faults.Has("neuron.refractory_halved") ? AnalogFault.RefractoryHalved : 0)
        | (faults.Has("neuron.inhibition_lost") ? AnalogFault.InhibitionLost : 0)
        | (faults.Has("neuron.leak_stronger") ? AnalogFault.LeakStronger : 0)
        | (faults.Has("synapse.label_ignored") ? AnalogFault.LabelIgnored : 0)
        | (faults.Has("synapse.pulse_halved") ? AnalogFault.PulseHalved : 0)
        | (faults.Has("synapse.post_late") ? AnalogFault.PostLate : 0)
        | (faults.Has("synapse.sensor_label_wrong") ? AnalogFault.SensorLabelWrong : 0);
}
