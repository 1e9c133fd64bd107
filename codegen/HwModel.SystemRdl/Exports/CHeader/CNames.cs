using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.CHeader;

/// <summary>The C names of every node: macro prefix, struct member, struct type. Words of C get an underscore behind them.</summary>
internal sealed class CNames
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline",
        "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union", "unsigned", "void",
        "volatile", "while", "asm", "bool", "catch", "class", "delete", "explicit", "export", "false", "friend", "mutable", "namespace", "new", "operator",
        "private", "protected", "public", "template", "this", "throw", "true", "try", "typename", "using", "virtual", "alignas", "alignof", "nullptr",
        "and", "or", "not", "xor", "bitand", "bitor", "compl",
    };

    private readonly Dictionary<Node, string> _prefixes = [];
    private readonly Dictionary<Node, string> _members = [];
    private readonly Dictionary<Node, string> _types = [];

    private readonly EnumCatalog _enums;

    public CNames(AddressMapNode top)
    {
        _enums = new EnumCatalog(top);
        var prefixes = new UniqueNames(StringComparer.Ordinal);
        var types = new UniqueNames(StringComparer.Ordinal);
        Name(top, Safe(top.InstanceName), prefixes, types);
    }

    /// <summary>Like <c>ROUTER_CONTROL</c>; for a field <c>ROUTER_CONTROL_WAIT1</c>.</summary>
    public string Prefix(Node node) => _prefixes[node];

    /// <summary>The member of the parent's struct.</summary>
    public string Member(Node node) => _members[node];

    /// <summary>The struct type of an address map or register file; not just <c>timer_t</c>, which belongs to POSIX.</summary>
    public string Type(Node node) => _types[node];

    /// <summary>The macro of an enumeration's member.</summary>
    public string EnumMacro(EnumType type, EnumMember member) => (_enums.Name(type) + "_" + member.Identifier).ToUpperInvariant();

    public IReadOnlyList<(EnumType Type, string Name)> Enumerations => _enums.Entries;

    private void Name(Node node, string path, UniqueNames prefixes, UniqueNames types)
    {
        _prefixes[node] = prefixes.Take(path.ToUpperInvariant());
        _members[node] = Safe(node.InstanceName);
        if (node is AddressMapNode or RegisterFileNode) _types[node] = types.Take(path + "_regs_t");
        foreach (Node child in node.Children) Name(child, path + "_" + child.InstanceName, prefixes, types);
    }

    private static string Safe(string name) => Words.Contains(name) ? name + "_" : name;
}
