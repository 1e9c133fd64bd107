using System.Diagnostics;

namespace HwModel.Verification.Temporal;

internal enum FormulaKind
{
    True,
    False,
    Sequence,
    Implication,
    Always,
    Next,
    Eventually,
    Until,
    Not,
    And,
    Or,
    Implies,
    Iff,
    Abort,
}

/// <summary>
/// Formulas, every distinct one stored once; the state of an attempt is what is left of the formula after the cycles seen so far.
/// A step replaces each part by its remainder and joins the remainders in Kleene's three-valued logic: a formula whose parts decide it
/// becomes true or false, any other stays undecided.
/// </summary>
internal sealed class FormulaTable(SequenceTable sequences)
{
    /// <summary>Decided: holds.</summary>
    public const int True = 0;

    /// <summary>Decided: does not hold.</summary>
    public const int False = 1;

    private readonly List<Node> _nodes = [new(new NodeKey(FormulaKind.True), 0), new(new NodeKey(FormulaKind.False), 0)];
    private readonly Dictionary<NodeKey, int> _numbers = [];
    private readonly Dictionary<(int Node, ulong Letter), Step> _steps = [];

    public int Count => _nodes.Count;

    /// <summary>The conditions that decide the next step, one bit each.</summary>
    public ulong Support(int node) => _nodes[node].Support;

    public int Sequence(int sequence, bool strong) =>
        Add(new NodeKey(FormulaKind.Sequence, sequence, flags: strong ? 1 : 0), sequences.Support(sequence));

    public int Implication(int antecedent, int consequent, bool overlapped)
    {
        ulong support = sequences.Support(antecedent) | (overlapped ? Support(consequent) : 0);
        return Add(new NodeKey(FormulaKind.Implication, antecedent, consequent, flags: overlapped ? 1 : 0), support);
    }

    public int Always(int a) => Add(new NodeKey(FormulaKind.Always, a), Support(a));

    public int Next(int a, int cycles, bool strong) =>
        Add(new NodeKey(FormulaKind.Next, a, c: cycles, flags: strong ? 1 : 0), cycles == 0 ? Support(a) : 0);

    public int Eventually(int a, int least, int most) => Add(new NodeKey(FormulaKind.Eventually, a, c: least, d: most), least == 0 ? Support(a) : 0);

    public int Until(int a, int b, bool strong, bool with) =>
        Add(new NodeKey(FormulaKind.Until, a, b, flags: (strong ? 1 : 0) | (with ? 2 : 0)), Support(a) | Support(b));

    public int Abort(bool accept, int atom, int a) =>
        Add(new NodeKey(FormulaKind.Abort, a, c: atom, flags: accept ? 1 : 0), Support(a) | (1UL << atom));

    public int Not(int a)
    {
        if (a == True) return False;
        if (a == False) return True;
        NodeKey key = _nodes[a].Key;
        return key.Kind == FormulaKind.Not ? key.A : Add(new NodeKey(FormulaKind.Not, a), Support(a));
    }

    public int And(int a, int b)
    {
        if (a == False || b == False) return False;
        if (a == True || a == b) return b;
        return b == True ? a : Join(FormulaKind.And, a, b);
    }

    public int Or(int a, int b)
    {
        if (a == True || b == True) return True;
        if (a == False || a == b) return b;
        return b == False ? a : Join(FormulaKind.Or, a, b);
    }

    /// <param name="a">The premise.</param>
    /// <param name="b">The consequence, which runs along from the start.</param>
    /// <param name="activated">The consequence has been evaluated non-vacuously so far; it counts once the premise is true.</param>
    public int Implies(int a, int b, bool activated)
    {
        if (a == False) return True;
        return a == True ? b : Add(new NodeKey(FormulaKind.Implies, a, b, flags: activated ? 1 : 0), Support(a) | Support(b));
    }

    public int Iff(int a, int b)
    {
        if (a == True) return b;
        if (b == True) return a;
        if (a == False) return Not(b);
        return b == False ? Not(a) : Add(new NodeKey(FormulaKind.Iff, a, b), Support(a) | Support(b));
    }

