using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Syntax;

/// <summary>Parses tokens to statements (SystemRDL 2.0, annex B). After an error it goes on at the next semicolon or closing brace.</summary>
internal sealed class Parser
{
    private static readonly HashSet<string> PropertyWords = ["sw", "hw", "rclr", "rset", "woclr", "woset", "encode"];
    private static readonly HashSet<string> InterruptWords = ["posedge", "negedge", "bothedge", "level", "nonsticky"];

    private readonly TokenReader _reader;
    private readonly ExpressionParser _expressions;
    private int _nesting;

    public Parser(IReadOnlyList<Token> tokens, DiagnosticSink sink, CancellationToken cancellation)
    {
        _reader = new TokenReader(tokens, sink, cancellation);
        _expressions = new ExpressionParser(_reader);
    }

    /// <summary>True once a statement was given up.</summary>
    public bool HasRecovered { get; private set; }

    /// <summary>The statements of the root.</summary>
    public IReadOnlyList<Statement> ParseRoot()
    {
        var statements = new List<Statement>();
        while (!_reader.AtEnd)
        {
            if (_reader.Current.Is("}"))
            {
                _reader.Sink.Report(RdlDiagnosticIds.UnexpectedToken, _reader.Current.Span, "This brace closes nothing.");
                _reader.Take();
                _reader.TryTake(";");
                continue;
            }
            StatementInto(statements);
        }
        return statements;
    }

    private void StatementInto(List<Statement> statements)
    {
        int nesting = _nesting;
        int depth = _reader.Depth;
        try
        {
            if (Statement() is { } statement) statements.Add(statement);
        }
        catch (SyntaxException)
        {
            HasRecovered = true;
            _nesting = nesting;
            _expressions.Reset();
            _reader.Recover(depth);
        }
    }

    private Statement? Statement()
    {
        Token token = _reader.Current;
        if (_reader.TryTake(";")) return null;
        if (token.Kind == TokenKind.Keyword)
        {
            switch (token.Text)
            {
                case "addrmap" or "regfile" or "reg" or "field" or "mem" or "signal":
                    return Component(null);
                case "external" or "internal":
                    _reader.Take();
                    var external = new Name(token.Text, token.Span);
                    return KindOf(_reader.Current) is not null ? Component(external) : NamedInstances(external);
                case "alias":
                    return NamedInstances(null);
                case "default":
                    _reader.Take();
                    return Ended(Assignment(isDefault: true));
                case "enum":
                    return Enumeration();
                case "property":
                    return Property();
                case "struct" or "abstract":
                    return Refuse(RdlDiagnosticIds.StructNotSupported, "Structures (struct) are not supported.");
                case "constraint":
                    return Refuse(RdlDiagnosticIds.ConstraintNotSupported, "Constraints (constraint) are not supported.");
            }
            if (InterruptWords.Contains(token.Text) || PropertyWords.Contains(token.Text)) return Ended(Assignment(isDefault: false));
            if (_reader.Ahead(1).Is("=") || _reader.Ahead(1).Is(";"))
            {
                _reader.Sink.Report(RdlDiagnosticIds.UnknownProperty, token.Span, $"'{token.Text}' is a reserved word and no property.");
                throw new SyntaxException();
            }
            throw _reader.Unexpected("a component, a property or an instance");
        }
        if (token.Kind != TokenKind.Identifier) throw _reader.Unexpected("a component, a property or an instance");
        Token next = _reader.Ahead(1);
        if (next.Is("=") || next.Is(";")) return Ended(Assignment(isDefault: false));
        if (next.Is(".") || next.Is("->") || next.Is("[")) return Dynamic();
        if (next.Is("}"))
        {
            // A property without its semicolon.
            return Ended(Assignment(isDefault: false));
        }
        return NamedInstances(null);
    }

    private T Ended<T>(T statement)
    {
        _reader.ExpectSemicolon();
        return statement;
    }

    private Statement? Refuse(RdlRule rule, string message)
    {
        _reader.Sink.Report(rule, _reader.Current.Span, message);
        HasRecovered = true;
        while (!_reader.AtEnd && !_reader.Current.Is("{") && !_reader.Current.Is(";")) _reader.Take();
        if (_reader.Current.Is("{")) _reader.SkipBraces();
        while (!_reader.AtEnd && !_reader.Current.Is(";") && !_reader.Current.Is("}")) _reader.Take();
        _reader.TryTake(";");
        return null;
    }

    // ---- Components and instances ----

    private static NodeKind? KindOf(Token token) => token.Kind != TokenKind.Keyword ? null : token.Text switch
    {
        "addrmap" => NodeKind.AddressMap,
        "regfile" => NodeKind.RegisterFile,
        "reg" => NodeKind.Register,
        "field" => NodeKind.Field,
        "mem" => NodeKind.Memory,
        "signal" => NodeKind.Signal,
        _ => null,
    };

