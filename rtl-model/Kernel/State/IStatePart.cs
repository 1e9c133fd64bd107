namespace HwModel.Kernel;

/// <summary>
/// A part of a module's state with a class of its own, such as a register file: held in a <c>[Reg]</c> field, it is reset, saved, hashed and traced with the module.
/// </summary>
public interface IStatePart
{
    /// <summary>Gives every element its reset value, and at power-on also fills those that no reset touches.</summary>
    void Reset(PowerOn powerOn);

    /// <summary>Writes the state.</summary>
    void Save(StateWriter writer);

    /// <summary>Reads the state.</summary>
    void Load(StateReader reader);

    /// <summary>Adds the state to a hash.</summary>
    void Hash(ref StateHash hash);

    /// <summary>Declares what traces can show, below the present scope.</summary>
    void DeclareTrace(TraceDeclaration trace);

    /// <summary>Gives the present values, in the order of <see cref="DeclareTrace"/>.</summary>
    void SampleTrace(TraceSampler sampler);

    /// <summary>The layout, as text: part of a snapshot's schema.</summary>
    string Schema { get; }
}
