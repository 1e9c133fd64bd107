using HwModel.Verification.Temporal;

namespace HwModel.Verification.Tests.Temporal;

/// <summary>Cases worked out by hand; waves are one character a cycle, 1 where the signal is high.</summary>
public class PropertyTests
{
    private static readonly Dictionary<string, Func<Wave, Formula>> Formulas = new()
    {
        ["a |-> b"] = w => w["a"].Implies(w["b"]),
        ["a |=> b"] = w => w["a"].ImpliesNext(w["b"]),
        ["a |=> a && stable(b)"] = w => (w["a"] & !w["c"]).ImpliesNext(w["a"] & w["b"].Stable()),
        ["a ##1 b |-> c"] = w => w["a"].Then(w["b"]).Implies(w["c"]),
        ["rose(a) |-> eventually[1:3] b"] = w => w["a"].Rose().Implies(Formula.Eventually(1, 3, w["b"])),
        ["a |-> s_eventually b"] = w => w["a"].Implies(Formula.StrongEventually(w["b"])),
        ["a until b"] = w => w["a"].Until(w["b"]),
        ["a s_until b"] = w => w["a"].StrongUntil(w["b"]),
        ["a until_with b"] = w => w["a"].UntilWith(w["b"]),
        ["nexttime a"] = w => Formula.Next(w["a"]),
        ["s_nexttime a"] = w => Formula.StrongNext(w["a"]),
        ["never (a ##1 b)"] = w => Formula.Never(w["a"].Then(w["b"])),
        ["a |=> b[->2] ##1 c"] = w => w["a"].ImpliesNext(w["b"].Goto(2).Then(w["c"])),
        ["a |=> b[=2] ##1 c"] = w => w["a"].ImpliesNext(w["b"].Occurs(2).Then(w["c"])),
        ["a |-> b throughout (##2 c)"] = w => w["a"].Implies(w["b"].Throughout(Sequence.Delay(2, w["c"]))),
        ["a ##[1:3] b |-> c"] = w => w["a"].Then(1, 3, w["b"]).Implies(w["c"]),
        ["first_match(a ##[1:3] b) |-> c"] = w => w["a"].Then(1, 3, w["b"]).FirstMatch().Implies(w["c"]),
        ["a[*2:3] intersect (b ##1 b)"] = w => w["a"].Repeat(2, 3).Intersect(w["b"].Then(w["b"])),
        ["accept_on(c) a |=> b"] = w => w["a"].ImpliesNext(w["b"]).AcceptOn(w["c"]),
        ["reject_on(c) a |=> b"] = w => w["a"].ImpliesNext(w["b"]).RejectOn(w["c"]),
    };

