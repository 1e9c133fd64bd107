namespace HwModel.Verification.Coverage;

/// <summary>How a bin counts.</summary>
public enum BinKind
{
    /// <summary>It is to be reached.</summary>
    Counting,

    /// <summary>Noted, but no goal.</summary>
    Ignored,

    /// <summary>A hit is a failure.</summary>
    Illegal,
}

/// <summary>A bin of an item: one counter.</summary>
public sealed record CoverageBin(string Name, BinKind Kind, int AtLeast);

/// <summary>One thing whose coverage is counted.</summary>
public abstract class CoverageItem
{
    private protected CoverageItem(string name, string kind, int firstCounter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (Name, Kind, FirstCounter) = (name, kind, firstCounter);
    }

    /// <summary>Unique name within the model.</summary>
    public string Name { get; }

    /// <summary>"point", "cross", "fsm", "toggle" or "registers".</summary>
    public string Kind { get; }

    /// <summary>Its bins, one counter each.</summary>
    public abstract IReadOnlyList<CoverageBin> Bins { get; }

    internal int FirstCounter { get; }
}

/// <summary>A bin of a point: values, a range or a transition. Bins may overlap; a value counts in every bin it falls into.</summary>
public sealed record Bin
{
    private Bin(string name, BinKind kind, long low, long high, long[][]? steps, bool isDefault) =>
        (Name, Kind, Low, High, Steps, IsDefault) = (name, kind, low, high, steps, isDefault);

    /// <summary>Unique name within the point.</summary>
    public string Name { get; }

    /// <summary>How it counts.</summary>
    public BinKind Kind { get; }

    /// <summary>How many hits it takes to be covered.</summary>
    public int AtLeast { get; private init; } = 1;

    internal long Low { get; }

    internal long High { get; }

    internal long[][]? Steps { get; }

    internal bool IsDefault { get; }

    /// <summary>One value.</summary>
    public static Bin Value(string name, long value) => Range(name, value, value);

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static Bin Range(string name, long low, long high) => new(name, BinKind.Counting, Ordered(name, low, high), high, null, false);

    /// <summary>Values one after the other: <c>Transition("wraps", 255, 0)</c> is 255 => 0. A sample that repeats the last value counts as a step too.</summary>
    public static Bin Transition(string name, params ReadOnlySpan<long> values)
    {
        if (values.Length < 2) throw new ArgumentException($"Transition bin {name} needs at least two values.", nameof(values));
        return new(name, BinKind.Counting, 0, 0, [values.ToArray()], false);
    }

    /// <summary>Values that are no goal; a value in an ignored bin counts in no other.</summary>
    public static Bin Ignore(string name, long low, long high) => new(name, BinKind.Ignored, Ordered(name, low, high), high, null, false);

    /// <summary>Values that must not come.</summary>
    public static Bin Illegal(string name, long low, long high) => new(name, BinKind.Illegal, Ordered(name, low, high), high, null, false);

    /// <summary>Whatever falls into no other bin; noted, but no goal.</summary>
    public static Bin Default(string name = "other") => new(name, BinKind.Ignored, 0, 0, null, true);

    /// <summary>The same bin with more hits to reach.</summary>
    public Bin Times(int atLeast)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atLeast, 1);
        return this with { AtLeast = atLeast };
    }

    internal bool Holds(long value) => Steps is null && !IsDefault && value >= Low && value <= High;

    private static long Ordered(string name, long low, long high) =>
        low <= high ? low : throw new ArgumentException($"Bin {name} runs from {low} to {high}; write the smaller value first.", nameof(low));
}

/// <summary>An integer expression whose values fall into bins.</summary>
public sealed class CoverPoint : CoverageItem
{
    private readonly Bin[] _bins;

