using Microsoft.CodeAnalysis;

namespace HwModel.Generators.Common;

/// <summary>The mistakes that are compiler errors; Diagnostics.md has a page for each.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor Shape = Rule("HWM001", "A module is a sealed partial class derived from Module",
        "{0} is marked [Module] but is not {1}");

    public static readonly DiagnosticDescriptor UnmarkedState = Rule("HWM002", "State of a module is marked [Reg]",
        "The field {0} can change but is not marked [Reg], so it is missing from reset, snapshot and trace; mark it [Reg], make it readonly, or mark it [Wired] if it is set only while the design is built");

    public static readonly DiagnosticDescriptor PortShape = Rule("HWM003", "A port is a partial property of a port type",
        "The port {0} is {1}");

    public static readonly DiagnosticDescriptor RegType = Rule("HWM004", "A [Reg] field has a type that can be saved, hashed and traced",
        "The field {0} has the type {1}; allowed are primitives, enums, [Payload] structs, RandomStream, IStatePart classes and arrays of these");

    public static readonly DiagnosticDescriptor IllegalArc = Rule("HWM005", "A state machine takes only arcs that its enum names",
        "{0}, which its [Arcs] do not name; from there it may go to {1}");

    public static readonly DiagnosticDescriptor DirectState = Rule("HWM006", "A state machine's register is assigned through its property",
        "Assign {1} instead of {0}: the property checks the arc and counts it");

    public static readonly DiagnosticDescriptor ForeignState = Rule("HWM007", "A module writes only its own state",
        "{0} belongs to another module; a module writes only its own state, others see it through ports");

    public static readonly DiagnosticDescriptor FsmShape = Rule("HWM008", "A state machine's enum counts from 0 and names its arcs",
        "{0}: {1}");

    public static readonly DiagnosticDescriptor PayloadShape = Rule("HWM009", "A payload is a readonly partial record struct of simple fields",
        "{0} is marked [Payload] but {1}");

    public static readonly DiagnosticDescriptor TwoDrivers = Rule("HWM010", "An output has one reader and an input has one driver",
        "{0} is connected twice in this method; {1}");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "HwModel", DiagnosticSeverity.Error, isEnabledByDefault: true,
            helpLinkUri: $"codegen/HwModel.Generators/Diagnostics.md#{id.ToLowerInvariant()}");
}
