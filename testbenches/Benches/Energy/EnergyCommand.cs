namespace HwModel.Benches.Energy;

/// <summary>How the processing elements' levels are chosen.</summary>
public enum EnergyPolicy
{
    /// <summary>All at 0.5 V, 150 MHz.</summary>
    Low,

    /// <summary>All at 0.8 V, 300 MHz.</summary>
    High,

    /// <summary>Ticks with many packets at 300 MHz, the others at 150.</summary>
    Auto,
}

/// <summary>A random network on one or two chips.</summary>
/// <param name="Inputs">Input neurons, 1 to 12.</param>
/// <param name="Hidden">Hidden neurons, 1 to 24; they also reach themselves.</param>
/// <param name="PerElement">Most neurons in a processing element, 4 to 24.</param>
/// <param name="Policy">How levels are chosen.</param>
/// <param name="Threshold">Packets that make a tick busy, 1 to 12.</param>
/// <param name="Chips">Chips, 1 or 2.</param>
/// <param name="Weights">Draws the weights.</param>
public sealed record EnergyConfiguration(int Inputs, int Hidden, int PerElement, EnergyPolicy Policy, int Threshold, int Chips, int Weights);
