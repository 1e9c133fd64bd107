using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Common;

/// <summary>
/// The enumerations that a model uses, in address order, each under a name of its own: two that share a name in different scopes are told apart by a number, one that is
/// elaborated once for each instance of its component appears once.
/// </summary>
internal sealed class EnumCatalog
{
    private readonly List<(EnumType Type, string Name)> _entries = [];

    public EnumCatalog(AddressMapNode top)
    {
        var names = new UniqueNames(StringComparer.OrdinalIgnoreCase);
        foreach (Node node in top.GlobalSignals.Concat(top.Walk()))
        {
            foreach (PropertyValue value in node.Properties.Values) Add(value, names);
            foreach (UserProperty property in node.UserProperties)
            {
                Add(property.Value, names);
                Add(property.Definition.Default, names);
            }
        }
    }

    public IReadOnlyList<(EnumType Type, string Name)> Entries => _entries;

    public string Name(EnumType type) => _entries.First(e => Same(e.Type, type)).Name;

    /// <summary>The enumeration that a value is or belongs to, or null.</summary>
    public static EnumType? Of(PropertyValue? value) => value switch
    {
        EnumTypeValue type => type.Type,
        EnumMemberValue member => member.Type,
        ArrayValue { Items.Count: > 0 } array => Of(array.Items[0]),
        _ => null,
    };

    private void Add(PropertyValue? value, UniqueNames names)
    {
        if (Of(value) is { } type && !_entries.Any(e => Same(e.Type, type))) _entries.Add((type, names.Take(type.Name)));
    }

    private static bool Same(EnumType a, EnumType b) =>
        ReferenceEquals(a, b) || (a.Name == b.Name && a.Members.Count == b.Members.Count && a.Members.Zip(b.Members, SameMember).All(same => same));

    private static bool SameMember(EnumMember a, EnumMember b) => a with { Location = b.Location } == b;
}
