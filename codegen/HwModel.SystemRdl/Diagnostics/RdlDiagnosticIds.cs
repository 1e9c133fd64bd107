namespace HwModel.SystemRdl.Diagnostics;

/// <summary>One kind of finding: a stable id, how grave it is, a title and what to do about it.</summary>
public sealed record RdlRule(string Id, RdlSeverity Severity, bool IsOnByDefault, string Title, string Explanation);

/// <summary>The table of all ids. Clause numbers are those of SystemRDL 2.0.</summary>
public static class RdlDiagnosticIds
{
    private static readonly List<RdlRule> Table = [];

    // Lexical structure (clause 4)
    internal static readonly RdlRule UnterminatedComment = Error("RDL0001", "Comment not closed", "A comment that starts with /* ends with */.");
    internal static readonly RdlRule UnterminatedString = Error("RDL0002", "String not closed", "A string ends with a quotation mark; \\\" stands for one inside it.");
    internal static readonly RdlRule UnexpectedCharacter = Error("RDL0003", "Character outside the language", "The character has no meaning outside strings and comments.");
    internal static readonly RdlRule MalformedNumber = Error("RDL0004", "Malformed number", "Numbers are 12_345, 0x1F, 8'hFF, 4'b1010 or 6'd12 (4.6).");
    internal static readonly RdlRule NumberTooLarge = Error("RDL0005", "Number does not fit", "A sized number's value must fit its width, which is at least 1; a number without a width has 64 bits (4.6).");

    // Preprocessor (clause 16)
    internal static readonly RdlRule IncludeNotFound = Error("RDL0010", "Included file not found", "The name is looked for beside the including file, then in the include folders (16.2).");
    internal static readonly RdlRule CircularInclude = Error("RDL0011", "Circular include", "A file may not include itself, directly or through others (16.2).");
    internal static readonly RdlRule MalformedDirective = Error("RDL0012", "Malformed directive", "The directive lacks its name or argument, or stands where it may not.");
    internal static readonly RdlRule UnknownMacro = Error("RDL0013", "Unknown macro", "A macro is defined with `define before it is used.");
    internal static readonly RdlRule MacroArgumentCount = Error("RDL0014", "Wrong number of macro arguments", "A macro is used with as many arguments as its definition has; there are no default arguments.");
    internal static readonly RdlRule RecursiveMacro = Error("RDL0015", "Recursive macro", "A macro may not use itself, directly or through others.");
    internal static readonly RdlRule ReservedMacroName = Error("RDL0016", "Directive name used as a macro", "The names of directives cannot be defined as macros.");
    internal static readonly RdlRule MissingEndif = Error("RDL0017", "Missing `endif", "Every `ifdef and `ifndef is closed by `endif in the same file.");
    internal static readonly RdlRule UnmatchedConditional = Error("RDL0018", "Conditional directive without `ifdef", "`elsif, `else and `endif belong to an open `ifdef or `ifndef; nothing but `endif follows `else.");

    // Syntax (annex B)
    internal static readonly RdlRule UnexpectedToken = Error("RDL0101", "Syntax error", "The text does not follow the grammar here.");
    internal static readonly RdlRule ReservedWord = Error("RDL0102", "Reserved word used as a name", "Reserved words are escaped with a backslash to be names: \\reg (4.2).");
    internal static readonly RdlRule UnexpectedEnd = Error("RDL0103", "Unexpected end of the text", "A bracket or statement is still open at the end.");
    internal static readonly RdlRule AnonymousNotInstantiated = Error("RDL0104", "Definition without name or instance", "A definition without a name is instantiated on the spot (5.1.2).");

