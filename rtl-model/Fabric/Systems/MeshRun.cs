using HwModel.Fabric.Router;
using HwModel.Fabric.Traffic;

namespace HwModel.Fabric.Systems;

/// <summary>
/// Runs a mesh through warm-up, measurement and drain, as is usual for open-loop network simulation (Dally, Towles, chapter 24):
/// only packets that were created in the measurement count, and sources go on while these drain.
/// </summary>
/// <param name="system">The design; not run yet.</param>
public sealed class MeshRun(MeshSystem system)
{
    private const long Slice = 1_000;

    private readonly MeshOptions _options = system.Options;
    private long _delivered;
    private long _created;
    private long[] _forwarded = [];

    /// <summary>Runs to the end.</summary>
    /// <param name="progress">Told, every thousand cycles or so, the share that is done; may throw to stop the run. Null: nobody.</param>
    public MeshStatistics Run(Action<double>? progress = null)
    {
        long total = _options.Warmup + _options.Cycles;
        Advance(_options.Warmup, 0, total, progress);
        Start();
        Advance(_options.Cycles, _options.Warmup, total, progress);
        long created = system.Sources.Sum(source => source.PacketsCreatedBefore(system.Measurement.End)) - _created;
        long deliveredInWindow = system.Sinks.Sum(sink => sink.Flits) - _delivered;
        LinkLoad[] links = [.. Loads()];
        long drained = 0;
        while (Arrived < created && drained < _options.DrainLimit)
        {
            long step = Math.Min(Math.Min(Slice, _options.DrainLimit - drained), Math.Max(10, drained));
            system.Simulation.RunCycles(system.Clock, step);
            drained += step;
            progress?.Invoke(1);
        }
        return Figures(total + drained, created, deliveredInWindow, links);
    }

    // The backlog of the sources grew in the window, by more than the noise of what was under way at its two ends.
    private bool FallsBehind(long created, long delivered) =>
        created - delivered > Math.Max(created / 20, 2L * _options.Nodes * _options.PacketLength);

    private long Arrived => system.Sinks.Sum(sink => sink.Measured);

    private void Advance(long cycles, long before, long total, Action<double>? progress)
    {
        for (long done = 0; done < cycles;)
        {
            long step = progress is null ? cycles : Math.Min(Slice, cycles - done);
            system.Simulation.RunCycles(system.Clock, step);
            done += step;
            progress?.Invoke((double)(before + done) / total);
        }
    }

    private void Start()
    {
        _delivered = system.Sinks.Sum(sink => sink.Flits);
        _created = system.Sources.Sum(source => source.PacketsCreatedBefore(system.Measurement.Start));
        _forwarded = [.. Outputs().Select(output => output.Router.Forwarded(output.Port))];
    }

    private IEnumerable<(int Chip, WormholeRouter Router, int Port)> Outputs() =>
        system.Meshes.SelectMany((mesh, chip) => mesh.Routers.SelectMany(router => Enumerable.Range(0, Port5.Count).Select(port => (chip, router, port))));

    private IEnumerable<LinkLoad> Loads() =>
        Outputs().Zip(_forwarded, (output, before) =>
            new LinkLoad(output.Chip, output.Router.X, output.Router.Y, output.Port, (double)(output.Router.Forwarded(output.Port) - before) / _options.Cycles));

    private MeshStatistics Figures(long cycles, long created, long deliveredInWindow, LinkLoad[] links)
    {
        var latency = new LatencyHistogram();
        foreach (TrafficSink sink in system.Sinks) latency.Add(sink.Latency);
        double nodeCycles = (double)_options.Nodes * _options.Cycles;
        long injected = system.Sources.Sum(source => source.Flits);
        long delivered = system.Sinks.Sum(sink => sink.Flits);
        return new MeshStatistics
        {
            Cycles = cycles,
            Offered = created * _options.PacketLength / nodeCycles,
            Accepted = deliveredInWindow / nodeCycles,
            Latency = latency.Count == 0
                ? new LatencyFigures(null, null, null, null, null)
                : new LatencyFigures(latency.Mean, latency.Quantile(0.5), latency.Quantile(0.95), latency.Quantile(0.99), latency.Max),
            Hops = new HopFigures(latency.Count == 0 ? null : (double)system.Sinks.Sum(sink => sink.Hops) / latency.Count),
            Drops = injected - delivered - system.FlitsInside(),
            InFlight = injected - delivered,
            InjectedFlits = injected,
            DeliveredFlits = delivered,
            MeasuredPackets = created,
            ArrivedPackets = Arrived,
            Saturated = Arrived < created || FallsBehind(created * _options.PacketLength, deliveredInWindow),
            Links = links,
            LatencyBins = [.. latency.Bins()],
        };
    }
}