    /// <summary>What is left after one cycle; <paramref name="letter"/> has a bit set for every condition that holds.</summary>
    public Step Derive(int node, ulong letter)
    {
        letter &= Support(node);
        if (_steps.TryGetValue((node, letter), out Step known)) return known;
        NodeKey key = _nodes[node].Key;
        Step step = key.Kind switch
        {
            FormulaKind.True or FormulaKind.False => new Step(node, false),
            FormulaKind.Sequence => DeriveSequence(key, letter),
            FormulaKind.Implication => DeriveImplication(key, letter),
            FormulaKind.Always => Derive(key.A, letter).With(And, node),
            FormulaKind.Next => key.C == 0 ? Derive(key.A, letter) : new Step(Next(key.A, key.C - 1, key.Flags != 0), false),
            FormulaKind.Eventually => DeriveEventually(key, letter),
            FormulaKind.Until => DeriveUntil(node, key, letter),
            FormulaKind.Not => DeriveNot(key, letter),
            FormulaKind.And => DeriveAll(key, letter, And),
            FormulaKind.Or => DeriveAll(key, letter, Or),
            FormulaKind.Implies => DeriveImplies(key, letter),
            FormulaKind.Iff => Step.Join(Iff, Derive(key.A, letter), Derive(key.B, letter)),
            FormulaKind.Abort => DeriveAbort(key, letter),
            _ => throw new UnreachableException(),
        };
        _steps[(node, letter)] = step;
        return step;
    }

    /// <summary>
    /// At the end of the trace: whether an undecided formula may be left standing. Only a strong operator that still waits says no.
    /// </summary>
    /// <param name="node">The remainder.</param>
    /// <param name="positive">False below an odd number of negations.</param>
    public bool MayEnd(int node, bool positive = true)
    {
        NodeKey key = _nodes[node].Key;
        switch (key.Kind)
        {
            case FormulaKind.True: return true;
            case FormulaKind.False: return false;
            case FormulaKind.Sequence or FormulaKind.Next: return key.Flags == 0 && positive;
            case FormulaKind.Until: return (key.Flags & 1) == 0 && positive;
            case FormulaKind.Eventually: return key.D != Formula.Unbounded && positive;
            case FormulaKind.Not: return !MayEnd(key.A, !positive);
            case FormulaKind.And: return Array.TrueForAll(key.Operands!, operand => MayEnd(operand, positive));
            case FormulaKind.Or: return Array.Exists(key.Operands!, operand => MayEnd(operand, positive));
            case FormulaKind.Implies: return !MayEnd(key.A, !positive) || MayEnd(key.B, positive);
            case FormulaKind.Abort: return MayEnd(key.A, positive);
            default: return positive;
        }
    }

    private Step DeriveSequence(NodeKey key, ulong letter)
    {
        int rest = sequences.Derive(key.A, letter);
        int node = sequences.IsNullable(rest) ? True : sequences.CanMatch(rest) ? Sequence(rest, key.Flags != 0) : False;
        return new Step(node, Activated: true);
    }

    private Step DeriveImplication(NodeKey key, ulong letter)
    {
        bool overlapped = key.Flags != 0;
        int rest = sequences.Derive(key.A, letter);
        var waiting = new Step(sequences.CanMatch(rest) ? Implication(rest, key.B, overlapped) : True, false);
        if (!sequences.IsNullable(rest)) return waiting;
        Step consequent = overlapped ? Derive(key.B, letter) : new Step(Next(key.B, 0, strong: false), false);
        return Step.Join(And, consequent, waiting);
    }

    private Step DeriveEventually(NodeKey key, ulong letter)
    {
        (int least, int most) = (key.C, key.D);
        int later = most == Formula.Unbounded ? most : most - 1;
        if (least > 0) return new Step(Eventually(key.A, least - 1, later), false);
        Step now = Derive(key.A, letter);
        return most == 0 ? now : now.With(Or, Eventually(key.A, 0, later));
    }

