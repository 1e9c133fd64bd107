using System.Globalization;
using HwModel.SystemRdl.Diagnostics;

namespace HwModel.SystemRdl.Syntax;

/// <summary>Turns sources into one list of tokens: carries out the Verilog-style directives (SystemRDL 2.0, clause 16).</summary>
internal sealed class Preprocessor
{
    private static readonly HashSet<string> Directives =
        ["include", "define", "undef", "ifdef", "ifndef", "elsif", "else", "endif", "line", "begin_keywords", "end_keywords", "timescale", "resetall", "pragma"];

    private readonly RdlOptions _options;
    private readonly DiagnosticSink _sink;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, Macro> _macros = [];
    private readonly MacroExpander _expander;
    private readonly List<Token> _tokens = [];
    private readonly List<string> _openFiles = [];
    private int _includes;
    private int _argumentDepth;
    private bool _isFull;

    public Preprocessor(RdlOptions options, DiagnosticSink sink, CancellationToken cancellation)
    {
        _options = options;
        _sink = sink;
        _cancellation = cancellation;
        _expander = new MacroExpander(sink, _macros);
        foreach (KeyValuePair<string, string> define in options.Defines)
        {
            var lexer = new Lexer($"(define {define.Key})", define.Value, sink);
            var body = new List<Token>();
            while (lexer.Next(out Token token)) body.Add(token);
            _macros[define.Key] = new Macro(define.Key, null, body, SourceSpan.None);
        }
    }

    /// <summary>Every file that was read, sources first in their order, includes as they come.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Files that were included.</summary>
    public List<string> Included { get; } = [];

    /// <summary>All tokens of the sources, ended by one <see cref="TokenKind.End"/>.</summary>
    public IReadOnlyList<Token> Run(IReadOnlyList<RdlSource> sources)
    {
        foreach (RdlSource source in sources) Scan(source.Path, source.Text, SourceSpan.None);
        SourceSpan end = _tokens.Count > 0 ? _tokens[_tokens.Count - 1].Span : SourceSpan.None;
        _tokens.Add(new Token(TokenKind.End, "", end));
        return _tokens;
    }

    private void Scan(string path, string text, SourceSpan includedAt)
    {
        _sink.AddText(path, text);
        Files.Add(path);
        if (text.Length > RdlLimits.FileCharacters)
        {
            _sink.Report(RdlDiagnosticIds.SourceLimit, includedAt, $"The file '{path}' has more than {RdlLimits.FileCharacters} characters.");
            return;
        }
        _openFiles.Add(path);
        var lexer = new Lexer(path, text, _sink);
        var conditions = new ConditionStack(_sink);
        while (!_isFull)
        {
            if (lexer.Next(out Token token))
            {
                Add(token);
                continue;
            }
            if (lexer.AtEnd) break;
            Directive(lexer, conditions);
            if (!conditions.IsActive) SkipInactive(lexer, conditions);
        }
        conditions.CheckClosed();
        _openFiles.RemoveAt(_openFiles.Count - 1);
    }

    private void Add(Token token)
    {
        if ((_tokens.Count & 0xfff) == 0) _cancellation.ThrowIfCancellationRequested();
        if (_tokens.Count >= RdlLimits.Tokens)
        {
            if (!_isFull) _sink.Report(RdlDiagnosticIds.SourceLimit, token.Span, $"The specification has more than {RdlLimits.Tokens} tokens.");
            _isFull = true;
            return;
        }
        _tokens.Add(token);
    }

    /// <summary>The lexer stands at a backtick.</summary>
    private void Directive(Lexer lexer, ConditionStack conditions)
    {
        int start = lexer.Position;
        lexer.Advance();
        string name = lexer.Word();
        SourceSpan at = lexer.Span(start, lexer.Position - start);
        switch (name)
        {
            case "":
                _sink.Report(RdlDiagnosticIds.MalformedDirective, at, "A backtick is followed by the name of a directive or macro.");
                break;
            case "include":
                Include(lexer, at);
                break;
            case "define":
                Define(lexer, at);
                break;
            case "undef":
                if (MacroName(lexer, at, name) is { } undefined) _macros.Remove(undefined);
                break;
            case "line":
                Line(lexer, at);
                break;
            case "ifdef" or "ifndef" or "elsif" or "else" or "endif":
                Conditional(lexer, conditions, name, at);
                break;
            case "begin_keywords" or "end_keywords" or "timescale" or "resetall" or "pragma":
                _sink.Report(RdlDiagnosticIds.MalformedDirective, at, $"The directive '{name}' is none of SystemRDL's.");
                SkipLine(lexer);
                break;
            default:
                Use(lexer, name, at);
                break;
        }
    }

