using HwModel.Fabric.Router;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Fabric.Systems;

/// <summary>
/// Runs a mesh through warm-up, measurement and drain, as is usual for open-loop network simulation (Dally, Towles, chapter 24):
/// only packets that were created in the measurement count, and sources go on while these drain.
/// </summary>
public sealed class MeshRun
{
    private const long Slice = 1_000;

    private readonly MeshSystem _system;
    private readonly MeshOptions _options;
    private readonly (int Chip, WormholeRouter Router, int Port)[] _outputs;
    private readonly long[] _forwardedBefore;
    private readonly long[] _forwardedInWindow;
    private long _deliveredBefore;
    private long _createdBefore;
    private long _deliveredInWindow;
    private long _createdInWindow;
    private bool _isStarted;

    /// <param name="system">The design; not run yet.</param>
    public MeshRun(MeshSystem system)
    {
        _system = system;
        _options = system.Options;
        _outputs = [.. system.Meshes.SelectMany((mesh, chip) => mesh.Routers.SelectMany(router => Enumerable.Range(0, Port5.Count).Select(port => (chip, router, port))))];
        _forwardedBefore = new long[_outputs.Length];
        _forwardedInWindow = new long[_outputs.Length];
    }

    /// <summary>Cycles of the first mesh that were run.</summary>
    public long Position { get; private set; }

    private long WindowEnd => _options.Warmup + _options.Cycles;

    private long Arrived => _system.Sinks.Sum(sink => sink.Measured);

    /// <summary>Whether nothing is left to do: the window is over and its packets have arrived, or the drain limit is reached.</summary>
    public bool IsDone => Position >= WindowEnd && (Arrived >= _createdInWindow || Position - WindowEnd >= _options.DrainLimit);

    /// <summary>Runs to the end.</summary>
    /// <param name="progress">Told, every thousand cycles or so, the share that is done; may throw to stop the run. Null: nobody.</param>
    public MeshStatistics Run(Action<double>? progress = null)
    {
        while (!IsDone)
        {
            RunTo(NextStop(progress is not null));
            progress?.Invoke(Math.Min(1, (double)Position / WindowEnd));
        }
        return Figures();
    }

    /// <summary>Runs to a cycle of the first mesh, through whatever phases lie before it.</summary>
    public void RunTo(long cycle)
    {
        if (!_isStarted && Position == _options.Warmup) Start();
        while (Position < cycle)
        {
            long boundary = Position < _options.Warmup ? _options.Warmup : Position < WindowEnd ? WindowEnd : long.MaxValue;
            long step = Math.Min(cycle, boundary) - Position;
            _system.Simulation.RunCycles(_system.Clock, step);
            Position += step;
            if (Position == _options.Warmup) Start();
            if (Position == WindowEnd) End();
        }
    }

    /// <summary>Writes what <see cref="Load"/> needs to go on from here: the run's own counts and the simulation's snapshot.</summary>
    public byte[] Save()
    {
        var writer = new StateWriter();
        writer.Write(Position);
        writer.Write(_isStarted);
        writer.Write(_deliveredBefore);
        writer.Write(_createdBefore);
        writer.Write(_deliveredInWindow);
        writer.Write(_createdInWindow);
        writer.WriteArray(_forwardedBefore);
        writer.WriteArray(_forwardedInWindow);
        writer.Write(_system.Simulation.Save().Bytes.Span);
        return writer.Written.ToArray();
    }

    /// <summary>Goes on where <see cref="Save"/> of a run of the same design stopped.</summary>
    /// <exception cref="SnapshotException">The bytes are damaged, or of another design.</exception>
    public void Load(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        Position = reader.ReadInt64();
        _isStarted = reader.ReadBoolean();
        _deliveredBefore = reader.ReadInt64();
        _createdBefore = reader.ReadInt64();
        _deliveredInWindow = reader.ReadInt64();
        _createdInWindow = reader.ReadInt64();
        reader.ReadArray(_forwardedBefore);
        reader.ReadArray(_forwardedInWindow);
        _system.Simulation.Restore(Snapshot.FromBytes(reader.Take(reader.Left)));
    }

    // The drain looks after 10, 20, 40, ..., 640 cycles and then at every thousand, wherever the run was interrupted before.
    private long NextStop(bool inSlices)
    {
        if (Position < WindowEnd) return inSlices ? Math.Min(WindowEnd, (Position / Slice + 1) * Slice) : WindowEnd;
        long drained = Position - WindowEnd;
        long next = 10;
        while (next <= drained && next < Slice) next *= 2;
        if (next >= Slice) next = (drained / Slice + 1) * Slice;
        return WindowEnd + Math.Min(next, _options.DrainLimit);
    }

    private void Start()
    {
        _isStarted = true;
        _deliveredBefore = _system.Sinks.Sum(sink => sink.Flits);
        _createdBefore = _system.Sources.Sum(source => source.PacketsCreatedBefore(_system.Measurement.Start));
        for (int i = 0; i < _outputs.Length; i++) _forwardedBefore[i] = _outputs[i].Router.Forwarded(_outputs[i].Port);
    }

    private void End()
    {
        _deliveredInWindow = _system.Sinks.Sum(sink => sink.Flits) - _deliveredBefore;
        _createdInWindow = _system.Sources.Sum(source => source.PacketsCreatedBefore(_system.Measurement.End)) - _createdBefore;
        for (int i = 0; i < _outputs.Length; i++) _forwardedInWindow[i] = _outputs[i].Router.Forwarded(_outputs[i].Port) - _forwardedBefore[i];
    }

    // The backlog of the sources grew in the window, by more than the noise of what was under way at its two ends.
    private bool FallsBehind()
    {
        long created = _createdInWindow * _options.PacketLength;
        return created - _deliveredInWindow > Math.Max(created / 20, 2L * _options.Nodes * _options.PacketLength);
    }

    private MeshStatistics Figures()
    {
        var latency = new LatencyHistogram();
        foreach (TrafficSink sink in _system.Sinks) latency.Add(sink.Latency);
        double nodeCycles = (double)_options.Nodes * _options.Cycles;
        long injected = _system.Sources.Sum(source => source.Flits);
        long delivered = _system.Sinks.Sum(sink => sink.Flits);
        return new MeshStatistics
        {
            Cycles = Position,
            Offered = _createdInWindow * _options.PacketLength / nodeCycles,
            Accepted = _deliveredInWindow / nodeCycles,
            Latency = latency.Count == 0
                ? new LatencyFigures(null, null, null, null, null)
                : new LatencyFigures(latency.Mean, latency.Quantile(0.5), latency.Quantile(0.95), latency.Quantile(0.99), latency.Max),
            Hops = new HopFigures(latency.Count == 0 ? null : (double)_system.Sinks.Sum(sink => sink.Hops) / latency.Count),
            Drops = injected - delivered - _system.FlitsInside(),
            InFlight = injected - delivered,
            InjectedFlits = injected,
            DeliveredFlits = delivered,
            MeasuredPackets = _createdInWindow,
            ArrivedPackets = Arrived,
            Saturated = Arrived < _createdInWindow || FallsBehind(),
            Links = [.. _outputs.Select((output, i) => new LinkLoad(output.Chip, output.Router.X, output.Router.Y, output.Port, (double)_forwardedInWindow[i] / _options.Cycles))],
            LatencyBins = [.. latency.Bins()],
        };
    }
}
