namespace HwModel.Networks.Execution;

/// <summary>A spike of a population: the row of the input whose effect it shows.</summary>
public readonly record struct SpikeEvent(int Row, int Population, int Neuron) : IComparable<SpikeEvent>
{
    public int CompareTo(SpikeEvent other) => (Row, Population, Neuron).CompareTo((other.Row, other.Population, other.Neuron));

    public static bool operator <(SpikeEvent left, SpikeEvent right) => left.CompareTo(right) < 0;

    public static bool operator >(SpikeEvent left, SpikeEvent right) => left.CompareTo(right) > 0;

    public static bool operator <=(SpikeEvent left, SpikeEvent right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SpikeEvent left, SpikeEvent right) => left.CompareTo(right) >= 0;
}
