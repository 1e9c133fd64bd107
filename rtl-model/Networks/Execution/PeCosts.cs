using HwModel.Kernel;

namespace HwModel.Networks.Execution;

/// <summary>Processor cycles of the firmware's parts. Each follows from the cycles that the firmware counts on the chip at register-transfer level.</summary>
public sealed record PeCosts
{
    private const string Measured = "least squares over 77 processing elements of 11 networks on the chip at register-transfer level; root mean square error 0.2 %";

    [Derived(Measured)]
    public double Tick { get; init; } = 134.7;

    [Derived(Measured)]
    public double SourceTick { get; init; } = 50;

    [Derived(Measured)]
    public double Event { get; init; } = 63.5;

    [Derived(Measured)]
    public double SearchStep { get; init; } = 13.1;

    [Derived(Measured)]
    public double Block { get; init; } = 35.5;

    [Derived(Measured)]
    public double Synapse { get; init; } = 12.14;

    [Derived(Measured)]
    public double WideSynapse { get; init; } = 12.45;

    [Derived(Measured)]
    public double LifNeuron { get; init; } = 28.7;

    [Derived(Measured)]
    public double CubaNeuron { get; init; } = 38.8;

    [Derived(Measured)]
    public double ExponentialNeuron { get; init; } = 57.9;

    [Derived(Measured)]
    public double PoissonNeuron { get; init; } = 11.6;

    [Derived(Measured)]
    public double Spike { get; init; } = 52;

    [Derived(Measured)]
    public double ListSpike { get; init; } = 60;

    /// <summary>From the write of a key to the packet at the network.</summary>
    [Derived("two cycles to launch it (CommsParameters) and one through the element's port to the network")]
    public double Launch { get; init; } = 3;

    /// <summary>From a packet's arrival at the element to its key in the ring.</summary>
    [Derived("the event handler: an event is in its FIFO three cycles after it arrived")]
    public double Take { get; init; } = 3;

    /// <summary>Awake outside of the tick's own work: interrupt, loop that waits.</summary>
    [Derived("awake cycles less those that the firmware counts, per tick, on the chip at register-transfer level")]
    public double Wake { get; init; } = 90;
}
