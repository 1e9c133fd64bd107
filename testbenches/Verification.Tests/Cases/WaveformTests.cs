using HwModel.Traces;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;

namespace HwModel.Verification.Tests.Cases;

/// <summary>What a waveform of a failed case shows. A case of 200 ticks of 10 fs is drawn by hand; a counter of the block counts in every tick, a flag of another rises once.</summary>
public class WaveformTests
{
    private const long Tick = 10, Ticks = 200;

    [Fact]
    public void The_marker_stands_where_a_check_failed_and_the_window_around_it()
    {
        string[] save = Draw((run, tick) => run.Check("counter.in_range", tick != 100, $"too many"));
        Assert.Contains("[markername] Acounter.in_range fails", save);
        Assert.Equal("1000", Zoom(save)[1]);
        // 40 instants before it: in each something changes.
        Assert.Contains("[timestart] 600", save);
    }

    [Fact]
    public void What_moves_in_the_window_comes_first_and_what_never_moves_is_folded_away()
    {
        string[] save = Draw((run, tick) => run.Check("counter.in_range", tick != 100, $"too many"));
        string[] titles = [.. save.Where(line => line.StartsWith('-') && line.Length > 1).Select(line => line[1..])];
        // The block's module, then the one that moves only at another time, then the one that never does; each title opens and closes its group.
        Assert.Equal(["top.counter", "top.counter: unchanged", "top.counter: unchanged", "top.counter", "top.other", "top.other", "a.still", "a.still"], titles);
    }

    [Fact]
    public void What_is_seen_at_the_end_is_marked_where_the_design_came_to_rest()
    {
        string[] save = Draw((run, tick) => run.Check("counter.in_range", tick < Ticks + 50, $"never came"), rest: 50);
        Assert.Contains("[markername] Acounter.in_range fails, seen at the end; nothing moves from here on", save);
        Assert.Equal((Ticks * Tick).ToString(System.Globalization.CultureInfo.InvariantCulture), Zoom(save)[1]);
    }

    [Fact]
    public void GTKWave_can_begin_where_it_should_since_a_window_is_left_of_the_trace()
    {
        using var folder = new TemporaryFolder();
        string[] save = Draw((run, tick) => run.Check("counter.in_range", tick < Ticks, $"too many"), folder: folder);
        // Window: 40 instants of 10 fs before the failure at 2000, and a fifth behind it; half as much again is in the file.
        Assert.Contains("[timestart] 1600", save);
        string last = File.ReadLines(folder.File("case.vcd")).Last(line => line.StartsWith('#'));
        Assert.InRange(long.Parse(last[1..], System.Globalization.CultureInfo.InvariantCulture), 2000 + 160, 2000 + 240);
    }

    [Fact]
    public void Without_a_watcher_nothing_is_drawn()
    {
        CaseRun run = Run(null);
        CaseSignals signals = run.Draw();
        Assert.False(signals.IsWatched);
        signals.At(7);
        signals.Set(signals.Bit("a.b"), 1UL);
        run.Check("counter.in_range", false, $"too many");
        Assert.Equal(7, run.Failures[0].EndTime);
    }

    private static string[] Draw(Action<CaseRun, long> check, long rest = 0, TemporaryFolder? folder = null)
    {
        using var own = new TemporaryFolder();
        string path = (folder ?? own).File("case.vcd");
        using var waveform = new CaseWaveform(path, "counter.in_range");
        CaseRun run = Run(waveform);
        CaseSignals signals = run.Draw();
        TraceHandle never = signals.Bit("a.still.never"), flag = signals.Bit("top.other.flag"), count = signals.Vector("top.counter.count", 16);
        TraceHandle[] constants = [.. Enumerable.Range(0, 12).Select(i => signals.Bit($"top.counter.constant{i}"))];
        for (long tick = 0; tick <= Ticks + rest; tick++)
        {
            signals.At(tick * Tick);
            signals.Set(never, 0UL);
            signals.Set(flag, tick >= 3 ? 1UL : 0);
            signals.Set(count, (ulong)Math.Min(tick, Ticks));
            foreach (TraceHandle constant in constants) signals.Set(constant, 1UL);
            check(run, tick);
        }
        run.Finish();
        Assert.True(waveform.IsWritten);
        return File.ReadAllLines(Path.ChangeExtension(path, ".gtkw"));
    }

    private static string[] Zoom(string[] save) => save.Single(line => line.StartsWith('*')).Split(' ');

    private static CaseRun Run(ICaseObserver? observer) => new(new HashSet<string> { "counter.in_range" }, new CoverageModel("counter"), 1, HwModel.Kernel.FaultSet.None, observer);
}
