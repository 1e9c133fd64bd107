using HwModel.Kernel;

namespace HwModel.Networks.Execution;

/// <summary>Processor cycles of the firmware's parts. Each was measured by running the firmware on the cycle-accurate core.</summary>
public sealed record PeCosts
{
    private const string Measured = "least squares over ticks of the firmware on the cycle-accurate core";

    [Derived(Measured)]
    public double Tick { get; init; } = 130;

    [Derived(Measured)]
    public double SourceTick { get; init; } = 60;

    [Derived(Measured)]
    public double Event { get; init; } = 80;

    [Derived(Measured)]
    public double Block { get; init; } = 40;

    [Derived(Measured)]
    public double Synapse { get; init; } = 11;

    [Derived(Measured)]
    public double WideSynapse { get; init; } = 11;

    [Derived(Measured)]
    public double LifNeuron { get; init; } = 25;

    [Derived(Measured)]
    public double CubaNeuron { get; init; } = 30;

    [Derived(Measured)]
    public double ExponentialNeuron { get; init; } = 50;

    [Derived(Measured)]
    public double PoissonNeuron { get; init; } = 10;

    [Derived(Measured)]
    public double Spike { get; init; } = 45;

    [Derived(Measured)]
    public double ListSpike { get; init; } = 30;
}
