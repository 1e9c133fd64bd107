using System.Globalization;

namespace HwModel.Verification.Scoreboards;

/// <summary>What a scoreboard can find wrong.</summary>
public enum ScoreboardFault
{
    /// <summary>An item came that nobody expected.</summary>
    Unexpected,

    /// <summary>An expected item never came, or a later one came in its place.</summary>
    Missing,

    /// <summary>The expected item came with another content.</summary>
    Corrupted,

    /// <summary>The expected item came after its deadline.</summary>
    Late,
}

/// <summary>One difference between what was expected and what was observed, with a sentence.</summary>
public sealed record ScoreboardError(ScoreboardFault Fault, long Cycle, string Sentence)
{
    public override string ToString() => Sentence;
}

/// <summary>
/// Compares the items that a design delivers with those that a predictor expects; the predictor is a model of its own, never the code under
/// test. At the end of the test nothing may be left.
/// </summary>
/// <typeparam name="T">What is delivered; compared by value.</typeparam>
public abstract class Scoreboard<T>
    where T : notnull
{
    /// <summary>"No deadline."</summary>
    public const long Never = long.MaxValue;

    private const int MostErrors = 64;

    private readonly List<ScoreboardError> _errors = [];
    private readonly string _name;
    private bool _finished;

    private protected Scoreboard(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _name = name;
    }

    /// <summary>The first errors; <see cref="ErrorCount"/> goes on beyond them.</summary>
    public IReadOnlyList<ScoreboardError> Errors => _errors;

    /// <summary>All errors.</summary>
    public long ErrorCount { get; private set; }

    /// <summary>Items that came as expected.</summary>
    public long Matched { get; private set; }

    /// <summary>Items that are expected and have not come.</summary>
    public abstract int Outstanding { get; }

    /// <summary>The predictor says that an item will come.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cycle">The cycle from which on it may come.</param>
    /// <param name="deadline">The last cycle in which it may come.</param>
    public void Expect(T item, long cycle, long deadline = Never)
    {
        if (_finished) throw new InvalidOperationException($"Scoreboard {_name} has finished; nothing can be expected any more.");
        if (deadline < cycle) throw new ArgumentOutOfRangeException(nameof(deadline), $"Scoreboard {_name}: the deadline {deadline} of {item} is before its cycle {cycle}.");
        Add(new Expectation(item, cycle, deadline));
    }

    /// <summary>The design delivers an item.</summary>
    public abstract void Observe(T item, long cycle);

    /// <summary>The test ends: whatever is still expected is missing.</summary>
    public void Finish(long cycle)
    {
        if (_finished) return;
        _finished = true;
        foreach (Expectation left in TakeAll()) Report(ScoreboardFault.Missing, cycle, $"{left.Item}, expected from cycle {left.Cycle} on, never came");
    }

    private protected abstract void Add(Expectation expectation);

    private protected abstract IEnumerable<Expectation> TakeAll();

    /// <summary>An expectation met its item: in time or late, or before it may come.</summary>
    private protected void Match(Expectation expectation, long cycle)
    {
        if (cycle > expectation.Deadline)
            Report(ScoreboardFault.Late, cycle, $"{expectation.Item} came in cycle {cycle}, {cycle - expectation.Deadline} after its deadline {expectation.Deadline}");
        else if (cycle < expectation.Cycle)
            Report(ScoreboardFault.Unexpected, cycle, $"{expectation.Item} came in cycle {cycle}, before cycle {expectation.Cycle} from which on it may come");
        else Matched++;
    }

    private protected void Report(ScoreboardFault fault, long cycle, string what)
    {
        ErrorCount++;
        if (_errors.Count < MostErrors)
            _errors.Add(new ScoreboardError(fault, cycle, string.Create(CultureInfo.InvariantCulture, $"Scoreboard {_name}, cycle {cycle}: {Word(fault)}: {what}.")));
    }

    private static string Word(ScoreboardFault fault) => fault switch
    {
        ScoreboardFault.Unexpected => "unexpected item",
        ScoreboardFault.Missing => "missing item",
        ScoreboardFault.Corrupted => "corrupted item",
        _ => "late item",
    };

    private protected sealed record Expectation(T Item, long Cycle, long Deadline);
}
