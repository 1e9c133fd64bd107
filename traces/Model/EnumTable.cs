using System.Globalization;

namespace HwModel.Traces;

/// <summary>A value of an enumeration, its name and, if any, the X11 colour name of its background in GTKWave.</summary>
public sealed record EnumValue(ulong Value, string Name, string? Color = null);

/// <summary>Names for the values of a vector, e.g. the states of an FSM.</summary>
public sealed record EnumTable
{
    private readonly Dictionary<ulong, string> _names = [];

    /// <exception cref="ArgumentException">Two entries have the same value, or there is none.</exception>
    public EnumTable(string name, IEnumerable<EnumValue> values)
    {
        Name = name;
        Values = [.. values];
        if (Values.Count == 0) throw new ArgumentException($"the enumeration {name} has no values; a table needs at least one");
        foreach (EnumValue value in Values)
            if (!_names.TryAdd(value.Value, value.Name))
                throw new ArgumentException($"the enumeration {name} names the value {value.Value} twice: {_names[value.Value]} and {value.Name}");
    }

    /// <summary>The type's name.</summary>
    public string Name { get; }

    /// <summary>The named values in the order they were given.</summary>
    public IReadOnlyList<EnumValue> Values { get; }

    /// <summary>The least number of bits that holds every value, at least 1.</summary>
    public int Width => Math.Max(1, Values.Max(value => 64 - System.Numerics.BitOperations.LeadingZeroCount(value.Value)));

    /// <summary>The table of a C# enumeration; names that share a value are left out after the first. Negative values take their low 64 bits.</summary>
    /// <param name="colors">X11 colour names by value name, for the values that shall have one.</param>
    public static EnumTable Of<TEnum>(IReadOnlyDictionary<string, string>? colors = null) where TEnum : struct, Enum
    {
        var values = new List<EnumValue>();
        foreach (string name in Enum.GetNames<TEnum>())
        {
            object number = Convert.ChangeType(Enum.Parse<TEnum>(name), Enum.GetUnderlyingType(typeof(TEnum)), CultureInfo.InvariantCulture);
            ulong value = number is ulong large ? large : unchecked((ulong)Convert.ToInt64(number, CultureInfo.InvariantCulture));
            if (values.TrueForAll(other => other.Value != value)) values.Add(new EnumValue(value, name, colors?.GetValueOrDefault(name)));
        }
        return new EnumTable(typeof(TEnum).Name, values);
    }

    /// <summary>The name of a value, or null.</summary>
    public string? NameOf(ulong value) => _names.GetValueOrDefault(value);

    /// <summary>The value of a name, or null.</summary>
    public ulong? ValueOf(string name)
    {
        foreach (EnumValue value in Values)
            if (value.Name == name) return value.Value;
        return null;
    }
}