    private Statement Component(Name? external)
    {
        Token word = _reader.Take();
        NodeKind kind = KindOf(word)!.Value;
        Name? name = null;
        if (!_reader.Current.Is("{") && !_reader.Current.Is("#")) name = _reader.ExpectName("the name of a component");
        List<ParameterDefinition> parameters = _reader.Current.Is("#") ? Parameters() : [];
        SourceSpan span = name?.Span ?? word.Span;
        List<Statement> body = Body(word);
        var definition = new ComponentDefinition(span, kind, name, parameters, body);
        if (_reader.Current.IsWord("external") || _reader.Current.IsWord("internal"))
        {
            Token late = _reader.Take();
            external ??= new Name(late.Text, late.Span);
        }
        if (_reader.Current.Is(";") || (name is not null && IsEndOfDefinition()))
        {
            if (name is null)
                _reader.Sink.Report(RdlDiagnosticIds.AnonymousNotInstantiated, word.Span, $"This {word.Text} has neither a name nor an instance.");
            return Ended(definition);
        }
        List<ParameterOverride> overrides = _reader.Current.Is("#") ? Overrides() : [];
        return Ended(new Instantiation(span, external, null, definition, null, overrides, Instances()));
    }

    /// <summary>After the closing brace: a definition whose semicolon was forgotten.</summary>
    private bool IsEndOfDefinition() =>
        _reader.AtEnd || _reader.Current.Is("}") || (_reader.Current.Kind == TokenKind.Keyword && _reader.Current.Span.Line != _reader.PreviousSpan.Line);

    private List<Statement> Body(Token opener)
    {
        _reader.Expect("{", "before the body of a component");
        if (++_nesting > RdlLimits.NestingDepth)
        {
            _reader.Sink.Report(RdlDiagnosticIds.NestingLimit, opener.Span, $"Components are nested more than {RdlLimits.NestingDepth} deep.");
            throw new SyntaxException();
        }
        var body = new List<Statement>();
        while (!_reader.Current.Is("}"))
        {
            if (_reader.AtEnd)
            {
                _reader.Sink.Report(RdlDiagnosticIds.UnexpectedEnd, opener.Span, $"The body of this {opener.Text} is not closed before the end of the text.");
                throw new SyntaxException();
            }
            StatementInto(body);
        }
        _reader.Take();
        _nesting--;
        return body;
    }

    private List<ParameterDefinition> Parameters()
    {
        _reader.Take();
        _reader.Expect("(", "before the parameters");
        var parameters = new List<ParameterDefinition>();
        do
        {
            Token type = _reader.Take();
            if (type.Kind is not (TokenKind.Identifier or TokenKind.Keyword)) throw _reader.Unexpected("the type of a parameter");
            _reader.TryTakeWord("unsigned");
            Name name = _reader.ExpectName("the name of a parameter");
            bool isArray = _reader.TryTake("[");
            if (isArray) _reader.Expect("]", "after an array parameter");
            Expression? value = _reader.TryTake("=") ? _expressions.Parse() : null;
            parameters.Add(new ParameterDefinition(new Name(type.Text, type.Span), name, isArray, value));
        }
        while (_reader.TryTake(","));
        _reader.Expect(")", "after the parameters");
        return parameters;
    }

    private List<ParameterOverride> Overrides()
    {
        _reader.Take();
        _reader.Expect("(", "before the parameter values");
        var overrides = new List<ParameterOverride>();
        do
        {
            _reader.Expect(".", "before the name of a parameter");
            Name name = _reader.ExpectName("the name of a parameter");
            _reader.Expect("(", "before the value of a parameter");
            overrides.Add(new ParameterOverride(name, _expressions.Parse()));
            _reader.Expect(")", "after the value of a parameter");
        }
        while (_reader.TryTake(","));
        _reader.Expect(")", "after the parameter values");
        return overrides;
    }

    private Instantiation NamedInstances(Name? external)
    {
        Name? primary = null;
        if (_reader.TryTakeWord("alias")) primary = _reader.ExpectName("the primary register of an alias");
        if (primary is not null && KindOf(_reader.Current) is not null)
        {
            _reader.Sink.Report(
                RdlDiagnosticIds.UnexpectedToken, _reader.Current.Span, "An alias names a type: define the register first, then write alias primary type instance (10.5).");
            throw new SyntaxException();
        }
        Name type = _reader.ExpectName("the name of a type");
        List<ParameterOverride> overrides = _reader.Current.Is("#") ? Overrides() : [];
        return Ended(new Instantiation(type.Span, external, primary, null, type, overrides, Instances()));
    }

    private List<InstanceSyntax> Instances()
    {
        var instances = new List<InstanceSyntax>();
        do instances.Add(Instance());
        while (_reader.TryTake(","));
        return instances;
    }

