using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using HwModel.Kernel;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Configuration;

/// <summary>
/// The settings of a chip, read off its records of options: every property that has an origin, of its own or its record's, and those of the records inside it.
/// <c>Noc.HopCycles</c> becomes <c>noc.hop_cycles</c>; what it means is its doc comment, what is allowed its type and its <see cref="RangeAttribute"/>.
/// </summary>
/// <typeparam name="TPlan">The outermost record.</typeparam>
internal sealed class RecordSettings<TPlan>
    where TPlan : class
{
    private const double Most = 1e15;

    private readonly Dictionary<Assembly, DocComments> _comments = [];
    private readonly List<Setting<TPlan>> _found = [];
    private readonly string[] _left;

    /// <param name="defaults">Gives the shape: how many values a list has, and records where a property may be null.</param>
    /// <param name="prefix">Stands before every path.</param>
    /// <param name="left">Paths of settings that something else decides.</param>
    public RecordSettings(TPlan defaults, string prefix = "", params string[] left)
    {
        _left = left;
        Walk(prefix, defaults, null, plan => plan, (_, value) => (TPlan)value);
    }

    /// <summary>The settings, in the order in which the records declare them.</summary>
    public IReadOnlyList<Setting<TPlan>> All => _found;

    private void Walk(string prefix, object record, OriginAttribute? around, Func<TPlan, object> get, Func<TPlan, object, TPlan> with)
    {
        around = record.GetType().GetCustomAttribute<OriginAttribute>() ?? around;
        MethodInfo clone = record.GetType().GetMethod("<Clone>$")!;
        foreach (PropertyInfo property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // A negative number stands for something that is not there.
            if (property.SetMethod is null || property.GetValue(record) is not { } value || value is < 0) continue;
            OriginAttribute? origin = property.GetCustomAttribute<OriginAttribute>() ?? around;
            string path = prefix + OptionName.Of(property);
            object Read(TPlan plan) => property.GetValue(get(plan))!;
            TPlan Write(TPlan plan, object changed)
            {
                object copy = clone.Invoke(get(plan), null)!;
                property.SetValue(copy, changed);
                return with(plan, copy);
            }
            if (value.GetType().GetMethod("<Clone>$") is not null) Walk(path + ".", value, origin, Read, Write);
            else if (!_left.Contains(path) && origin is not null && Kind(property, value) is { } kind)
                _found.Add(new Setting<TPlan>(path, Comments(property).Summary(property), "", kind.Allowed, $"{origin.Kind}: {origin.Text}",
                    plan => Text(Read(plan)), (plan, text) => kind.Parse(text) is { } changed ? Write(plan, changed) : null)
                { Kind = kind.Parameter });
        }
    }

    private DocComments Comments(PropertyInfo property)
    {
        Assembly assembly = property.DeclaringType!.Assembly;
        if (!_comments.TryGetValue(assembly, out DocComments? comments)) _comments[assembly] = comments = new DocComments(assembly);
        return comments;
    }

    private static ValueKind? Kind(PropertyInfo property, object value)
    {
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } few)
            return new($"one of {string.Join(", ", few.Values)}", ParameterKind.Whole, text => few.Values.FirstOrDefault(allowed => Text(allowed!) == text));
        if (value is not string && value is IList { Count: > 0 } list)
            return Scalar(list[0]!, Range(property, list[0]!)) is { } item ? item.Times(list) : null;
        return Scalar(value, Range(property, value));
    }

    private static (double Least, double Most) Range(PropertyInfo property, object value)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range) return (Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture), Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture));
        // Sizes, times and frequencies: a number whose default is at least 1 stays so, others may vanish.
        return value is double real ? (0, Most) : value is int or long or uint or byte ? (Convert.ToInt64(value, CultureInfo.InvariantCulture) > 0 ? 1 : 0, value is long ? Most : int.MaxValue) : default;
    }

    private static ValueKind? Scalar(object value, (double Least, double Most) range)
    {
        string within = range.Most >= int.MaxValue ? FormattableString.Invariant($", {range.Least} or more") : FormattableString.Invariant($" from {range.Least} to {range.Most}");
        return value switch
        {
            bool => new("true or false", ParameterKind.Word, text => bool.TryParse(text, out bool set) ? set : null),
            Enum => new($"one of {string.Join(", ", Enum.GetNames(value.GetType()).Select(OptionName.Of))}", ParameterKind.Word,
                text => Enum.GetValues(value.GetType()).Cast<object>().FirstOrDefault(member => OptionName.Of(member.ToString()!) == text || member.ToString() == text)),
            double => new($"a number{within}", ParameterKind.Real,
                text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double set) && set >= range.Least && set <= range.Most ? set : null),
            int or long or uint or byte => new($"a whole number{within}", ParameterKind.Whole,
                text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long set) && set >= range.Least && set <= range.Most
                    ? Convert.ChangeType(set, value.GetType(), CultureInfo.InvariantCulture) : null),
            _ => null,
        };
    }

    private static string Text(object value) => value switch
    {
        bool set => set ? "true" : "false",
        Enum => OptionName.Of(value.ToString()!),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IList list => string.Join(',', list.Cast<object>().Select(Text)),
        _ => value.ToString() ?? "",
    };

    private sealed record ValueKind(string Allowed, ParameterKind Parameter, Func<string, object?> Parse)
    {
        /// <summary>As many of them as a list has, with commas between them.</summary>
        public ValueKind Times(IList shape) => new($"{shape.Count} times {Allowed}, with commas between them", ParameterKind.Word, text =>
        {
            object?[] parsed = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];
            if (parsed.Length != shape.Count || parsed.Contains(null)) return null;
            var values = Array.CreateInstance(shape[0]!.GetType(), shape.Count);
            parsed.CopyTo(values, 0);
            return values;
        });
    }
}
