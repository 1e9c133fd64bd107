using System.Collections.Concurrent;
using System.Reflection;
using HwModel.Kernel.Registers;
using HwModel.RegisterGenerator.Common;

namespace HwModel.Registers.Tests.Support;

/// <summary>Reaches the generated members by the names of the specification.</summary>
internal static class RegisterAccess
{
    private static readonly ConcurrentDictionary<(Type, string, string), PropertyInfo?> Members = new();

    /// <summary>The value of a field as a number.</summary>
    public static ulong Bits(this Register register, string field) => (ulong)Member(register, field, "Bits")!.GetValue(register)!;

    /// <summary>An output of a field; null where it has none of that name.</summary>
    public static bool? Output(this Register register, string field, string output) => (bool?)Member(register, field, output)?.GetValue(register);

    public static bool HasInput(this Register register, string field, string input) => Member(register, field, input) is not null;

    public static void SetInput(this Register register, string field, string input, ulong value)
    {
        PropertyInfo member = Member(register, field, input) ?? throw new ArgumentException($"{register.Name}.{field} has no input {input}");
        member.SetValue(register, member.PropertyType == typeof(bool) ? value != 0 : value);
    }

    /// <summary>An output of the register itself: Interrupt or Halt.</summary>
    public static bool? Output(this Register register, string output) => (bool?)register.GetType().GetProperty(output)?.GetValue(register);

    private static PropertyInfo? Member(Register register, string field, string suffix) =>
        Members.GetOrAdd(
            (register.GetType(), field, suffix),
            static key =>
            {
                const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
                string name = Names.Pascal(key.Item2);
                string own = key.Item1.GetProperty(name + "FieldBits", All) is not null ? name + "Field" : name;
                return key.Item1.GetProperty(own + key.Item3, All);
            });
}