    // Names (5.1.4)
    internal static readonly RdlRule UnknownType = Error("RDL0201", "Unknown type", "A component type is defined before it is instantiated, in the same or an enclosing scope.");
    internal static readonly RdlRule DuplicateName = Error("RDL0202", "Duplicate name", "A name is declared once in a scope.");
    internal static readonly RdlRule UnknownElement = Error("RDL0203", "Unknown instance or parameter", "Instances and parameters are known in the component that declares them; signals in the components inside it too.");
    internal static readonly RdlRule UnknownParameter = Error("RDL0204", "Unknown parameter", "Only parameters of the definition can be overridden.");
    internal static readonly RdlRule MissingParameter = Error("RDL0205", "Parameter without a value", "A parameter without a default needs a value at every instance that uses it.");
    internal static readonly RdlRule UnknownEnum = Error("RDL0206", "Unknown enumeration", "An enumeration is defined before it is used, in the same or an enclosing scope.");
    internal static readonly RdlRule UnknownEnumMember = Error("RDL0207", "Unknown member of an enumeration", "The enumeration has no member of that name.");
    internal static readonly RdlRule WrongKindOfType = Error("RDL0208", "Name of another kind", "A component type is needed, or an enumeration, and the name is the other.");
    internal static readonly RdlRule TopNotFound = Error("RDL0209", "Top address map not found", "The root defines no address map of that name.");
    internal static readonly RdlRule NothingToElaborate = Error("RDL0210", "No address map", "The root defines no address map that could be elaborated.");
    internal static readonly RdlRule DuplicateOverride = Error("RDL0211", "Parameter given twice", "A parameter is overridden once per instantiation.");

    // Expressions (clause 11)
    internal static readonly RdlRule ExpressionType = Error("RDL0301", "Wrong type in an expression", "The operator or place needs a value of another type.");
    internal static readonly RdlRule DivisionByZero = Error("RDL0302", "Division by zero", "The right side of / and % is not zero.");
    internal static readonly RdlRule NotConstant = Error("RDL0303", "Not a constant", "A component's value is known only at run time and cannot be calculated with.");
    internal static readonly RdlRule NotPositive = Error("RDL0304", "Number must be greater than zero", "Widths, counts, strides and alignments are at least 1.");
    internal static readonly RdlRule EnumValue = Error("RDL0305", "Bad value of an enumeration member", "Members have different values that fit 64 bits.");

    // Properties (5.2, clause 15)
    internal static readonly RdlRule UnknownProperty = Error("RDL0401", "Unknown property", "The name is neither a property of the language nor defined by the specification.");
    internal static readonly RdlRule PropertyNotAllowed = Error("RDL0402", "Property not allowed here", "Each property belongs to certain kinds of components.");
    internal static readonly RdlRule PropertyNeedsValue = Error("RDL0403", "Property needs a value", "Only boolean and integer properties may be assigned without a value.");
    internal static readonly RdlRule PropertyType = Error("RDL0404", "Property value of the wrong type", "The property takes values of another type.");
    internal static readonly RdlRule DuplicateAssignment = Error("RDL0405", "Property assigned twice", "A property is assigned once in a scope: once locally, once by default, once dynamically per target (5.1.3).");
    internal static readonly RdlRule MutuallyExclusive = Error("RDL0406", "Mutually exclusive properties", "The two properties exclude each other and are assigned in the same scope.");
    internal static readonly RdlRule NotDynamic = Error("RDL0407", "Property not assignable dynamically", "The property shapes the component and is assigned in its definition only.");
    internal static readonly RdlRule UserPropertyDefinition = Error("RDL0409", "Malformed property definition", "A property definition gives type and component, and its name is new (15.1).");
    internal static readonly RdlRule ComponentWidth = Error("RDL0410", "Value wider than the component", "A property with constraint = componentwidth takes values that fit the component's width (15.1.1).");
    internal static readonly RdlRule ValueNotAllowed = Error("RDL0411", "Value not allowed", "The property does not take this value on this component.");

