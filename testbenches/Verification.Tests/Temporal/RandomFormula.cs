using FsCheck;
using FsCheck.Fluent;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Tests.Temporal;

/// <summary>Formulas as plain records: what the random tests generate, shrink, hand to the library and evaluate by themselves.</summary>
internal abstract record F
{
    public abstract Formula Build(TestSignals signals);

    /// <summary>Simpler formulas to try when this one fails.</summary>
    public virtual IEnumerable<F> Smaller() => [];
}

internal abstract record S
{
    public abstract Sequence Build(TestSignals signals);

    public virtual IEnumerable<S> Smaller() => [];
}

/// <summary>A condition: one of three signals now, before, risen, fallen or unchanged; perhaps negated.</summary>
internal sealed record B(int Signal, string Function, bool Negated)
{
    public Condition Build(TestSignals signals)
    {
        Condition s = signals[Signal];
        Condition result = Function switch
        {
            "now" => s,
            "past" => s.Past(2),
            "rose" => s.Rose(),
            "fell" => s.Fell(),
            _ => s.Stable(),
        };
        return Negated ? !result : result;
    }

    public IEnumerable<B> Smaller()
    {
        if (Function != "now") yield return this with { Function = "now" };
        if (Negated) yield return this with { Negated = false };
    }
}

internal sealed record Atom(B Condition) : S
{
    public override Sequence Build(TestSignals signals) => Condition.Build(signals);

    public override IEnumerable<S> Smaller() => Condition.Smaller().Select(c => new Atom(c));
}

internal sealed record Then(S First, int Least, int Most, S Second) : S
{
    public override Sequence Build(TestSignals signals) => First.Build(signals).Then(Least, Most, Second.Build(signals));

    public override IEnumerable<S> Smaller() =>
        [First, Second, .. Shrink.Range(Least, Most).Select(r => this with { Least = r.Least, Most = r.Most }),
            .. First.Smaller().Select(s => this with { First = s }), .. Second.Smaller().Select(s => this with { Second = s })];
}

internal sealed record Delayed(int Least, int Most, S Operand) : S
{
    public override Sequence Build(TestSignals signals) => Sequence.Delay(Least, Most, Operand.Build(signals));

    public override IEnumerable<S> Smaller() =>
        [Operand, .. Shrink.Range(Least, Most).Select(r => this with { Least = r.Least, Most = r.Most }), .. Operand.Smaller().Select(s => this with { Operand = s })];
}

internal sealed record Repeated(S Operand, int Least, int Most) : S
{
    public override Sequence Build(TestSignals signals) => Operand.Build(signals).Repeat(Least, Most);

    public override IEnumerable<S> Smaller() =>
        [Operand, .. Shrink.Range(Least, Most).Select(r => this with { Least = r.Least, Most = r.Most }), .. Operand.Smaller().Select(s => this with { Operand = s })];
}

/// <summary>[->m:n], or [=m:n] where loose.</summary>
internal sealed record Counted(B Condition, int Least, int Most, bool Loose) : S
{
    public override Sequence Build(TestSignals signals) =>
        Loose ? Condition.Build(signals).Occurs(Least, Most) : Condition.Build(signals).Goto(Least, Most);

    public override IEnumerable<S> Smaller() =>
        [new Atom(Condition), .. Shrink.Range(Least, Most).Select(r => this with { Least = r.Least, Most = r.Most }), .. Condition.Smaller().Select(c => this with { Condition = c })];
}

internal sealed record Pair(string Operator, S Left, S Right) : S
{
    public override Sequence Build(TestSignals signals)
    {
        Sequence left = Left.Build(signals), right = Right.Build(signals);
        return Operator switch
        {
            "and" => left & right,
            "or" => left | right,
            "intersect" => left.Intersect(right),
            _ => left.Within(right),
        };
    }

    public override IEnumerable<S> Smaller() =>
        [Left, Right, .. Left.Smaller().Select(s => this with { Left = s }), .. Right.Smaller().Select(s => this with { Right = s })];
}

internal sealed record Throughout(B Condition, S Operand) : S
{
    public override Sequence Build(TestSignals signals) => Condition.Build(signals).Throughout(Operand.Build(signals));

    public override IEnumerable<S> Smaller() => [Operand, .. Operand.Smaller().Select(s => this with { Operand = s }), .. Condition.Smaller().Select(c => this with { Condition = c })];
}

internal sealed record First(S Operand) : S
{
    public override Sequence Build(TestSignals signals) => Operand.Build(signals).FirstMatch();

    public override IEnumerable<S> Smaller() => [Operand, .. Operand.Smaller().Select(s => this with { Operand = s })];
}

