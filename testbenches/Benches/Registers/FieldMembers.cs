using System.Collections.Concurrent;
using System.Reflection;
using HwModel.Kernel.Registers;

namespace HwModel.Benches.Registers;

/// <summary>Reaches the generated members of a register by the names of its specification.</summary>
internal static class FieldMembers
{
    private static readonly ConcurrentDictionary<(Type, string, string), PropertyInfo> Members = new();

    /// <summary>The present value of a field.</summary>
    public static ulong BitsOf(Register register, string field) => (ulong)Member(register, field, "Bits").GetValue(register)!;

    /// <summary>Drives a hardware input of a field.</summary>
    public static void Drive(Register register, string field, string input, ulong value)
    {
        PropertyInfo member = Member(register, field, input);
        member.SetValue(register, member.PropertyType == typeof(bool) ? value != 0 : value);
    }

    private static PropertyInfo Member(Register register, string field, string suffix) =>
        Members.GetOrAdd((register.GetType(), field, suffix), static key =>
        {
            string plain = key.Item2.Replace("_", "", StringComparison.Ordinal);
            return Find(key.Item1, plain + "FieldBits") is null ? Need(key.Item1, plain + key.Item3) : Need(key.Item1, plain + "Field" + key.Item3);
        });

    private static PropertyInfo Need(Type type, string name) => Find(type, name) ?? throw new InvalidOperationException($"{type.Name} has no member {name}.");

    private static PropertyInfo? Find(Type type, string name) =>
        Array.Find(
            type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic),
            p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase) || string.Equals(p.Name, "X" + name, StringComparison.OrdinalIgnoreCase));
}