    // Structure (5.1.2, clauses 9 to 13)
    internal static readonly RdlRule ComponentNotAllowed = Error("RDL0501", "Component not allowed here", "Address maps hold maps, register files, registers and memories; register files hold register files and registers; registers hold fields; memories hold registers.");
    internal static readonly RdlRule EmptyComponent = Error("RDL0502", "Empty component", "A register has a field, a register file a register, an address map something with an address.");
    internal static readonly RdlRule ExternalRequired = Error("RDL0503", "Memory must be external", "Memories are instantiated with the word external (11.2).");
    internal static readonly RdlRule InternalNotAllowed = Error("RDL0504", "Address map cannot be internal", "An address map is the boundary of an implementation (13.3).");
    internal static readonly RdlRule ExternalMeaningless = Error("RDL0505", "external or internal has no meaning here", "Fields and signals are as external as their register.");
    internal static readonly RdlRule InstanceSuffix = Error("RDL0506", "Wrong instance suffix", "Fields take one width or bit range and a reset value; other components take dimensions, @, += (arrays only) or %=; @ and %= exclude each other.");
    internal static readonly RdlRule DefinitionNotAllowed = Error("RDL0507", "Definition not allowed here", "Properties are defined in the root; maps, register files, registers and fields in the components that may hold their instances.");

    // Bits (10.7)
    internal static readonly RdlRule FieldWidthConflict = Error("RDL0601", "Field width contradicts the instance", "fieldwidth and the width of the instance are equal where both are given.");
    internal static readonly RdlRule FieldOutsideRegister = Error("RDL0602", "Field outside its register", "All bits of a field lie between 0 and regwidth - 1.");
    internal static readonly RdlRule FieldOverlap = Error("RDL0603", "Fields overlap", "Fields share bits only where one is read-only and the other write-only (10.1).");
    internal static readonly RdlRule MixedBitOrder = Error("RDL0604", "Bit ranges of both directions", "[low:high] and [high:low] are not used together in one register (10.7.1).");
    internal static readonly RdlRule RegisterWidth = Error("RDL0605", "Bad register width", "regwidth is a power of two, at least 8 (10.6.1).");
    internal static readonly RdlRule AccessWidth = Error("RDL0606", "Bad access width", "accesswidth is a power of two, at least 8, at most regwidth (10.6.1).");
    internal static readonly RdlRule FieldCrossesSubword = Error("RDL0607", "Field crosses a sub-word", "A field that crosses a boundary of accesswidth is not written by software and has no effect on read (10.6.1-f).");

    // Addresses (clauses 12 and 13)
    internal static readonly RdlRule MisalignedAddress = Error("RDL0701", "Address not aligned", "An explicit address is a multiple of the alignment in force.");
    internal static readonly RdlRule AddressOverlap = Error("RDL0702", "Addresses overlap", "Siblings share addresses only where one register can only be read and the other only be written.");
    internal static readonly RdlRule StrideTooSmall = Error("RDL0703", "Stride smaller than the element", "The elements of an array do not overlap.");
    internal static readonly RdlRule BadAlignment = Error("RDL0704", "Bad alignment", "alignment is a power of two.");
    internal static readonly RdlRule VirtualRegister = Error("RDL0705", "Register does not fit its memory", "A virtual register is no wider than the memory's word, its fields lie inside the word and the register inside the memory (11.2).");

