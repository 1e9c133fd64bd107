namespace HwModel.Verification.Temporal;

/// <summary>
/// Sequences as regular expressions over the conditions of a cycle, every distinct one stored once. The state of an attempt is what is
/// left of its sequence: the derivative (Brzozowski, Derivatives of Regular Expressions, J. ACM 11, 1964) by the cycles seen so far, so
/// equal remainders are equal numbers and attempts in the same state merge.
/// </summary>
internal sealed class SequenceTable
{
    /// <summary>Matches never.</summary>
    public const int Nothing = 0;

    /// <summary>Matches the empty sequence of cycles.</summary>
    public const int Empty = 1;

    private const ulong EveryCondition = ulong.MaxValue;

    private readonly List<Node> _nodes = [];
    private readonly Dictionary<NodeKey, int> _numbers = [];
    private readonly Dictionary<(int Node, ulong Letter), int> _derivatives = [];
    private readonly Dictionary<int, bool> _canMatch = [];
    private readonly Dictionary<int, int> _relaxed = [];

    public SequenceTable()
    {
        Add(new NodeKey(Kind.Nothing), nullable: false, support: 0);
        Add(new NodeKey(Kind.Empty), nullable: true, support: 0);
        Any = Add(new NodeKey(Kind.Any), nullable: false, support: 0);
        Anything = Add(new NodeKey(Kind.Repeat, Any, 0, Formula.Unbounded), nullable: true, support: 0);
    }

    private enum Kind
    {
        Nothing,
        Empty,
        Any,
        Atom,
        Concat,
        Fusion,
        Union,
        Intersect,
        Repeat,
        FirstMatch,
    }

    /// <summary>One cycle, whatever it holds.</summary>
    public int Any { get; }

    /// <summary>Any number of cycles.</summary>
    public int Anything { get; }

    public int Count => _nodes.Count;

    /// <summary>The empty sequence matches.</summary>
    public bool IsNullable(int node) => _nodes[node].Nullable;

    /// <summary>The conditions that decide the next step, one bit each.</summary>
    public ulong Support(int node) => _nodes[node].Support;

    /// <summary>One cycle in which condition number <paramref name="atom"/> holds.</summary>
    public int Atom(int atom) => Add(new NodeKey(Kind.Atom, atom), nullable: false, 1UL << atom);

    public int Concat(int a, int b)
    {
        if (a == Nothing || b == Nothing) return Nothing;
        if (a == Empty) return b;
        if (b == Empty) return a;
        NodeKey first = _nodes[a].Key;
        if (first.Kind == Kind.Concat) return Concat(first.A, Concat(first.B, b));
        ulong support = Support(a) | (IsNullable(a) ? Support(b) : 0);
        return Add(new NodeKey(Kind.Concat, a, b), IsNullable(a) && IsNullable(b), support);
    }

    /// <summary>The last cycle of one is the first of the other.</summary>
    public int Fusion(int a, int b)
    {
        if (a is Nothing or Empty || b is Nothing or Empty) return Nothing;
        return Add(new NodeKey(Kind.Fusion, a, b), nullable: false, Support(a) | Support(b));
    }

    public int Union(int a, int b)
    {
        if (a == b || b == Nothing) return a;
        if (a == Nothing) return b;
        int[] operands = Flatten(Kind.Union, a, b);
        if (Array.IndexOf(operands, Anything) >= 0) return Anything;
        bool nullable = false;
        ulong support = 0;
        bool othersNullable = false;
        foreach (int operand in operands)
        {
            nullable |= IsNullable(operand);
            othersNullable |= operand != Empty && IsNullable(operand);
            support |= Support(operand);
        }
        if (othersNullable) operands = Array.FindAll(operands, operand => operand != Empty);
        return operands.Length == 1 ? operands[0] : Add(new NodeKey(Kind.Union, operands), nullable, support);
    }

    public int Intersect(int a, int b)
    {
        if (a == b || b == Anything) return a;
        if (a == Anything) return b;
        if (a == Nothing || b == Nothing) return Nothing;
        int[] operands = Flatten(Kind.Intersect, a, b);
        bool nullable = true;
        ulong support = 0;
        foreach (int operand in operands)
        {
            nullable &= IsNullable(operand);
            support |= Support(operand);
        }
        if (Array.IndexOf(operands, Empty) >= 0) return nullable ? Empty : Nothing;
        return Add(new NodeKey(Kind.Intersect, operands), nullable, support);
    }

    public int Repeat(int a, int least, int most)
    {
        if (most == 0 || a == Empty) return Empty;
        if (a == Nothing) return least == 0 ? Empty : Nothing;
        if (IsNullable(a)) least = 0;
        if (least == 1 && most == 1) return a;
        return Add(new NodeKey(Kind.Repeat, a, least, most), least == 0, Support(a));
    }

    public int FirstMatch(int a)
    {
        if (IsNullable(a)) return Empty;
        if (a == Nothing || _nodes[a].Key.Kind is Kind.Any or Kind.Atom or Kind.FirstMatch) return a;
        return Add(new NodeKey(Kind.FirstMatch, a), nullable: false, Support(a));
    }

