namespace HwModel.Verification.Temporal;

/// <summary>
/// A regular sequence of cycles (IEEE 1800-2017, 16.7 to 16.9). It matches from its first cycle to one or more end cycles.
/// As a formula it holds where it has a match that is not empty.
/// </summary>
public abstract class Sequence : Formula
{
    private protected Sequence(string text) : base(text)
    {
    }

    /// <summary>Adds this sequence to the table and returns its state.</summary>
    internal virtual int CompileSequence(FormulaCompiler compiler) => compiler.Sequences.Atom(compiler.Atom((Condition)this));

    internal sealed override int Compile(FormulaCompiler compiler) => compiler.Formulas.Sequence(CompileSequence(compiler), strong: false);

    /// <summary>a ##1 b: <paramref name="then"/> starts in the cycle after this ends.</summary>
    public Sequence Then(Sequence then) => Then(1, 1, then);

    /// <summary>a ##n b: <paramref name="then"/> starts <paramref name="delay"/> cycles after this ends; 0 overlaps the end cycle.</summary>
    public Sequence Then(int delay, Sequence then) => Then(delay, delay, then);

    /// <summary>a ##[m:n] b: <paramref name="then"/> starts <paramref name="least"/> to <paramref name="most"/> cycles after this ends.</summary>
    public Sequence Then(int least, int most, Sequence then) => new ThenSequence(this, least, most, then);

    /// <summary>[*n]: this, n times in a row.</summary>
    public Sequence Repeat(int times) => Repeat(times, times);

    /// <summary>[*m:n]: this, m to n times in a row.</summary>
    public Sequence Repeat(int least, int most) => new RepeatSequence(Repetition.Consecutive, this, least, most);

    /// <summary>Both start together; the match ends when the later of the two ends.</summary>
    public static Sequence operator &(Sequence a, Sequence b) => new BinarySequence(BinarySequenceKind.And, a, b);

    /// <summary>Either matches.</summary>
    public static Sequence operator |(Sequence a, Sequence b) => new BinarySequence(BinarySequenceKind.Or, a, b);

    /// <summary>Both match with the same start and the same end.</summary>
    public Sequence Intersect(Sequence other) => new BinarySequence(BinarySequenceKind.Intersect, this, other);

    /// <summary>This matches somewhere inside a match of <paramref name="outer"/>.</summary>
    public Sequence Within(Sequence outer) => new BinarySequence(BinarySequenceKind.Within, this, outer);

    /// <summary>Only the matches with the earliest end.</summary>
    public Sequence FirstMatch() => new FirstMatchSequence(this);

    /// <summary>s |-> p: for every match, <paramref name="consequence"/> holds from the cycle in which the match ends.</summary>
    public sealed override Formula Implies(Formula consequence) => new ImplicationFormula(this, consequence, overlapped: true);

    /// <summary>s |=> p: for every match, <paramref name="consequence"/> holds from the cycle after the match ends.</summary>
    public Formula ImpliesNext(Formula consequence) => new ImplicationFormula(this, consequence, overlapped: false);

    /// <summary>##n a: this, after n cycles.</summary>
    public static Sequence Delay(int cycles, Sequence then) => Delay(cycles, cycles, then);

    /// <summary>##[m:n] a: this, after m to n cycles.</summary>
    public static Sequence Delay(int least, int most, Sequence then) => new DelaySequence(least, most, then);
}

internal enum Repetition
{
    Consecutive,
    Goto,
    NonConsecutive,
}

internal enum BinarySequenceKind
{
    And,
    Or,
    Intersect,
    Within,
}

internal sealed class ThenSequence : Sequence
{
    private readonly Sequence _first;
    private readonly Sequence _then;
    private readonly int _least;
    private readonly int _most;

    public ThenSequence(Sequence first, int least, int most, Sequence then)
        : base($"({first.Text} ##{(least == most ? least.ToString(System.Globalization.CultureInfo.InvariantCulture) : Bounds.Text(least, most))} {then.Text})")
    {
        Bounds.Check("##", least, most);
        (_first, _least, _most, _then) = (first, least, most, then);
    }

    internal override int CompileSequence(FormulaCompiler compiler)
    {
        SequenceTable table = compiler.Sequences;
        int first = _first.CompileSequence(compiler), then = _then.CompileSequence(compiler);
        // ##0 fuses the end cycle with the start cycle; ##n is n - 1 arbitrary cycles between the two.
        int fused = _least == 0 ? table.Fusion(first, then) : SequenceTable.Nothing;
        if (_most == 0) return fused;
        int gap = table.Repeat(table.Any, Math.Max(_least - 1, 0), _most == Unbounded ? Unbounded : _most - 1);
        return table.Union(fused, table.Concat(first, table.Concat(gap, then)));
    }
}

