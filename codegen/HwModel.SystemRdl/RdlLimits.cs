namespace HwModel.SystemRdl;

/// <summary>How much a specification may ask for. Whatever exceeds a limit is an error (RDL0951 to RDL0960), never a crash, a hang or a memory that grows on.</summary>
public static class RdlLimits
{
    /// <summary>Characters of one source file.</summary>
    public const int FileCharacters = 32 * 1024 * 1024;

    /// <summary>Tokens after preprocessing, all files together.</summary>
    public const int Tokens = 4_000_000;

    /// <summary>Files that include one another.</summary>
    public const int IncludeDepth = 32;

    /// <summary>Include directives carried out in one run.</summary>
    public const int Includes = 10_000;

    /// <summary>Macros that use one another.</summary>
    public const int MacroDepth = 64;

    /// <summary>Tokens that macros expand to in one run.</summary>
    public const int MacroTokens = 500_000;

    /// <summary>Components defined inside one another.</summary>
    public const int NestingDepth = 48;

    /// <summary>Levels of an expression: a value, and one more for each operator or bracket around it.</summary>
    public const int ExpressionDepth = 200;

    /// <summary>Bits of a number, a field or a register.</summary>
    public const int Bits = 4096;

    /// <summary>Elements of one array.</summary>
    public const int ArrayElements = 1 << 20;

    /// <summary>Dimensions of an array.</summary>
    public const int Dimensions = 8;

    /// <summary>Component instances, an array counted once.</summary>
    public const int Instances = 400_000;

    /// <summary>Registers and fields with every array unrolled.</summary>
    public const long UnrolledNodes = 4_000_000;

    /// <summary>First address in bytes that no component may reach.</summary>
    public const long AddressSpace = 1L << 62;

    /// <summary>Diagnostics reported in one run.</summary>
    public const int Diagnostics = 1000;

    /// <summary>Characters of a string that an expression builds.</summary>
    public const int StringCharacters = 1 << 20;
}