    private Step DeriveUntil(int node, NodeKey key, ulong letter)
    {
        Step holds = Derive(key.A, letter), ends = Derive(key.B, letter);
        return (key.Flags & 2) != 0
            ? Step.Join(And, holds, ends.With(Or, node))
            : Step.Join(Or, ends, holds.With(And, node));
    }

    private Step DeriveNot(NodeKey key, ulong letter)
    {
        Step step = Derive(key.A, letter);
        return step with { Node = Not(step.Node) };
    }

    private Step DeriveAll(NodeKey key, ulong letter, Func<int, int, int> join)
    {
        Step result = Derive(key.Operands![0], letter);
        for (int i = 1; i < key.Operands.Length; i++) result = Step.Join(join, result, Derive(key.Operands[i], letter));
        return result;
    }

    private Step DeriveImplies(NodeKey key, ulong letter)
    {
        Step premise = Derive(key.A, letter), consequence = Derive(key.B, letter);
        bool activated = key.Flags != 0 || consequence.Activated;
        return new Step(Implies(premise.Node, consequence.Node, activated), activated && premise.Node == True);
    }

    private Step DeriveAbort(NodeKey key, ulong letter)
    {
        bool accept = key.Flags != 0;
        if ((letter >> key.C & 1) != 0) return new Step(accept ? True : False, false);
        Step step = Derive(key.A, letter);
        return step.Node is True or False ? step : step with { Node = Abort(accept, key.C, step.Node) };
    }

    private int Join(FormulaKind kind, int a, int b)
    {
        var operands = new SortedSet<int>();
        ulong support = 0;
        foreach (int operand in (ReadOnlySpan<int>)[a, b])
        {
            NodeKey key = _nodes[operand].Key;
            support |= Support(operand);
            if (key.Kind == kind) operands.UnionWith(key.Operands!);
            else operands.Add(operand);
        }
        return operands.Count == 1 ? operands.Min : Add(new NodeKey(kind, [.. operands]), support);
    }

    private int Add(NodeKey key, ulong support)
    {
        if (_numbers.TryGetValue(key, out int number)) return number;
        number = _nodes.Count;
        _nodes.Add(new Node(key, support));
        _numbers.Add(key, number);
        return number;
    }

    /// <param name="Node">What is left.</param>
    /// <param name="Activated">Something other than an antecedent was evaluated: the attempt is not vacuous (IEEE 1800-2017, 16.14.8).</param>
    internal readonly record struct Step(int Node, bool Activated)
    {
        public Step With(Func<int, int, int> join, int node) => this with { Node = join(Node, node) };

        public static Step Join(Func<int, int, int> join, Step a, Step b) => new(join(a.Node, b.Node), a.Activated || b.Activated);
    }

    private readonly record struct Node(NodeKey Key, ulong Support);

    private readonly struct NodeKey : IEquatable<NodeKey>
    {
        public NodeKey(FormulaKind kind, int a = 0, int b = 0, int c = 0, int d = 0, int flags = 0) =>
            (Kind, A, B, C, D, Flags) = (kind, a, b, c, d, flags);

        public NodeKey(FormulaKind kind, int[] operands) => (Kind, Operands) = (kind, operands);

        public FormulaKind Kind { get; }

        public int A { get; }

        public int B { get; }

        /// <summary>Cycles to wait, a window's first cycle, or an abort condition's number.</summary>
        public int C { get; }

        /// <summary>A window's last cycle.</summary>
        public int D { get; }

        /// <summary>Strong, overlapped, accepting or activated (bit 0); with (bit 1).</summary>
        public int Flags { get; }

        /// <summary>The sorted operands of "and" and "or".</summary>
        public int[]? Operands { get; }

        public bool Equals(NodeKey other) => Kind == other.Kind && A == other.A && B == other.B && C == other.C && D == other.D
            && Flags == other.Flags && Operands.AsSpan().SequenceEqual(other.Operands);

        public override bool Equals(object? obj) => obj is NodeKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Kind);
            hash.Add(A);
            hash.Add(B);
            hash.Add(C);
            hash.Add(D);
            hash.Add(Flags);
            foreach (int operand in Operands.AsSpan()) hash.Add(operand);
            return hash.ToHashCode();
        }
    }
}
