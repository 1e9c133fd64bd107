namespace HwModel.Studies.Expressions;

/// <summary>
/// Parses expressions by recursive descent: or, and, not, comparisons (= == != &lt; &lt;= &gt; &gt;=), + - * / ^, parentheses, the functions
/// min max abs floor ceil round log2 sqrt, numbers, names of parameters and metrics, and words, quoted or bare behind = and !=.
/// </summary>
internal sealed class ExpressionParser
{
    private const int DeepestNesting = 64;

    private static readonly Dictionary<string, Func<double[], double>> Functions = new()
    {
        ["min"] = values => values.Min(),
        ["max"] = values => values.Max(),
        ["abs"] = values => Math.Abs(values[0]),
        ["floor"] = values => Math.Floor(values[0]),
        ["ceil"] = values => Math.Ceiling(values[0]),
        ["round"] = values => Math.Round(values[0]),
        ["log2"] = values => Math.Log2(values[0]),
        ["sqrt"] = values => Math.Sqrt(values[0]),
    };

    private readonly string _text;
    private readonly IReadOnlyList<string> _known;
    private readonly List<string> _tokens;
    private readonly List<string> _names = [];
    private int _at;
    private int _depth;

    private ExpressionParser(string text, IReadOnlyList<string> known)
    {
        _text = text;
        _known = known;
        _tokens = Tokens(text);
    }

    /// <param name="text">The expression.</param>
    /// <param name="known">Names that it may use.</param>
    /// <exception cref="StudyException">It is none; the message is the end of a sentence that begins with the place.</exception>
    public static Expression Parse(string text, IReadOnlyList<string> known)
    {
        var parser = new ExpressionParser(text, known);
        Func<Func<string, Value>, Value> body = parser.Or();
        if (parser._at < parser._tokens.Count) throw parser.Wrong($"'{parser._tokens[parser._at]}' is too much");
        return new Expression(text.Trim(), [.. parser._names.Distinct()], body);
    }

    private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

    private Func<Func<string, Value>, Value> Or()
    {
        if (++_depth > DeepestNesting) throw Wrong($"it is nested more than {DeepestNesting} deep");
        Func<Func<string, Value>, Value> left = And();
        while (Take("or"))
        {
            Func<Func<string, Value>, Value> first = left, second = And();
            left = look => Value.Of(first(look).IsTrue || second(look).IsTrue);
        }
        _depth--;
        return left;
    }

    private Func<Func<string, Value>, Value> And()
    {
        Func<Func<string, Value>, Value> left = Comparison();
        while (Take("and"))
        {
            Func<Func<string, Value>, Value> first = left, second = Comparison();
            left = look => Value.Of(first(look).IsTrue && second(look).IsTrue);
        }
        return left;
    }

    private Func<Func<string, Value>, Value> Comparison()
    {
        if (Take("not"))
        {
            Func<Func<string, Value>, Value> negated = Comparison();
            return look => Value.Of(!negated(look).IsTrue);
        }
        Func<Func<string, Value>, Value> left = Sum(mayBeWord: false);
        string? sign = Next;
        if (sign is not ("=" or "==" or "!=" or "<" or "<=" or ">" or ">=")) return left;
        _at++;
        bool compares = sign is "=" or "==" or "!=";
        Func<Func<string, Value>, Value> right = Sum(mayBeWord: compares);
        return look => Value.Of(Compare(left(look), right(look), sign));
    }

    private static bool Compare(Value a, Value b, string sign)
    {
        if (a.Word is not null || b.Word is not null)
        {
            bool same = a.ToString() == b.ToString();
            return sign switch { "=" or "==" => same, "!=" => !same, _ => false };
        }
        return sign switch
        {
            "=" or "==" => a.Number == b.Number,
            "!=" => a.Number != b.Number,
            "<" => a.Number < b.Number,
            "<=" => a.Number <= b.Number,
            ">" => a.Number > b.Number,
            _ => a.Number >= b.Number,
        };
    }

    private Func<Func<string, Value>, Value> Sum(bool mayBeWord)
    {
        Func<Func<string, Value>, Value> left = Product(mayBeWord);
        while (Next is "+" or "-")
        {
            bool adds = _tokens[_at++] == "+";
            Func<Func<string, Value>, Value> first = left, second = Product(false);
            left = look => Value.Of(adds ? first(look).Number + second(look).Number : first(look).Number - second(look).Number);
        }
        return left;
    }

