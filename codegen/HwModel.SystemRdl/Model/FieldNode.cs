using System.Numerics;

namespace HwModel.SystemRdl.Model;

/// <summary>A field of a register with its behaviour.</summary>
public sealed class FieldNode : Node
{
    internal FieldNode(string instanceName, RegisterNode parent) : base(instanceName, parent) => Register = parent;

    public override NodeKind Kind => NodeKind.Field;

    public RegisterNode Register { get; }

    /// <summary>The smaller bit number in the register's own numbering (msb0 or lsb0).</summary>
    public int Low { get; internal set; }

    /// <summary>The larger bit number in the register's own numbering.</summary>
    public int High { get; internal set; }

    /// <summary>The number of its most significant bit in the register's own numbering: the larger in lsb0, the smaller in msb0.</summary>
    public int Msb => Register.IsMsb0 ? Low : High;

    /// <summary>The number of its least significant bit in the register's own numbering.</summary>
    public int Lsb => Register.IsMsb0 ? High : Low;

    /// <summary>In bits.</summary>
    public int Width => High - Low + 1;

    /// <summary>Position of the least significant bit in the bus value (bit 0 is worth 1), whatever the numbering.</summary>
    public int BusLow => Register.IsMsb0 ? Register.Width - 1 - High : Low;

    /// <summary>All ones of the field's width.</summary>
    public BigInteger Ones => (BigInteger.One << Width) - 1;

    /// <summary>The field's bits in the bus value.</summary>
    public BigInteger Mask => Ones << BusLow;

    public AccessType Software { get; internal set; }

    /// <summary><c>rw</c>, <c>r</c>, <c>w</c> or <c>na</c>.</summary>
    public AccessType Hardware { get; internal set; }

    public OnRead OnRead { get; internal set; }

    public OnWrite OnWrite { get; internal set; }

    public Precedence Precedence { get; internal set; }

    /// <summary>The reset value: a number, a component, or null where the field starts undefined.</summary>
    public Operand? ResetSource { get; internal set; }

    /// <summary>The reset value where it is a number, else null.</summary>
    public BigInteger? Reset => ResetSource?.Value;

    /// <summary>The signal that resets the field, own or the nearest <c>field_reset</c> above; null: the default reset.</summary>
    public Reference? ResetSignal { get; internal set; }

    /// <summary>What replaces the hardware input, or null.</summary>
    public Reference? Next { get; internal set; }

    /// <summary>Software writes are taken only while it is high.</summary>
    public Gate SoftwareWriteEnable { get; internal set; } = Gate.Off;

    /// <summary>Software writes are taken only while it is low.</summary>
    public Gate SoftwareWriteEnableLow { get; internal set; } = Gate.Off;

    /// <summary>Hardware writes are taken only while it is high.</summary>
    public Gate WriteEnable { get; internal set; } = Gate.Off;

    /// <summary>Hardware writes are taken only while it is low.</summary>
    public Gate WriteEnableLow { get; internal set; } = Gate.Off;

    public Gate HardwareSet { get; internal set; } = Gate.Off;

    public Gate HardwareClear { get; internal set; } = Gate.Off;

    /// <summary>Bits that hardware may change; null: all.</summary>
    public Reference? HardwareEnable { get; internal set; }

    /// <summary>Bits that hardware may not change; null: none.</summary>
    public Reference? HardwareMask { get; internal set; }

    public bool IsSinglePulse => Flag("singlepulse");

    /// <summary>An output strobe for changes by software exists.</summary>
    public bool HasSoftwareModified => Flag("swmod");

    /// <summary>An output strobe for accesses by software exists.</summary>
    public bool HasSoftwareAccessed => Flag("swacc");

    public bool HasAnded => Flag("anded");

    public bool HasOred => Flag("ored");

    public bool HasXored => Flag("xored");

    public bool HasParityCheck => Flag("paritycheck");

    /// <summary>The counter, or null.</summary>
    public CounterInfo? Counter { get; internal set; }

    /// <summary>The interrupt, or null.</summary>
    public InterruptInfo? Interrupt { get; internal set; }

    /// <summary>How it latches: <c>sticky</c>, <c>stickybit</c>, or what <c>intr</c> implies.</summary>
    public Stickiness Sticky { get; internal set; }

    /// <summary>The enumeration of its values, or null.</summary>
    public EnumType? Encode { get; internal set; }

    /// <summary>Bits that tests leave alone (all or none where the property is boolean).</summary>
    public BigInteger DontTest { get; internal set; }

    /// <summary>Bits that tests do not compare.</summary>
    public BigInteger DontCompare { get; internal set; }

    /// <summary>The field of the same name in the register that this register is an alias of, or null.</summary>
    public FieldNode? AliasPrimary { get; internal set; }

    /// <summary>True where the field holds state (its aliases count); an alias field itself holds none.</summary>
    public bool ImplementsStorage { get; internal set; }

    /// <summary>True where neither software nor hardware can ever change it.</summary>
    public bool IsConstant => !ImplementsStorage && AliasPrimary is null && !Hardware.CanWrite();

    /// <summary>True where software can write it in some access.</summary>
    public bool IsSoftwareWritable => Software.CanWrite();
}

/// <summary>A counter's two directions (SystemRDL 2.0, 9.8); at least one is set.</summary>
public sealed record CounterInfo(CounterDirection? Up, CounterDirection? Down);

/// <summary>One direction of a counter.</summary>
/// <param name="Strobe">What makes it count (<c>incr</c>, <c>decr</c>); null: an inferred input.</param>
/// <param name="Step">By how much: a number or component; null where <paramref name="StepWidth"/> says that it is an input.</param>
/// <param name="StepWidth">Width of the inferred step input (<c>incrwidth</c>, <c>decrwidth</c>) in bits; 0 where there is none.</param>
/// <param name="Saturate">The limit at which it stops; null: it wraps.</param>
/// <param name="Threshold">The threshold; null: none.</param>
/// <param name="HasWrapOutput"><c>overflow</c> or <c>underflow</c> is an output.</param>
public sealed record CounterDirection(Reference? Strobe, Operand? Step, int StepWidth, Operand? Saturate, Operand? Threshold, bool HasWrapOutput);

/// <summary>The interrupt behaviour of a field (SystemRDL 2.0, 9.9).</summary>
/// <param name="Event">What makes an event.</param>
/// <param name="IsNonSticky">The value follows the events and is not latched.</param>
/// <param name="Enable">Bits that reach <c>reg->intr</c>; null: see <paramref name="Mask"/>.</param>
/// <param name="Mask">Bits that do not reach <c>reg->intr</c>; null: see <paramref name="Enable"/>.</param>
/// <param name="HaltEnable">Bits that reach <c>reg->halt</c>.</param>
/// <param name="HaltMask">Bits that do not reach <c>reg->halt</c>.</param>
public sealed record InterruptInfo(
    InterruptEvent Event,
    bool IsNonSticky,
    Reference? Enable,
    Reference? Mask,
    Reference? HaltEnable,
    Reference? HaltMask)
{
    /// <summary>True where the field takes part in <c>reg->halt</c>.</summary>
    public bool HasHalt => HaltEnable is not null || HaltMask is not null;
}
