namespace HwModel.Kernel;

/// <summary>A clocked module whose boilerplate (ports, reset, snapshot, hash, trace) is generated. The class is sealed and partial and derives from <see cref="Module"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ModuleAttribute : Attribute;

/// <summary>
/// An input: a <c>partial In&lt;T&gt;</c> property (a queue that this module owns and reads), an array of them, or a <c>SignalIn&lt;T&gt;</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InAttribute : Attribute
{
    /// <summary>Queue depth in items: a constant, or the text of an expression over the constructor's parameters.</summary>
    public object Depth { get; set; } = 2;

    /// <summary>For an array of ports: how many, as a constant or an expression.</summary>
    public object? Count { get; set; }

    /// <summary>Width in bits, checked against the other side; 0: as wide as the type.</summary>
    public object Width { get; set; } = 0;

    /// <summary>May stay unconnected.</summary>
    public bool Optional { get; set; }
}

/// <summary>An output: a <c>partial Out&lt;T&gt;</c> property, an array of them, a <c>RegOut&lt;T&gt;</c> (registered) or a <c>WireOut&lt;T&gt;</c> (combinational).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutAttribute : Attribute
{
    /// <summary>For an array of ports: how many, as a constant or an expression.</summary>
    public object? Count { get; set; }

    /// <summary>Width in bits, checked against the other side; 0: as wide as the type.</summary>
    public object Width { get; set; } = 0;

    /// <summary>May stay unconnected.</summary>
    public bool Optional { get; set; }
}

/// <summary>
/// State of a module: a private field of a primitive, enum, payload or state-part type, or an array of these.
/// A reset gives it the value of its initialiser (arrays are cleared).
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class RegAttribute : Attribute
{
    /// <summary>False: a reset does not touch it; what it holds after power-on is random, or zero on request.</summary>
    public bool Reset { get; set; } = true;

    /// <summary>Width in bits in the trace; 0: as wide as the type.</summary>
    public int Width { get; set; }

    /// <summary>False: not shown in traces. Arrays of more than 16 elements are not shown unless this is set to true.</summary>
    public bool Trace { get; set; } = true;
}

/// <summary>A state machine's state register: a private <c>[Reg]</c> field of an enum whose members carry <see cref="ArcsAttribute"/>. Assign the generated property, not the field.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class FsmAttribute : Attribute;

/// <summary>The states that may follow this one (staying is always legal). Coverage counts every arc; an arc that is not named here is an error.</summary>
/// <param name="next">Members of the same enum.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ArcsAttribute(params object[] next) : Attribute
{
    /// <summary>The legal successors.</summary>
    public IReadOnlyList<object> Next { get; } = next;
}

/// <summary>A <c>readonly partial record struct</c> that travels through queues or is held in registers: hash, snapshot and trace of its fields are generated.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class PayloadAttribute : Attribute;

/// <summary>A field that is set while the design is built and constant from then on: no state.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WiredAttribute : Attribute;