internal sealed class DelaySequence : Sequence
{
    private readonly Sequence _then;
    private readonly int _least;
    private readonly int _most;

    public DelaySequence(int least, int most, Sequence then)
        : base($"(##{(least == most ? least.ToString(System.Globalization.CultureInfo.InvariantCulture) : Bounds.Text(least, most))} {then.Text})")
    {
        Bounds.Check("##", least, most);
        (_least, _most, _then) = (least, most, then);
    }

    internal override int CompileSequence(FormulaCompiler compiler)
    {
        SequenceTable table = compiler.Sequences;
        return table.Concat(table.Repeat(table.Any, _least, _most), _then.CompileSequence(compiler));
    }
}

internal sealed class RepeatSequence : Sequence
{
    private readonly Repetition _kind;
    private readonly Sequence _operand;
    private readonly int _least;
    private readonly int _most;

    public RepeatSequence(Repetition kind, Sequence operand, int least, int most)
        : base($"{operand.Text} {Bounds.Text(least, most).Insert(1, kind switch { Repetition.Consecutive => "*", Repetition.Goto => "->", _ => "=" })}")
    {
        Bounds.Check("a repetition", least, most);
        (_kind, _operand, _least, _most) = (kind, operand, least, most);
    }

    internal override int CompileSequence(FormulaCompiler compiler)
    {
        SequenceTable table = compiler.Sequences;
        int operand = _operand.CompileSequence(compiler);
        if (_kind == Repetition.Consecutive) return table.Repeat(operand, _least, _most);
        // b[->1] is !b[*0:$] ##1 b, and b[=n] is b[->n] ##1 !b[*0:$] (IEEE 1800-2017, 16.9.2).
        int others = table.Repeat(table.Atom(compiler.Atom(new FailsCondition((Condition)_operand))), 0, Unbounded);
        int occurrences = table.Repeat(table.Concat(others, operand), _least, _most);
        return _kind == Repetition.Goto ? occurrences : table.Concat(occurrences, others);
    }
}

/// <summary>A condition that does not hold, be it false or unknown.</summary>
internal sealed class FailsCondition(Condition a) : Condition($"({a.Text} !== 1)")
{
    internal override Truth Evaluate() => a.Evaluate() == Truth.True ? Truth.False : Truth.True;

    internal override void Visit(IExpressionVisitor visitor) => a.Visit(visitor);
}

internal sealed class BinarySequence(BinarySequenceKind kind, Sequence a, Sequence b) : Sequence($"({a.Text} {Word(kind)} {b.Text})")
{
    private static string Word(BinarySequenceKind kind) => kind switch
    {
        BinarySequenceKind.And => "and",
        BinarySequenceKind.Or => "or",
        BinarySequenceKind.Intersect => "intersect",
        _ => "within",
    };

    internal override int CompileSequence(FormulaCompiler compiler)
    {
        SequenceTable table = compiler.Sequences;
        int left = a.CompileSequence(compiler), right = b.CompileSequence(compiler);
        switch (kind)
        {
            case BinarySequenceKind.Or: return table.Union(left, right);
            case BinarySequenceKind.Intersect: return table.Intersect(left, right);
            case BinarySequenceKind.Within: return table.Intersect(table.Concat(table.Anything, table.Concat(left, table.Anything)), right);
            default:
                return table.Union(table.Intersect(left, table.Concat(right, table.Anything)), table.Intersect(table.Concat(left, table.Anything), right));
        }
    }
}

internal sealed class ThroughoutSequence(Condition condition, Sequence sequence) : Sequence($"({condition.Text} throughout {sequence.Text})")
{
    internal override int CompileSequence(FormulaCompiler compiler)
    {
        SequenceTable table = compiler.Sequences;
        return table.Intersect(table.Repeat(condition.CompileSequence(compiler), 0, Unbounded), sequence.CompileSequence(compiler));
    }
}

internal sealed class FirstMatchSequence(Sequence sequence) : Sequence($"first_match({sequence.Text})")
{
    internal override int CompileSequence(FormulaCompiler compiler) => compiler.Sequences.FirstMatch(sequence.CompileSequence(compiler));
}
