using HwModel.Networks.Execution;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Power;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Energy;

/// <summary>
/// Integrates the power of every processing element from what can be seen of it, microsecond by microsecond while a tick is young: its rail and its awake cycles, with the
/// measured chip powers (Scholze et al., OJCAS 2026) spread over 152 elements.
/// </summary>
internal sealed class EnergyWatch
{
    private const long Microsecond = 1_000_000_000;
    private const long Young = 150 * Microsecond;
    private const double TransitionNanojoules = 2;

    private readonly ChipMachine _machine;
    private readonly CaseRun _run;
    private readonly Seen[] _seen;
    private readonly Dictionary<string, double> _last = [];
    private long _time;

    public EnergyWatch(ChipMachine machine, CaseRun run)
    {
        (_machine, _run) = (machine, run);
        _seen = [.. machine.Chips.SelectMany(chip => chip.Elements.Zip(chip.Power, (element, power) => new Seen(element, power)))];
    }

    public void Run(int ticks)
    {
        for (int tick = 0; tick < ticks; tick++)
        {
            ChipOptions options = _machine.Chip.Options;
            long start = _machine.Ticks == 0 ? 0 : (options.FirstTickMicroseconds + _machine.Ticks * (long)options.TickMicroseconds) * Microsecond;
            long end = (options.FirstTickMicroseconds + (_machine.Ticks + 1L) * options.TickMicroseconds) * Microsecond;
            while (_time < end) Step(Math.Min(end, _time + (_time - start < Young || _machine.Ticks == 0 ? Microsecond : 20 * Microsecond)));
            _machine.Run(1);
            NeverFalls(_machine.Result());
        }
    }

    public void Finish(NetworkRun found)
    {
        long time = _machine.Simulation.Time;
        double seconds = time * 1e-15, elements = 0;
        foreach (Seen seen in _seen)
        {
            PowerReading reading = seen.Power.Read(time);
            elements += reading.Total * 1e-3;
            _run.Check("energy.is_the_integral", Math.Abs(reading.Sleep * 1e-3 - seen.Sleep) <= seen.SleepSlack + 1e-6 * seen.Sleep && Math.Abs(reading.Core * 1e-3 - seen.Core) <= seen.CoreSlack + 1e-6 * seen.Core,
                $"{seen.Element.Path}: the meter reads {reading.Sleep * 1e-3:0.000} nJ asleep and {reading.Core * 1e-3:0.000} nJ of cycles; the integral is {seen.Sleep:0.000} and {seen.Core:0.000} nJ.", time);
            double all = reading.Levels.Sum() + reading.Off;
            _run.Check("energy.levels_fill_the_time", Math.Abs(all - seconds) < 1e-12, $"{seen.Element.Path}: the levels sum up to {all * 1e6:0.000} us of {seconds * 1e6:0.000} us.", time);
        }
        double others = _machine.Chips.Count * 75.2 * seconds * 1e6 + found.EnergyOf("network-on-chip") + found.EnergyOf("packet router") + found.EnergyOf("links between chips");
        _run.Check("energy.is_the_sum", Math.Abs(found.Nanojoules - elements - others) <= 1e-9 * found.Nanojoules, $"The report says {found.Nanojoules:0.000} nJ; the elements took {elements:0.000} and the rest {others:0.000} nJ.", time);
        // An element goes up and down once for a busy tick; without a policy it goes to its level once, if that is not the level of the reset.
        double changes = 0;
        for (int i = 0; i < found.Slices.Count; i++) changes += 2 * found.Slices[i].HighTicks + (_machine.Mapped.Options.DvfsThreshold is null && found.Slices[i].LevelSeconds[3] > 0 ? 1 : 0);
        _run.Check("energy.changes_counted", Math.Abs(found.EnergyOf("level changes") - changes * TransitionNanojoules) < 1e-6, $"Level changes took {found.EnergyOf("level changes"):0.000} nJ; {changes} changes of {TransitionNanojoules} nJ were made.", time);
    }

    private void Step(long to)
    {
        _machine.Simulation.RunUntil(to);
        foreach (Seen seen in _seen) seen.Integrate(to - _time);
        _time = to;
    }

    private void NeverFalls(NetworkRun now)
    {
        foreach (Amount part in now.Energy)
        {
            double before = _last.GetValueOrDefault(part.Name);
            _run.Check("energy.never_falls", part.Value >= before, $"The energy of the {part.Name} fell from {before:0.000} to {part.Value:0.000} nJ.", _machine.Simulation.Time);
            _last[part.Name] = part.Value;
        }
    }

    // Where the rail changes within a step, the step's energy is known up to the difference of the rails.
    private sealed class Seen(ProcessingElement element, PowerController power)
    {
        private static readonly double[] Asleep = [(235.4 - 75.2) / 152, (564.7 - 75.2) / 152];
        private static readonly double[] Cycle = [(424.6 - 235.4) / 152 / 0.150 * 1e-3, (1247.9 - 564.7) / 152 / 0.300 * 1e-3];

        private int _rail = (int)power.Rail;
        private long _cycles;

        public ProcessingElement Element => element;

        public PowerController Power => power;

        public double Sleep { get; private set; }

        public double SleepSlack { get; private set; } = 1e-6;

        public double Core { get; private set; }

        public double CoreSlack { get; private set; } = 1e-6;

        public void Integrate(long femtoseconds)
        {
            int rail = (int)power.Rail;
            long cycles = element.Processor.ActiveCycles - _cycles;
            Sleep += Asleep[rail] * femtoseconds * 1e-9;
            Core += Cycle[rail] * cycles;
            // The meter changes its rail when the transition is done, up to 90 ns after the supply.
            if (rail != _rail)
            {
                SleepSlack += (Asleep[1] - Asleep[0]) * femtoseconds * 1e-9;
                CoreSlack += (Cycle[1] - Cycle[0]) * cycles;
            }
            (_rail, _cycles) = (rail, element.Processor.ActiveCycles);
        }
    }
}