    // Field behaviour (clause 9)
    internal static readonly RdlRule ResetDoesNotFit = Error("RDL0801", "Reset value does not fit", "The reset value fits the field's width.");
    internal static readonly RdlRule ResetReference = Error("RDL0802", "Bad reset reference", "A field is not its own reset value; the reference has the same width.");
    internal static readonly RdlRule NeverRead = Error("RDL0803", "Nobody can read the field", "sw = w with hw = w makes a field that is never read (table 12).");
    internal static readonly RdlRule NeedsSoftwareRead = Error("RDL0804", "Needs software read", "An effect on read needs a field that software can read.");
    internal static readonly RdlRule NeedsSoftwareWrite = Error("RDL0805", "Needs software write", "An effect on write, singlepulse and write gates need a field that software can write.");
    internal static readonly RdlRule NeedsHardwareWrite = Error("RDL0806", "Needs hardware write", "next, we, wel, sticky and stickybit need a field that hardware can write.");
    internal static readonly RdlRule SinglePulse = Error("RDL0807", "Bad singlepulse field", "A singlepulse field has width 1, reset value 0 and is not cleared by writing (9.6.1).");
    internal static readonly RdlRule Sticky = Error("RDL0809", "Contradicting sticky properties", "sticky goes with level interrupts only; an explicit sticky or stickybit excludes we and wel.");
    internal static readonly RdlRule UserEffect = Error("RDL0810", "User-defined effect on an internal register", "ruser and wuser are for external registers only.");
    internal static readonly RdlRule NotACounter = Error("RDL0811", "Not a counter", "The property needs counter.");
    internal static readonly RdlRule CounterValue = Error("RDL0812", "Counter value does not fit", "Steps, limits and thresholds fit the counter; incrwidth and decrwidth are 1 to its width.");
    internal static readonly RdlRule SaturatingOverflow = Error("RDL0813", "A saturating counter does not overflow", "overflow goes without incrsaturate, underflow without decrsaturate.");
    internal static readonly RdlRule NotAnInterrupt = Error("RDL0814", "Not an interrupt", "The property needs intr.");
    internal static readonly RdlRule EncodeDoesNotFit = Error("RDL0815", "Enumeration does not fit", "The largest value of the enumeration fits the field.");
    internal static readonly RdlRule TestMask = Error("RDL0816", "Bad test mask", "donttest and dontcompare fit the field and do not overlap.");
    internal static readonly RdlRule ResetSignal = Error("RDL0817", "Bad reset signal", "A reset signal has one bit and a polarity; a level has at most one cpuif_reset and one field_reset (8.2.1).");
    internal static readonly RdlRule ExternalBus = Error("RDL0818", "errextbus without an external component", "errextbus is for external components.");

    // References (5.1.4, 9.x)
    internal static readonly RdlRule ReferenceWidth = Error("RDL0851", "Reference of another width", "The component that is referred to has the width that the property needs.");
    internal static readonly RdlRule ReferenceIndex = Error("RDL0852", "Array reference needs its indices", "A reference names one element of every array, with as many indices as it has dimensions, inside its bounds.");
    internal static readonly RdlRule ReferenceProperty = Error("RDL0853", "Property cannot be referred to", "The property has no value or signal here: it is not set, or it is none that can be referred to.");
    internal static readonly RdlRule CircularReference = Error("RDL0854", "Circular reference", "A value may not depend on itself.");
    internal static readonly RdlRule ReferenceKind = Error("RDL0855", "Reference to another kind of component", "The property refers to fields, signals or their properties.");

    // Aliases (10.5)
    internal static readonly RdlRule AliasPrimary = Error("RDL0861", "Bad primary of an alias", "The primary is a register that is no alias, declared before in the same scope.");
    internal static readonly RdlRule AliasShape = Error("RDL0862", "Alias of another shape", "Alias and primary have the same width, dimensions and place (internal, external).");
    internal static readonly RdlRule AliasField = Error("RDL0863", "Field not in the primary", "Each field of an alias exists in the primary with the same position and width.");
    internal static readonly RdlRule AliasProperty = Error("RDL0864", "Property differs from the primary", "Only desc, name, onread, onwrite, rclr, rset, sw, woclr, woset and user-defined properties differ in an alias.");

