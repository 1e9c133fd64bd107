using System.Globalization;
using System.Numerics;
using HwModel.RegisterGenerator.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.RegisterGenerator.Emission;

/// <summary>One register of the compact tree while its class is written: names of fields, links to other registers and to signals.</summary>
internal sealed class RegisterModel
{
    private static readonly string[] Reserved =
    [
        "File", "Name", "Address", "Size", "Coverage", "IsActive", "IsAccessed", "IsWritten", "IsRead", "WriteStrobes", "WriteData", "ReadStrobes", "ReadBits", "Reset", "ResetFromOthers",
        "Evaluate", "Commit", "Save", "Load", "Hash", "DeclareTrace", "SampleTrace", "Schema", "DependsOn", "Input", "Slice", "Place", "Interrupt", "Halt", "Connect", "Register", "ToString",
        "Equals", "GetHashCode", "GetType", "Finalize", "MemberwiseClone", "ReferenceEquals",
    ];

    /// <summary>Endings of the members that a field has besides its value.</summary>
    private static readonly HashSet<string> Suffixes =
    [
        "Bits", "Input", "WriteEnable", "WriteEnableLow", "Set", "Clear", "SoftwareWriteEnable", "SoftwareWriteEnableLow", "Increment", "IncrementStep", "Decrement", "DecrementStep",
        "Accessed", "Modified", "Anded", "Ored", "Xored", "Overflows", "Underflows", "IsAtThreshold", "IsAtLowThreshold", "Next", "Previous", "PreviousNext", "Written", "WrittenNext", "Values",
        "ValueNames",
    ];

    private readonly Dictionary<FieldNode, string> _names = [];

    public RegisterModel(RegisterNode node, IEnumerable<string> enumNames)
    {
        Node = node;
        var names = new Names(Reserved.Concat(enumNames));
        foreach (FieldNode f in node.Fields)
        {
            string name = names.Take(f.InstanceName);
            while (_names.Values.Any(other => IsDerived(name, other) || IsDerived(other, name))) name = names.Take(name + "_field");
            _names.Add(f, name);
        }
    }

    /// <summary>True where one field's name is that of a member that another field has.</summary>
    private static bool IsDerived(string name, string from) =>
        name.Length > from.Length && name.StartsWith(from, StringComparison.Ordinal) && (name[from.Length] == '_' || Suffixes.Contains(name.Substring(from.Length)));

    public RegisterNode Node { get; }

    /// <summary>The name of its class; set when the class is written.</summary>
    public string ClassName { get; set; } = "";

    /// <summary>Other registers that its expressions use, in the order of their slots: reference by which they are found.</summary>
    public List<(RegisterNode Target, Func<Element, Element> Find)> Links { get; } = [];

    /// <summary>Signals that its expressions use, in the order of their slots.</summary>
    public List<(SignalNode Target, Func<Element, Element> Find)> Signals { get; } = [];

    public string Name(FieldNode f) => _names[f];

    /// <summary>The private field of the class that holds a field's state.</summary>
    public string State(FieldNode f) => "_" + char.ToLowerInvariant(_names[f][0]) + _names[f].Substring(1);

    public static bool IsStored(FieldNode f) => f.ImplementsStorage && f.AliasPrimary is null;

    public static string Literal(BigInteger value) => "0x" + ((ulong)(value & ulong.MaxValue)).ToString("X", CultureInfo.InvariantCulture) + "UL";

    public static string Ones(FieldNode f) => Literal(f.Ones);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
