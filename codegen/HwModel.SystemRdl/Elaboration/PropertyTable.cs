using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>Kinds of components as a set.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    AddressMap = 1,
    RegisterFile = 2,
    Register = 4,
    Field = 8,
    Memory = 16,
    Signal = 32,
    All = 63,
}

/// <summary>Types of property values as a set.</summary>
[Flags]
internal enum ValueTypes
{
    None = 0,
    Boolean = 1,
    Integer = 2,
    String = 4,
    Reference = 8,
    Access = 16,
    OnRead = 32,
    OnWrite = 64,
    Addressing = 128,
    Precedence = 256,
    Enumeration = 512,
    StringArray = 1024,
}

/// <summary>One property of the language.</summary>
internal sealed record PropertyRule(string Name, Kinds Kinds, ValueTypes Types, bool IsDynamic);

/// <summary>The properties of the language (SystemRDL 2.0, tables 7 and 9 to 26; annex D).</summary>
internal static class PropertyTable
{
    private const Kinds Maps = Kinds.AddressMap | Kinds.RegisterFile;
    private const ValueTypes Gate = ValueTypes.Boolean | ValueTypes.Reference;
    private const ValueTypes Limit = ValueTypes.Boolean | ValueTypes.Integer | ValueTypes.Reference;

    private static readonly Dictionary<string, PropertyRule> Rules = Build();

    private static readonly string[][] Groups =
    [
        ["activehigh", "activelow"], ["woclr", "woset", "onwrite"], ["we", "wel"], ["hwenable", "hwmask"], ["counter", "intr"], ["incrvalue", "incrwidth"],
        ["decrvalue", "decrwidth"], ["sticky", "stickybit"], ["enable", "mask"], ["haltenable", "haltmask"], ["bigendian", "littleendian"], ["msb0", "lsb0"],
        ["sync", "async"], ["rclr", "rset", "onread"], ["rsvdset", "rsvdsetX"], ["swwe", "swwel"], ["incrsaturate", "saturate"], ["incrthreshold", "threshold"],
    ];

    private static readonly Dictionary<string, string[]> GroupOf = Groups.SelectMany(g => g.Select(p => (Property: p, Group: g))).ToDictionary(p => p.Property, p => p.Group);

    public static IEnumerable<string> Names => Rules.Keys;

    public static PropertyRule? Find(string name) => Rules.TryGetValue(name, out PropertyRule? rule) ? rule : null;

    /// <summary>The properties that exclude one another with this one, itself among them; empty where there are none.</summary>
    public static IReadOnlyList<string> ExclusionGroup(string name) => GroupOf.TryGetValue(name, out string[]? group) ? group : [];

    public static Kinds Set(NodeKind kind) => kind switch
    {
        NodeKind.AddressMap => Kinds.AddressMap,
        NodeKind.RegisterFile => Kinds.RegisterFile,
        NodeKind.Register => Kinds.Register,
        NodeKind.Field => Kinds.Field,
        NodeKind.Memory => Kinds.Memory,
        _ => Kinds.Signal,
    };

    /// <summary>The language's word for a kind.</summary>
    public static string Word(NodeKind kind) => kind switch
    {
        NodeKind.AddressMap => "addrmap",
        NodeKind.RegisterFile => "regfile",
        NodeKind.Register => "reg",
        NodeKind.Field => "field",
        NodeKind.Memory => "mem",
        _ => "signal",
    };

    private static Dictionary<string, PropertyRule> Build()
    {
        var rules = new Dictionary<string, PropertyRule>(StringComparer.Ordinal);
        void Add(Kinds kinds, ValueTypes types, string names, bool isDynamic = true)
        {
            foreach (string name in names.Split(' ')) rules.Add(name, new PropertyRule(name, kinds, types, isDynamic));
        }
        Add(Kinds.All, ValueTypes.String, "name desc");
        Add(Kinds.All, ValueTypes.Boolean, "ispresent");
        Add(Kinds.Field | Kinds.Register | Maps, ValueTypes.Boolean | ValueTypes.Integer, "donttest dontcompare");
        Add(Kinds.Field | Kinds.Memory, ValueTypes.Access, "sw");
        Add(Kinds.Field, ValueTypes.Access, "hw", false);
        Add(Kinds.Field, ValueTypes.Integer | ValueTypes.Reference, "reset incrvalue decrvalue");
        Add(Kinds.Field, ValueTypes.Reference, "resetsignal next hwenable hwmask incr decr enable mask haltenable haltmask");
        Add(Kinds.Field, ValueTypes.OnRead, "onread");
        Add(Kinds.Field, ValueTypes.OnWrite, "onwrite");
        Add(
            Kinds.Field,
            ValueTypes.Boolean,
            "rclr rset woclr woset swmod swacc singlepulse anded ored xored counter overflow underflow intr sticky stickybit");
        Add(Kinds.Field, Gate, "swwe swwel we wel hwset hwclr");
        Add(Kinds.Field, Limit, "saturate incrsaturate decrsaturate threshold incrthreshold decrthreshold");
        Add(Kinds.Field, ValueTypes.Integer, "incrwidth decrwidth");
        Add(Kinds.Field, ValueTypes.Integer, "fieldwidth", false);
        Add(Kinds.Field, ValueTypes.Boolean, "paritycheck", false);
        Add(Kinds.Field, ValueTypes.Enumeration, "encode");
        Add(Kinds.Field, ValueTypes.Precedence, "precedence");
        Add(Kinds.Register, ValueTypes.Integer, "regwidth", false);
        Add(Kinds.Register, ValueTypes.Integer, "accesswidth");
        Add(Kinds.Register, ValueTypes.Boolean, "shared", false);
        Add(Kinds.Memory, ValueTypes.Integer, "mementries memwidth", false);
        Add(Maps, ValueTypes.Integer, "alignment", false);
        Add(Maps, ValueTypes.Boolean, "sharedextbus", false);
        Add(Maps | Kinds.Register, ValueTypes.Boolean, "errextbus", false);
        Add(Kinds.AddressMap, ValueTypes.Addressing, "addressing", false);
        Add(Kinds.AddressMap, ValueTypes.Boolean, "rsvdset rsvdsetX msb0 lsb0 bridge", false);
        Add(Kinds.AddressMap, ValueTypes.Boolean, "littleendian bigendian");
        Add(Maps | Kinds.Register, ValueTypes.String, "hdl_path hdl_path_gate");
        Add(Kinds.Field | Kinds.Memory, ValueTypes.StringArray | ValueTypes.String, "hdl_path_slice hdl_path_gate_slice");
        Add(Kinds.Signal, ValueTypes.Integer, "signalwidth", false);
        Add(Kinds.Signal, ValueTypes.Boolean, "sync async activehigh activelow cpuif_reset field_reset");
        return rules;
    }
}