internal enum Strength
{
    Plain,
    Weak,
    Strong,
}

internal sealed record Seq(S Sequence, Strength Strength) : F
{
    public override Formula Build(TestSignals signals) => Strength switch
    {
        Strength.Plain => Sequence.Build(signals),
        Strength.Weak => Formula.Weak(Sequence.Build(signals)),
        _ => Formula.Strong(Sequence.Build(signals)),
    };

    public override IEnumerable<F> Smaller() =>
        [.. Sequence.Smaller().Select(s => this with { Sequence = s }), .. Strength == Strength.Plain ? [] : (F[])[this with { Strength = Strength.Plain }]];
}

internal sealed record Suffix(S Antecedent, bool Overlapped, F Consequent) : F
{
    public override Formula Build(TestSignals signals)
    {
        Sequence antecedent = Antecedent.Build(signals);
        return Overlapped ? antecedent.Implies(Consequent.Build(signals)) : antecedent.ImpliesNext(Consequent.Build(signals));
    }

    public override IEnumerable<F> Smaller() =>
        [Consequent, .. Antecedent.Smaller().Select(s => this with { Antecedent = s }), .. Consequent.Smaller().Select(f => this with { Consequent = f })];
}

/// <summary>always, not, s_eventually.</summary>
internal sealed record Unary(string Operator, F Operand) : F
{
    public override Formula Build(TestSignals signals)
    {
        Formula operand = Operand.Build(signals);
        return Operator switch
        {
            "always" => Formula.Always(operand),
            "not" => !operand,
            _ => Formula.StrongEventually(operand),
        };
    }

    public override IEnumerable<F> Smaller() => [Operand, .. Operand.Smaller().Select(f => this with { Operand = f })];
}

internal sealed record Later(F Operand, int Cycles, bool Strong) : F
{
    public override Formula Build(TestSignals signals) =>
        Strong ? Formula.StrongNext(Operand.Build(signals), Cycles) : Formula.Next(Operand.Build(signals), Cycles);

    public override IEnumerable<F> Smaller() => [Operand, .. Operand.Smaller().Select(f => this with { Operand = f })];
}

internal sealed record Window(int Least, int Most, F Operand) : F
{
    public override Formula Build(TestSignals signals) => Formula.Eventually(Least, Most, Operand.Build(signals));

    public override IEnumerable<F> Smaller() =>
        [Operand, .. Shrink.Range(Least, Most).Select(r => this with { Least = r.Least, Most = r.Most }), .. Operand.Smaller().Select(f => this with { Operand = f })];
}

/// <summary>and, or, implies, iff, until, until_with, s_until, s_until_with.</summary>
internal sealed record Binary(string Operator, F Left, F Right) : F
{
    public override Formula Build(TestSignals signals)
    {
        Formula left = Left.Build(signals), right = Right.Build(signals);
        return Operator switch
        {
            "and" => left & right,
            "or" => left | right,
            // A sequence on the left would make "implies" a suffix implication: keep the operator on formulas.
            "implies" => left is Sequence s ? Formula.Weak(s).Implies(right) : left.Implies(right),
            "iff" => left.Iff(right),
            "until" => left.Until(right),
            "until_with" => left.UntilWith(right),
            "s_until" => left.StrongUntil(right),
            _ => left.StrongUntilWith(right),
        };
    }

    public override IEnumerable<F> Smaller() =>
        [Left, Right, .. Left.Smaller().Select(f => this with { Left = f }), .. Right.Smaller().Select(f => this with { Right = f })];
}

internal sealed record Abort(bool Accept, B Condition, F Operand) : F
{
    public override Formula Build(TestSignals signals) =>
        Accept ? Operand.Build(signals).AcceptOn(Condition.Build(signals)) : Operand.Build(signals).RejectOn(Condition.Build(signals));

    public override IEnumerable<F> Smaller() => [Operand, .. Operand.Smaller().Select(f => this with { Operand = f })];
}

/// <summary>A trace of three signals, one byte a cycle, and the formula to check on it.</summary>
internal sealed record TraceCase(F Formula, byte[] Trace, B? Disable)
{
    public override string ToString() =>
        $"{Formula.Build(new TestSignals()).Text} disable {Disable} on [{string.Join(' ', Trace.Select(v => Convert.ToString(v, 2).PadLeft(3, '0')))}] (bits cba)";

