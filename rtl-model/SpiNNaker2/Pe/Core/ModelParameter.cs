namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Where a number comes from.</summary>
public enum Origin
{
    /// <summary>Stated in a published source, which is cited.</summary>
    Published,

    /// <summary>Follows from published numbers.</summary>
    Derived,

    /// <summary>Chosen for the model, because nothing is published.</summary>
    Chosen,
}

/// <summary>A number of the model with its origin.</summary>
/// <param name="Name">Path-like name, for example "pe.core.refill.load".</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Unit, for example "cycles".</param>
/// <param name="Origin">Published, derived or chosen.</param>
/// <param name="Reason">The citation, the derivation or why it was chosen.</param>
public sealed record ModelParameter(string Name, int Value, string Unit, Origin Origin, string Reason);