    /// <summary>What is left of the sequence after one cycle; <paramref name="letter"/> has a bit set for every condition that holds.</summary>
    public int Derive(int node, ulong letter)
    {
        letter &= Support(node);
        if (_derivatives.TryGetValue((node, letter), out int known)) return known;
        NodeKey key = _nodes[node].Key;
        int result = key.Kind switch
        {
            Kind.Any => Empty,
            Kind.Atom => letter != 0 ? Empty : Nothing,
            Kind.Concat => Union(Concat(Derive(key.A, letter), key.B), IsNullable(key.A) ? Derive(key.B, letter) : Nothing),
            Kind.Fusion => DeriveFusion(key, letter),
            Kind.Union => Fold(key.Operands!, letter, Union),
            Kind.Intersect => Fold(key.Operands!, letter, Intersect),
            Kind.Repeat => Concat(Derive(key.A, letter), Repeat(key.A, Math.Max(key.B - 1, 0), key.C == Formula.Unbounded ? key.C : key.C - 1)),
            Kind.FirstMatch => FirstMatch(Derive(key.A, letter)),
            _ => Nothing,
        };
        _derivatives[(node, letter)] = result;
        return result;
    }

    /// <summary>
    /// Whether further cycles could still complete a match that is not empty, were every condition true from here on
    /// (the weak view of Eisner and Fisman's truncated semantics; IEEE 1800-2017, annex F). "No" is final.
    /// </summary>
    public bool CanMatch(int node)
    {
        if (_canMatch.TryGetValue(node, out bool known)) return known;
        var path = new List<int>();
        bool found = false;
        for (int state = Relax(node); ;)
        {
            if (_canMatch.TryGetValue(state, out found) || path.Contains(state)) break;
            path.Add(state);
            state = Derive(state, EveryCondition);
            if (found = IsNullable(state)) break;
            if (state == Nothing) break;
        }
        foreach (int state in path) _canMatch[state] = found;
        return _canMatch[node] = found;
    }

    private int DeriveFusion(NodeKey key, ulong letter)
    {
        int first = Derive(key.A, letter);
        return Union(Fusion(first, key.B), IsNullable(first) ? Derive(key.B, letter) : Nothing);
    }

    private int Fold(int[] operands, ulong letter, Func<int, int, int> join)
    {
        int result = Derive(operands[0], letter);
        for (int i = 1; i < operands.Length; i++) result = join(result, Derive(operands[i], letter));
        return result;
    }

    /// <summary>The sequence without first_match: were every condition true, the first match would come earlier than it really does.</summary>
    private int Relax(int node)
    {
        if (_relaxed.TryGetValue(node, out int known)) return known;
        NodeKey key = _nodes[node].Key;
        int result = key.Kind switch
        {
            Kind.Concat => Concat(Relax(key.A), Relax(key.B)),
            Kind.Fusion => Fusion(Relax(key.A), Relax(key.B)),
            Kind.Union => key.Operands!.Select(Relax).Aggregate(Union),
            Kind.Intersect => key.Operands!.Select(Relax).Aggregate(Intersect),
            Kind.Repeat => Repeat(Relax(key.A), key.B, key.C),
            Kind.FirstMatch => Relax(key.A),
            _ => node,
        };
        return _relaxed[node] = result;
    }

    private int[] Flatten(Kind kind, int a, int b)
    {
        var operands = new SortedSet<int>();
        foreach (int operand in (ReadOnlySpan<int>)[a, b])
        {
            NodeKey key = _nodes[operand].Key;
            if (key.Kind == kind) operands.UnionWith(key.Operands!);
            else operands.Add(operand);
        }
        return [.. operands];
    }

    private int Add(NodeKey key, bool nullable, ulong support)
    {
        if (_numbers.TryGetValue(key, out int number)) return number;
        number = _nodes.Count;
        _nodes.Add(new Node(key, nullable, support));
        _numbers.Add(key, number);
        return number;
    }

    private readonly record struct Node(NodeKey Key, bool Nullable, ulong Support);

    private readonly struct NodeKey : IEquatable<NodeKey>
    {
        public NodeKey(Kind kind, int a = 0, int b = 0, int c = 0) => (Kind, A, B, C) = (kind, a, b, c);

        public NodeKey(Kind kind, int[] operands) => (Kind, Operands) = (kind, operands);

        public Kind Kind { get; }

        public int A { get; }

        /// <summary>The second operand, or a repetition's least count.</summary>
        public int B { get; }

        /// <summary>A repetition's greatest count.</summary>
        public int C { get; }

        /// <summary>The sorted operands of a union or intersection.</summary>
        public int[]? Operands { get; }

        public bool Equals(NodeKey other) =>
            Kind == other.Kind && A == other.A && B == other.B && C == other.C && Operands.AsSpan().SequenceEqual(other.Operands);

        public override bool Equals(object? obj) => obj is NodeKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Kind);
            hash.Add(A);
            hash.Add(B);
            hash.Add(C);
            foreach (int operand in Operands.AsSpan()) hash.Add(operand);
            return hash.ToHashCode();
        }
    }
}
