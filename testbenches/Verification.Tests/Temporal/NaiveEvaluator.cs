using HwModel.Verification.Temporal;

namespace HwModel.Verification.Tests.Temporal;

internal enum Verdict
{
    False,
    True,
    Unknown,
}

/// <summary>
/// The definitions of IEEE 1800-2017 chapter 16, read off one by one and evaluated recursively on a whole finite trace: which prefix decides
/// an attempt, which way, vacuously or not, and whether an undecided one waits for something that had to come.
/// </summary>
internal sealed class NaiveEvaluator(byte[] trace)
{
    // Sequences of the random tests that can still match do so within this many more cycles, were every condition true.
    private const int Beyond = 48;

    private readonly Dictionary<(S, int, int, int), bool> _matches = new(new ByReference<S>());
    private readonly Dictionary<(F, int, int), Verdict> _statuses = new(new ByReference3<F>());
    private readonly Dictionary<F, F> _expansions = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a condition holds in a cycle of the trace.</summary>
    public bool Holds(B b, int t)
    {
        bool At(int cycle) => cycle >= 0 && (trace[cycle] >> b.Signal & 1) != 0;
        bool result = b.Function switch
        {
            "now" => At(t),
            "past" => At(t - 2),
            "rose" => At(t) && !At(t - 1),
            "fell" => !At(t) && At(t - 1),
            _ => At(t) == At(t - 1),
        };
        return result != b.Negated;
    }

    /// <summary>Whether the sequence matches the cycles t to u - 1, were every condition true from cycle n on.</summary>
    public bool Matches(S s, int t, int u, int n)
    {
        if (t > n) (t, u) = (n, n + u - t);
        if (u < t) return false;
        if (_matches.TryGetValue((s, t, u, n), out bool known)) return known;
        return _matches[(s, t, u, n)] = MatchesAnew(s, t, u, n);
    }

    private bool MatchesAnew(S s, int t, int u, int n)
    {
        bool Condition(B b, int cycle, bool value = true) => cycle >= n || Holds(b, cycle) == value;
        bool Any(Func<int, bool> split)
        {
            for (int v = t; v <= u; v++)
                if (split(v)) return true;
            return false;
        }

        switch (s)
        {
            case Atom a:
                return u == t + 1 && Condition(a.Condition, t);
            case Then x:
                return Any(v => Matches(x.First, t, v, n) && Following(x, t, v, u, n));
            case Delayed x:
                return Any(v => v - t >= x.Least && (x.Most == Formula.Unbounded || v - t <= x.Most) && Matches(x.Operand, v, u, n));
            case Repeated x:
                return Times(x.Least, x.Most, t, u, (from, to) => Matches(x.Operand, from, to, n));
            case Counted x:
                bool Occurrence(int from, int to)
                {
                    if (to <= from || !Condition(x.Condition, to - 1)) return false;
                    for (int i = from; i < to - 1; i++)
                        if (!Condition(x.Condition, i, false)) return false;
                    return true;
                }
                bool Free(int from, int to)
                {
                    for (int i = from; i < to; i++)
                        if (!Condition(x.Condition, i, false)) return false;
                    return true;
                }
                return x.Loose ? Any(v => Times(x.Least, x.Most, t, v, Occurrence) && Free(v, u)) : Times(x.Least, x.Most, t, u, Occurrence);
            case Pair { Operator: "or" } x:
                return Matches(x.Left, t, u, n) || Matches(x.Right, t, u, n);
            case Pair { Operator: "intersect" } x:
                return Matches(x.Left, t, u, n) && Matches(x.Right, t, u, n);
            case Pair { Operator: "and" } x:
                return Any(v => (Matches(x.Left, t, v, n) && Matches(x.Right, t, u, n)) || (Matches(x.Left, t, u, n) && Matches(x.Right, t, v, n)));
            case Pair x:
                return Matches(x.Right, t, u, n) && Any(v => Enumerable.Range(v, u - v + 1).Any(w => Matches(x.Left, v, w, n)));
            case Throughout x:
                return Matches(x.Operand, t, u, n) && Enumerable.Range(t, u - t).All(i => Condition(x.Condition, i));
            case First x:
                if (!Matches(x.Operand, t, u, n)) return false;
                // An earlier match counts where it lies in the trace, not where it rests on conditions that are merely assumed.
                for (int v = t; v < u && v <= Math.Max(n, t); v++)
                    if (Matches(x.Operand, t, v, n)) return false;
                return true;
            default:
                throw new NotSupportedException(s.ToString());
        }
    }

    /// <summary>a ##[m:n] b where a has matched t to v - 1: b starts at v - 1 + delay, and neither is empty at delay 0.</summary>
    private bool Following(Then x, int t, int v, int u, int n)
    {
        for (int start = v; start <= u + 1; start++)
        {
            int delay = start - v;
            if (delay < x.Least || (x.Most != Formula.Unbounded && delay > x.Most)) continue;
            if (delay == 0)
            {
                if (v > t && u > v - 1 && MatchesFrom(x.Second, v - 1, u, n)) return true;
            }
            else if (Matches(x.Second, start - 1, u, n))
            {
                return true;
            }
        }
        return false;
    }