    private void Conditional(Lexer lexer, ConditionStack conditions, string name, SourceSpan at)
    {
        if (name is "else")
        {
            conditions.Else(at);
        }
        else if (name is "endif")
        {
            conditions.End(at);
        }
        else
        {
            string? macro = MacroName(lexer, at, name);
            bool holds = macro is not null && _macros.ContainsKey(macro) == (name != "ifndef");
            if (name == "elsif") conditions.ElseIf(at, holds);
            else conditions.Open(at, holds);
        }
    }

    private void SkipInactive(Lexer lexer, ConditionStack conditions)
    {
        while (!lexer.AtEnd && !conditions.IsActive)
        {
            char c = lexer.Current;
            if (c == '/' && lexer.Peek(1) is '/' or '*')
            {
                lexer.SkipBlanks();
            }
            else if (c == '`')
            {
                int start = lexer.Position;
                lexer.Advance();
                string name = lexer.Word();
                if (name is "ifdef" or "ifndef" or "elsif" or "else" or "endif")
                    Conditional(lexer, conditions, name, lexer.Span(start, lexer.Position - start));
            }
            else
            {
                lexer.Advance();
            }
        }
    }

    private static void SkipLine(Lexer lexer)
    {
        while (!lexer.AtEnd && lexer.Current != '\n') lexer.Advance();
    }

    private string? MacroName(Lexer lexer, SourceSpan at, string directive)
    {
        lexer.SkipBlanks(stopAtLine: true);
        int start = lexer.Position;
        string name = lexer.Word();
        if (name.Length == 0)
        {
            _sink.Report(RdlDiagnosticIds.MalformedDirective, at, $"`{directive} is followed by the name of a macro.");
            return null;
        }
        if (!Directives.Contains(name)) return name;
        _sink.Report(RdlDiagnosticIds.ReservedMacroName, lexer.Span(start, name.Length), $"'{name}' is the name of a directive and cannot be that of a macro.");
        return null;
    }

    private void Define(Lexer lexer, SourceSpan at)
    {
        string? name = MacroName(lexer, at, "define");
        List<string>? parameters = null;
        if (lexer.Current == '(')
        {
            parameters = [];
            if (!Parameters(lexer, at, parameters)) name = null;
        }
        var body = new List<Token>();
        while (true)
        {
            if (lexer.Next(out Token token, stopAtLine: true))
            {
                if (token.Kind == TokenKind.Identifier && parameters is not null && parameters.Contains(token.Text))
                    token = token with { Kind = TokenKind.MacroParameter };
                body.Add(token);
                continue;
            }
            if (lexer.Current != '`') break;
            int start = lexer.Position;
            lexer.Advance();
            string used = lexer.Word();
            SourceSpan span = lexer.Span(start, lexer.Position - start);
            if (used.Length == 0 || Directives.Contains(used))
                _sink.Report(RdlDiagnosticIds.MalformedDirective, span, "The text of a macro may use macros, but not directives.");
            else body.Add(new Token(TokenKind.MacroUse, used, span));
        }
        if (name is not null) _macros[name] = new Macro(name, parameters, body, at);
    }

    private bool Parameters(Lexer lexer, SourceSpan at, List<string> parameters)
    {
        lexer.Advance();
        while (true)
        {
            lexer.SkipBlanks(stopAtLine: true);
            string parameter = lexer.Word();
            if (parameter.Length > 0) parameters.Add(parameter);
            lexer.SkipBlanks(stopAtLine: true);
            if (lexer.Current == ',' && parameter.Length > 0)
            {
                lexer.Advance();
                continue;
            }
            if (lexer.Current == ')' && (parameter.Length > 0 || parameters.Count == 0))
            {
                lexer.Advance();
                return true;
            }
            _sink.Report(RdlDiagnosticIds.MalformedDirective, at, "The parameters of a macro are names between commas; they have no default values.");
            SkipLine(lexer);
            return false;
        }
    }

    private void Use(Lexer lexer, string name, SourceSpan at)
    {
        List<List<Token>>? arguments = null;
        if (_expander.TakesArguments(name))
        {
            lexer.SkipBlanks();
            if (lexer.Current == '(') arguments = Arguments(lexer, name, at);
        }
        var expansion = new List<Token>();
        _expander.Expand(name, arguments, at, expansion);
        foreach (Token token in expansion) Add(token);
    }

