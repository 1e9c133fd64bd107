using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Selecting;

/// <summary>Windows, rings and triggers against a plain filter of the full list of changes.</summary>
public sealed class FilterTests
{

    /// <summary>The value of a signal at a time, from the full list; null where it is unknown or not given yet.</summary>
    private static string? At(List<(long Time, string Value)> values, long time) =>
        values.LastOrDefault(value => value.Time <= time).Value is { } known && known != "NaN" && known.Any(digit => digit != 'x') ? known : null;

    private static bool IsEvent(string path, int seed) => new RandomTrace(seed).Hierarchy.Variables.Single(variable => variable.Path == path).Type.Kind == TraceKind.Event;

    [Fact]
    public void A_window_has_the_full_state_at_its_start_and_then_the_same_changes()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var all = new Settled();
            new RandomTrace(seed).Send(all);
            var random = new Random(seed);
            long from = all.Times[0] + random.Next(300);
            long to = from + random.Next(400);
            var part = new Settled();
            using var sink = new WindowSink(from, to, part);
            new RandomTrace(seed).Send(sink);
            foreach ((string path, var values) in all.Values)
            {
                List<(long, string)> later = [.. values.Where(value => value.Time > from && value.Time <= to)];
                if (IsEvent(path, seed))
                {
                    Assert.Equal([.. values.Where(value => value.Time == from), .. later], part.Values[path]);
                    continue;
                }
                Assert.Equal(At(values, from), At(part.Values[path], from));
                Assert.Equal(later, part.Values[path].Where(value => value.Time > from));
            }
            Assert.Equal(Math.Max(from, Math.Min(to, all.EndTime!.Value)), part.EndTime);
        }
    }

    [Fact]
    public void A_ring_holds_the_last_changes_with_the_full_state_at_its_start()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var all = new Settled();
            new RandomTrace(seed).Send(all);
            var random = new Random(seed);
            var limits = seed % 2 == 0 ? new RingLimits(Changes: random.Next(1, 60)) : new RingLimits(Time: random.Next(300));
            using var ring = new TraceRing(limits);
            new RandomTrace(seed).Send(ring);
            var part = new Settled();
            ring.WriteTo(part);
            long start = part.Times[0];
            long end = all.EndTime!.Value;
            Assert.Equal(end, part.EndTime);
            // No more than asked for: what the ring says of earlier times is one state. No less either.
            if (limits.Time != long.MaxValue) Assert.True(start >= Math.Min(end - limits.Time, all.Times[0]) && (start == all.Times[0] || start >= end - limits.Time));
            if (limits.Time != long.MaxValue) Assert.True(start <= Math.Max(all.Times[0], end - limits.Time) || all.Times.TrueForAll(time => time <= end - limits.Time || time >= start));
            foreach ((string path, var values) in all.Values)
            {
                List<(long, string)> later = [.. values.Where(value => value.Time > start)];
                if (!IsEvent(path, seed)) Assert.Equal(At(values, start), At(part.Values[path], start));
                Assert.Equal(later, part.Values[path].Where(value => value.Time > start));
            }
        }
    }

    [Fact]
    public void A_ring_of_n_changes_keeps_n_changes()
    {
        var hierarchy = new TraceHierarchy();
        TraceHandle count = hierarchy.Root.Vector("count", 32);
        TraceHandle flag = hierarchy.Root.Bit("flag");
        using var ring = new TraceRing(new RingLimits(Changes: 10));
        ring.Begin(hierarchy);
        for (int time = 0; time < 5_000; time++)
        {
            ring.Time(time);
            ring.Change(count, (ulong)time);
            if (time == 7) ring.Change(flag, 1UL);
        }
        Assert.Equal(10, ring.Count);
        using var stream = new MemoryStream();
        using var writer = new VcdWriter(stream);
        ring.WriteTo(writer);
        string body = Written.Body(System.Text.Encoding.ASCII.GetString(stream.ToArray()));
        Assert.StartsWith("#4989\n$dumpvars\nb1001101111101 !\n1\"\n$end\n#4990\nb1001101111110 !\n", body);
        Assert.EndsWith("#4999\nb1001110000111 !\n", body);
    }

    [Fact]
    public void A_ring_that_is_full_allocates_nothing_more()
    {
        var hierarchy = new TraceHierarchy();
        TraceHandle count = hierarchy.Root.Vector("count", 32);
        using var ring = new TraceRing(new RingLimits(Changes: 5_000));
        ring.Begin(hierarchy);
        void Run(long from, long to)
        {
            for (long time = from; time < to; time++)
            {
                ring.Time(time);
                ring.Change(count, (ulong)time);
            }
        }
        Run(0, 10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000, 100_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // A counter that goes up by one at each time; state is RUN from 40 to 59; error is one at 70; an event occurs at 80.
    private static (Settled Part, long? Trigger) Triggered(TraceTrigger trigger)
    {
        var hierarchy = new TraceHierarchy();
        TraceScope scope = hierarchy.Scope("top");
        TraceHandle count = scope.Vector("count", 8);
        TraceHandle state = scope.Enum("state", new EnumTable("state_t", [new(0, "IDLE"), new(2, "RUN")]));
        TraceHandle error = scope.Bit("error");
        TraceHandle number = scope.Integer("number");
        TraceHandle level = scope.Real("level");
        TraceHandle text = scope.Text("text");
        TraceHandle happens = scope.Event("happens");
        var part = new Settled();
        using var sink = new TriggerSink(trigger, part);
        sink.Begin(hierarchy);
        for (int time = 0; time < 100; time++)
        {
            sink.Time(time);
            // Glitches within an instant never trigger.
            sink.Change(count, 200UL);
            sink.Change(count, (ulong)time);
            sink.Change(state, time is >= 40 and < 60 ? 2UL : 0UL);
            sink.Change(error, time == 70 ? 1UL : 0UL);
            ((ITraceSink)sink).Change(number, time - 50);
            sink.Change(level, time * 0.5);
            sink.Change(text, time >= 30 ? "busy" : "idle");
            if (time == 80) sink.Change(happens, 1UL);
        }
        sink.End(100);
        return (part, sink.TriggerTime);
    }

    [Theory]
    [InlineData("top.count == 20", 20)]
    [InlineData("top.count >= 0x14", 20)]
    [InlineData("top.count > 0b10011", 20)]
    [InlineData("top.count == 200", null)]
    [InlineData("top.state == RUN", 40)]
    [InlineData("top.state == RUN && top.count >= 50", 50)]
    [InlineData("top.state != IDLE", 40)]
    [InlineData("rises(top.error)", 70)]
    [InlineData("falls(top.error)", 71)]
    [InlineData("changes(top.state) && top.count > 45", 60)]
    [InlineData("changes(top.happens)", 80)]
    [InlineData("changes(top.text)", 30)]
    [InlineData("top.number == -1", 49)]
    [InlineData("top.number >= 0", 50)]
    [InlineData("top.level > 7.25", 15)]
    [InlineData("top.text == \"busy\"", 30)]
    public void A_trace_starts_where_its_condition_holds_first(string condition, int? expected)
    {
        (Settled part, long? trigger) = Triggered(new TraceTrigger { Start = condition });
        Assert.Equal(expected, trigger);
        if (expected is null)
        {
            Assert.Empty(part.Times);
            return;
        }
        Assert.Equal(expected.Value, part.Times[0]);
        Assert.Equal(100, part.EndTime);
        Assert.Equal(expected < 40 ? "00" : expected < 60 ? "10" : "00", part.Values["top.state"][0].Value);
    }

    [Fact]
    public void A_trace_can_begin_before_its_trigger_and_go_on_after_its_stop()
    {
        (Settled part, long? trigger) = Triggered(new TraceTrigger { Start = "rises(top.error)", Before = new RingLimits(Time: 20), Stop = "top.count == 75", After = 3 });
        Assert.Equal(70, trigger);
        Assert.Equal((50, 78), (part.Times[0], part.EndTime!.Value));
        Assert.Equal(Enumerable.Range(50, 29).Select(time => ((long)time, time.ToString("b8"))), part.Values["top.count"]);
        Assert.Equal([(50L, "10"), (60L, "00")], part.Values["top.state"]);
    }

    [Theory]
    [InlineData("top.nothing == 1", "no signal 'top.nothing'")]
    [InlineData("top.count", "is no condition")]
    [InlineData("top.count == many", "neither a number nor a value's name")]
    [InlineData("top.count == 256", "never has the value")]
    [InlineData("rises(top.count)", "is not one bit")]
    [InlineData("top.text < \"a\"", "== and != only")]
    [InlineData("top.level == high", "is no number")]
    [InlineData("top.happens == 1", "changes(top.happens)")]
    public void A_condition_that_does_not_fit_is_a_sentence(string condition, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Triggered(new TraceTrigger { Start = condition })).Message);

    [Fact]
    public void Settling_leaves_one_value_per_instant()
    {
        using VcdReader reader = Written.Reader("$timescale 1ns $end $var wire 1 ! a $end $var event 1 % e $end $enddefinitions $end #0 0! #1 1! 0! #2 1! 0! 1! 1% 1% #3 x! 1! #4");
        var output = new MemoryStream();
        using (var sink = new SettlingSink(new VcdWriter(output, new VcdOptions { SuppressUnchanged = false }))) reader.SendAll(sink);
        Assert.Equal("#0\n$dumpvars\n0!\n$end\n#2\n1!\n1\"\n#4\n", Written.Body(System.Text.Encoding.ASCII.GetString(output.ToArray())));
    }
}