    //                                          a            b            c            passes vacuous failures pending open
    [Theory]
    [InlineData("a |-> b", "0110", "0100", "0000", 1, 2, 1, 0, 0)]
    [InlineData("a |=> b", "0101", "0010", "0000", 1, 2, 0, 1, 0)]
    [InlineData("a |=> b", "0101", "0000", "0000", 0, 2, 1, 1, 0)]
    [InlineData("a |=> a && stable(b)", "0110", "0010", "0010", 0, 3, 1, 0, 0)] // payload changes while waiting for the grant
    [InlineData("a |=> a && stable(b)", "0110", "0110", "0010", 1, 3, 0, 0, 0)]
    [InlineData("a ##1 b |-> c", "1100", "0110", "0010", 1, 2, 1, 0, 0)]
    [InlineData("rose(a) |-> eventually[1:3] b", "01111", "00001", "00000", 1, 4, 0, 0, 0)]
    [InlineData("rose(a) |-> eventually[1:3] b", "010000", "010001", "000000", 0, 5, 1, 0, 0)] // one cycle late
    [InlineData("rose(a) |-> eventually[1:3] b", "010", "000", "000", 0, 2, 0, 1, 0)] // window not complete
    [InlineData("a |-> s_eventually b", "0100", "0000", "0000", 0, 3, 0, 1, 1)]
    [InlineData("a |-> s_eventually b", "0100", "0001", "0000", 1, 3, 0, 0, 0)]
    [InlineData("a until b", "110", "001", "000", 3, 0, 0, 0, 0)]
    [InlineData("a until b", "100", "001", "000", 1, 0, 2, 0, 0)] // both attempts that start before b fail where a is low
    [InlineData("a until b", "111", "000", "000", 0, 0, 0, 3, 0)]
    [InlineData("a s_until b", "111", "000", "000", 0, 0, 0, 3, 3)]
    [InlineData("a until_with b", "110", "001", "000", 0, 0, 3, 0, 0)]
    [InlineData("a until_with b", "111", "001", "000", 3, 0, 0, 0, 0)]
    [InlineData("nexttime a", "011", "000", "000", 2, 0, 0, 1, 0)]
    [InlineData("s_nexttime a", "011", "000", "000", 2, 0, 0, 1, 1)]
    [InlineData("never (a ##1 b)", "1000", "0100", "0000", 3, 0, 1, 0, 0)]
    [InlineData("never (a ##1 b)", "0001", "0000", "0000", 3, 0, 0, 1, 0)] // under way at the end: pending, not open
    [InlineData("a |=> b[->2] ##1 c", "1000000", "0010100", "0000010", 1, 6, 0, 0, 0)]
    [InlineData("a |=> b[->2] ##1 c", "1000000", "0010100", "0000001", 0, 6, 1, 0, 0)]
    [InlineData("a |=> b[=2] ##1 c", "1000000", "0010100", "0000001", 1, 6, 0, 0, 0)]
    [InlineData("a |-> b throughout (##2 c)", "1000", "1100", "0010", 0, 3, 1, 0, 0)]
    [InlineData("a |-> b throughout (##2 c)", "1000", "1110", "0010", 1, 3, 0, 0, 0)]
    [InlineData("a ##[1:3] b |-> c", "10000", "01010", "01000", 0, 4, 1, 0, 0)]
    [InlineData("first_match(a ##[1:3] b) |-> c", "10000", "01010", "01000", 1, 4, 0, 0, 0)]
    [InlineData("a[*2:3] intersect (b ##1 b)", "1100", "1100", "0000", 1, 0, 3, 0, 0)]
    [InlineData("accept_on(c) a |=> b", "1000", "0000", "0100", 0, 4, 0, 0, 0)]
    [InlineData("reject_on(c) a |=> b", "1000", "0100", "0100", 0, 2, 2, 0, 0)]
    public void Attempts_end_as_the_definition_says(
        string formula, string a, string b, string c, long passes, long vacuous, long failures, long pending, long open)
    {
        var wave = new Wave(("a", a), ("b", b), ("c", c));
        var monitor = new PropertyMonitor();
        TemporalProperty property = monitor.Assert("p", Formulas[formula](wave));
        wave.Run(monitor);
        Assert.Equal(new PropertyCounts(a.Length, passes, vacuous, failures, 0, pending, open), property.Counts);
    }

    [Fact]
    public void Disable_iff_discards_every_attempt_that_meets_it()
    {
        var wave = new Wave(("a", "110000"), ("b", "000000"), ("rst", "001000"));
        var monitor = new PropertyMonitor();
        TemporalProperty property = monitor.Assert("p", wave["a"].Implies(Formula.Eventually(1, 4, wave["b"])), disableIff: wave["rst"]);
        wave.Run(monitor);
        Assert.Equal(new PropertyCounts(Attempts: 6, Passes: 0, Vacuous: 3, Failures: 0, Discarded: 3, Pending: 0, Open: 0), property.Counts);
    }

    [Fact]
    public void A_failure_is_a_sentence_with_time_path_and_values()
    {
        var wave = new Wave(("req", "0110"), ("gnt", "0000"));
        ulong[] payload = [0, 0x1e, 0x1f, 0];
        Bits data = Bits.Of("dut.payload", 8, () => payload[wave.Cycle]);
        var monitor = new PropertyMonitor("mesh.r0");
        monitor.Assert("request_held", (wave["req"] & !wave["gnt"]).ImpliesNext(wave["req"] & data.Stable()));
        wave.Run(monitor, period: 5_000_000);
        Assert.Equal(
            "Property mesh.r0.request_held failed in cycle 2 (10 ns), started in cycle 1 (5 ns), with req = 1, gnt = 0, dut.payload = 0x1f (at the start 0x1e); "
            + "it demands (req && !gnt) |=> (req && $stable(dut.payload)).",
            monitor.Violations.First().ToString());
    }