    private bool MatchesFrom(S s, int t, int u, int n) => u > t && Matches(s, t, u, n);

    private static bool Times(int least, int most, int t, int u, Func<int, int, bool> once)
    {
        // reachable[k] after r rounds: r repetitions match t to t + k - 1.
        int rounds = most == Formula.Unbounded ? least + (u - t) : most;
        var reachable = new bool[u - t + 1];
        reachable[0] = true;
        for (int round = 0; ; round++)
        {
            if (round >= least && reachable[^1]) return true;
            if (round == rounds) return false;
            var next = new bool[reachable.Length];
            for (int from = 0; from < reachable.Length; from++)
                for (int to = from; reachable[from] && to < reachable.Length; to++)
                    next[to] |= once(t + from, t + to);
            reachable = next;
        }
    }

    /// <summary>What the first n cycles of the trace say about the formula at cycle t.</summary>
    public Verdict Status(F f, int t, int n)
    {
        if (t >= n) return Verdict.Unknown;
        if (_statuses.TryGetValue((f, t, n), out Verdict known)) return known;
        return _statuses[(f, t, n)] = StatusAnew(f, t, n);
    }

    private Verdict StatusAnew(F f, int t, int n)
    {
        switch (f)
        {
            case Seq x:
                if (Ends(x.Sequence, t, n).Any()) return Verdict.True;
                return StillMatches(x.Sequence, t, n) ? Verdict.Unknown : Verdict.False;
            case Suffix x:
                Verdict result = StillMatches(x.Antecedent, t, n) ? Verdict.Unknown : Verdict.True;
                foreach (int u in Ends(x.Antecedent, t, n)) result = And(result, Status(x.Consequent, x.Overlapped ? u - 1 : u, n));
                return result;
            case Later x:
                return Status(x.Operand, t + x.Cycles, n);
            case Unary { Operator: "not" } x:
                return Not(Status(x.Operand, t, n));
            case Binary { Operator: "and" } x:
                return And(Status(x.Left, t, n), Status(x.Right, t, n));
            case Binary { Operator: "or" } x:
                return Not(And(Not(Status(x.Left, t, n)), Not(Status(x.Right, t, n))));
            case Binary { Operator: "implies" } x:
                Verdict premise = Status(x.Left, t, n);
                return premise == Verdict.True ? Status(x.Right, t, n) : Not(premise);
            case Binary { Operator: "iff" } x:
                Verdict left = Status(x.Left, t, n), right = Status(x.Right, t, n);
                return left == Verdict.Unknown || right == Verdict.Unknown ? Verdict.Unknown : left == right ? Verdict.True : Verdict.False;
            case Abort x:
                int abort = FirstAbort(x, t, n);
                Verdict before = Status(x.Operand, t, abort);
                return before != Verdict.Unknown || abort == n ? before : x.Accept ? Verdict.True : Verdict.False;
            default:
                return Status(Expand(f), t, n);
        }
    }

    /// <summary>Whether more than an antecedent is evaluated at t while the formula is undecided in the first n cycles.</summary>
    public bool Activated(F f, int t, int n)
    {
        n = Math.Min(n, Decided(f, t, n) ?? n);
        if (t >= n) return false;
        switch (f)
        {
            case Seq:
                return true;
            case Suffix x:
                return Ends(x.Antecedent, t, n).Any(u => Activated(x.Consequent, x.Overlapped ? u - 1 : u, n));
            case Later x:
                return Activated(x.Operand, t + x.Cycles, n);
            case Unary { Operator: "not" } x:
                return Activated(x.Operand, t, n);
            case Binary { Operator: "implies" } x:
                return Status(x.Left, t, n) == Verdict.True && Activated(x.Right, t, n);
            case Binary { Operator: "and" or "or" or "iff" } x:
                return Activated(x.Left, t, n) || Activated(x.Right, t, n);
            case Abort x:
                return Activated(x.Operand, t, FirstAbort(x, t, n));
            default:
                return Activated(Expand(f), t, n);
        }
    }

    /// <summary>The shortest prefix that decides the formula at t, or null.</summary>
    public int? Decided(F f, int t, int n)
    {
        for (int m = t + 1; m <= n; m++)
            if (Status(f, t, m) != Verdict.Unknown) return m;
        return null;
    }

