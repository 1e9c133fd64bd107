using HwModel.Generators.Common;

namespace HwModel.Generators.Modules;

/// <summary>What the generator needs to know of a module class; equal when nothing that matters changed.</summary>
internal sealed record ModuleModel(
    string Usings,
    string Namespace,
    string ClassName,
    string TypeParameters,
    string FileName,
    bool HasSettle,
    EquatableArray<PortModel> Ports,
    EquatableArray<RegModel> Registers,
    EquatableArray<DiagnosticInfo> Diagnostics) : IEquatable<ModuleModel>;

/// <summary>A port property.</summary>
/// <param name="PortType">The port's own type, without array brackets.</param>
/// <param name="Count">How many, as an expression; null for a single port.</param>
internal sealed record PortModel(
    string Property,
    string Accessibility,
    string PortType,
    bool IsQueueInput,
    string? Count,
    string Depth,
    string Width,
    bool Optional) : IEquatable<PortModel>;

/// <summary>What a register holds.</summary>
internal enum RegKind
{
    Value,
    Enum,
    Random,
    Part,
}

/// <summary>A state field.</summary>
/// <param name="Type">Type of the field or, for an array, of its elements.</param>
/// <param name="TraceCast">How to turn a value into the bits of a trace; null where the payload's codec does it.</param>
/// <param name="Initialiser">What a reset assigns, as an expression.</param>
internal sealed record RegModel(
    string Field,
    RegKind Kind,
    string Type,
    string TypeName,
    bool IsArray,
    bool Reset,
    string Initialiser,
    string? TraceCast,
    bool IsReal,
    int Width,
    bool? Trace,
    FsmModel? Fsm) : IEquatable<RegModel>;

/// <summary>A state machine.</summary>
internal sealed record FsmModel(string EnumName, EquatableArray<string> States, EquatableArray<ArcModel> Arcs) : IEquatable<FsmModel>;

/// <summary>A legal arc, by the states' numbers.</summary>
internal sealed record ArcModel(int From, int To) : IEquatable<ArcModel>;