    [Fact]
    public void An_unknown_condition_does_not_hold_and_neither_does_its_negation()
    {
        var monitor = new PropertyMonitor();
        Condition x = Condition.Of(new UnknownSignal());
        TemporalProperty holds = monitor.Assert("holds", x);
        TemporalProperty not = monitor.Assert("not", !x);
        TemporalProperty dominated = monitor.Assert("dominated", !(x & Condition.False) & (x | Condition.True));
        monitor.Sample(0, 0);
        Assert.Equal((1, 1, 0), (holds.Counts.Failures, not.Counts.Failures, dominated.Counts.Failures));
        Assert.Contains("with u = x", holds.Violations[0].ToString());
    }

    [Fact]
    public void A_thousand_cycle_window_merges_attempts_and_allocates_nothing_in_known_states()
    {
        int cycle = 0;
        Condition req = Condition.Of("req", () => cycle % 3 == 0);
        Condition ack = Condition.Of("ack", () => cycle % 900 == 899);
        Bits data = Bits.Of("data", 16, () => (ulong)(cycle & 0xffff));
        var monitor = new PropertyMonitor();
        TemporalProperty property = monitor.Assert("answered", req.Implies(Formula.Eventually(1, 1000, ack)));
        TemporalProperty merged = monitor.Assert("merged", req.Implies(Formula.StrongEventually(ack)));
        monitor.Assert("held", (data > 3).Implies(!data.Past(4).OneHot() | (data != data.Past())));
        for (; cycle < 5000; cycle++) monitor.Sample(cycle, cycle);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (; cycle < 25000; cycle++) monitor.Sample(cycle, cycle);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(property.LiveStates, 1, 1000);
        Assert.Equal(1, merged.LiveStates);
        Assert.Equal(0, property.Counts.Failures);
    }

    [Fact]
    public void Equal_conditions_share_a_bit_and_the_sixty_fifth_is_refused_in_a_sentence()
    {
        Bits word = Bits.Of("w", 8, () => 0);
        Formula many = word == 0;
        for (int i = 1; i < 64; i++) many |= word == i;
        _ = new PropertyMonitor().Assert("fits", many & (word == 1));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new PropertyMonitor().Assert("many", many | (word == 99)));
        Assert.Contains("Property many uses more than 64 different conditions; split it.", refused.Message);
    }

    [Fact]
    public void A_history_belongs_to_one_monitor()
    {
        Condition shared = Condition.Of("a", () => true).Rose();
        new PropertyMonitor().Assert("first", shared);
        Assert.Contains("two monitors", Assert.Throws<ArgumentException>(() => new PropertyMonitor().Assert("second", shared)).Message);
    }

    [Theory]
    [InlineData(0, "0 fs")]
    [InlineData(999, "999 fs")]
    [InlineData(12_500_000, "12.5 ns")]
    [InlineData(3_000_000_000_001, "3.000000000001 ms")]
    public void Time_is_written_exactly(long femtoseconds, string text) => Assert.Equal(text, SimulatedTime.Text(femtoseconds));

    private sealed class UnknownSignal : ISampledSignal
    {
        public string Path => "u";

        public int Width => 1;

        public bool IsReal => false;

        public bool TryRead(out ulong bits)
        {
            bits = 0;
            return false;
        }

        public double ReadReal() => 0;
    }
}

/// <summary>Signals drawn as text, one character a cycle.</summary>
internal sealed class Wave
{
    private readonly Dictionary<string, Condition> _signals = [];
    private readonly int _length;

    public Wave(params (string Name, string Values)[] signals)
    {
        foreach ((string name, string values) in signals)
        {
            _length = values.Length;
            _signals.Add(name, Condition.Of(name, () => values[Cycle] == '1'));
        }
    }

    public int Cycle { get; private set; }

    public Condition this[string name] => _signals[name];

    public void Run(PropertyMonitor monitor, long period = 1)
    {
        for (Cycle = 0; Cycle < _length; Cycle++) monitor.Sample(Cycle, Cycle * period);
        monitor.Finish();
    }
}
