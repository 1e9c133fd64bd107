using System.Globalization;
using System.Text;
using HwModel.SystemRdl.Model;

namespace HwModel.RegisterGenerator.Emission;

/// <summary>Tells quickly that two registers have the same class, so that its text is written once.</summary>
internal static class Fingerprint
{
    /// <summary>Everything that the class depends on; null for registers with references or aliases, whose texts are compared instead.</summary>
    public static string? Of(RegisterNode register, bool reservedReadOne, ILookup<FieldNode, string> used)
    {
        if (register.IsAlias || register.Aliases.Count > 0) return null;
        var text = new StringBuilder();
        text.Append(register.Width).Append(register.IsMsb0 ? 'm' : 'l').Append(reservedReadOne ? '1' : '0');
        foreach (FieldNode f in register.Fields)
        {
            if (f.ResetSignal is not null || used.Contains(f)) return null;
            text.Append('\n').Append(f.InstanceName).Append(' ').Append(f.BusLow).Append(' ').Append(f.Width);
            foreach (KeyValuePair<string, PropertyValue> property in f.Properties)
            {
                text.Append('\t').Append(property.Key).Append('=');
                switch (property.Value)
                {
                    case BooleanValue v:
                        text.Append(v.Value ? 'T' : 'F');
                        break;
                    case IntegerValue v:
                        text.Append(v.Value.ToString(CultureInfo.InvariantCulture));
                        break;
                    case StringValue v:
                        text.Append(v.Value.Length).Append(':').Append(v.Value);
                        break;
                    case KeywordValue v:
                        text.Append(v.Word);
                        break;
                    case EnumTypeValue v:
                        text.Append(v.Type.Name).Append('@').Append(v.Type.Location.File).Append(v.Type.Location.Offset);
                        break;
                    default:
                        return null;
                }
            }
        }
        return text.ToString();
    }
}
