using HwModel.SpiNNaker2.Power;
using HwModel.Verification.Cases;
using HwModel.Verification.Temporal;

namespace HwModel.Benches.Power;

/// <summary>Watches a <see cref="PowerSystem"/> cycle by cycle of the reference, with its own idea of what must happen.</summary>
internal sealed class PowerWatch
{
    private readonly PowerSystem _system;
    private readonly PowerOptions _options;
    private readonly PowerCoverage _coverage;
    private readonly CaseRun _run;
    private readonly Observed[] _observed;
    private readonly Queue<PowerCommand>[] _wishes;
    private readonly List<PropertyMonitor> _monitors = [];

    public PowerWatch(PowerSystem system, PowerOptions options, PowerCoverage coverage, CaseRun run)
    {
        (_system, _options, _coverage, _run) = (system, options, coverage, run);
        _observed = [.. system.Controllers.Select(_ => new Observed())];
        _wishes = [.. system.Controllers.Select(_ => new Queue<PowerCommand>())];
        foreach (PowerController controller in system.Controllers)
        {
            PowerController.StateProbes probes = controller.Probes;
            Condition stopped = probes.State.Is(PowerState.ClockStopped).Rose();
            var monitor = new PropertyMonitor();
            monitor.Assert("dvfs.clock_runs_again", stopped.Implies(Formula.Eventually(1, 8, probes.State.Is(PowerState.ClockStarted) | probes.State.Is(PowerState.Isolated))));
            _monitors.Add(monitor);
        }
        for (int i = 0; i < system.Elements.Count; i++)
        {
            int element = i;
            system.Elements[i].Listen(e => OnEdge(element, e));
        }
    }

    public void Ask(int element, PowerCommand wish)
    {
        int i = (int)((uint)element % (uint)_wishes.Length);
        _wishes[i].Enqueue(wish);
        _observed[i].Wish = wish;
    }

    public void Step(int cycles)
    {
        for (int cycle = 0; cycle < cycles; cycle++)
        {
            for (int i = 0; i < _wishes.Length; i++)
                if (_wishes[i].Count > 0 && !_system.Sources[i].HasWish) _system.Sources[i].Ask(_wishes[i].Dequeue());
            _system.Simulation.RunCycles(_system.Reference, 1);
            foreach (PropertyMonitor monitor in _monitors) monitor.Sample(_system.Reference.Cycle, _system.Simulation.Time);
            Look();
        }
    }

    public void Finish()
    {
        for (int i = 0; i < _observed.Length; i++) _system.Sources[i].EndSpikes();
        Step(40);
        for (int i = 0; i < _observed.Length; i++) FinishElement(i);
        foreach (PropertyMonitor monitor in _monitors) _run.Take(monitor);
        foreach (PowerController controller in _system.Controllers) _run.Coverage.Take(_coverage.Machine, controller.Machines[0]);
    }

    // The clock of an edge must be one that the rail allows, and no edge may come while the supply or the divider changes.
    private void OnEdge(int i, Element element)
    {
        PowerController controller = _system.Controllers[i];
        Allowed(i, controller, element.Clock.EdgeTime);
        _run.Check("dvfs.clock_stopped_in_between", controller.Present is not (PowerState.SupplySwitched or PowerState.DividerSet or PowerState.Isolated or PowerState.InReset or PowerState.SupplyOff or PowerState.Off),
            $"Element {i} has an edge while its state is {controller.Present}.", element.Clock.EdgeTime);
    }

    // Also where the clock stands still: the divider may never be set to what the rail does not allow.
    private void Allowed(int i, PowerController controller, long time)
    {
        double megahertz = 1e9 / controller.Element.Period;
        double limit = controller.Rail == Rail.Low ? 150 : 300;
        _run.Check("dvfs.clock_within_voltage", megahertz <= limit * 1.000001,
            $"The clock of element {i} is set to {megahertz:0.0} MHz on the {(controller.Rail == Rail.Low ? "0.5" : "0.8")} V rail, which allows {limit} MHz.", time);
    }

    private void Look()
    {
        long time = _system.Simulation.Time;
        int chip = 0;
        var quads = new int[3];
        for (int i = 0; i < _observed.Length; i++)
        {
            PowerController controller = _system.Controllers[i];
            Observed seen = _observed[i];
            bool switching = controller.Present is not (PowerState.On or PowerState.Off or PowerState.Waiting) && seen.ChangesSupply(controller, _options);
            if (switching)
            {
                chip++;
                quads[i / 4]++;
            }
            Time(i, controller, seen);
            Allowed(i, controller, time);
            seen.Integrate(controller, _system.Elements[i]);
        }
        _run.Coverage.Sample(_coverage.Switching, chip);
        _run.Check("dvfs.switching_limited", chip <= _options.SwitchingPerChip && quads.Max() <= _options.SwitchingPerQuad,
            $"{chip} elements change their supply at once, {quads.Max()} of one quad; allowed are {_options.SwitchingPerChip} and {_options.SwitchingPerQuad}.", time);
    }

