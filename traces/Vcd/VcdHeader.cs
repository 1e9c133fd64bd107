using System.Globalization;
using System.Text;

namespace HwModel.Traces;

/// <summary>Writes the declarations of a file: everything up to $enddefinitions (IEEE 1364-2005 18.2.3).</summary>
internal sealed class VcdHeader(StringBuilder text, string[] codes, VcdOptions options)
{
    private readonly Dictionary<(EnumTable Table, int Width), int> _tables = [];

    public void Write(TraceHierarchy hierarchy, Timescale timescale)
    {
        if (hierarchy.Date.Length > 0) Command("date", hierarchy.Date);
        // GTKWave stops joining split bits for files that name this simulator as their producer.
        if (hierarchy.Version.Length > 0) Command("version", hierarchy.Version.Replace("Icarus", "iverilog", StringComparison.Ordinal));
        if (hierarchy.Comment.Length > 0) Command("comment", hierarchy.Comment);
        Command("timescale", timescale.ToString());
        if (options.EnumAttributes) Tables(hierarchy);
        Scope(hierarchy.Root);
        text.Append("$enddefinitions $end\n");
    }

    private void Command(string name, string content)
    {
        string clean = VcdName.FreeText(content);
        text.Append('$').Append(name);
        if (clean.Contains('\n', StringComparison.Ordinal)) text.Append('\n').Append(clean.TrimEnd('\n')).Append("\n$end\n");
        else text.Append(' ').Append(clean).Append(" $end\n");
    }

    // Enumeration tables in the form that wellen (Surfer) reads; GTKWave's loader skips them.
    private void Tables(TraceHierarchy hierarchy)
    {
        foreach (TraceVariable variable in hierarchy.Variables)
        {
            if (variable.Type is not { Enum: { } table, IsBits: true, Width: <= 64 } type) continue;
            if (!_tables.TryAdd((table, type.Width), _tables.Count + 1)) continue;
            text.Append(CultureInfo.InvariantCulture, $"$attrbegin misc 07 {Word(table.Name)} {table.Values.Count}");
            foreach (EnumValue value in table.Values) text.Append(' ').Append(Word(value.Name));
            foreach (EnumValue value in table.Values) text.Append(' ').Append((value.Value & TraceState.Mask(type.Width)).ToString("b", CultureInfo.InvariantCulture).PadLeft(type.Width, '0'));
            text.Append(CultureInfo.InvariantCulture, $" {_tables.Count} $end\n");
        }
    }

    private void Scope(TraceScope top)
    {
        // Own stack: the depth of a hierarchy read from a file must not become the depth of the call stack.
        var open = new Stack<(TraceScope Scope, int Next)>();
        Variables(top);
        open.Push((top, 0));
        while (open.TryPop(out (TraceScope Scope, int Next) at))
        {
            if (at.Next == at.Scope.Scopes.Count)
            {
                if (at.Scope.Parent is not null) text.Append("$upscope $end\n");
                continue;
            }
            open.Push((at.Scope, at.Next + 1));
            TraceScope child = at.Scope.Scopes[at.Next];
            text.Append("$scope ").Append(child.Kind.Word()).Append(' ').Append(VcdName.Of(child.Name)).Append(" $end\n");
            Variables(child);
            open.Push((child, 0));
        }
    }

    private void Variables(TraceScope scope)
    {
        foreach (TraceVariable variable in scope.Variables)
        {
            TraceType type = variable.Type;
            if (type.Kind == TraceKind.Text && !options.Texts) continue;
            if (type.Enum is { } table && _tables.TryGetValue((table, type.Width), out int handle))
                text.Append(CultureInfo.InvariantCulture, $"$attrbegin misc 07 \"\" {handle} $end\n");
            text.Append("$var ").Append(type.Keyword).Append(' ').Append(type.Width).Append(' ').Append(codes[variable.Signal.Index]).Append(' ');
            text.Append(VcdName.Of(variable.Name));
            bool hasRange = type.Range is not null || (type.Kind == TraceKind.Bits && type.Width > 1);
            if (hasRange) text.Append(' ').Append(VcdName.RangeOf(type));
            text.Append(" $end\n");
        }
    }

    private static string Word(string name)
    {
        var word = new StringBuilder(name.Length);
        foreach (char c in name) word.Append(c is > ' ' and < '\x7f' and not '"' ? c : '_');
        return word.Length == 0 ? "_" : word.Replace("$end", "_end").ToString();
    }
}
