using HwModel.SystemRdl.Model;

namespace HwModel.Registers.Tests.Directed;

/// <summary>What a field holds while hardware is quiet (all inputs 0): its value, and the bits of it that the specification fixes.</summary>
internal sealed class QuietCell(Element element)
{
    private readonly FieldNode _field = (FieldNode)element.Node;

    public Element Element => element;

    public ulong Ones => _field.Width == 64 ? ulong.MaxValue : (1UL << _field.Width) - 1;

    public ulong Value { get; set; }

    public ulong Known { get; set; }

    public bool WasWritten { get; set; }

    /// <summary>Inputs of the file that open or close the field for software.</summary>
    public Dictionary<string, bool> Gates { get; } = [];

    public bool IsStored => _field.ImplementsStorage;

    public bool IsSinglePulse => _field.IsSinglePulse;

    /// <summary>Quiet hardware leaves it alone; the rest follows other fields or its input, which is shown elsewhere by random lock step.</summary>
    public bool IsQuiet { get; } = LeavesAlone((FieldNode)element.Node);

    public void Reset()
    {
        WasWritten = false;
        Value = _field.ImplementsStorage || !_field.Hardware.CanWrite() ? (ulong)(_field.Reset ?? 0) : 0;
        Known = IsQuiet && (_field.Reset is not null || !_field.ImplementsStorage) ? Ones : 0;
    }

    public void Set(ulong bits, ulong value)
    {
        Value = ((Value & ~bits) | (value & bits)) & Ones;
        if (IsQuiet) Known |= bits & Ones;
    }

    private static bool LeavesAlone(FieldNode f)
    {
        if (f.Next is not null || f.ResetSignal is not null || f.ResetSource?.Reference is not null) return false;
        if (f.HardwareSet.Reference is not null || f.HardwareClear.Reference is not null || f.WriteEnable.Reference is not null || f.WriteEnableLow.IsOn) return false;
        if (f.Counter?.Up?.Strobe is not null || f.Counter?.Down?.Strobe is not null) return false;
        if (f.Interrupt is { IsNonSticky: true }) return false;
        // A wire shows its input; storage that hardware writes in every cycle does not keep what software writes.
        bool isLatched = f.Sticky != Stickiness.None || f.Counter is not null || f.WriteEnable.IsOn;
        return !f.Hardware.CanWrite() || isLatched || !f.ImplementsStorage;
    }
}
