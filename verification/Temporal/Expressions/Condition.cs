namespace HwModel.Verification.Temporal;

/// <summary>
/// A boolean over the sampled signals of one cycle. A condition is a sequence of length one, and a sequence is a formula, so
/// conditions stand wherever those may. <c>&amp; | ^ !</c> stay conditions; an unknown condition does not hold, nor does its negation.
/// </summary>
public abstract class Condition : Sequence, IExpression
{
    private protected Condition(string text) : base(text)
    {
    }

    internal abstract Truth Evaluate();

    internal abstract void Visit(IExpressionVisitor visitor);

    void IExpression.Visit(IExpressionVisitor visitor) => Visit(visitor);

    public static implicit operator Condition(bool value) => value ? True : False;

    public static Condition operator !(Condition a) => new NotCondition(a);

    public static Condition operator &(Condition a, Condition b) => new BinaryCondition("&&", a, b);

    public static Condition operator |(Condition a, Condition b) => new BinaryCondition("||", a, b);

    public static Condition operator ^(Condition a, Condition b) => new BinaryCondition("^", a, b);

    /// <summary>Holds in every cycle.</summary>
    public static Condition True { get; } = new ConstantCondition(true);

    /// <summary>Holds in no cycle.</summary>
    public static Condition False { get; } = new ConstantCondition(false);

    /// <summary>The condition <paramref name="cycles"/> cycles ago; before that cycle of the trace <paramref name="before"/> (the reset value).</summary>
    public Condition Past(int cycles = 1, bool before = false) =>
        new Named(cycles == 1 ? $"$past({Text})" : $"$past({Text}, {cycles})", new NonZero(new PastBits(new ConditionBits(this), cycles, before ? 1UL : 0)));

    /// <summary>Did not hold one cycle ago and holds now (before the first cycle it did not hold).</summary>
    public Condition Rose() => new Named($"$rose({Text})", this & !Past());

    /// <summary>Held one cycle ago and does not hold now.</summary>
    public Condition Fell() => new Named($"$fell({Text})", !this & Past());

    /// <summary>As one cycle ago.</summary>
    public Condition Stable() => new Named($"$stable({Text})", !(this ^ Past()));

    /// <summary>Not as one cycle ago.</summary>
    public Condition Changed() => new Named($"$changed({Text})", this ^ Past());

    /// <summary>The sequence's every cycle has this condition too.</summary>
    public Sequence Throughout(Sequence sequence) => new ThroughoutSequence(this, sequence);

    /// <summary>[->n]: ends on the n-th cycle in which the condition holds.</summary>
    public Sequence Goto(int times = 1) => Goto(times, times);

    /// <summary>[->m:n]: ends on the m-th to n-th cycle in which the condition holds.</summary>
    public Sequence Goto(int least, int most) => new RepeatSequence(Repetition.Goto, this, least, most);

    /// <summary>[=n]: the condition holds in n cycles, any number of other cycles before, between and after.</summary>
    public Sequence Occurs(int times) => Occurs(times, times);

    /// <summary>[=m:n]: as <see cref="Occurs(int)"/> with m to n cycles.</summary>
    public Sequence Occurs(int least, int most) => new RepeatSequence(Repetition.NonConsecutive, this, least, most);

    /// <summary>A one-bit signal.</summary>
    public static Condition Of(ISampledSignal signal) => new NonZero(Bits.Of(signal));

    /// <summary>A one-bit signal that a function reads.</summary>
    public static Condition Of(string path, Func<bool> read) => Of(SampledSignal.OfBits(path, 1, () => read() ? 1UL : 0));
}

internal sealed class ConstantCondition(bool value) : Condition(value ? "1" : "0")
{
    internal override Truth Evaluate() => value ? Truth.True : Truth.False;

    internal override int CompileSequence(FormulaCompiler compiler) => value ? compiler.Sequences.Any : SequenceTable.Nothing;

    internal override void Visit(IExpressionVisitor visitor)
    {
    }
}

