using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

/// <summary>A macro: its body is kept as tokens, uses of other macros and of its parameters among them.</summary>
/// <param name="Name">Without the backtick.</param>
/// <param name="Parameters">Names of the parameters; null for a macro without parentheses.</param>
/// <param name="Body">What it stands for.</param>
/// <param name="Location">Where it is defined.</param>
internal sealed record Macro(string Name, IReadOnlyList<string>? Parameters, IReadOnlyList<Token> Body, SourceSpan Location);