    // 40 ns on one rail, 90 ns up, 60 ns down, 200 ns on, 40 ns off (the table of the specification, in cycles of 10 ns).
    private void Time(int i, PowerController controller, Observed seen)
    {
        PowerState now = controller.Present;
        if (seen.State is PowerState.On or PowerState.Off or PowerState.Waiting && now is not (PowerState.On or PowerState.Off or PowerState.Waiting))
        {
            seen.Started = _system.Reference.Cycle;
            seen.FromRail = seen.State == PowerState.Off || seen.FromOff ? null : seen.RailBefore;
        }
        seen.FromOff = now is PowerState.Off || now == PowerState.Waiting && seen.FromOff;
        if (now is PowerState.On or PowerState.Off && seen.State is not (PowerState.On or PowerState.Off or PowerState.Waiting))
        {
            long cycles = _system.Reference.Cycle - seen.Started;
            (int expected, PowerChange change) = (seen.FromRail, now) switch
            {
                (_, PowerState.Off) => (4, PowerChange.Off),
                (null, _) => (20, PowerChange.On),
                (Rail.Low, _) when controller.Rail == Rail.High => (9, PowerChange.Up),
                (Rail.High, _) when controller.Rail == Rail.Low => (6, PowerChange.Down),
                _ => (4, PowerChange.Same),
            };
            _run.Coverage.Sample(_coverage.Change, change);
            _run.Check("dvfs.transition_time", cycles == expected, $"Element {i} took {cycles} reference cycles for a transition of kind {change}; it takes {expected}.", _system.Simulation.Time);
        }
        if (now is PowerState.On or PowerState.Off) seen.RailBefore = controller.Rail;
        seen.State = now;
    }

    private void FinishElement(int i)
    {
        PowerController controller = _system.Controllers[i];
        Observed seen = _observed[i];
        long time = _system.Simulation.Time;
        bool reached = seen.Wish.On ? controller.Present == PowerState.On && controller.Level == seen.Wish.Level : controller.Present == PowerState.Off;
        _run.Check("dvfs.wish_reached", reached, $"Element {i} was last asked for {(seen.Wish.On ? seen.Wish.Level.ToString() : "off")} and is {controller.Present} at {controller.Level}.", time);
        if (controller.Present == PowerState.On)
            _run.Check("dvfs.no_spike_lost", _system.Elements[i].Received == _system.Sources[i].Sent, $"Element {i} took {_system.Elements[i].Received} of {_system.Sources[i].Sent} spikes.", time);
        PowerReading reading = controller.Read(time);
        double sum = reading.Sleep + reading.Core + reading.Mac + reading.Transitions;
        _run.Check("dvfs.energy_is_the_integral", Math.Abs(reading.Total - sum) < 1e-9 && seen.IsNear(reading),
            $"Element {i}: the meter reads {reading.Sleep:0.000} pJ asleep, {reading.Core:0.000} pJ of core cycles; the sum over the cycles is {seen.Sleep:0.000} and {seen.Core:0.000} pJ.", time);
    }

    private sealed class Observed
    {
        private long _cycles;
        private bool _kept;

        public PowerCommand Wish { get; set; } = PowerCommand.To(PerformanceLevel.PL0);

        public PowerState State { get; set; } = PowerState.On;

        public long Started { get; set; }

        public Rail? FromRail { get; set; }

        public Rail RailBefore { get; set; } = Rail.Low;

        public bool FromOff { get; set; }

        public double Sleep { get; private set; }

        public double Core { get; private set; }

        public double Mac { get; private set; }

        public bool ChangesSupply(PowerController controller, PowerOptions options) =>
            controller.Present is not (PowerState.Preparing or PowerState.ClockStopped or PowerState.DividerSet or PowerState.ClockStarted)
            || RailBefore != controller.Rail;

        // The measured chip powers, spread over 152 elements: 235.4 and 564.7 mW asleep, 75.2 mW off; CoreMark 424.6 and 1247.9 mW at 150 and 300 MHz;
        // matrices 825 mW at 2.281 and 2219 mW at 4.563 TOPS. What is seen after an edge of the reference holds for its 10 ns.
        public void Integrate(PowerController controller, Element element)
        {
            bool low = controller.Rail == Rail.Low;
            bool isOff = controller.Present is PowerState.Off or PowerState.Precharging or PowerState.SupplyOff || controller.Present == PowerState.Waiting && FromOff;
            if (controller.Present == PowerState.SupplyOff) _kept = controller.Wanted.KeepMemory;
            double asleep = (low ? 235.4 - 75.2 : 564.7 - 75.2) / 152;
            Sleep += 10 * (!isOff ? asleep : _kept ? 0.2 * asleep : 0);
            long cycles = element.Cycles - _cycles;
            Core += cycles * (low ? (424.6 - 235.4) / 152 / 0.150 : (1247.9 - 564.7) / 152 / 0.300);
            Mac += 3 * cycles * (low ? (825 - 235.4) / (2281.0 / 2) : (2219 - 564.7) / (4563.0 / 2));
            _cycles = element.Cycles;
        }

        // A cycle of the reference is the watcher's own resolution.
        public bool IsNear(PowerReading reading) =>
            Math.Abs(reading.Core - Core) <= 1e-6 * Core + 1e-6 && Math.Abs(reading.Mac - Mac) <= 1e-6 * Mac + 1e-6 && Math.Abs(reading.Sleep - Sleep) <= 33 + 1e-6 * Sleep;
    }
}
