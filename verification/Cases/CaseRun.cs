using HwModel.Kernel;
using HwModel.Traces;
using HwModel.Verification.Coverage;
using HwModel.Verification.Scoreboards;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Cases;

/// <summary>Watches the simulation of one case: writes its waveform.</summary>
public interface ICaseObserver
{
    /// <summary>A simulation of the case was built and is about to run; a case may build several.</summary>
    void Attach(Simulation simulation);

    /// <summary>Where signals go that the bench draws itself; null: nowhere. What it gives is ended by <see cref="Finish"/>.</summary>
    ITraceSink? Draw();

    /// <summary>The case is over.</summary>
    /// <param name="failures">What failed.</param>
    /// <param name="end">The last time of drawn signals, in femtoseconds.</param>
    void Finish(IReadOnlyList<CaseFailure> failures, long end);
}

/// <summary>One failed property of a case.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Sentence">What went wrong, where and when.</param>
/// <param name="StartTime">When it began, in femtoseconds; -1 where that is not known.</param>
/// <param name="EndTime">When it was seen, in femtoseconds; -1 where that is not known.</param>
/// <param name="Signals">Paths of the signals that the property looks at.</param>
public sealed record CaseFailure(string Property, string Sentence, long StartTime = -1, long EndTime = -1, IReadOnlyList<string>? Signals = null);

/// <summary>What the execution of one case is given and what it reports: faults, seed, coverage, properties, metrics.</summary>
public sealed class CaseRun
{
    private const int MostFailures = 32;

    private readonly Dictionary<string, PropertyCounts> _counts = [];
    private readonly Dictionary<string, double> _metrics = [];
    private readonly List<CaseFailure> _failures = [];
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _declared;
    private readonly ICaseObserver? _observer;
    private Simulation? _simulation;
    private CaseSignals? _signals;

    /// <param name="properties">The block's properties; a report on any other is a mistake of the bench.</param>
    /// <param name="coverage">The block's coverage.</param>
    /// <param name="seed">The case's own seed.</param>
    /// <param name="faults">Faults that are switched in.</param>
    /// <param name="observer">Writes the waveform; null: nobody watches.</param>
    public CaseRun(IReadOnlySet<string> properties, CoverageModel coverage, ulong seed, FaultSet faults, ICaseObserver? observer = null)
    {
        _declared = properties as HashSet<string> ?? [.. properties];
        Coverage = new CoverageRecord(coverage);
        (Seed, Faults, _observer) = (seed, faults, observer);
    }

    /// <summary>The case's own seed: of the design's random streams and initial state.</summary>
    public ulong Seed { get; }

    /// <summary>Faults that are switched in.</summary>
    public FaultSet Faults { get; }

    /// <summary>Options for a simulation of this case: its seed, its faults, random initial state.</summary>
    public SimulationOptions SimulationOptions => new() { Seed = Seed, Faults = Faults };

    /// <summary>The case's coverage.</summary>
    public CoverageRecord Coverage { get; }

    /// <summary>Counts by property.</summary>
    public IReadOnlyDictionary<string, PropertyCounts> Counts => _counts;

    /// <summary>The first failures.</summary>
    public IReadOnlyList<CaseFailure> Failures => _failures;

    /// <summary>Metrics that a targeted search raises, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    /// <summary>Why the case could not be used; null where it could.</summary>
    public string? Discarded { get; private set; }

    /// <summary>Commands that did nothing because their precondition did not hold.</summary>
    public int Skipped { get; private set; }

    /// <summary>Why a property could not be evaluated here (an outside program is missing), as a sentence; null where all were.</summary>
    public string? Unavailable { get; private set; }

    /// <summary>Files about the case that are kept beside its replay file: extension (".elf") and contents.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Tells the observer of a simulation and watches its register files; call it when the design is built, before it runs.</summary>
    public void Observe(Simulation simulation)
    {
        _simulation ??= simulation;
        Coverage.Watch(simulation.Root);
        _observer?.Attach(simulation);
    }

    /// <summary>Signals that the bench draws itself, for a case without a simulation.</summary>
    public CaseSignals Draw() => _signals ??= new CaseSignals(_observer?.Draw());

