using System.Globalization;
using System.Text;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>Everything that a model says, as text: two models are equal where their pictures are. Source locations, type names and parameters are left out.</summary>
internal static class Picture
{
    public static string Of(AddressMapNode top)
    {
        var text = new StringBuilder();
        foreach (Node node in top.GlobalSignals.Concat(top.Walk()))
        {
            text.Append(CultureInfo.InvariantCulture, $"{node.Kind} {node.Path}{string.Concat(node.Dimensions.Select(d => $"[{d}]"))} external={node.IsExternal} tested={node.IsTested}\n");
            foreach ((string name, PropertyValue value) in node.Properties) text.Append(CultureInfo.InvariantCulture, $"  {name} = {Value(value)}\n");
            foreach (UserProperty property in node.UserProperties) text.Append(CultureInfo.InvariantCulture, $"  user {property.Name} = {Value(property.Value)}\n");
            switch (node)
            {
                case AddressMapNode map: text.Append(CultureInfo.InvariantCulture, $"  {Place(map)} {map.Addressing} {map.Alignment} {map.IsMsb0}\n"); break;
                case RegisterFileNode file: text.Append(CultureInfo.InvariantCulture, $"  {Place(file)} {file.Alignment}\n"); break;
                case MemoryNode memory: text.Append(CultureInfo.InvariantCulture, $"  {Place(memory)} {memory.Entries} {memory.EntryWidth} {memory.EntryStride} {memory.Software}\n"); break;
                case RegisterNode register:
                    text.Append(CultureInfo.InvariantCulture, $"  {Place(register)} {register.Width} {register.AccessWidth} {register.IsMsb0} {register.AliasPrimary?.Path} {string.Join(',', register.Aliases.Select(a => a.Path))}\n");
                    break;
                case FieldNode field: Field(text, field); break;
                case SignalNode signal: text.Append(CultureInfo.InvariantCulture, $"  {signal.Width} {signal.IsActiveHigh} {signal.IsSynchronous}\n"); break;
            }
        }
        return text.ToString();
    }

    private static string Place(AddressableNode node) => $"@{node.Offset} +{node.Stride} size {node.Size} total {node.TotalSize}";

    private static void Field(StringBuilder text, FieldNode f)
    {
        text.Append(CultureInfo.InvariantCulture, $"  [{f.Msb}:{f.Lsb}] bus {f.BusLow} {f.Software} {f.Hardware} {f.OnRead} {f.OnWrite} {f.Precedence} reset {Operand(f.ResetSource)} by {f.ResetSignal}\n");
        text.Append(CultureInfo.InvariantCulture, $"  next {f.Next} swwe {Gate(f.SoftwareWriteEnable)} swwel {Gate(f.SoftwareWriteEnableLow)} we {Gate(f.WriteEnable)} wel {Gate(f.WriteEnableLow)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  hwset {Gate(f.HardwareSet)} hwclr {Gate(f.HardwareClear)} hwenable {f.HardwareEnable} hwmask {f.HardwareMask} sticky {f.Sticky}\n");
        text.Append(CultureInfo.InvariantCulture, $"  storage {f.ImplementsStorage} dont {f.DontTest} {f.DontCompare} alias {f.AliasPrimary?.Path} encode {(f.Encode is { } e ? Enum(e) : "")}\n");
        if (f.Counter is { } c) text.Append(CultureInfo.InvariantCulture, $"  up {Direction(c.Up)} down {Direction(c.Down)}\n");
        if (f.Interrupt is { } i) text.Append(CultureInfo.InvariantCulture, $"  intr {i.Event} {i.IsNonSticky} {i.Enable} {i.Mask} {i.HaltEnable} {i.HaltMask}\n");
    }

    private static string Direction(CounterDirection? d) =>
        d is null ? "-" : $"{d.Strobe} step {Operand(d.Step)} {d.StepWidth} saturate {Operand(d.Saturate)} threshold {Operand(d.Threshold)} {d.HasWrapOutput}";

    private static string Operand(Operand? operand) => operand is null ? "-" : operand.Value?.ToString(CultureInfo.InvariantCulture) ?? Full(operand.Reference!);

    private static string Gate(Gate gate) => gate.IsOn ? gate.Reference is { } reference ? Full(reference) : "input" : "off";

    private static string Full(Reference reference) => $"{reference} from {reference.Anchor.Path} [{string.Join(',', reference.Indices)}]";

    /// <summary>Without the name: two enumerations of one name get different names in the exported text.</summary>
    private static string Enum(EnumType type) => string.Join(' ', type.Members.Select(m => $"{m.Identifier}={m.Value}({m.Name}|{m.Description})"));

    private static string Value(PropertyValue value) => value switch
    {
        BooleanValue v => v.Value ? "true" : "false",
        IntegerValue v => $"{v.Value}/{v.Width}",
        StringValue v => $"\"{v.Value}\"",
        KeywordValue v => v.Word,
        EnumTypeValue v => Enum(v.Type),
        EnumMemberValue v => $"{v.Member.Identifier} of {Enum(v.Type)}",
        ReferenceValue v => Full(v.Reference),
        ArrayValue v => string.Join(';', v.Items.Select(Value)),
        _ => value.ToString(),
    };
}
