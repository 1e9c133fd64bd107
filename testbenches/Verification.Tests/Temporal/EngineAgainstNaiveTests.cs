using FsCheck;
using FsCheck.Fluent;
using HwModel.Verification.Temporal;

namespace HwModel.Verification.Tests.Temporal;

public class EngineAgainstNaiveTests
{
    /// <summary>The size of the random campaign: HWMODEL_TEMPORAL_CASES, by default a smoke size.</summary>
    private static int Cases => int.TryParse(Environment.GetEnvironmentVariable("HWMODEL_TEMPORAL_CASES"), out int n) ? n : 4000;

    [Fact]
    public void Random_formulas_on_random_traces_have_the_counts_and_violations_of_the_definitions() =>
        Prop.ForAll(RandomFormulas.Cases(longest: 10), Agrees).Check(Seeded.Cases(Cases));

    [Fact]
    public void Random_sequences_are_covered_as_often_as_the_definitions_say() =>
        Prop.ForAll(
            RandomFormulas.Cases(longest: 10).Filter(c => c.Formula is Seq),
            c => CoverAgrees((Seq)c.Formula, c.Trace)).Check(Seeded.Cases(Cases / 8).WithMaxRejected(100 * Cases));

    private static void Agrees(TraceCase c)
    {
        var signals = new TestSignals();
        var monitor = new PropertyMonitor("dut");
        TemporalProperty property = monitor.Assert("p", c.Formula.Build(signals), c.Disable?.Build(signals));
        for (int t = 0; t < c.Trace.Length; t++)
        {
            signals.Now = c.Trace[t];
            monitor.Sample(t, 5_000_000L * t);
        }
        monitor.Finish();

        Expected expected = Expect(c);
        Assert.Equal(expected.Counts, property.Counts);
        Assert.Equal(expected.Violations, property.Violations.Select(v => (v.Kind, v.StartCycle, v.EndCycle, v.Attempts)).ToArray());
    }

    private sealed record Expected(PropertyCounts Counts, (ViolationKind, long, long, long)[] Violations);

    private static Expected Expect(TraceCase c)
    {
        int n = c.Trace.Length;
        var naive = new NaiveEvaluator(c.Trace);
        bool Disabled(int t) => c.Disable is not null && naive.Holds(c.Disable, t);
        // An attempt in every cycle already says "always".
        F formula = c.Formula is Unary { Operator: "always" } always ? always.Operand : c.Formula;
        var counts = new PropertyCounts();
        var failures = new SortedDictionary<long, List<long>>();
        var open = new List<long>();
        for (int t = 0; t < n; t++)
        {
            counts = counts with { Attempts = counts.Attempts + 1 };
            int disabled = Enumerable.Range(t, n - t).Where(Disabled).DefaultIfEmpty(n).First();
            int? decided = naive.Decided(formula, t, disabled);
            if (decided is { } m)
            {
                bool passes = naive.Status(formula, t, m) == Verdict.True;
                if (!passes)
                {
                    counts = counts with { Failures = counts.Failures + 1 };
                    if (!failures.TryGetValue(m - 1, out List<long>? starts)) failures.Add(m - 1, starts = []);
                    starts.Add(t);
                }
                else if (naive.Activated(formula, t, m)) counts = counts with { Passes = counts.Passes + 1 };
                else counts = counts with { Vacuous = counts.Vacuous + 1 };
            }
            else if (disabled < n)
            {
                counts = counts with { Discarded = counts.Discarded + 1 };
            }
            else
            {
                counts = counts with { Pending = counts.Pending + 1 };
                if (!naive.MayEnd(formula, t, n)) open.Add(t);
            }
        }
        counts = counts with { Open = open.Count };
        var violations = failures.Select(f => (ViolationKind.Failure, f.Value.Min(), f.Key, (long)f.Value.Count)).ToList();
        if (open.Count > 0) violations.Add((ViolationKind.OpenObligation, open.Min(), n - 1, open.Count));
        return new Expected(counts, [.. violations]);
    }

    private static void CoverAgrees(Seq formula, byte[] trace)
    {
        var signals = new TestSignals();
        var monitor = new PropertyMonitor();
        CoverProperty cover = monitor.Cover("c", formula.Sequence.Build(signals));
        for (int t = 0; t < trace.Length; t++)
        {
            signals.Now = trace[t];
            monitor.Sample(t, t);
        }
        var naive = new NaiveEvaluator(trace);
        var matches = (from t in Enumerable.Range(0, trace.Length)
                       from u in Enumerable.Range(t + 1, trace.Length - t)
                       where naive.Matches(formula.Sequence, t, u, trace.Length)
                       select u - 1).ToArray();
        Assert.Equal(matches.Length, cover.Matches);
        Assert.Equal(matches.DefaultIfEmpty(-1).Min(), cover.FirstMatch);
    }
}