    private List<List<Token>> Arguments(Lexer lexer, string name, SourceSpan at)
    {
        var collector = new ArgumentCollector();
        if (++_argumentDepth > RdlLimits.MacroDepth)
        {
            _argumentDepth--;
            _sink.Report(RdlDiagnosticIds.MacroLimit, at, $"Macros stand in the arguments of one another more than {RdlLimits.MacroDepth} deep.");
            SkipLine(lexer);
            return [];
        }
        Collect(lexer, name, at, collector);
        _argumentDepth--;
        return collector.Arguments;
    }

    private void Collect(Lexer lexer, string name, SourceSpan at, ArgumentCollector collector)
    {
        while (true)
        {
            if (lexer.Next(out Token token))
            {
                if (collector.Take(token)) return;
                continue;
            }
            if (lexer.AtEnd)
            {
                _sink.Report(RdlDiagnosticIds.MalformedDirective, at, $"The arguments of the macro '{name}' are not closed.");
                return;
            }
            int start = lexer.Position;
            lexer.Advance();
            string used = lexer.Word();
            SourceSpan span = lexer.Span(start, lexer.Position - start);
            if (used.Length == 0 || Directives.Contains(used))
            {
                _sink.Report(RdlDiagnosticIds.MalformedDirective, span, "The arguments of a macro may use macros, but not directives.");
                continue;
            }
            var inner = new List<Token>();
            List<List<Token>>? innerArguments = null;
            if (_expander.TakesArguments(used))
            {
                lexer.SkipBlanks();
                if (lexer.Current == '(') innerArguments = Arguments(lexer, used, span);
            }
            _expander.Expand(used, innerArguments, span, inner);
            foreach (Token expanded in inner)
                if (collector.Take(expanded)) return;
        }
    }

    private void Include(Lexer lexer, SourceSpan at)
    {
        lexer.SkipBlanks(stopAtLine: true);
        if (lexer.Current != '"')
        {
            _sink.Report(RdlDiagnosticIds.MalformedDirective, at, "`include is followed by a file name in quotation marks.");
            SkipLine(lexer);
            return;
        }
        lexer.Next(out Token name);
        if (++_includes > RdlLimits.Includes || _openFiles.Count > RdlLimits.IncludeDepth)
        {
            if (_includes <= RdlLimits.Includes + 1)
                _sink.Report(RdlDiagnosticIds.IncludeLimit, name.Span, $"Files include one another more than {RdlLimits.IncludeDepth} deep or {RdlLimits.Includes} times.");
            return;
        }
        if (_options.Files is not { } files)
        {
            _sink.Report(RdlDiagnosticIds.IncludeNotFound, name.Span, $"'{name.Text}' cannot be included: no files may be read here.");
            return;
        }
        string path = files.Combine(lexer.File, name.Text);
        string? text = files.Read(path);
        foreach (string folder in _options.IncludeFolders)
        {
            if (text is not null) break;
            path = files.CombineFolder(folder, name.Text);
            text = files.Read(path);
        }
        if (text is null)
        {
            _sink.Report(RdlDiagnosticIds.IncludeNotFound, name.Span, $"The file '{name.Text}' is neither beside '{lexer.File}' nor in an include folder.");
        }
        else if (_openFiles.Contains(path))
        {
            _sink.Report(RdlDiagnosticIds.CircularInclude, name.Span, $"'{name.Text}' includes itself: {string.Join(", ", _openFiles)}.");
        }
        else
        {
            if (!Included.Contains(path)) Included.Add(path);
            Scan(path, text, name.Span);
        }
    }

    private void Line(Lexer lexer, SourceSpan at)
    {
        bool hasNumber = lexer.Next(out Token number, stopAtLine: true);
        bool hasFile = lexer.Next(out Token file, stopAtLine: true);
        bool hasLevel = lexer.Next(out Token level, stopAtLine: true);
        if (hasNumber && hasFile && hasLevel && file.Kind == TokenKind.String && level.Text is "0" or "1" or "2"
            && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int line) && line > 0)
        {
            lexer.Renumber(line, file.Text);
        }
        else
        {
            _sink.Report(RdlDiagnosticIds.MalformedDirective, at, "`line is followed by a line number, a file name in quotation marks and a level 0, 1 or 2.");
        }
        SkipLine(lexer);
    }
}