    private InstanceSyntax Instance()
    {
        var instance = new InstanceSyntax(_reader.ExpectName("the name of an instance"));
        while (_reader.Current.Is("["))
        {
            if (instance.Dimensions.Count == 0 && instance.Range is null) instance.SuffixSpan = _reader.Current.Span;
            _reader.Take();
            Expression first = _expressions.Parse();
            if (_reader.TryTake(":"))
            {
                if (instance.Range is not null || instance.Dimensions.Count > 0)
                    _reader.Sink.Report(RdlDiagnosticIds.InstanceSuffix, first.Span, "An instance has at most one bit range, and dimensions do not go with it.");
                instance.Range = (first, _expressions.Parse());
            }
            else
            {
                instance.Dimensions.Add(first);
            }
            _reader.Expect("]", "after a width, range or dimension");
        }
        while (true)
        {
            if (_reader.Current.Is("=")) instance.Reset = Once(instance.Reset);
            else if (_reader.Current.Is("@")) instance.Address = Once(instance.Address);
            else if (_reader.Current.Is("+=")) instance.Stride = Once(instance.Stride);
            else if (_reader.Current.Is("%=")) instance.Alignment = Once(instance.Alignment);
            else return instance;
        }
    }

    private Expression Once(Expression? previous)
    {
        Token op = _reader.Take();
        if (previous is not null) _reader.Sink.Report(RdlDiagnosticIds.InstanceSuffix, op.Span, $"'{op.Text}' is given twice.", previous.Span, "first given here");
        return _expressions.Parse();
    }

    // ---- Properties and enumerations ----

    private PropertyAssignment Assignment(bool isDefault)
    {
        SourceSpan start = _reader.Current.Span;
        var modifiers = new List<Name>();
        while (_reader.Current.Kind == TokenKind.Keyword && InterruptWords.Contains(_reader.Current.Text))
        {
            Token modifier = _reader.Take();
            modifiers.Add(new Name(modifier.Text, modifier.Span));
        }
        if (modifiers.Count > 0 && !_reader.Current.IsWord("intr")) throw _reader.Unexpected($"'intr' after '{modifiers[0].Text}'");
        Token name = _reader.Current;
        if (name.Kind != TokenKind.Identifier && !(name.Kind == TokenKind.Keyword && PropertyWords.Contains(name.Text)))
            throw _reader.Unexpected("the name of a property");
        _reader.Take();
        Expression? value = _reader.TryTake("=") ? _expressions.Parse() : null;
        return new PropertyAssignment(start, isDefault, new Name(name.Text, name.Span), value, modifiers);
    }

    private DynamicAssignment Dynamic()
    {
        SourceSpan start = _reader.Current.Span;
        List<PathPart> path = _expressions.Path();
        _reader.Expect("->", "between a component and its property");
        return Ended(new DynamicAssignment(start, path, Assignment(isDefault: false)));
    }

    private EnumDefinition Enumeration()
    {
        _reader.Take();
        Name name = _reader.ExpectName("the name of an enumeration");
        _reader.Expect("{", "before the members of an enumeration");
        var entries = new List<EnumEntry>();
        while (!_reader.Current.Is("}"))
        {
            Name member = _reader.ExpectName("the member of an enumeration");
            Expression? value = _reader.TryTake("=") ? _expressions.Parse() : null;
            var properties = new List<PropertyAssignment>();
            if (_reader.TryTake("{"))
            {
                while (!_reader.TryTake("}")) properties.Add(Ended(Assignment(isDefault: false)));
            }
            _reader.ExpectSemicolon();
            entries.Add(new EnumEntry(member, value, properties));
        }
        _reader.Take();
        return Ended(new EnumDefinition(name.Span, name, entries));
    }

    private PropertyDefinition Property()
    {
        _reader.Take();
        Name name = _reader.ExpectName("the name of a property");
        _reader.Expect("{", "before the attributes of a property");
        Name? type = null;
        bool isArray = false;
        List<Name> components = [];
        Expression? value = null;
        bool isComponentWidth = false;
        while (!_reader.TryTake("}"))
        {
            Token attribute = _reader.Take();
            _reader.Expect("=", "after the attribute of a property");
            switch (attribute.Text)
            {
                case "type":
                    type = Word("the type of a property");
                    _reader.TryTakeWord("unsigned");
                    isArray = _reader.TryTake("[");
                    if (isArray) _reader.Expect("]", "after an array type");
                    break;
                case "component":
                    do components.Add(Word("a kind of component"));
                    while (_reader.TryTake("|"));
                    break;
                case "default":
                    value = _expressions.Parse();
                    break;
                case "constraint":
                    Name constraint = Word("'componentwidth'");
                    isComponentWidth = constraint.Text == "componentwidth";
                    if (!isComponentWidth)
                        _reader.Sink.Report(RdlDiagnosticIds.UserPropertyDefinition, constraint.Span, "The only constraint of a property is componentwidth.");
                    break;
                default:
                    _reader.Sink.Report(
                        RdlDiagnosticIds.UserPropertyDefinition, attribute.Span, $"{attribute.Quoted} is no attribute of a property; those are type, component, default and constraint.");
                    throw new SyntaxException();
            }
            _reader.ExpectSemicolon();
        }
        return Ended(new PropertyDefinition(name.Span, name, type, isArray, components, value, isComponentWidth));
    }

    private Name Word(string what)
    {
        Token token = _reader.Current;
        if (token.Kind is not (TokenKind.Identifier or TokenKind.Keyword)) throw _reader.Unexpected(what);
        _reader.Take();
        return new Name(token.Text, token.Span);
    }
}
