using System.Diagnostics;
using HwModel.Cli.Common;
using HwModel.Fabric.Recordings;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Cli.Run;

/// <summary>A mesh that is built from its plan and ready to run.</summary>
internal sealed class MeshJob
{
    /// <exception cref="UserErrorException">The plan is not allowed; says what is.</exception>
    public MeshJob(MeshPlan plan)
    {
        PacketSchedule[]? schedules = null;
        if (plan.Recording is { } name)
        {
            Recording = name == "digits" ? SpikeRecording.Digits() : SpikeCsv.Read(name);
            long cycles = (long)(Recording.End / plan.Replay.SpeedUp) / plan.Mesh.Period + 2;
            plan = plan with { Mesh = plan.Mesh with { Warmup = plan.HasWarmup ? plan.Mesh.Warmup : 0, Cycles = plan.HasCycles ? plan.Mesh.Cycles : cycles } };
        }
        if (plan.Mesh.Mistakes().FirstOrDefault() is { } mistake) throw new UserErrorException(mistake);
        if (Recording is not null) schedules = plan.Replay.Schedules(Recording, plan.Mesh, plan.Seed);
        Plan = plan;
        System = new MeshSystem(plan.Mesh, new SimulationOptions { Seed = plan.Seed, Threads = plan.Threads, Order = plan.Order, CheckQuiescence = plan.CheckQuiescence }, schedules);
        Run = new MeshRun(System);
    }

    /// <summary>The plan, with a replay's length filled in.</summary>
    public MeshPlan Plan { get; }

    /// <summary>The recording that is replayed.</summary>
    public SpikeRecording? Recording { get; }

    /// <summary>The design.</summary>
    public MeshSystem System { get; }

    /// <summary>Its run.</summary>
    public MeshRun Run { get; }

    /// <summary>Seconds of host time that <see cref="Finish"/> took.</summary>
    public double HostSeconds { get; private set; }

    /// <summary>Runs to the end.</summary>
    public MeshStatistics Finish(Action<double>? progress)
    {
        var watch = Stopwatch.StartNew();
        MeshStatistics statistics = Run.Run(progress);
        HostSeconds = watch.Elapsed.TotalSeconds;
        return statistics;
    }

    /// <summary>A hash of the whole state at the end: the same for the same plan, whatever the host.</summary>
    public ulong StateHash()
    {
        var hash = new StateHash(0);
        foreach (byte value in System.Simulation.Save().Bytes.Span) hash.Add(value);
        return hash.Value;
    }
}