    /// <summary>One evaluation of a property; the message is made only where it fails.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="holds">Whether it held.</param>
    /// <param name="message">What went wrong.</param>
    /// <param name="time">When, in femtoseconds; -1: now, by the simulation or the drawn signals.</param>
    public void Check(string property, bool holds, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(holds))] ref FailureMessage message, long time = -1)
    {
        PropertyCounts counts = CountsOf(property);
        if (holds) counts = counts with { Attempts = counts.Attempts + 1, Passes = counts.Passes + 1 };
        else
        {
            counts = counts with { Attempts = counts.Attempts + 1, Failures = counts.Failures + 1 };
            Note(new CaseFailure(property, message.Text, Or(time), Or(time)));
        }
        _counts[property] = counts;
    }

    /// <summary>A property failed.</summary>
    public void Fail(string property, string sentence, long time = -1)
    {
        PropertyCounts counts = CountsOf(property);
        _counts[property] = counts with { Attempts = counts.Attempts + 1, Failures = counts.Failures + 1 };
        Note(new CaseFailure(property, sentence, Or(time), Or(time)));
    }

    /// <summary>Ends a monitor and takes over its properties. Their names begin with the block's; a path in front is kept in the sentences only.</summary>
    /// <param name="monitor">The monitor.</param>
    /// <param name="nameOf">The block's name for a property of the monitor; null: the same.</param>
    public void Take(PropertyMonitor monitor, Func<string, string>? nameOf = null)
    {
        monitor.Finish();
        foreach (TemporalProperty property in monitor.Properties)
        {
            string name = nameOf?.Invoke(property.Name) ?? property.Name;
            PropertyCounts counts = property.Counts;
            // A strong operator that waits at the end of a drained run has failed.
            _counts[name] = CountsOf(name) + (counts with { Failures = counts.Failures + counts.Open, Pending = counts.Pending - counts.Open });
            foreach (Violation violation in property.Violations)
                Note(new CaseFailure(name, violation.ToString(), violation.StartTime, violation.EndTime, [.. violation.Values.Select(value => value.Path)]));
        }
    }

    /// <summary>Ends a scoreboard and takes over its verdict: one attempt for each item.</summary>
    /// <param name="property">The property's name.</param>
    /// <param name="scoreboard">What was expected and observed.</param>
    /// <param name="cycle">The last cycle.</param>
    /// <param name="period">Femtoseconds of a cycle; it puts an item that came wrong into its place in the waveform.</param>
    public void Take<T>(string property, Scoreboard<T> scoreboard, long cycle, long period)
        where T : notnull
    {
        scoreboard.Finish(cycle);
        _counts[property] = CountsOf(property) + new PropertyCounts(
            scoreboard.Matched + scoreboard.ErrorCount, scoreboard.Matched, 0, scoreboard.ErrorCount, 0, 0, 0);
        foreach (ScoreboardError error in scoreboard.Errors) Note(new CaseFailure(property, error.Sentence, error.Cycle * period, error.Cycle * period));
    }

    /// <summary>Raises a metric that a targeted search follows: the greatest value of the case counts.</summary>
    public void Metric(string name, double value)
    {
        if (!_metrics.TryGetValue(name, out double known) || value > known) _metrics[name] = value;
    }

    /// <summary>The case makes no sense; it counts as discarded.</summary>
    public void Discard(string reason) => Discarded = reason;

    /// <summary>A property could not be evaluated on this machine; it counts as not run, and the report says why.</summary>
    public void NotAvailable(string sentence) => Unavailable = sentence;

    /// <summary>Keeps a file beside the replay file of a failing case.</summary>
    public void Keep(string extension, byte[] contents) => _files[extension] = contents;

    /// <summary>A command did nothing because its precondition did not hold.</summary>
    public void Skip() => Skipped++;

    internal void Finish() => _observer?.Finish(_failures, _signals?.Time ?? 0);

    // While a simulation runs, its clocks know the time.
    private long Or(long time) => time >= 0 ? time : _simulation?.Clocks.Aggregate(_simulation.Time, (latest, clock) => Math.Max(latest, clock.EdgeTime)) ?? _signals?.Time ?? -1;

    private PropertyCounts CountsOf(string property)
    {
        if (!_declared.Contains(property))
            throw new UndeclaredPropertyException($"The bench reports on property {property}, which its block does not declare; it declares {string.Join(", ", _declared.Order())}.");
        return _counts.GetValueOrDefault(property);
    }

    private void Note(CaseFailure failure)
    {
        if (_failures.Count < MostFailures || !_failures.Exists(known => known.Property == failure.Property)) _failures.Add(failure);
    }
}

/// <summary>A bench reports on a property that its block does not declare.</summary>
public sealed class UndeclaredPropertyException(string message) : Exception(message);
