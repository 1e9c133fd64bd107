using System.Globalization;

namespace HwModel.Traces;

/// <summary>
/// A condition on settled values, bound to a hierarchy: terms joined by <c>&amp;&amp;</c>, each <c>PATH OP VALUE</c> with OP one of == != &lt; &lt;= &gt; &gt;=
/// and VALUE a number (42, -3, 0x2a, 0b101, 1.5), a name of the signal's enumeration or a quoted text; or <c>rises(PATH)</c>,
/// <c>falls(PATH)</c>, <c>changes(PATH)</c> (of an event: occurs). A comparison with unknown bits does not hold.
/// </summary>
public sealed class TraceCondition
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly List<Term> _terms = [];

    /// <param name="text">The condition.</param>
    /// <param name="hierarchy">Where the names are looked up.</param>
    /// <exception cref="FormatException">The text is no condition, or a name or value does not fit; the message says which.</exception>
    public TraceCondition(string text, TraceHierarchy hierarchy)
    {
        foreach (string term in text.Split("&&")) _terms.Add(Parse(term.Trim(), hierarchy));
    }

    private enum Test
    {
        Equal,
        NotEqual,
        LessOrEqual,
        GreaterOrEqual,
        Less,
        Greater,
        Rises,
        Falls,
        Changes,
    }

    private sealed class Term(TraceVariable variable, Test test)
    {
        public TraceVariable Variable { get; } = variable;
        public Test Test { get; } = test;
        public ulong Bits { get; init; }
        public double Real { get; init; }
        public string? Text { get; init; }
        public bool HasPrevious { get; set; }
        public ulong Previous { get; set; }
        public ulong PreviousUnknown { get; set; }
        public string PreviousText { get; set; } = "";
    }

    /// <summary>True when all terms hold for the values of an instant. Call it once per instant: rises, falls and changes compare with the call before.</summary>
    public bool Holds(TraceState state)
    {
        bool holds = true;
        foreach (Term term in _terms) holds &= Holds(term, state);
        return holds;
    }

    private static bool Holds(Term term, TraceState state)
    {
        TraceHandle signal = term.Variable.Signal;
        if (term.Test >= Test.Rises) return Moves(term, state);
        if (term.Text is not null) return state.Text(signal) == term.Text == (term.Test == Test.Equal);
        if (term.Variable.Type.Kind == TraceKind.Real)
        {
            double real = state.Real(signal);
            return !double.IsNaN(real) && Compare(term.Test, real.CompareTo(term.Real));
        }
        if (state.UnknownBits(signal)[0] != 0) return false;
        ulong bits = state.Bits(signal)[0];
        int width = term.Variable.Type.Width;
        return Compare(term.Test, term.Variable.Type.Kind == TraceKind.Integer ? Signed(bits, width).CompareTo(Signed(term.Bits, width)) : bits.CompareTo(term.Bits));
    }

    private static bool Moves(Term term, TraceState state)
    {
        TraceHandle signal = term.Variable.Signal;
        bool isText = term.Variable.Type.Kind == TraceKind.Text;
        ulong value = isText ? 0 : state.Bits(signal)[0];
        ulong unknown = isText ? 0 : state.UnknownBits(signal)[0];
        string text = isText ? state.Text(signal) : "";
        bool had = term.HasPrevious;
        bool isOther = value != term.Previous || unknown != term.PreviousUnknown || text != term.PreviousText;
        bool wasZero = had && term.Previous == 0 && term.PreviousUnknown == 0;
        bool wasOne = had && term.Previous == 1 && term.PreviousUnknown == 0;
        (term.Previous, term.PreviousUnknown, term.PreviousText, term.HasPrevious) = (value, unknown, text, true);
        return term.Test switch
        {
            Test.Rises => wasZero && value == 1 && unknown == 0,
            Test.Falls => wasOne && value == 0 && unknown == 0,
            _ => isOther && (had || (term.Variable.Type.Kind == TraceKind.Event && value > 0)),
        };
    }

    private static bool Compare(Test test, int order) => test switch
    {
        Test.Equal => order == 0,
        Test.NotEqual => order != 0,
        Test.LessOrEqual => order <= 0,
        Test.GreaterOrEqual => order >= 0,
        Test.Less => order < 0,
        _ => order > 0,
    };

    private static long Signed(ulong bits, int width) => (long)(bits << (64 - width)) >> (64 - width);

    private static Term Parse(string text, TraceHierarchy hierarchy)
    {
        foreach ((string word, Test test) in new[] { ("rises(", Test.Rises), ("falls(", Test.Falls), ("changes(", Test.Changes) })
        {
            if (!text.StartsWith(word, StringComparison.Ordinal) || !text.EndsWith(')')) continue;
            TraceVariable moving = Find(text[word.Length..^1].Trim(), hierarchy);
            if (test != Test.Changes && (!moving.Type.IsBits || moving.Type.Width != 1))
                throw new FormatException($"'{text}': {moving.Path} is not one bit; rises and falls ask for one bit");
            return new Term(moving, test);
        }
        for (int i = 0; i < Operators.Length; i++)
        {
            int at = text.IndexOf(Operators[i], StringComparison.Ordinal);
            if (at <= 0) continue;
            return Comparison(text, Find(text[..at].Trim(), hierarchy), (Test)i, text[(at + Operators[i].Length)..].Trim());
        }
        throw new FormatException($"'{text}' is no condition; allowed are PATH OP VALUE with OP one of == != < <= > >=, rises(PATH), falls(PATH) and changes(PATH), joined by &&");
    }

    private static Term Comparison(string text, TraceVariable variable, Test test, string value)
    {
        switch (variable.Type.Kind)
        {
            case TraceKind.Event:
                throw new FormatException($"'{text}': {variable.Path} is an event and has no value; ask for changes({variable.Path})");
            case TraceKind.Text:
                if (test > Test.NotEqual) throw new FormatException($"'{text}': a text can be compared by == and != only");
                return new Term(variable, test) { Text = value.Trim('"') };
            case TraceKind.Real:
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double real))
                    throw new FormatException($"'{text}': '{value}' is no number");
                return new Term(variable, test) { Real = real };
        }
        ulong bits = ParseBits(value) ?? variable.Type.Enum?.ValueOf(value) ??
            throw new FormatException($"'{text}': '{value}' is neither a number nor a value's name of {variable.Path}");
        if (bits != (bits & TraceState.Mask(variable.Type.Width)) && !value.StartsWith('-'))
            throw new FormatException($"'{text}': {variable.Path} has {variable.Type.Width} bits and never has the value {value}");
        return new Term(variable, test) { Bits = bits & TraceState.Mask(variable.Type.Width) };
    }

    private static ulong? ParseBits(string text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hex) ? hex : null;
        if (text.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out ulong binary) ? binary : null;
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) return number;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long negative) ? unchecked((ulong)negative) : null;
    }

    private static TraceVariable Find(string path, TraceHierarchy hierarchy)
    {
        TraceVariable variable = hierarchy.Find(path) ?? throw new FormatException($"the trace has no signal '{path}'");
        if (variable.Type.IsBits && variable.Type.Width > 64) throw new FormatException($"{path} has {variable.Type.Width} bits; a condition can test up to 64");
        return variable;
    }
}
