using HwModel.Cli.Tracing;
using HwModel.SpiNNaker2.Pe.Core;

namespace HwModel.Cli.Elf.Clocked;

/// <summary>Runs a clocked machine to its end.</summary>
/// <param name="machine">The machine.</param>
/// <param name="maxCycles">Where the run is given up.</param>
internal sealed class ClockedRun(ClockedMachine machine, long maxCycles)
{
    private const long Slice = 32; // what passes after the end of a program counts as its time
    private const long LongestSlice = 1L << 40;

    /// <summary>Runs; with windows or a log the core is looked at after every cycle.</summary>
    public ElfEnd Run(Func<ElfEnd?> endOf, WindowCounter? windows, InstructionLog? log, RunningTrace? trace)
    {
        long slice = Slice;
        while (true)
        {
            long edges = machine.Clock.EvaluatedEdges;
            long left = maxCycles - Cycles;
            if (windows is null && log is null) machine.Simulation.RunCycles(machine.Clock, Math.Min(slice, left));
            else
                for (long i = 0; i < Math.Min(Slice, left) && !machine.Core.IsStopped; i++) Step(windows, log);
            // Time in which nothing happens passes in ever longer steps.
            slice = machine.Clock.EvaluatedEdges == edges ? Math.Min(LongestSlice, slice * 4) : Slice;
            if ((endOf() ?? (Cycles >= maxCycles ? ElfEnd.CycleLimit : null)) is not { } end) continue;
            trace?.End();
            return end;
        }
    }

    private long Cycles => machine.Clock.CycleAt(Math.Max(0, machine.Simulation.Time - 1)) + 1;

    private void Step(WindowCounter? windows, InstructionLog? log)
    {
        CortexM4 core = machine.Core;
        if (core.BusyUntil <= core.Cycle && core.Phase == PipelinePhase.Run) windows?.Observe(core);
        log?.BeginCycle();
        machine.Simulation.RunCycles(machine.Clock, 1);
        log?.EndCycle();
    }
}
