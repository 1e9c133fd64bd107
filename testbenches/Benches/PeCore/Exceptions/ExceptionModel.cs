namespace HwModel.Benches.PeCore.Exceptions;

/// <summary>What happens in a cycle: a handler's first instruction or the first one after a return executes.</summary>
/// <param name="Cycle">The cycle.</param>
/// <param name="Kind">How it was reached.</param>
/// <param name="Line">The handler's line; -1: Thread mode.</param>
internal sealed record ExceptionStep(long Cycle, ExceptionEvent Kind, int Line);

/// <summary>
/// The published rules of exceptions, by themselves and naively: a pending exception preempts where its group priority is below the one at which
/// the core runs; its handler is chosen when its vector is read, 4 cycles before its first instruction; entry takes 12 cycles, return 10,
/// tail-chaining 6 (Arm Cortex-M4 TRM r0p1, 3.9; Arm ARMv7-M ARM, B1.5.4). Code and handlers are instructions of one cycle.
/// </summary>
internal sealed class ExceptionModel(ExceptionConfiguration configuration)
{
    private const int Entry = 12, EntryFloat = 29, Return = 10, ReturnFloat = 27, TailChain = 6, VectorRead = 4;

    private readonly Stack<(int Line, int Done)> _active = new();
    private readonly SortedSet<int> _pending = [];
    private readonly List<ExceptionStep> _steps = [];

    /// <summary>Handlers under way at most.</summary>
    public int Deepest { get; private set; }

    /// <summary>What happens for lines that are pended in given cycles, until all is quiet.</summary>
    public IReadOnlyList<ExceptionStep> Run(IReadOnlyList<(long Cycle, int Line)> raises, long start)
    {
        int next = 0;
        long now = start;
        while (true)
        {
            Take(now);
            if (Preempting() is not null) now = Enter(now, _active.Count > 0 ? ExceptionEvent.Preemption : ExceptionEvent.Entry, now + (IsFloatFrame ? EntryFloat : Entry));
            else if (_active.Count > 0) now = Step(now);
            else if (next == raises.Count) return _steps;
            else now++;
        }

        void Take(long cycle)
        {
            for (; next < raises.Count && raises[next].Cycle <= cycle; next++) _pending.Add(raises[next].Line);
        }

        // The handler is the most urgent one at the moment at which its vector is read.
        long Enter(long from, ExceptionEvent kind, long end)
        {
            int first = Preempting()!.Value;
            Take(end - VectorRead);
            int line = Preempting()!.Value;
            _pending.Remove(line);
            _active.Push((line, 0));
            Deepest = Math.Max(Deepest, _active.Count);
            Take(end);
            // A still more urgent one that came too late to be chosen preempts before the first instruction.
            if (Preempting() is null) _steps.Add(new ExceptionStep(end, line != first && kind != ExceptionEvent.TailChain ? ExceptionEvent.LateArrival : kind, line));
            return end;
        }

        // One instruction of the handler on top; its last one returns.
        long Step(long cycle)
        {
            (int line, int done) = _active.Pop();
            if (done < configuration.Length)
            {
                _active.Push((line, done + 1));
                return cycle + 1;
            }
            if (Preempting() is not null) return Enter(cycle, ExceptionEvent.TailChain, cycle + TailChain);
            long back = cycle + (IsFloatFrame ? ReturnFloat : Return);
            for (long at = cycle + 1; at < back; at++)
            {
                Take(at);
                if (Preempting() is not null) return Enter(at, ExceptionEvent.ReturnGivenUp, at + TailChain);
            }
            Take(back);
            if (Preempting() is null) _steps.Add(new ExceptionStep(back, ExceptionEvent.Return, _active.Count > 0 ? _active.Peek().Line : -1));
            return back;
        }
    }

    /// <summary>Registers of the floating-point unit are pushed and popped with Thread mode's frame only: handlers use none.</summary>
    private bool IsFloatFrame => _active.Count == 0 && configuration is { HasFloat: true, SavesAtOnce: true };

    private int GroupOf(int line) => configuration.PriorityOf(line) >> (configuration.Group + 1);

    /// <summary>The most urgent pending line, where it may preempt.</summary>
    private int? Preempting()
    {
        int? best = null;
        foreach (int line in _pending)
            if (best is null || configuration.PriorityOf(line) < configuration.PriorityOf(best.Value)) best = line;
        if (best is not { } found) return null;
        foreach ((int line, _) in _active)
            if (GroupOf(line) <= GroupOf(found)) return null;
        return found;
    }
}
