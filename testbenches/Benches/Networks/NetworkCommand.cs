namespace HwModel.Benches.Networks;

/// <summary>Kinds of neurons of a random network.</summary>
public enum NetworkNeurons
{
    IF,
    LIF,
    CubaLIF,
}

/// <summary>Where the network runs besides the event level.</summary>
public enum NetworkLevel
{
    /// <summary>The firmware on cores, packets delivered at the end of a tick.</summary>
    Core,

    /// <summary>The chip at register-transfer level.</summary>
    Chip,
}

/// <summary>A random network: input, hidden neurons, output neurons.</summary>
/// <param name="Inputs">Input neurons, 1 to 12.</param>
/// <param name="Hidden">Hidden neurons, 1 to 24.</param>
/// <param name="Outputs">Output neurons, 1 to 8.</param>
/// <param name="Neurons">Their kind.</param>
/// <param name="Recurrent">The hidden neurons also reach themselves.</param>
/// <param name="Delay">Ticks of delay between hidden and output neurons, 0 to 6.</param>
/// <param name="PerElement">Most neurons in a processing element, 4 to 24.</param>
/// <param name="Subtract">A spike takes the threshold from the membrane.</param>
/// <param name="Weights">Draws the weights.</param>
/// <param name="Level">Where it runs.</param>
public sealed record NetworkConfiguration(int Inputs, int Hidden, int Outputs, NetworkNeurons Neurons, bool Recurrent, int Delay, int PerElement, bool Subtract, int Weights, NetworkLevel Level);

/// <summary>What comes in. Input neurons are taken modulo their number.</summary>
public abstract record NetworkCommand;

/// <summary>An input neuron spikes in this tick.</summary>
/// <param name="Neuron">Its number.</param>
public sealed record InputSpike(int Neuron) : NetworkCommand;

/// <summary>All input neurons spike in this tick.</summary>
public sealed record Volley : NetworkCommand;

/// <summary>Ticks pass.</summary>
/// <param name="Ticks">How many, 1 to 8.</param>
public sealed record Pass(int Ticks) : NetworkCommand;