    internal CoverPoint(string name, Bin[] bins, int firstCounter)
        : base(name, "point", firstCounter)
    {
        if (bins.Length == 0) throw new ArgumentException($"Point {name} has no bins.", nameof(bins));
        if (bins.GroupBy(bin => bin.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Point {name} has two bins {twice.Key}; names are unique.", nameof(bins));
        _bins = bins;
        Bins = [.. bins.Select(bin => new CoverageBin(bin.Name, bin.Kind, bin.AtLeast))];
        Memory = bins.Max(bin => bin.Steps?[0].Length ?? 0);
    }

    public override IReadOnlyList<CoverageBin> Bins { get; }

    /// <summary>How many values its longest transition needs.</summary>
    internal int Memory { get; }

    internal ReadOnlySpan<Bin> Declared => _bins;

    /// <summary>The first counting bin of values that a value falls into, or -1 (also where it is ignored or illegal).</summary>
    internal int FirstBin(long value)
    {
        int first = -1;
        for (int i = 0; i < _bins.Length; i++)
        {
            if (!_bins[i].Holds(value)) continue;
            if (_bins[i].Kind != BinKind.Counting) return -1;
            if (first < 0) first = i;
        }
        return first;
    }
}

/// <summary>Every combination of the bins of several points.</summary>
public sealed class CoverCross : CoverageItem
{
    private readonly int[][] _ordinals;
    private readonly int[] _counters;

    internal CoverCross(string name, IReadOnlyList<CoverPoint> points, Func<IReadOnlyList<string>, bool>? ignore, int firstCounter)
        : base(name, "cross", firstCounter)
    {
        if (points.Count < 2) throw new ArgumentException($"Cross {name} needs at least two points.", nameof(points));
        Points = points;
        // Bins of values take part; transitions and default bins do not.
        _ordinals = [.. points.Select(point => Ordinals(point))];
        var bins = new List<CoverageBin>();
        var combinations = new List<string[]> { Array.Empty<string>() };
        foreach (CoverPoint point in points)
            combinations = [.. combinations.SelectMany(head => Names(point).Select(tail => (string[])[.. head, tail]))];
        _counters = new int[combinations.Count];
        for (int i = 0; i < combinations.Count; i++)
        {
            bool ignored = ignore is not null && ignore(combinations[i]);
            _counters[i] = bins.Count;
            bins.Add(new CoverageBin(string.Join(" x ", combinations[i]), ignored ? BinKind.Ignored : BinKind.Counting, 1));
        }
        Bins = bins;
    }

    public override IReadOnlyList<CoverageBin> Bins { get; }

    /// <summary>The crossed points.</summary>
    public IReadOnlyList<CoverPoint> Points { get; }

    /// <summary>The bin of a combination of values, or -1 where one falls into no bin.</summary>
    internal int BinOf(ReadOnlySpan<long> values)
    {
        int index = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int bin = Points[i].FirstBin(values[i]);
            if (bin < 0) return -1;
            int[] ordinals = _ordinals[i];
            index = index * ordinals[^1] + ordinals[bin];
        }
        return _counters[index];
    }

    private static bool TakesPart(Bin bin) => bin is { Kind: BinKind.Counting, Steps: null, IsDefault: false };

    private static IEnumerable<string> Names(CoverPoint point) => point.Declared.ToArray().Where(TakesPart).Select(bin => bin.Name);

    /// <summary>For each bin its number among those that take part, and at the end how many do.</summary>
    private static int[] Ordinals(CoverPoint point)
    {
        var ordinals = new int[point.Bins.Count + 1];
        int next = 0;
        for (int i = 0; i < point.Bins.Count; i++) ordinals[i] = TakesPart(point.Declared[i]) ? next++ : -1;
        ordinals[^1] = next;
        return ordinals;
    }
}

/// <summary>A state machine: bins for its states, its legal arcs, and one for illegal arcs.</summary>
public sealed class CoverFsm : CoverageItem
{
    private readonly int[] _arcBins;

    internal CoverFsm(string name, IReadOnlyList<string> states, IReadOnlyList<(int From, int To)> arcs, int firstCounter)
        : base(name, "fsm", firstCounter)
    {
        States = states;
        _arcBins = new int[states.Count * states.Count];
        Array.Fill(_arcBins, -1);
        var bins = new List<CoverageBin>(states.Select(state => new CoverageBin(state, BinKind.Counting, 1)));
        foreach ((int from, int to) in arcs)
        {
            if ((uint)from >= (uint)states.Count || (uint)to >= (uint)states.Count)
                throw new ArgumentException($"State machine {name} has an arc from {from} to {to}; its states are 0 to {states.Count - 1}.", nameof(arcs));
            _arcBins[from * states.Count + to] = bins.Count;
            bins.Add(new CoverageBin($"{states[from]} -> {states[to]}", BinKind.Counting, 1));
        }
        IllegalBin = bins.Count;
        bins.Add(new CoverageBin("illegal arc", BinKind.Illegal, 1));
        Bins = bins;
    }

    public override IReadOnlyList<CoverageBin> Bins { get; }

    /// <summary>Names of the states.</summary>
    public IReadOnlyList<string> States { get; }

    internal int IllegalBin { get; }

    internal int ArcBin(int from, int to) => _arcBins[from * States.Count + to];
}

/// <summary>Every bit of a word from 0 to 1 and back.</summary>
public sealed class CoverToggle : CoverageItem
{
    internal CoverToggle(string name, int width, int firstCounter)
        : base(name, "toggle", firstCounter)
    {
        if (width is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(width), $"Toggle {name} is {width} bits wide; 1 to 64 are allowed.");
        Width = width;
        Bins = [.. Enumerable.Range(0, 2 * width).Select(i => new CoverageBin(i % 2 == 0 ? $"[{i / 2}] 0 -> 1" : $"[{i / 2}] 1 -> 0", BinKind.Counting, 1))];
    }

    public override IReadOnlyList<CoverageBin> Bins { get; }

    /// <summary>Width in bits.</summary>
    public int Width { get; }
}