internal sealed class NonZero(Bits word) : Condition(word.Text)
{
    internal override Truth Evaluate()
    {
        if (!word.TryRead(out ulong value)) return Truth.Unknown;
        return value != 0 ? Truth.True : Truth.False;
    }

    internal override void Visit(IExpressionVisitor visitor) => word.Visit(visitor);
}

/// <summary>A condition as a word of one bit, for its history.</summary>
internal sealed class ConditionBits(Condition condition) : Bits(condition.Text, 1)
{
    internal override bool TryRead(out ulong value)
    {
        Truth truth = condition.Evaluate();
        value = truth == Truth.True ? 1UL : 0;
        return truth != Truth.Unknown;
    }

    internal override void Visit(IExpressionVisitor visitor) => condition.Visit(visitor);
}

/// <summary>A condition with a text of its own.</summary>
internal sealed class Named(string text, Condition inner) : Condition(text)
{
    internal override Truth Evaluate() => inner.Evaluate();

    internal override void Visit(IExpressionVisitor visitor) => inner.Visit(visitor);
}

internal sealed class NotCondition(Condition a) : Condition($"!{a.Text}")
{
    internal override Truth Evaluate() => a.Evaluate() switch
    {
        Truth.False => Truth.True,
        Truth.True => Truth.False,
        _ => Truth.Unknown,
    };

    internal override void Visit(IExpressionVisitor visitor) => a.Visit(visitor);
}

internal sealed class BinaryCondition(string sign, Condition a, Condition b) : Condition($"({a.Text} {sign} {b.Text})")
{
    private readonly char _sign = sign[0];

    internal override Truth Evaluate()
    {
        Truth left = a.Evaluate(), right = b.Evaluate();
        switch (_sign)
        {
            case '&':
                if (left == Truth.False || right == Truth.False) return Truth.False;
                break;
            case '|':
                if (left == Truth.True || right == Truth.True) return Truth.True;
                break;
            default:
                if (left == Truth.Unknown || right == Truth.Unknown) return Truth.Unknown;
                return left != right ? Truth.True : Truth.False;
        }
        if (left == Truth.Unknown || right == Truth.Unknown) return Truth.Unknown;
        return _sign == '&' ? Truth.True : Truth.False;
    }

    internal override void Visit(IExpressionVisitor visitor)
    {
        a.Visit(visitor);
        b.Visit(visitor);
    }
}

internal sealed class BitsComparison(string sign, Bits a, Bits b) : Condition($"({a.Text} {sign} {b.Text})")
{
    private readonly Comparison _comparison = Comparisons.Of(sign);

    internal override Truth Evaluate()
    {
        if (!(a.TryRead(out ulong left) & b.TryRead(out ulong right))) return Truth.Unknown;
        return Comparisons.Holds(_comparison, left.CompareTo(right)) ? Truth.True : Truth.False;
    }

    internal override void Visit(IExpressionVisitor visitor)
    {
        a.Visit(visitor);
        b.Visit(visitor);
    }
}

internal sealed class RealComparison(string sign, Real a, Real b) : Condition($"({a.Text} {sign} {b.Text})")
{
    private readonly Comparison _comparison = Comparisons.Of(sign);

    internal override Truth Evaluate()
    {
        double left = a.Read(), right = b.Read();
        if (double.IsNaN(left) || double.IsNaN(right)) return Truth.Unknown;
        return Comparisons.Holds(_comparison, left.CompareTo(right)) ? Truth.True : Truth.False;
    }

    internal override void Visit(IExpressionVisitor visitor)
    {
        a.Visit(visitor);
        b.Visit(visitor);
    }
}

internal enum Comparison : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal static class Comparisons
{
    public static Comparison Of(string sign) => sign switch
    {
        "==" => Comparison.Equal,
        "!=" => Comparison.NotEqual,
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };

    /// <param name="comparison">Which relation.</param>
    /// <param name="order">Negative, zero or positive as left is less than, equal to or greater than right.</param>
    public static bool Holds(Comparison comparison, int order) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.LessOrEqual => order <= 0,
        Comparison.Greater => order > 0,
        _ => order >= 0,
    };
}
