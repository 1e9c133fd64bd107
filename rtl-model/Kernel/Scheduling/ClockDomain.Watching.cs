using System.Numerics;

namespace HwModel.Kernel;

// The edge for those who watch: any order of evaluation, and sleepers checked.
public sealed partial class ClockDomain
{
    private void TickWatched(long cycle)
    {
        SimulationOptions options = Simulation.Options;
        if (options.CheckQuiescence) CheckSleepers(cycle);
        int count = _modules.Length;
        switch (options.Order)
        {
            case EvaluationOrder.Reverse:
                for (int i = count - 1; i >= 0; i--)
                    if (WasTicked(i)) TickOne(i, cycle);
                break;
            case EvaluationOrder.Shuffled:
                var random = RandomStream.Derive(options.Seed + (ulong)cycle, Name);
                uint step = Coprime(count, random.Next((uint)count));
                uint at = random.Next((uint)count);
                for (int i = 0; i < count; i++, at = (at + step) % (uint)count)
                    if (WasTicked((int)at)) TickOne((int)at, cycle);
                break;
            default:
                for (int i = 0; i < count; i++)
                    if (WasTicked(i)) TickOne(i, cycle);
                break;
        }
    }

    private static uint Coprime(int count, uint start)
    {
        uint step = start + 1;
        while (BigInteger.GreatestCommonDivisor(step, count) != 1) step++;
        return step;
    }

    private void CheckSleepers(long cycle)
    {
        for (int i = 0; i < _modules.Length; i++)
        {
            if (WasTicked(i)) continue;
            Module module = _modules[i];
            var before = new StateHash(0);
            module.DoHash(ref before);
            int queues = _touchedCount;
            int signals = _touchedSignalCount;
            long next = module.DoTick().Raw;
            var after = new StateHash(0);
            module.DoHash(ref after);
            string? change = _touchedCount != queues ? $"moved an item of {_touched[queues].Queue.Path}"
                : _touchedSignalCount != signals ? $"set {_touchedSignals[signals].Signal.Path}"
                : before.Value != after.Value ? "changed its state"
                : next == Activity.BusyRaw || (next != Activity.IdleRaw && next <= cycle) ? "asked for the next cycle"
                : next != Activity.IdleRaw && (ulong)_timers.DueOf(i) > (ulong)next ? $"asked for cycle {next}, but its timer says {Timer(i)}"
                : null;
            if (change is not null) throw new QuiescenceException(module, cycle, EdgeTime, change);
        }
    }

    private string Timer(int index) => _timers.DueOf(index) is >= 0 and long due ? $"cycle {due}" : "never";
}
