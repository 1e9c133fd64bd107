using System.Globalization;
using System.Reflection;

namespace HwModel.Kernel;

/// <summary>
/// The named faults that are switched into a run, to show that a property can fail. A module asks once, when it is built, and keeps the answer in a readonly field.
/// </summary>
public sealed class FaultSet
{
    private readonly HashSet<string> _names;

    /// <param name="names">Names as <c>block.fault</c>.</param>
    public FaultSet(params IEnumerable<string> names) => _names = [.. names];

    /// <summary>No faults: the design as it is meant.</summary>
    public static FaultSet None { get; } = new();

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _names.Order(StringComparer.Ordinal);

    /// <summary>Whether a fault is switched in.</summary>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>The faults of one kind of module: all members of <typeparamref name="TFault"/> whose <see cref="NamedFaultAttribute"/> is switched in.</summary>
    /// <typeparam name="TFault">An enumeration of flags.</typeparam>
    public TFault Of<TFault>()
        where TFault : struct, Enum
    {
        long found = 0;
        if (_names.Count == 0) return default;
        foreach (FieldInfo member in typeof(TFault).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            if (member.GetCustomAttribute<NamedFaultAttribute>() is { } fault && Has(fault.Name)) found |= Convert.ToInt64(member.GetRawConstantValue(), CultureInfo.InvariantCulture);
        }
        return (TFault)Enum.ToObject(typeof(TFault), found);
    }
}

/// <summary>Names a member of an enumeration of faults: see <see cref="FaultSet.Of{TFault}"/>.</summary>
/// <param name="name">The name as <c>block.fault</c>.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class NamedFaultAttribute(string name) : Attribute
{
    /// <summary>The name as <c>block.fault</c>.</summary>
    public string Name { get; } = name;
}
