using HwModel.Fabric.Router;
using HwModel.Fabric.Traffic;

namespace HwModel.Fabric.Systems;

/// <summary>
/// What theory says of a pattern on one mesh under XY routing: the load of each link per unit of offered load, by counting routes,
/// and from it the largest throughput (Dally, Towles, equations 3.1 and 3.4).
/// </summary>
public static class ChannelLoad
{
    /// <summary>The largest throughput in flits per node and cycle: the busiest link carries one flit a cycle.</summary>
    public static double Capacity(MeshOptions options) => 1 / Busiest(options);

    /// <summary>The mean number of links that a packet passes.</summary>
    public static double MeanHops(MeshOptions options)
    {
        double hops = 0;
        ForEachFlow(options, (from, to, share) => hops += share * (Math.Abs(from % options.Width - to % options.Width) + Math.Abs(from / options.Width - to / options.Width)));
        return hops / (options.Width * options.Height);
    }

    /// <summary>Latency in cycles without contention: injection, a router for each hop and one more, and the rest of the packet.</summary>
    public static double ZeroLoadLatency(MeshOptions options) =>
        1 + (MeanHops(options) + 1) * options.Router.PipelineStages + options.PacketLength - 1;

    private static double Busiest(MeshOptions options)
    {
        var load = new double[options.Width * options.Height * Port5.Count];
        var route = new XyRoute(options.Width, options.Height, 0, 0, 0, Port5.West);
        ForEachFlow(options, (from, to, share) =>
        {
            int x = from % options.Width;
            int y = from / options.Width;
            while (true)
            {
                int port = route.Port(x, y, to);
                load[(y * options.Width + x) * Port5.Count + port] += share;
                if (port == Port5.Local) return;
                x += port == Port5.East ? 1 : port == Port5.West ? -1 : 0;
                y += port == Port5.North ? 1 : port == Port5.South ? -1 : 0;
            }
        });
        return load.Max();
    }

    private static void ForEachFlow(MeshOptions options, Action<int, int, double> flow)
    {
        int nodes = options.Width * options.Height;
        bool spreads = options.Pattern is TrafficPattern.Uniform or TrafficPattern.Hotspot;
        int hot = options.HotspotNode >= 0 ? options.HotspotNode : options.Height / 2 * options.Width + options.Width / 2;
        double toHot = options.Pattern == TrafficPattern.Hotspot ? options.HotspotShare : 0;
        var rule = new DestinationRule(options.Pattern, options.Width, options.Height, hot, 0);
        var none = new Kernel.RandomStream();
        for (int from = 0; from < nodes; from++)
        {
            if (!spreads)
            {
                flow(from, rule.Draw(from, ref none), 1);
                continue;
            }
            if (toHot > 0) flow(from, hot, toHot);
            for (int to = 0; to < nodes; to++) flow(from, to, (1 - toHot) / nodes);
        }
    }
}
