using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;
using HwModel.Verification.Cases;
using HwModel.Verification.Temporal;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>Looks at the buses cycle by cycle: who goes first.</summary>
internal sealed class PadiWatch
{
    private readonly PadiBus[] _buses;
    private readonly PropertyMonitor[] _monitors;
    private readonly PadiCoverage _coverage;
    private readonly CaseRun _run;

    public PadiWatch(PadiBus[] buses, Collector<PadiEvent>[] drivers, PadiCoverage coverage, CaseRun run)
    {
        (_buses, _coverage, _run) = (buses, coverage, run);
        _monitors = [.. buses.Zip(drivers, Declare)];
    }

    /// <summary>Looks at the present cycle.</summary>
    public void Sample(long cycle, long time)
    {
        foreach (PropertyMonitor monitor in _monitors) monitor.Sample(cycle, time);
        foreach (PadiBus bus in _buses)
            if (bus.ManualIn.HasData) _run.Coverage.Sample(_coverage.Meets, bus.EventIn.HasData && bus.Settings.Value.Enable ? 2 : bus.Probes.State.Value == PadiState.Idle ? 0 : 1);
    }

    /// <summary>The case is over.</summary>
    public void Finish()
    {
        foreach (PropertyMonitor monitor in _monitors) _run.Take(monitor);
    }

    // In the cycle after it was put onto the bus an event is the newest in the drivers' queue.
    private static PropertyMonitor Declare(PadiBus bus, Collector<PadiEvent> drivers)
    {
        In<PadiEvent> hand = bus.ManualIn, taken = drivers.Input;
        Condition waits = Bits.Of($"{hand.Path}.count", 2, () => (ulong)hand.Count) != 0;
        Bits firstRow = Bits.Of($"{hand.Path}.head.row_select", 5, () => hand.HasData ? hand.Peek().RowSelect : 0UL);
        Bits firstLabel = Bits.Of($"{hand.Path}.head.label", 6, () => hand.HasData ? hand.Peek().Label : 0UL);
        Bits row = Bits.Of($"{taken.Path}.newest.row_select", 5, () => taken.HasData ? taken.Peek(taken.Count - 1).RowSelect : 0UL);
        Bits label = Bits.Of($"{taken.Path}.newest.label", 6, () => taken.HasData ? taken.Peek(taken.Count - 1).Label : 0UL);
        var monitor = new PropertyMonitor();
        monitor.Assert("padi.manual_first", (waits.Past() & bus.Probes.State.Is(PadiState.Drive)).Implies((row == firstRow.Past()) & (label == firstLabel.Past())));
        return monitor;
    }
}
