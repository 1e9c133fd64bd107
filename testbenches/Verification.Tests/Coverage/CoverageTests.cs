using FsCheck;
using FsCheck.Fluent;
using HwModel.Verification.Coverage;

namespace HwModel.Verification.Tests.Coverage;

public class CoverageTests
{
    private enum Gate
    {
        Open,
        Shut,
    }

    private static long HitsOf(CoverageRecord record, CoverageItem item, string bin) =>
        record.Hits(item, item.Bins.ToList().FindIndex(b => b.Name == bin));

    [Fact]
    public void Values_fall_into_bins_and_transitions_are_seen()
    {
        var model = new CoverageModel("block");
        CoverPoint point = model.Point("depth", Bin.Value("empty", 0), Bin.Range("some", 1, 7), Bin.Range("low half", 0, 3), Bin.Value("full", 8).Times(2),
            Bin.Ignore("unused", 9, 9), Bin.Illegal("over", 10, long.MaxValue), Bin.Transition("wraps", 8, 0), Bin.Transition("fills", 6, 7, 8), Bin.Default());
        var record = new CoverageRecord(model);
        foreach (long value in (long[])[0, 6, 7, 8, 0, 9, -1, 8]) record.Sample(point, value);
        Assert.Equal((2, 2, 2, 2, 1, 0, 1, 1, 1),
            (HitsOf(record, point, "empty"), HitsOf(record, point, "some"), HitsOf(record, point, "low half"), HitsOf(record, point, "full"), HitsOf(record, point, "unused"),
                HitsOf(record, point, "over"), HitsOf(record, point, "wraps"), HitsOf(record, point, "fills"), HitsOf(record, point, "other")));
        Assert.Empty(record.Illegal);
        record.Sample(point, 11);
        Assert.Equal("depth was 11, which is in the illegal bin over.", Assert.Single(record.Illegal));
        CoverageData data = CoverageData.Of(record);
        Assert.Equal(100, data.Percent);
    }

    [Fact]
    public void A_bin_that_wants_more_hits_is_a_hole_until_then()
    {
        var model = new CoverageModel("block");
        CoverPoint point = model.Point("p", Bin.Value("a", 0), Bin.Value("b", 1).Times(3));
        var record = new CoverageRecord(model);
        record.Sample(point, 0);
        record.Sample(point, 1);
        CoverageData data = CoverageData.Of(record);
        Assert.Equal(50, data.Percent);
        Assert.Equal("p/b", string.Join(' ', data.Holes().Select(hole => $"{hole.Item}/{hole.Bin.Name}")));
    }