    /// <summary>Whether the formula, undecided at the end of the trace, waits for nothing that had to come.</summary>
    public bool MayEnd(F f, int t, int n, bool positive = true)
    {
        if (Status(f, t, n) is var status && status != Verdict.Unknown) return status == Verdict.True;
        switch (f)
        {
            case Seq x:
                return x.Strength != Strength.Strong && positive;
            case Suffix x:
                bool result = !StillMatches(x.Antecedent, t, n) || positive;
                foreach (int u in Ends(x.Antecedent, t, n))
                {
                    int start = x.Overlapped ? u - 1 : u;
                    result &= start >= n ? positive : MayEnd(x.Consequent, start, n, positive);
                }
                return result;
            case Later x:
                return t + x.Cycles >= n ? !x.Strong && positive : MayEnd(x.Operand, t + x.Cycles, n, positive);
            case Unary { Operator: "always" } x:
                return t >= n ? positive : MayEnd(x.Operand, t, n, positive) && MayEnd(x, t + 1, n, positive);
            case Unary { Operator: "s_eventually" } x:
                return t < n && (MayEnd(x.Operand, t, n, positive) || MayEnd(x, t + 1, n, positive));
            case Window x:
                if (t >= n) return x.Most != Formula.Unbounded && positive;
                return MayEnd(ExpandWindow(x), t, n, positive);
            case Unary x:
                return !MayEnd(x.Operand, t, n, !positive);
            case Binary { Operator: "and" } x:
                return MayEnd(x.Left, t, n, positive) && MayEnd(x.Right, t, n, positive);
            case Binary { Operator: "or" } x:
                return MayEnd(x.Left, t, n, positive) || MayEnd(x.Right, t, n, positive);
            case Binary { Operator: "implies" } x:
                return !MayEnd(x.Left, t, n, !positive) || MayEnd(x.Right, t, n, positive);
            case Binary { Operator: "iff" } x:
                Verdict left = Status(x.Left, t, n), right = Status(x.Right, t, n);
                if (left == Verdict.Unknown && right == Verdict.Unknown) return positive;
                (F open, Verdict other) = left == Verdict.Unknown ? (x.Left, right) : (x.Right, left);
                return other == Verdict.True ? MayEnd(open, t, n, positive) : !MayEnd(open, t, n, !positive);
            case Binary x:
                return t >= n ? !x.Operator.StartsWith("s_") && positive : MayEndUntil(x, t, n, positive);
            case Abort x:
                return MayEnd(x.Operand, t, n, positive);
            default:
                throw new NotSupportedException(f.ToString());
        }
    }

    private bool MayEndUntil(Binary x, int t, int n, bool positive)
    {
        bool holds = MayEnd(x.Left, t, n, positive), ends = MayEnd(x.Right, t, n, positive);
        bool later() => MayEnd(x, t + 1, n, positive);
        return x.Operator.EndsWith("_with") ? holds && (ends || later()) : ends || (holds && later());
    }

    private IEnumerable<int> Ends(S s, int t, int n) => Enumerable.Range(t + 1, n - t).Where(u => Matches(s, t, u, n));

    private bool StillMatches(S s, int t, int n) => Enumerable.Range(n + 1, Beyond).Any(u => Matches(s, t, u, n));

    private int FirstAbort(Abort x, int t, int n) => Enumerable.Range(t, n - t).Where(i => Holds(x.Condition, i)).DefaultIfEmpty(n).First();

    /// <summary>The fixed-point law of an operator: this cycle, and itself in the next.</summary>
    private F Expand(F f)
    {
        if (_expansions.TryGetValue(f, out F? known)) return known;
        F next = new Later(f, 1, false);
        return _expansions[f] = f switch
        {
            Unary { Operator: "always" } x => new Binary("and", x.Operand, next),
            Unary x => new Binary("or", x.Operand, next),
            Window x => ExpandWindow(x),
            Binary { Operator: "until" or "s_until" } x => new Binary("or", x.Right, new Binary("and", x.Left, next)),
            Binary x => new Binary("and", x.Left, new Binary("or", x.Right, next)),
            _ => throw new NotSupportedException(f.ToString()),
        };
    }

    private F ExpandWindow(Window x)
    {
        if (_expansions.TryGetValue(x, out F? known)) return known;
        int most = x.Most == Formula.Unbounded ? x.Most : x.Most - 1;
        return _expansions[x] = x.Least > 0 ? new Later(x with { Least = x.Least - 1, Most = most }, 1, x.Most == Formula.Unbounded)
            : x.Most == 0 ? x.Operand
            : new Binary("or", x.Operand, new Later(x with { Most = most }, 1, x.Most == Formula.Unbounded));
    }

    private static Verdict Not(Verdict a) => a switch { Verdict.True => Verdict.False, Verdict.False => Verdict.True, _ => a };

    private static Verdict And(Verdict a, Verdict b) =>
        a == Verdict.False || b == Verdict.False ? Verdict.False : a == Verdict.Unknown || b == Verdict.Unknown ? Verdict.Unknown : Verdict.True;

    private sealed class ByReference<T> : IEqualityComparer<(T, int, int, int)> where T : class
    {
        public bool Equals((T, int, int, int) x, (T, int, int, int) y) => ReferenceEquals(x.Item1, y.Item1) && x.Item2 == y.Item2 && x.Item3 == y.Item3 && x.Item4 == y.Item4;

        public int GetHashCode((T, int, int, int) x) => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(x.Item1), x.Item2, x.Item3, x.Item4);
    }

    private sealed class ByReference3<T> : IEqualityComparer<(T, int, int)> where T : class
    {
        public bool Equals((T, int, int) x, (T, int, int) y) => ReferenceEquals(x.Item1, y.Item1) && x.Item2 == y.Item2 && x.Item3 == y.Item3;

        public int GetHashCode((T, int, int) x) => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(x.Item1), x.Item2, x.Item3);
    }
}