    // Refused by name
    internal static readonly RdlRule PerlTag = Error("RDL0901", "Perl tags are not supported", "Embedded Perl (<% %>, <%= %>) is not run; generate the text beforehand.");
    internal static readonly RdlRule StructNotSupported = Error("RDL0902", "struct is not supported", "Structures (6.3.2) are outside the supported language.");
    internal static readonly RdlRule ConstraintNotSupported = Error("RDL0903", "constraint is not supported", "Constraints (clause 14) are outside the supported language.");
    internal static readonly RdlRule BridgeNotSupported = Error("RDL0904", "bridge is not supported", "Bridges (13.5) are outside the supported language.");
    internal static readonly RdlRule ElementAssignment = Error("RDL0905", "Dynamic assignment to one array element is not supported", "All elements of an array are equal; the path of a dynamic assignment has no indices.");

    // Limits
    internal static readonly RdlRule SourceLimit = Error("RDL0951", "Too much text", "See RdlLimits.FileCharacters and RdlLimits.Tokens.");
    internal static readonly RdlRule IncludeLimit = Error("RDL0952", "Too many includes", "See RdlLimits.IncludeDepth and RdlLimits.Includes.");
    internal static readonly RdlRule MacroLimit = Error("RDL0953", "Macro expansion too large", "See RdlLimits.MacroDepth and RdlLimits.MacroTokens.");
    internal static readonly RdlRule NestingLimit = Error("RDL0954", "Components nested too deeply", "See RdlLimits.NestingDepth.");
    internal static readonly RdlRule ExpressionLimit = Error("RDL0955", "Expression too deep or too large", "See RdlLimits.ExpressionDepth and RdlLimits.StringCharacters.");
    internal static readonly RdlRule NumberLimit = Error("RDL0956", "Number too wide", "See RdlLimits.Bits.");
    internal static readonly RdlRule ArrayLimit = Error("RDL0957", "Array too large", "See RdlLimits.ArrayElements and RdlLimits.Dimensions.");
    internal static readonly RdlRule InstanceLimit = Error("RDL0958", "Too many components", "See RdlLimits.Instances and RdlLimits.UnrolledNodes.");
    internal static readonly RdlRule AddressLimit = Error("RDL0959", "Address too large", "See RdlLimits.AddressSpace.");
    internal static readonly RdlRule DiagnosticLimit = Error("RDL0960", "Too many diagnostics", "See RdlLimits.Diagnostics.");

    // Warnings
    internal static readonly RdlRule ConstantWithoutReset = Warning("RDL1001", true, "Constant without a value", "A field that nobody writes has its reset value for ever; here there is none.");
    internal static readonly RdlRule StorageWithoutReset = Warning("RDL1002", true, "Storage without reset", "The field starts undefined.");
    internal static readonly RdlRule HardwareAlwaysWins = Warning("RDL1003", true, "Software writes are never seen", "Hardware writes the field in every cycle and has precedence.");

    // Warnings that are off unless asked for
    internal static readonly RdlRule ImplicitBits = Warning("RDL9001", false, "Implicit bit position", "The field's position follows from its predecessors.");
    internal static readonly RdlRule ImplicitAddress = Warning("RDL9002", false, "Implicit address", "The address follows from the predecessors.");
    internal static readonly RdlRule ImplicitStride = Warning("RDL9003", false, "Implicit stride", "The stride follows from the element's size.");
    internal static readonly RdlRule OddStride = Warning("RDL9004", false, "Stride not a power of two", "Address decoders are simpler with powers of two.");
    internal static readonly RdlRule SparseArray = Warning("RDL9005", false, "Sparse register array", "The stride is larger than the register.");

    /// <summary>Every rule in the order of the ids.</summary>
    public static IReadOnlyList<RdlRule> All => Table;

    private static RdlRule Error(string id, string title, string explanation) => Add(new RdlRule(id, RdlSeverity.Error, true, title, explanation));

    private static RdlRule Warning(string id, bool on, string title, string explanation) =>
        Add(new RdlRule(id, RdlSeverity.Warning, on, title, explanation));

    private static RdlRule Add(RdlRule rule)
    {
        Table.Add(rule);
        return rule;
    }
}
