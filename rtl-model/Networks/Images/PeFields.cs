namespace HwModel.Networks.Images;

/// <summary>Memory of a processing element as the firmware has it (Firmware/snn.h).</summary>
public static class PeFields
{
    public const uint Configuration = 0x8000, Status = 0x8100, Data = 0x8180, StackLow = 0x1F000;
    public const uint Magic = 0x324E4E53;

    /// <summary>Bytes that a network's data may take.</summary>
    public const int DataBytes = (int)(StackLow - Data);

    /// <summary>A word of the configuration.</summary>
    public enum Config
    {
        Magic, Model, Neurons, Flags, Ticks, TickMicroseconds, Key, Table, TableEntries, FifoStart, FifoEnd, Ring, RingMask, RingStride, Parameters, ParameterStride, State,
        Record, RecordMask, Voltage, VoltageMask, List, ListNeurons, ListTicks, Seed, DvfsCommand, DvfsHigh, DvfsLow, DvfsThreshold,
    }

    /// <summary>A word of the status.</summary>
    public enum State
    {
        State, Tick, Overruns, MaxLag, Events, Synapses, Unknown, Spikes, Recorded, MaxEvents, BusyCycles, MaxBusy, HighTicks, Fault,
    }

    [Flags]
    public enum Flag : uint
    {
        ResetBySubtraction = 1,
        RecordSpikes = 2,
        RecordVoltage = 4,
        GlobalTick = 8,
        Silent = 16,
    }

    /// <summary>What the firmware does at present.</summary>
    public enum RunState
    {
        Boot, Running, Done, Fault,
    }

    public const int SourceBytes = 20, ParameterBytes = 32;

    /// <summary>Address of a configuration word.</summary>
    public static uint AddressOf(Config word) => Configuration + 4 * (uint)word;

    /// <summary>Address of a status word.</summary>
    public static uint AddressOf(State word) => Status + 4 * (uint)word;

    /// <summary>Words of state of a neuron.</summary>
    public static int StateWords(Graph.NeuronModel model) => model switch { Graph.NeuronModel.Lif => 1, Graph.NeuronModel.Cuba => 2, Graph.NeuronModel.Exponential => 4, _ => 0 };

    /// <summary>Sums of input per neuron.</summary>
    public static int Receptors(Graph.NeuronModel model) => model switch { Graph.NeuronModel.Exponential => 2, Graph.NeuronModel.Lif or Graph.NeuronModel.Cuba => 1, _ => 0 };

    /// <summary>A block header of a row.</summary>
    public static uint Header(int count, int delay, int receptor, bool wide) => (uint)count | (uint)delay << 16 | (uint)receptor << 24 | (wide ? 1u << 25 : 0) | 1u << 31;
}