    public IEnumerable<TraceCase> Smaller()
    {
        if (Disable is not null) yield return this with { Disable = null };
        for (int drop = Trace.Length / 2; drop > 0; drop /= 2) yield return this with { Trace = Trace[..^drop] };
        if (Trace.Length > 1) yield return this with { Trace = Trace[1..] };
        foreach (F smaller in Formula.Smaller()) yield return this with { Formula = smaller };
        for (int i = 0; i < Trace.Length; i++)
            if (Trace[i] != 0) yield return this with { Trace = [.. Trace.Select((v, j) => j == i ? (byte)(v & (v - 1)) : v)] };
    }
}

/// <summary>The three signals a, b, c of a random trace.</summary>
internal sealed class TestSignals
{
    private readonly Condition[] _signals;

    public TestSignals() => _signals = [.. "abc".Select((name, i) => Condition.Of(name.ToString(), () => (Now >> i & 1) != 0))];

    public byte Now { get; set; }

    public Condition this[int index] => _signals[index];
}

internal static class Shrink
{
    public static IEnumerable<(int Least, int Most)> Range(int least, int most)
    {
        if (most == Formula.Unbounded) yield return (least, least + 1);
        else if (most > least) yield return (least, most - 1);
        if (least > 0) yield return (least - 1, most == Formula.Unbounded ? most : most - 1);
    }
}

internal static class RandomFormulas
{
    public static Arbitrary<TraceCase> Cases(int longest) => Arb.From(
        from size in Gen.Choose(0, 3)
        from formula in Formulas(size)
        from length in Gen.Choose(1, longest)
        from trace in Gen.Choose(0, 7).Select(v => (byte)v).ArrayOf(length)
        from disable in Gen.Frequency((4, Gen.Constant<B?>(null)), (1, Conditions.Select(b => (B?)b)))
        select new TraceCase(formula, trace, disable), c => c.Smaller());

    public static Gen<B> Conditions { get; } =
        from signal in Gen.Choose(0, 2)
        from function in Gen.Frequency((6, Gen.Constant("now")), (1, Gen.Elements("past", "rose", "fell", "stable")))
        from negated in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new B(signal, function, negated);

    private static Gen<(int Least, int Most)> Ranges(int highest) =>
        from least in Gen.Choose(0, highest)
        from extra in Gen.Frequency((5, Gen.Choose(0, 2)), (1, Gen.Constant(-1)))
        select (least, extra < 0 ? Formula.Unbounded : least + extra);

    public static Gen<S> Sequences(int size)
    {
        Gen<S> atom = Conditions.Select(b => (S)new Atom(b));
        if (size == 0) return atom;
        Gen<S> sub = Gen.Choose(0, size - 1).SelectMany(Sequences);
        return Gen.Frequency(
            (2, atom),
            (4, from a in sub from r in Ranges(2) from b in sub select (S)new Then(a, r.Least, r.Most, b)),
            (1, from r in Ranges(2) from a in sub select (S)new Delayed(r.Least, r.Most, a)),
            (2, from a in sub from r in Ranges(2) select (S)new Repeated(a, r.Least, r.Most)),
            (1, from b in Conditions from r in Ranges(2) from loose in Gen.Elements(false, true) select (S)new Counted(b, r.Least, r.Most, loose)),
            (3, from o in Gen.Elements("and", "or", "intersect", "within") from a in sub from b in sub select (S)new Pair(o, a, b)),
            (1, from b in Conditions from a in sub select (S)new Throughout(b, a)),
            (1, sub.Select(a => (S)new First(a))));
    }

    public static Gen<F> Formulas(int size)
    {
        Gen<F> leaf = from s in Sequences(Math.Min(size, 2)) from strength in Gen.Frequency((4, Gen.Constant(Strength.Plain)), (1, Gen.Elements(Strength.Weak, Strength.Strong))) select (F)new Seq(s, strength);
        if (size == 0) return leaf;
        Gen<F> sub = Gen.Choose(0, size - 1).SelectMany(Formulas);
        return Gen.Frequency(
            (2, leaf),
            (5, from s in Sequences(Math.Min(size, 2)) from overlapped in Gen.Elements(false, true) from f in sub select (F)new Suffix(s, overlapped, f)),
            (3, from o in Gen.Elements("always", "not", "s_eventually") from f in sub select (F)new Unary(o, f)),
            (1, from f in sub from n in Gen.Choose(0, 3) from strong in Gen.Elements(false, true) select (F)new Later(f, n, strong)),
            (1, from r in Ranges(2) from f in sub select (F)new Window(r.Least, r.Most, f)),
            (5, from o in Gen.Elements("and", "or", "implies", "iff", "until", "until_with", "s_until", "s_until_with") from a in sub from b in sub select (F)new Binary(o, a, b)),
            (1, from accept in Gen.Elements(false, true) from c in Conditions from f in sub select (F)new Abort(accept, c, f)));
    }
}
