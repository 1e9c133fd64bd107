using System.Text;
using HwModel.Kernel;
using HwModel.Kernel.Registers;

namespace HwModel.Verification.Coverage;

/// <summary>
/// What a block's tests are meant to reach, declared once: points with bins, crosses of points, state machines, toggles, register fields. Counts are kept in
/// <see cref="CoverageRecord"/>s, one for each run.
/// </summary>
public sealed class CoverageModel
{
    private readonly List<CoverageItem> _items = [];
    private readonly Dictionary<string, CoverageItem> _byName = [];
    private readonly List<CoverageExclusion> _exclusions = [];

    /// <param name="name">The block's name.</param>
    public CoverageModel(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The block's name.</summary>
    public string Name { get; }

    /// <summary>Points, crosses, state machines, toggles and register files in order of declaration.</summary>
    public IReadOnlyList<CoverageItem> Items => _items;

    /// <summary>Bins that do not count, with the reason.</summary>
    public IReadOnlyList<CoverageExclusion> Exclusions => _exclusions;

    /// <summary>How many counters a record has.</summary>
    internal int Counters { get; private set; }

    /// <summary>A point: an integer expression whose values fall into bins.</summary>
    public CoverPoint Point(string name, params ReadOnlySpan<Bin> bins) => Add(new CoverPoint(name, bins.ToArray(), Counters));

    /// <summary>A point with one bin for each member of an enum.</summary>
    public CoverPoint Point<TEnum>(string name)
        where TEnum : struct, Enum
    {
        Bin[] bins = [.. Enum.GetValues<TEnum>().Select(value => Bin.Value(value.ToString(), Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)))];
        return Point(name, bins);
    }

    /// <summary>A cross: one bin for every combination of the counting bins of two or more points.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="points">The points.</param>
    /// <param name="ignore">Combinations that do not count, as names of bins in the order of the points; null: none.</param>
    public CoverCross Cross(string name, IReadOnlyList<CoverPoint> points, Func<IReadOnlyList<string>, bool>? ignore = null) =>
        Add(new CoverCross(name, points, ignore, Counters));

    /// <summary>A state machine: every state and every legal arc; an illegal arc is an error.</summary>
    public CoverFsm Fsm(string name, IReadOnlyList<string> states, IReadOnlyList<(int From, int To)> arcs) => Add(new CoverFsm(name, states, arcs, Counters));

    /// <summary>A state machine whose states and legal arcs are declared beside it.</summary>
    public CoverFsm Fsm(string name, FsmTable table) => Fsm(name, table.States, table.Arcs);

    /// <summary>States and legal arcs of a state machine, as its enum declares them.</summary>
    public CoverFsm Fsm<TEnum>(string name)
        where TEnum : struct, Enum => Fsm(name, FsmTable.Of<TEnum>());

    /// <summary>Every bit of a word from 0 to 1 and back.</summary>
    public CoverToggle Toggle(string name, int width) => Add(new CoverToggle(name, width, Counters));

    /// <summary>The fields of a register file, read and written. The files of that type in a block's designs are watched as soon as a case is observed (<see cref="Cases.CaseRun.Observe"/>).</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="file">A file of the type, for its layout.</param>
    /// <param name="isWatched">False where the block answers some registers beside its file: the bench reports what it accesses (<see cref="CoverageRecord.Access"/>).</param>
    public CoverRegisters Registers(string name, RegisterFile file, bool isWatched = true) => Add(new CoverRegisters(name, file, isWatched, Counters));

    /// <summary>Takes a bin out of the account.</summary>
    /// <param name="item">The item's name.</param>
    /// <param name="bin">The bin's name.</param>
    /// <param name="tag">Why, as a category.</param>
    /// <param name="reason">Why, in a sentence.</param>
    public void Exclude(string item, string bin, ExclusionTag tag, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw new ArgumentException($"The exclusion of {item}/{bin} has no reason; say in a sentence why the bin can be left out.", nameof(reason));
        if (!_byName.TryGetValue(item, out CoverageItem? found) || !found.Bins.Any(b => b.Name == bin))
            throw new ArgumentException($"Coverage {Name} has no bin {item}/{bin} to exclude.", nameof(bin));
        _exclusions.Add(new CoverageExclusion(item, bin, tag, reason));
    }

    /// <summary>The item with a name.</summary>
    public CoverageItem this[string name] => _byName.TryGetValue(name, out CoverageItem? item)
        ? item
        : throw new KeyNotFoundException($"Coverage {Name} has no item {name}; it has {string.Join(", ", _byName.Keys)}.");

    /// <summary>Whether there is an item with a name.</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>The declaration as text: what a specification hash covers.</summary>
    public string Describe()
    {
        var text = new StringBuilder(Name).Append('\n');
        foreach (CoverageItem item in _items)
            foreach (CoverageBin bin in item.Bins) text.Append(item.Name).Append('/').Append(bin.Name).Append(' ').Append(bin.Kind).Append(' ').Append(bin.AtLeast).Append('\n');
        return text.ToString();
    }

    private T Add<T>(T item)
        where T : CoverageItem
    {
        if (!_byName.TryAdd(item.Name, item)) throw new ArgumentException($"Coverage {Name} has two items {item.Name}; names are unique.", nameof(item));
        _items.Add(item);
        Counters += item.Bins.Count;
        return item;
    }
}

/// <summary>Why a bin does not count.</summary>
public enum ExclusionTag
{
    /// <summary>No input can reach it.</summary>
    Unreachable,

    /// <summary>Part of the test bench, not of the design.</summary>
    NotRtl,

    /// <summary>Belongs to a feature that the model does not have.</summary>
    UnsupportedFeature,

    /// <summary>Another test or block covers it.</summary>
    CoveredElsewhere,

    /// <summary>Reaching it costs more than a mistake there would.</summary>
    LowRisk,
}

/// <summary>A bin that does not count.</summary>
public sealed record CoverageExclusion(string Item, string Bin, ExclusionTag Tag, string Reason);
