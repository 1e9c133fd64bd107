using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

/// <summary>Replaces the uses of macros by their bodies. All tokens of an expansion stand where the macro is used.</summary>
internal sealed class MacroExpander(DiagnosticSink sink, Dictionary<string, Macro> macros)
{
    private readonly List<string> _open = [];
    private int _expanded;

    /// <summary>Expands one use; <paramref name="arguments"/> is null where no parenthesis follows the name.</summary>
    public void Expand(string name, IReadOnlyList<IReadOnlyList<Token>>? arguments, SourceSpan at, List<Token> output)
    {
        if (!macros.TryGetValue(name, out Macro? macro))
        {
            sink.Report(RdlDiagnosticIds.UnknownMacro, at, $"There is no macro '{name}'.", suggestion: Suggestions.Closest(name, macros.Keys));
            return;
        }
        if (_open.Contains(name))
        {
            sink.Report(RdlDiagnosticIds.RecursiveMacro, at, $"The macro '{name}' uses itself: {string.Join(", ", _open)}, {name}.", macro.Location, "defined here");
            return;
        }
        if (_open.Count >= RdlLimits.MacroDepth)
        {
            sink.Report(RdlDiagnosticIds.MacroLimit, at, $"Macros use one another more than {RdlLimits.MacroDepth} deep.");
            return;
        }
        int given = arguments?.Count ?? 0;
        int wanted = macro.Parameters?.Count ?? 0;
        if (given != wanted)
        {
            sink.Report(
                RdlDiagnosticIds.MacroArgumentCount, at, $"The macro '{name}' takes {wanted} argument{(wanted == 1 ? "" : "s")}, not {given}.", macro.Location, "defined here");
            return;
        }
        _open.Add(name);
        Replace(macro.Body, macro.Parameters, arguments, at, output);
        _open.RemoveAt(_open.Count - 1);
    }

    /// <summary>True where the macro exists and takes arguments, so that a parenthesis after its name belongs to it.</summary>
    public bool TakesArguments(string name) => macros.TryGetValue(name, out Macro? macro) && macro.Parameters is not null;

    private void Replace(
        IReadOnlyList<Token> body, IReadOnlyList<string>? parameters, IReadOnlyList<IReadOnlyList<Token>>? arguments, SourceSpan at, List<Token> output)
    {
        for (int i = 0; i < body.Count; i++)
        {
            Token token = body[i];
            if (token.Kind == TokenKind.MacroUse)
            {
                IReadOnlyList<IReadOnlyList<Token>>? inner = null;
                if (TakesArguments(token.Text) && i + 1 < body.Count && body[i + 1].Is("(")) inner = InnerArguments(body, ref i, parameters, arguments, at);
                Expand(token.Text, inner, at, output);
            }
            else if (token.Kind == TokenKind.MacroParameter && parameters is not null && arguments is not null)
            {
                foreach (Token argument in arguments[IndexOf(parameters, token.Text)]) Add(argument with { Span = at }, output);
            }
            else
            {
                Add(token with { Span = at }, output);
            }
            if (_expanded > RdlLimits.MacroTokens) return;
        }
    }

    private List<List<Token>> InnerArguments(
        IReadOnlyList<Token> body, ref int i, IReadOnlyList<string>? parameters, IReadOnlyList<IReadOnlyList<Token>>? arguments, SourceSpan at)
    {
        var collector = new ArgumentCollector();
        i++;
        while (i < body.Count && !collector.Take(body[i])) i++;
        var replaced = new List<List<Token>>();
        foreach (List<Token> argument in collector.Arguments)
        {
            var tokens = new List<Token>();
            Replace(argument, parameters, arguments, at, tokens);
            replaced.Add(tokens);
        }
        return replaced;
    }

    private void Add(Token token, List<Token> output)
    {
        if (++_expanded > RdlLimits.MacroTokens)
        {
            sink.Report(RdlDiagnosticIds.MacroLimit, token.Span, $"Macros expand to more than {RdlLimits.MacroTokens} tokens.");
            return;
        }
        output.Add(token);
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
            if (names[i] == name) return i;
        return -1;
    }
}

/// <summary>Collects a macro's arguments: tokens between commas, brackets kept whole, up to the closing parenthesis.</summary>
internal sealed class ArgumentCollector
{
    private int _depth;

    public List<List<Token>> Arguments { get; } = [];

    /// <summary>Takes the next token, starting with the opening parenthesis; true once the closing one was taken.</summary>
    public bool Take(Token token)
    {
        bool opens = token.Kind == TokenKind.Symbol && token.Text is "(" or "{" or "[" or "'{";
        bool closes = token.Kind == TokenKind.Symbol && token.Text is ")" or "}" or "]";
        if (opens && ++_depth == 1)
        {
            Arguments.Add([]);
            return false;
        }
        if (closes && --_depth == 0)
        {
            if (Arguments.Count == 1 && Arguments[0].Count == 0) Arguments.Clear();
            return true;
        }
        if (_depth == 1 && token.Is(",")) Arguments.Add([]);
        else Arguments[Arguments.Count - 1].Add(token);
        return false;
    }
}
