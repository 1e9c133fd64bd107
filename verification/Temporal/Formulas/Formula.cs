namespace HwModel.Verification.Temporal;

/// <summary>
/// A temporal property over a clocked trace (IEEE 1800-2017, 16.12): what has to hold from the cycle at which an attempt starts.
/// Formulas are built from <see cref="Condition"/> and <see cref="Sequence"/>, which are formulas themselves, and are bound to a
/// trace by a <see cref="PropertyMonitor"/>. Their text is SystemVerilog's notation.
/// </summary>
public abstract class Formula
{
    /// <summary>"No upper bound" for delays, repetitions and windows; <c>$</c> in the text.</summary>
    public const int Unbounded = int.MaxValue;

    private protected Formula(string text) => Text = text;

    /// <summary>The formula in SystemVerilog's notation.</summary>
    public string Text { get; }

    /// <summary>Adds this formula's automaton to the table and returns its state.</summary>
    internal abstract int Compile(FormulaCompiler compiler);

    public static Formula operator !(Formula a) => new NotFormula(a);

    public static Formula operator &(Formula a, Formula b) => new BinaryFormula(FormulaKind.And, "and", a, b);

    public static Formula operator |(Formula a, Formula b) => new BinaryFormula(FormulaKind.Or, "or", a, b);

    /// <summary>If this holds, so does <paramref name="consequence"/>. An attempt whose premise does not hold passes vacuously.</summary>
    public virtual Formula Implies(Formula consequence) => new BinaryFormula(FormulaKind.Implies, "implies", this, consequence);

    /// <summary>Both hold or neither.</summary>
    public Formula Iff(Formula other) => new BinaryFormula(FormulaKind.Iff, "iff", this, other);

    /// <summary>In every cycle before the first that <paramref name="end"/> holds; <paramref name="end"/> need never hold.</summary>
    public Formula Until(Formula end) => new UntilFormula(this, end, strong: false, with: false);

    /// <summary>As <see cref="Until"/>, and in the cycle in which <paramref name="end"/> holds.</summary>
    public Formula UntilWith(Formula end) => new UntilFormula(this, end, strong: false, with: true);

    /// <summary>As <see cref="Until"/>, and <paramref name="end"/> must come before the trace ends.</summary>
    public Formula StrongUntil(Formula end) => new UntilFormula(this, end, strong: true, with: false);

    /// <summary>As <see cref="UntilWith"/>, and <paramref name="end"/> must come before the trace ends.</summary>
    public Formula StrongUntilWith(Formula end) => new UntilFormula(this, end, strong: true, with: true);

    /// <summary>The attempt ends as a pass when the condition holds.</summary>
    public Formula AcceptOn(Condition condition) => new AbortFormula(accept: true, condition, this);

    /// <summary>The attempt ends as a failure when the condition holds.</summary>
    public Formula RejectOn(Condition condition) => new AbortFormula(accept: false, condition, this);

    /// <summary>From this cycle on in every cycle.</summary>
    public static Formula Always(Formula a) => new AlwaysFormula(a);

    /// <summary>From this cycle on in no cycle.</summary>
    public static Formula Never(Formula a) => new AlwaysFormula(new NotFormula(a));

    /// <summary>Holds <paramref name="cycles"/> cycles later, if the trace is that long.</summary>
    public static Formula Next(Formula a, int cycles = 1) => new NextFormula(a, cycles, strong: false);

    /// <summary>Holds <paramref name="cycles"/> cycles later, and the trace is that long.</summary>
    public static Formula StrongNext(Formula a, int cycles = 1) => new NextFormula(a, cycles, strong: true);

    /// <summary>Holds in some cycle from <paramref name="least"/> to <paramref name="most"/> cycles later; fails when the window has passed.</summary>
    public static Formula Eventually(int least, int most, Formula a) => new EventuallyFormula(a, least, most);

    /// <summary>Holds in this or a later cycle of the trace; an attempt that still waits at the end is an open obligation.</summary>
    public static Formula StrongEventually(Formula a) => new EventuallyFormula(a, 0, Unbounded);

    /// <summary>The sequence matches; one that is still under way at the end of the trace is pending.</summary>
    public static Formula Weak(Sequence sequence) => new SequenceFormula(sequence, strong: false);

    /// <summary>The sequence matches before the end of the trace; else it is an open obligation.</summary>
    public static Formula Strong(Sequence sequence) => new SequenceFormula(sequence, strong: true);

