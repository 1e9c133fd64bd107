namespace HwModel.Verification.Temporal;

/// <summary>
/// Reads formulas in SystemVerilog's notation (IEEE 1800-2017, 16.7 to 16.12). Operators from weak to strong: always, s_eventually, eventually,
/// accept_on, reject_on; |->, |=>; until, s_until, until_with, s_until_with, implies; iff; or; and; not, nexttime, s_nexttime; intersect; within;
/// throughout; ##; [*], [->], [=]; then those of expressions as in C.
/// </summary>
internal sealed class FormulaParser(IReadOnlyList<Token> tokens, string file, Func<string, ISampledSignal?> find)
{
    private static readonly string[][] Comparisons = [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", "<=", ">", ">="], ["<<", ">>"], ["+", "-"], ["*", "/"]];

    private const int DeepestNesting = 200;

    private readonly Dictionary<string, object> _definitions = [];
    private int _at;
    private int _depth;

    public Token Peek => tokens[_at];

    /// <summary>Gives a name to an expression.</summary>
    public void Define(Token name, object value)
    {
        if (!_definitions.TryAdd(name.Text, value)) throw Error(name, $"{name.Text} is defined twice");
    }

    public Token Take() => Peek.Kind == TokenKind.End ? Peek : tokens[_at++];

    public bool TryTake(string text)
    {
        if (Peek.Kind == TokenKind.End || Peek.Text != text) return false;
        _at++;
        return true;
    }

    public Token Expect(string text) => Peek.Text == text && Peek.Kind != TokenKind.End ? Take() : throw Error(Peek, $"\"{text}\" is expected here, not {Peek}");

    public Token ExpectName(string what) => Peek.Kind == TokenKind.Name ? Take() : throw Error(Peek, $"{what} is expected here, not {Peek}");

    public PropertyTextException Error(Token at, string message) => new(file, at.Line, at.Column, message);

    /// <summary>A formula; <typeparamref name="T"/> says which kind is wanted.</summary>
    public T Parse<T>(string what)
        where T : class
    {
        Token start = Peek;
        return As<T>(Lowest(), start, what);
    }

    /// <summary>Any expression: a word, a real or a formula.</summary>
    public object ParseAny() => Lowest();

    private object Lowest()
    {
        if (++_depth > DeepestNesting) throw Error(Peek, $"the formula is nested more than {DeepestNesting} levels deep");
        try
        {
            return Prefix();
        }
        finally
        {
            _depth--;
        }
    }

    private object Prefix()
    {
        Token start = Peek;
        if (start.Kind == TokenKind.Name)
        {
            switch (start.Text)
            {
                case "always":
                    Take();
                    return Formula.Always(Operand());
                case "never":
                    Take();
                    return Formula.Never(Operand());
                case "s_eventually":
                    Take();
                    if (Peek.Text != "[") return Formula.StrongEventually(Operand());
                    (int from, int to) = Range();
                    return Formula.Eventually(from, to, Operand());
                case "eventually":
                    Take();
                    (int least, int most) = Range();
                    if (most == Formula.Unbounded) throw Error(start, "eventually needs a bound; write s_eventually for a wait without one");
                    return Formula.Eventually(least, most, Operand());
                case "accept_on" or "reject_on":
                    Take();
                    Expect("(");
                    Condition condition = Parse<Condition>("a condition");
                    Expect(")");
                    Formula operand = Operand();
                    return start.Text == "accept_on" ? operand.AcceptOn(condition) : operand.RejectOn(condition);
            }
        }
        return Implication();

        Formula Operand()
        {
            Token at = Peek;
            return As<Formula>(Lowest(), at, "a formula");
        }
    }

    private object Implication()
    {
        Token start = Peek;
        object left = Until();
        if (Peek.Text is not ("|->" or "|=>")) return left;
        bool overlapped = Take().Text == "|->";
        Sequence antecedent = As<Sequence>(left, start, "a sequence");
        Token at = Peek;
        Formula consequent = As<Formula>(Lowest(), at, "a formula");
        return overlapped ? antecedent.Implies(consequent) : antecedent.ImpliesNext(consequent);
    }

    private object Until()
    {
        Token start = Peek;
        object left = Iff();
        if (Peek.Kind != TokenKind.Name || Peek.Text is not ("until" or "s_until" or "until_with" or "s_until_with" or "implies")) return left;
        string word = Take().Text;
        Formula a = As<Formula>(left, start, "a formula");
        Token at = Peek;
        Formula b = As<Formula>(Until(), at, "a formula");
        return word switch
        {
            "until" => a.Until(b),
            "s_until" => a.StrongUntil(b),
            "until_with" => a.UntilWith(b),
            "s_until_with" => a.StrongUntilWith(b),
            _ => new BinaryFormula(FormulaKind.Implies, "implies", a, b),
        };
    }

    private object Iff()
    {
        Token start = Peek;
        object left = Or();
        if (!TryTake("iff")) return left;
        Formula a = As<Formula>(left, start, "a formula");
        Token at = Peek;
        return a.Iff(As<Formula>(Iff(), at, "a formula"));
    }

    private object Or() => Joined("or", And, (a, b) => a | b, (a, b) => a | b);

    private object And() => Joined("and", Negation, (a, b) => a & b, (a, b) => a & b);

    private object Joined(string word, Func<object> operand, Func<Sequence, Sequence, Sequence> sequences, Func<Formula, Formula, Formula> formulas)
    {
        Token start = Peek;
        object left = operand();
        while (TryTake(word))
        {
            Token at = Peek;
            object right = operand();
            (Formula a, Formula b) = (As<Formula>(left, start, "a formula"), As<Formula>(right, at, "a formula"));
            left = a is Sequence s && b is Sequence t ? sequences(s, t) : formulas(a, b);
        }
        return left;
    }

    private object Negation()
    {
        Token start = Peek;
        if (start.Kind != TokenKind.Name || start.Text is not ("not" or "nexttime" or "s_nexttime")) return Intersect();
        Take();
        int cycles = 1;
        if (start.Text != "not" && Peek.Text == "[") (cycles, _) = Range();
        Token at = Peek;
        Formula operand = As<Formula>(Negation(), at, "a formula");
        return start.Text switch
        {
            "not" => new NotFormula(operand),
            "nexttime" => Formula.Next(operand, cycles),
            _ => Formula.StrongNext(operand, cycles),
        };
    }

    private object Intersect() => Sequences("intersect", Within, (a, b) => a.Intersect(b));

    private object Within() => Sequences("within", Throughout, (a, b) => a.Within(b));

    private object Sequences(string word, Func<object> operand, Func<Sequence, Sequence, Sequence> join)
    {
        Token start = Peek;
        object left = operand();
        while (TryTake(word))
        {
            Sequence a = As<Sequence>(left, start, "a sequence");
            Token at = Peek;
            left = join(a, As<Sequence>(operand(), at, "a sequence"));
        }
        return left;
    }

    private object Throughout()
    {
        Token start = Peek;
        object left = Delays();
        if (!TryTake("throughout")) return left;
        Condition condition = As<Condition>(left, start, "a condition");
        Token at = Peek;
        return condition.Throughout(As<Sequence>(Throughout(), at, "a sequence"));
    }

    private object Delays()
    {
        Token start = Peek;
        object left;
        if (TryTake("##"))
        {
            (int least, int most) = Delay();
            Token at = Peek;
            left = Sequence.Delay(least, most, As<Sequence>(Repetitions(), at, "a sequence"));
        }
        else left = Repetitions();
        while (TryTake("##"))
        {
            Sequence first = As<Sequence>(left, start, "a sequence");
            (int least, int most) = Delay();
            Token at = Peek;
            left = first.Then(least, most, As<Sequence>(Repetitions(), at, "a sequence"));
        }
        return left;
    }

    private object Repetitions()
    {
        Token start = Peek;
        object left = Expression(0);
        while (Peek.Text is "[*" or "[->" or "[=" && Peek.Kind == TokenKind.Symbol)
        {
            Token sign = Take();
            (int least, int most) = sign.Text == "[*" && Peek.Text == "]" ? (0, Formula.Unbounded) : Bounds(sign);
            Expect("]");
            left = sign.Text switch
            {
                "[*" => As<Sequence>(left, start, "a sequence").Repeat(least, most),
                "[->" => As<Condition>(left, start, "a condition").Goto(least, most),
                _ => As<Condition>(left, start, "a condition").Occurs(least, most),
            };
        }
        return left;
    }

    private object Expression(int level)
    {
        if (level == Comparisons.Length) return Unary();
        Token start = Peek;
        object left = Expression(level + 1);
        while (Peek.Kind == TokenKind.Symbol && Comparisons[level].Contains(Peek.Text))
        {
            Token sign = Take();
            Token at = Peek;
            object right = Expression(level + 1);
            left = ExpressionBuilder.Binary(sign.Text, left, right, message => Error(sign, message), what => As<Condition>(left, start, what), what => As<Condition>(right, at, what));
        }
        return left;
    }

    private object Unary()
    {
        Token start = Peek;
        if (TryTake("!")) return !As<Condition>(Unary(), start, "a condition");
        if (TryTake("~")) return ~As<Bits>(Unary(), start, "a word");
        return Primary();
    }

    private object Primary()
    {
        Token token = Take();
        switch (token.Kind)
        {
            case TokenKind.Number: return (Bits)token.Number;
            case TokenKind.Real: return (Real)token.Real;
            case TokenKind.Name when token.Text[0] == '$': return Function(token);
            case TokenKind.Name when token.Text is "weak" or "strong" or "first_match" && Peek.Text == "(":
                Expect("(");
                Sequence sequence = Parse<Sequence>("a sequence");
                Expect(")");
                return token.Text == "first_match" ? sequence.FirstMatch() : token.Text == "weak" ? Formula.Weak(sequence) : Formula.Strong(sequence);
            case TokenKind.Name: return Slice(Named(token), token);
            case TokenKind.Symbol when token.Text == "(":
                object inner = Lowest();
                Expect(")");
                return inner is Bits ? Slice(inner, token) : inner;
            default: throw Error(token, $"a signal, a number or \"(\" is expected here, not {token}");
        }
    }

    private object Function(Token name)
    {
        Expect("(");
        Token start = Peek;
        object operand = Lowest();
        int cycles = 1;
        if (name.Text == "$past" && TryTake(",")) cycles = Count();
        if (name.Text == "$past" && cycles < 1) throw Error(name, "$past looks at least 1 cycle back");
        Expect(")");
        return ExpressionBuilder.Function(name.Text, operand, cycles, message => Error(name, message), () => As<Condition>(operand, start, "a condition"));
    }

    /// <summary>A definition or a signal; where the whole path is no signal, its last index is a bit.</summary>
    private object Named(Token token)
    {
        if (_definitions.TryGetValue(token.Text, out object? known)) return known;
        if (find(token.Text) is { } signal) return Of(signal);
        int bracket = token.Text.LastIndexOf('[');
        if (bracket > 0 && token.Text[^1] == ']' && int.TryParse(token.Text.AsSpan(bracket + 1, token.Text.Length - bracket - 2), out int bit))
        {
            string path = token.Text[..bracket];
            object? word = _definitions.GetValueOrDefault(path) ?? (find(path) is { } whole ? Of(whole) : null);
            if (word is Bits bits) return bit < bits.Width ? bits.Slice(bit, bit) : throw Error(token, $"{path} has {bits.Width} bits; bit {bit} does not exist");
        }
        throw Error(token, $"there is no signal {token.Text}");
    }

    private static object Of(ISampledSignal signal) => signal.IsReal ? Real.Of(signal) : Bits.Of(signal);

    private object Slice(object value, Token token)
    {
        if (value is not Bits bits || Peek.Text != "[" || Peek.Kind != TokenKind.Symbol) return value;
        Expect("[");
        int high = Count();
        int low = TryTake(":") ? Count() : high;
        Expect("]");
        if (low > high || high >= bits.Width) throw Error(token, $"bits [{high}:{low}] of {token.Text} do not exist; it has {bits.Width}, the higher is written first");
        return bits.Slice(high, low);
    }

    private (int Least, int Most) Delay()
    {
        if (Peek.Text == "[") return Range();
        int cycles = Count();
        return (cycles, cycles);
    }

    private (int Least, int Most) Range()
    {
        Token start = Expect("[");
        (int, int) range = Bounds(start);
        Expect("]");
        return range;
    }

    private (int Least, int Most) Bounds(Token start)
    {
        int least = Count();
        if (!TryTake(":")) return (least, least);
        int most = TryTake("$") ? Formula.Unbounded : Count();
        return most >= least ? (least, most) : throw Error(start, $"the range [{least}:{most}] is empty; write the smaller number first");
    }

    private int Count()
    {
        Token token = Take();
        if (token.Kind != TokenKind.Number) throw Error(token, $"a whole number is expected here, not {token}");
        return token.Number <= 1_000_000 ? (int)token.Number : throw Error(token, $"{token.Text} is more than 1000000 cycles");
    }

    private T As<T>(object value, Token at, string what)
        where T : class
    {
        if (value is Bits bits && !typeof(T).IsAssignableTo(typeof(Bits)) && typeof(T) != typeof(Real)) value = bits.Any();
        return value as T ?? throw Error(at, $"{what} is expected here");
    }
}
