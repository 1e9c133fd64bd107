namespace HwModel.Traces.Tests.Sinks;

public class ActivitySinkTests
{
    [Fact]
    public void Changes_after_the_first_instant_are_noted_with_their_times()
    {
        var hierarchy = new TraceHierarchy(Timescale.Femtosecond);
        TraceHandle still = hierarchy.Root.Vector("still", 8), early = hierarchy.Root.Bit("early"), late = hierarchy.Root.Real("late");
        using var sink = new ActivitySink(new NullSink());
        Assert.Equal(-1, sink.Start);
        sink.Begin(hierarchy);
        sink.Time(5);
        sink.Change(still, 1UL);
        sink.Change(early, 0UL);
        sink.Time(10);
        sink.Change(early, 1UL);
        sink.Time(20);
        sink.Time(30);
        sink.Change(late, 0.5);
        sink.Change(late, 0.7);
        Assert.Equal(5, sink.Start);
        Assert.Equal([10L, 30L], sink.Instants);
        Assert.Equal((false, true, true), (sink.Moves(still), sink.Moves(early), sink.Moves(late)));
        Assert.Equal((true, true, false, false), (sink.Moves(early, 10, 10), sink.Moves(early, 0, 30), sink.Moves(early, 11, 30), sink.Moves(early, 0, 9)));
        Assert.Equal((true, false), (sink.Moves(late, 11, 30), sink.Moves(late, 11, 29)));
    }

    [Fact]
    public void Only_differences_are_handed_on_after_the_first_instant()
    {
        var hierarchy = new TraceHierarchy(Timescale.Femtosecond);
        TraceHandle number = hierarchy.Root.Vector("number", 8), text = hierarchy.Root.Text("text");
        var activity = new ActivitySink(new NullSink());
        using var sink = new DifferenceSink(activity);
        sink.Begin(hierarchy);
        foreach (long time in (long[])[0, 1, 2])
        {
            sink.Time(time);
            sink.Change(number, time == 2 ? 9UL : 7);
            sink.Change(text, "same");
        }
        Assert.Equal([2L], activity.Instants);
        Assert.Equal((true, false), (activity.Moves(number), activity.Moves(text)));
    }
}