    private Func<Func<string, Value>, Value> Product(bool mayBeWord)
    {
        Func<Func<string, Value>, Value> left = Power(mayBeWord);
        while (Next is "*" or "/")
        {
            bool multiplies = _tokens[_at++] == "*";
            Func<Func<string, Value>, Value> first = left, second = Power(false);
            left = look => Value.Of(multiplies ? first(look).Number * second(look).Number : first(look).Number / second(look).Number);
        }
        return left;
    }

    private Func<Func<string, Value>, Value> Power(bool mayBeWord)
    {
        Func<Func<string, Value>, Value> left = Atom(mayBeWord);
        if (!Take("^")) return left;
        if (++_depth > DeepestNesting) throw Wrong($"it is nested more than {DeepestNesting} deep");
        Func<Func<string, Value>, Value> right = Power(false);
        _depth--;
        return look => Value.Of(Math.Pow(left(look).Number, right(look).Number));
    }

    private Func<Func<string, Value>, Value> Atom(bool mayBeWord)
    {
        string token = Next ?? throw Wrong("it ends too early");
        _at++;
        if (token == "(")
        {
            Func<Func<string, Value>, Value> inner = Or();
            Expect(")");
            return inner;
        }
        if (token == "-")
        {
            if (++_depth > DeepestNesting) throw Wrong($"it is nested more than {DeepestNesting} deep");
            Func<Func<string, Value>, Value> inner = Atom(false);
            _depth--;
            return look => Value.Of(-inner(look).Number);
        }
        if (token[0] is '\'' or '"')
        {
            var word = new Value(double.NaN, token[1..^1]);
            return _ => word;
        }
        if (Text.Numbers.Parse(token) is { } number) return _ => Value.Of(number);
        if (Next == "(" && Functions.TryGetValue(token, out Func<double[], double>? function)) return Call(function);
        if (_known.Contains(token))
        {
            _names.Add(token);
            return look => look(token);
        }
        if (mayBeWord && (char.IsLetterOrDigit(token[0]) || token[0] is '_' or '/'))
        {
            var word = new Value(double.NaN, token);
            return _ => word;
        }
        if (char.IsLetter(token[0])) throw Wrong($"there is no {token}{Text.Nearest.Hint(token, [.. _known, .. Functions.Keys])}");
        throw Wrong($"'{token}' stands where a number or a name is needed");
    }

    private Func<Func<string, Value>, Value> Call(Func<double[], double> function)
    {
        Expect("(");
        var arguments = new List<Func<Func<string, Value>, Value>> { Or() };
        while (Take(",")) arguments.Add(Or());
        Expect(")");
        return look => Value.Of(function([.. arguments.Select(argument => argument(look).Number)]));
    }

    private bool Take(string token)
    {
        if (Next != token) return false;
        _at++;
        return true;
    }

    private void Expect(string token)
    {
        if (!Take(token)) throw Wrong($"'{token}' is missing{(Next is { } found ? $" before '{found}'" : " at the end")}");
    }

    private StudyException Wrong(string what) => new($"'{_text.Trim()}' is not an expression: {what}");

    private List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }
            int end = at + 1;
            if (c is '\'' or '"')
            {
                end = text.IndexOf(c, at + 1) + 1;
                if (end == 0) throw Wrong("a quoted word does not end");
            }
            else if (char.IsLetterOrDigit(c) || c is '_' or '.')
            {
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '.' || IsExponentSign(text, at, end))) end++;
            }
            else if (end < text.Length && text[end] == '=' && "=!<>".Contains(c))
            {
                end++;
            }
            else if (!"+-*/^(),<>=".Contains(c))
            {
                throw Wrong($"'{c}' is not part of the language");
            }
            tokens.Add(text[at..end]);
            at = end;
        }
        return tokens;
    }

    // 1e-3 is one token; 1-3 is three.
    private static bool IsExponentSign(string text, int start, int at) =>
        text[at] is '-' or '+' && text[at - 1] is 'e' or 'E' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) && (char.IsAsciiDigit(text[start]) || text[start] == '.')
        && text[start..(at - 1)].All(c => char.IsAsciiDigit(c) || c == '.');
}
