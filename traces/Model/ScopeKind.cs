namespace HwModel.Traces;

/// <summary>The scope types that GTKWave and wellen both accept (IEEE 1364-2005 18.2.3.4 has the first five, the others are common extensions).</summary>
public enum ScopeKind
{
    Module,
    Task,
    Function,
    Begin,
    Fork,
    Generate,
    Struct,
    Union,
    Class,
    Interface,
    Package,
    Program,
    VhdlArchitecture,
    VhdlProcedure,
    VhdlFunction,
    VhdlRecord,
    VhdlProcess,
    VhdlBlock,
    VhdlGenerate,
    VhdlForGenerate,
    VhdlIfGenerate,
    VhdlPackage,
}

/// <summary>The words of the scope types in a file.</summary>
internal static class ScopeKinds
{
    private static readonly string[] Words =
    [
        "module", "task", "function", "begin", "fork", "generate", "struct", "union", "class", "interface", "package", "program",
        "vhdl_architecture", "vhdl_procedure", "vhdl_function", "vhdl_record", "vhdl_process", "vhdl_block", "vhdl_generate",
        "vhdl_for_generate", "vhdl_if_generate", "vhdl_package",
    ];

    public static string Word(this ScopeKind kind) => Words[(int)kind];

    /// <summary>The scope type of a word; any other word reads as a module.</summary>
    public static ScopeKind Parse(string word) => Array.IndexOf(Words, word) is >= 0 and int index ? (ScopeKind)index : ScopeKind.Module;

    public static bool IsKnown(string word) => Array.IndexOf(Words, word) >= 0;
}