    public sealed override string ToString() => Text;
}

internal sealed class NotFormula(Formula a) : Formula($"not ({a.Text})")
{
    internal override int Compile(FormulaCompiler compiler) => compiler.Formulas.Not(a.Compile(compiler));
}

internal sealed class BinaryFormula(FormulaKind kind, string word, Formula a, Formula b) : Formula($"(({a.Text}) {word} ({b.Text}))")
{
    internal override int Compile(FormulaCompiler compiler)
    {
        int left = a.Compile(compiler), right = b.Compile(compiler);
        return kind switch
        {
            FormulaKind.And => compiler.Formulas.And(left, right),
            FormulaKind.Or => compiler.Formulas.Or(left, right),
            FormulaKind.Implies => compiler.Formulas.Implies(left, right, activated: false),
            _ => compiler.Formulas.Iff(left, right),
        };
    }
}

internal sealed class UntilFormula(Formula a, Formula b, bool strong, bool with)
    : Formula($"(({a.Text}) {(strong ? "s_" : "")}until{(with ? "_with" : "")} ({b.Text}))")
{
    internal override int Compile(FormulaCompiler compiler) =>
        compiler.Formulas.Until(a.Compile(compiler), b.Compile(compiler), strong, with);
}

internal sealed class AbortFormula(bool accept, Condition condition, Formula a)
    : Formula($"{(accept ? "accept_on" : "reject_on")} ({condition.Text}) ({a.Text})")
{
    internal override int Compile(FormulaCompiler compiler) =>
        compiler.Formulas.Abort(accept, compiler.Atom(condition), a.Compile(compiler));
}

internal sealed class AlwaysFormula(Formula a) : Formula($"always ({a.Text})")
{
    public Formula Body => a;

    internal override int Compile(FormulaCompiler compiler) => compiler.Formulas.Always(a.Compile(compiler));
}

internal sealed class NextFormula : Formula
{
    private readonly Formula _a;
    private readonly int _cycles;
    private readonly bool _strong;

    public NextFormula(Formula a, int cycles, bool strong) : base($"{(strong ? "s_nexttime" : "nexttime")} [{cycles}] ({a.Text})")
    {
        Bounds.Check("nexttime", cycles, cycles);
        (_a, _cycles, _strong) = (a, cycles, strong);
    }

    internal override int Compile(FormulaCompiler compiler) => compiler.Formulas.Next(_a.Compile(compiler), _cycles, _strong);
}

internal sealed class EventuallyFormula : Formula
{
    private readonly Formula _a;
    private readonly int _least;
    private readonly int _most;

    public EventuallyFormula(Formula a, int least, int most)
        : base(most == Unbounded && least == 0 ? $"s_eventually ({a.Text})" : $"{(most == Unbounded ? "s_" : "")}eventually {Bounds.Text(least, most)} ({a.Text})")
    {
        Bounds.Check("eventually", least, most);
        (_a, _least, _most) = (a, least, most);
    }

    internal override int Compile(FormulaCompiler compiler) => compiler.Formulas.Eventually(_a.Compile(compiler), _least, _most);
}

internal sealed class SequenceFormula(Sequence sequence, bool strong) : Formula($"{(strong ? "strong" : "weak")}({sequence.Text})")
{
    internal override int Compile(FormulaCompiler compiler) => compiler.Formulas.Sequence(sequence.CompileSequence(compiler), strong);
}

internal sealed class ImplicationFormula(Sequence antecedent, Formula consequent, bool overlapped)
    : Formula($"{antecedent.Text} {(overlapped ? "|->" : "|=>")} {consequent.Text}")
{
    internal override int Compile(FormulaCompiler compiler) =>
        compiler.Formulas.Implication(antecedent.CompileSequence(compiler), consequent.Compile(compiler), overlapped);
}

/// <summary>Ranges of cycles and repetitions.</summary>
internal static class Bounds
{
    public static void Check(string what, int least, int most)
    {
        if (least < 0 || most < least)
            throw new ArgumentOutOfRangeException(nameof(least), $"The range {Text(least, most)} of {what} is empty or negative; write the smaller number first, from 0 on.");
    }

    public static string Text(int least, int most) =>
        least == most ? $"[{least}]" : most == Formula.Unbounded ? $"[{least}:$]" : $"[{least}:{most}]";
}
