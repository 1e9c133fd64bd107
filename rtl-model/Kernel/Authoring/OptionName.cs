using System.Reflection;

namespace HwModel.Kernel;

/// <summary>How options of a design are called where they are listed and set.</summary>
public static class OptionName
{
    /// <summary>The name of a property: <c>HopCycles</c> is <c>hop_cycles</c>.</summary>
    public static string Of(PropertyInfo property) => Of(property.Name);

    /// <summary>A name in the words of settings: capitals that belong together stay one word, <c>PL3</c> is <c>pl3</c>.</summary>
    public static string Of(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))) ? $"_{c}" : $"{c}")).ToLowerInvariant();
}
