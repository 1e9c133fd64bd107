using HwModel.SystemRdl.Model;

namespace HwModel.Benches.Registers;

/// <summary>One field of one register element: its state and its hardware inputs.</summary>
internal sealed class FieldCell(Element element)
{
    public Element Element => element;

    public FieldNode Field => (FieldNode)element.Node;

    public string Path { get; } = element.Path;

    /// <summary>Path of the register below the top.</summary>
    public string RegisterName { get; } = element.Parent!.Path[(element.Parent.Path.IndexOf('.', StringComparison.Ordinal) + 1)..];

    public ulong Ones => Field.Width == 64 ? ulong.MaxValue : (1UL << Field.Width) - 1;

    public ulong Value { get; set; }

    public ulong PreviousInput { get; set; }

    public bool WasWritten { get; set; }

    public Dictionary<string, ulong> Inputs { get; } = [];

    public bool IsStored => Field.ImplementsStorage && Field.AliasPrimary is null;

    public bool TakesHardwareValue =>
        Field.AliasPrimary is null && Field.Hardware.CanWrite()
        && (Field.Counter is null || Field.WriteEnable.IsOn || Field.WriteEnableLow.IsOn || Field.Next is not null);

    public ulong Input(string name) => Inputs.GetValueOrDefault(name);

    /// <summary>The inputs that the field has, with their widths.</summary>
    public IEnumerable<(string Name, int Width)> InputPorts()
    {
        FieldNode f = Field;
        if (f.AliasPrimary is not null) yield break;
        if (TakesHardwareValue && f.Next is null) yield return ("Input", f.Width);
        if (f.WriteEnable is { IsOn: true, Reference: null }) yield return ("WriteEnable", 1);
        if (f.WriteEnableLow is { IsOn: true, Reference: null }) yield return ("WriteEnableLow", 1);
        if (f.HardwareSet is { IsOn: true, Reference: null }) yield return ("Set", 1);
        if (f.HardwareClear is { IsOn: true, Reference: null }) yield return ("Clear", 1);
        if (f.SoftwareWriteEnable is { IsOn: true, Reference: null }) yield return ("SoftwareWriteEnable", 1);
        if (f.SoftwareWriteEnableLow is { IsOn: true, Reference: null }) yield return ("SoftwareWriteEnableLow", 1);
        if (f.Counter?.Up is { } up)
        {
            if (up.Strobe is null) yield return ("Increment", 1);
            if (up.StepWidth > 0) yield return ("IncrementStep", up.StepWidth);
        }
        if (f.Counter?.Down is { } down)
        {
            if (down.Strobe is null) yield return ("Decrement", 1);
            if (down.StepWidth > 0) yield return ("DecrementStep", down.StepWidth);
        }
    }
}