    [Fact]
    public void A_cross_counts_combinations_and_leaves_out_the_ignored()
    {
        var model = new CoverageModel("block");
        CoverPoint gate = model.Point<Gate>("gate");
        CoverPoint load = model.Point("load", Bin.Range("light", 0, 4), Bin.Illegal("bad", 5, 5), Bin.Range("heavy", 6, 9));
        CoverCross cross = model.Cross("gate x load", [gate, load], names => names is ["Shut", "heavy"]);
        var record = new CoverageRecord(model);
        record.Sample(cross, (long)Gate.Open, 7);
        record.Sample(cross, (long)Gate.Shut, 7);
        record.Sample(cross, (long)Gate.Shut, 5);
        record.Sample(cross, (long)Gate.Open, 100);
        Assert.Equal(["Open x light", "Open x heavy", "Shut x light", "Shut x heavy"], cross.Bins.Select(bin => bin.Name));
        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(bin => record.Hits(cross, bin)));
        Assert.Equal(3, CoverageData.Of(record).Items[^1].Total);
    }

    [Fact]
    public void A_state_machine_counts_arcs_and_refuses_the_illegal()
    {
        var model = new CoverageModel("block");
        CoverFsm fsm = model.Fsm("link", ["Down", "Training", "Up"], [(0, 1), (1, 2), (2, 0), (1, 0)]);
        var record = new CoverageRecord(model);
        foreach (int state in (int[])[0, 0, 1, 2, 2, 0, 2]) record.Sample(fsm, state);
        Assert.Equal("link went from Down to Up, which is no legal arc.", Assert.Single(record.Illegal));
        Assert.Equal((3, 1, 3, 1, 1, 1, 0, 1), (HitsOf(record, fsm, "Down"), HitsOf(record, fsm, "Training"), HitsOf(record, fsm, "Up"),
            HitsOf(record, fsm, "Down -> Training"), HitsOf(record, fsm, "Training -> Up"), HitsOf(record, fsm, "Up -> Down"), HitsOf(record, fsm, "Training -> Down"), HitsOf(record, fsm, "illegal arc")));
        record.Restart();
        record.Sample(fsm, 1);
        Assert.Single(record.Illegal);
    }

    [Fact]
    public void Toggle_sees_both_edges_of_every_bit()
    {
        var model = new CoverageModel("block");
        CoverToggle toggle = model.Toggle("bus", 2);
        var record = new CoverageRecord(model);
        foreach (ulong value in (ulong[])[0, 1, 3, 1]) record.Sample(toggle, value);
        Assert.Equal([1, 0, 1, 1], Enumerable.Range(0, 4).Select(bin => record.Hits(toggle, bin)));
    }

    [Fact]
    public void Exclusions_need_a_reason_and_a_wrong_one_is_found()
    {
        var model = new CoverageModel("block");
        CoverPoint point = model.Point("p", Bin.Value("a", 0), Bin.Value("b", 1));
        Assert.Throws<ArgumentException>(() => model.Exclude("p", "b", ExclusionTag.LowRisk, " "));
        Assert.Throws<ArgumentException>(() => model.Exclude("p", "c", ExclusionTag.LowRisk, "why not"));
        model.Exclude("p", "b", ExclusionTag.Unreachable, "p is constant.");
        var record = new CoverageRecord(model);
        record.Sample(point, 0);
        Assert.Equal(100, CoverageData.Of(record).Percent);
        Assert.Empty(CoverageData.Of(record).StaleExclusions());
        record.Sample(point, 1);
        Assert.Equal("b", Assert.Single(CoverageData.Of(record).StaleExclusions()).Bin.Name);
        Assert.Contains("Unreachable: p is constant. (but it was hit: the exclusion is wrong)", CoverageText.Markdown(CoverageData.Of(record)));
    }

    [Fact]
    public void Merging_is_commutative_and_associative_has_a_neutral_element_and_survives_the_file()
    {
        Arbitrary<long[]> values = Arb.From(Gen.Choose(-1, 6).Select(v => (long)v).ArrayOf());
        Prop.ForAll(values, values, values, (x, y, z) =>
        {
            (string a, string b, string c, string none) = (Text(x), Text(y), Text(z), Text([]));
            Assert.Equal(Merge(a, b), Merge(b, a));
            Assert.Equal(Merge(Merge(a, b), c), Merge(a, Merge(b, c)));
            Assert.Equal(a, Merge(a, none));
            // Counts add: one run of both, where no transition reaches from one to the other.
            Assert.Equal(Merge(a, b), Text(x, y));
        }).Check(Seeded.Cases(200));

        static string Merge(string a, string b) => CoverageData.FromJson(a).Merge(CoverageData.FromJson(b)).ToJson();
    }

    [Fact]
    public void A_foreign_or_damaged_file_is_refused_in_a_sentence()
    {
        Assert.Contains("not valid JSON at line 2", Assert.Throws<FormatException>(() => CoverageData.FromJson("{\n]")).Message);
        Assert.Contains("schema version 7", Assert.Throws<FormatException>(() => CoverageData.FromJson("{\"schemaVersion\": 7}")).Message);
        var other = new CoverageModel("block");
        other.Point("another", Bin.Value("a", 0));
        Assert.Contains("different items", Assert.Throws<ArgumentException>(() => CoverageData.FromJson(Text([])).Merge(CoverageData.Of(new CoverageRecord(other)))).Message);
    }

    [Fact]
    public void Sampling_allocates_nothing()
    {
        var model = new CoverageModel("block");
        CoverPoint p = model.Point("p", Bin.Value("a", 0), Bin.Transition("t", 0, 1), Bin.Range("r", 1, 9)), q = model.Point<Gate>("q");
        CoverCross cross = model.Cross("x", [p, q]);
        CoverFsm fsm = model.Fsm("f", ["A", "B"], [(0, 1), (1, 0)]);
        CoverToggle toggle = model.Toggle("t", 8);
        var record = new CoverageRecord(model);
        Run(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                record.Sample(p, i % 3);
                record.Sample(cross, i % 3, i % 2);
                record.Sample(fsm, i % 2);
                record.Sample(toggle, (ulong)i);
            }
        }
    }

    private static string Text(params long[][] runs)
    {
        var model = new CoverageModel("block");
        CoverPoint point = model.Point("p", Bin.Value("zero", 0), Bin.Range("few", 1, 3).Times(2), Bin.Transition("up", 2, 3), Bin.Illegal("bad", 6, 9), Bin.Default());
        CoverFsm fsm = model.Fsm("f", ["A", "B", "C"], [(0, 1), (1, 2)]);
        var all = new CoverageRecord(model);
        foreach (long[] run in runs)
        {
            var record = new CoverageRecord(model);
            foreach (long value in run)
            {
                record.Sample(point, value);
                record.Sample(fsm, (int)value);
            }
            all.Add(record);
        }
        return CoverageData.Of(all).ToJson();
    }
}
