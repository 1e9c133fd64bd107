using System.Globalization;
using System.Reflection;
using HwModel.Cli.Configuration;
using HwModel.Fabric.Router;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Run;

/// <summary>The settings of <c>--system mesh</c>.</summary>
internal static class MeshSettings
{
    private static readonly (string Name, TrafficPattern Pattern)[] Patterns =
    [
        ("uniform", TrafficPattern.Uniform), ("transpose", TrafficPattern.Transpose), ("bitcomp", TrafficPattern.BitComplement),
        ("tornado", TrafficPattern.Tornado), ("hotspot", TrafficPattern.Hotspot), ("neighbor", TrafficPattern.Neighbour),
    ];

    private static readonly (string Name, Arbitration Arbitration)[] Arbitrations =
    [
        ("round-robin", Arbitration.RoundRobin), ("oldest", Arbitration.Oldest), ("fixed", Arbitration.FixedPriority),
    ];

    /// <summary>All of them.</summary>
    public static SettingTable<MeshPlan> Table { get; } = new(
    [
        new("mesh.size", "routers along x and y", "", "WIDTHxHEIGHT, each from 2 to 64", Origin<MeshOptions>(nameof(MeshOptions.Width)),
            plan => $"{plan.Mesh.Width}x{plan.Mesh.Height}",
            (plan, text) => text.Split('x') is [var width, var height] && Whole(width) is { } w && Whole(height) is { } h ? plan with { Mesh = plan.Mesh with { Width = w, Height = h } } : null),
        Number("mesh.chips", "meshes joined by links", "", "1 or 2", nameof(MeshOptions.Chips), mesh => mesh.Chips, (mesh, value) => mesh with { Chips = value }),
        Number("mesh.packet", "length of a packet", "flits", "a whole number from 1 to 64", nameof(MeshOptions.PacketLength), mesh => mesh.PacketLength, (mesh, value) => mesh with { PacketLength = value }),
        RouterNumber("router.buffer", "depth of each input buffer", "flits", "a whole number from 1 to 1024", nameof(RouterOptions.BufferDepth), router => router.BufferDepth, (router, value) => router with { BufferDepth = value }),
        RouterNumber("router.vcs", "virtual channels", "", "a whole number from 1 to 8", nameof(RouterOptions.VirtualChannels), router => router.VirtualChannels, (router, value) => router with { VirtualChannels = value }),
        RouterNumber("router.pipeline", "cycles for a hop", "cycles", "a whole number from 1 to 32", nameof(RouterOptions.PipelineStages), router => router.PipelineStages, (router, value) => router with { PipelineStages = value }),
        new("router.arbitration", "who wins an output", "", $"one of {string.Join(", ", Arbitrations.Select(known => known.Name))}", Origin<RouterOptions>(nameof(RouterOptions.Arbitration)),
            plan => Arbitrations.First(known => known.Arbitration == plan.Mesh.Router.Arbitration).Name,
            (plan, text) => Arbitrations.Any(known => known.Name == text)
                ? plan with { Mesh = plan.Mesh with { Router = plan.Mesh.Router with { Arbitration = Arbitrations.First(known => known.Name == text).Arbitration } } } : null),
        new("router.allocation", "virtual channel and switch in one cycle or in two stages", "", "one of combined, separate", Origin<RouterOptions>(nameof(RouterOptions.SeparateAllocation)),
            plan => plan.Mesh.Router.SeparateAllocation ? "separate" : "combined",
            (plan, text) => text is "combined" or "separate" ? plan with { Mesh = plan.Mesh with { Router = plan.Mesh.Router with { SeparateAllocation = text == "separate" } } } : null),
        Nanoseconds("clock.period", "clock period of the first mesh", nameof(MeshOptions.Period), mesh => mesh.Period, (mesh, value) => mesh with { Period = value }),
        Nanoseconds("clock.second_period", "clock period of the second mesh", nameof(MeshOptions.SecondPeriod), mesh => mesh.SecondPeriod, (mesh, value) => mesh with { SecondPeriod = value }),
        Nanoseconds("link.latency", "flight time of the link between meshes", nameof(MeshOptions.LinkLatency), mesh => mesh.LinkLatency, (mesh, value) => mesh with { LinkLatency = value }),
        Number("link.credits", "flits that the link's far side holds", "flits", "a whole number from 1 to 65536", nameof(MeshOptions.LinkCredits), mesh => mesh.LinkCredits, (mesh, value) => mesh with { LinkCredits = value }),
        Number("link.cycles_per_flit", "sending cycles for each flit", "cycles", "a whole number from 1 to 65536", nameof(MeshOptions.LinkCyclesPerFlit), mesh => mesh.LinkCyclesPerFlit, (mesh, value) => mesh with { LinkCyclesPerFlit = value }),
        new("traffic.pattern", "where packets come from and go", "", $"one of {string.Join(", ", Patterns.Select(known => known.Name))}, digits, or a CSV file", "chosen: uniform is what every study starts with",
            plan => plan.Recording ?? Patterns.First(known => known.Pattern == plan.Mesh.Pattern).Name, Traffic),
        Real("traffic.rate", "offered load", "flits per node and cycle", "a number from 0 to 1", "chosen: a light load", plan => plan.Mesh.Rate, (plan, value) => plan with { Mesh = plan.Mesh with { Rate = value } }),
        Number("traffic.hotspot_node", "node that hotspot traffic prefers; -1: the middle", "", "a node's number, or -1", nameof(MeshOptions.HotspotNode), mesh => mesh.HotspotNode, (mesh, value) => mesh with { HotspotNode = value }),
        Real("traffic.hotspot_share", "share of the packets that go there", "", "a number from 0 to 1", Origin<MeshOptions>(nameof(MeshOptions.HotspotShare)), plan => plan.Mesh.HotspotShare, (plan, value) => plan with { Mesh = plan.Mesh with { HotspotShare = value } }),
        Real("replay.speedup", "how much faster than recorded", "", "a number above 0", Origin<ReplayOptions>(nameof(ReplayOptions.SpeedUp)), plan => plan.Replay.SpeedUp, (plan, value) => value > 0 ? plan with { Replay = plan.Replay with { SpeedUp = value } } : null),
        new("replay.fan_out", "destinations of each source", "", "a whole number from 1 to 4096", Origin<ReplayOptions>(nameof(ReplayOptions.FanOut)), plan => Text(plan.Replay.FanOut),
            (plan, text) => Whole(text) is { } value and >= 1 and <= 4096 ? plan with { Replay = plan.Replay with { FanOut = value } } : null) { Kind = ParameterKind.Whole },
        new("replay.table", "file with the destinations of each source", "", "a CSV file's name", "", plan => plan.Replay.Table ?? "", (plan, text) => plan with { Replay = plan.Replay with { Table = text.Length == 0 ? null : text } }) { Kind = ParameterKind.File },
        Long("run.warmup", "cycles before the measurement", "a whole number, 0 or more", plan => plan.Mesh.Warmup, (plan, value) => value < 0 ? null : plan with { HasWarmup = true, Mesh = plan.Mesh with { Warmup = value } }),
        Long("run.cycles", "cycles of the measurement", "a whole number, 1 or more", plan => plan.Mesh.Cycles, (plan, value) => value < 1 ? null : plan with { HasCycles = true, Mesh = plan.Mesh with { Cycles = value } }),
        Long("run.drain", "cycles to wait for measured packets at the most", "a whole number, 0 or more", plan => plan.Mesh.DrainLimit, (plan, value) => value < 0 ? null : plan with { Mesh = plan.Mesh with { DrainLimit = value } }),
        new("run.seed", "seed of all randomness", "", "a whole number, 0 or more", "chosen", plan => plan.Seed.ToString(CultureInfo.InvariantCulture),
            (plan, text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? plan with { Seed = seed } : null),
        new("run.order", "order in which modules are evaluated; it does not change the result", "", "one of forward, reverse, shuffled", "chosen", plan => plan.Order.ToString().ToLowerInvariant(),
            (plan, text) => Enum.TryParse(text, ignoreCase: true, out EvaluationOrder order) && Enum.IsDefined(order) && !char.IsDigit(text[0]) ? plan with { Order = order } : null),
        new("run.check_quiescence", "evaluate sleeping modules too and fail where that changes anything", "", "true or false", "chosen: it is slow", plan => plan.CheckQuiescence ? "true" : "false",
            (plan, text) => bool.TryParse(text, out bool check) ? plan with { CheckQuiescence = check } : null),
        File("output.stats", "file for the statistics (JSON)", plan => plan.StatsFile, (plan, file) => plan with { StatsFile = file }),
        File("output.report", "file for the report page (HTML)", plan => plan.ReportFile, (plan, file) => plan with { ReportFile = file }),
        File("output.trace", "file for the waveform (VCD)", plan => plan.TraceFile, (plan, file) => plan with { TraceFile = file }),
        new("run.threads", "host threads; they do not change the result", "", "a whole number from 1 to 64", "chosen", plan => Text(plan.Threads),
            (plan, text) => Whole(text) is { } value and >= 1 and <= 64 ? plan with { Threads = value } : null),
    ]);

    private static MeshPlan? Traffic(MeshPlan plan, string text)
    {
        foreach ((string name, TrafficPattern pattern) in Patterns)
            if (name == text)
                return plan with { Recording = null, Mesh = plan.Mesh with { Pattern = pattern } };
        bool isFile = text == "digits" || text.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || text.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase) || System.IO.File.Exists(text);
        return isFile ? plan with { Recording = text } : null;
    }

    private static Setting<MeshPlan> Number(string path, string meaning, string unit, string allowed, string property, Func<MeshOptions, int> read, Func<MeshOptions, int, MeshOptions> write) =>
        new(path, meaning, unit, allowed, Origin<MeshOptions>(property), plan => Text(read(plan.Mesh)), (plan, text) => Whole(text) is { } value ? plan with { Mesh = write(plan.Mesh, value) } : null) { Kind = ParameterKind.Whole };

    private static Setting<MeshPlan> RouterNumber(string path, string meaning, string unit, string allowed, string property, Func<RouterOptions, int> read, Func<RouterOptions, int, RouterOptions> write) =>
        new(path, meaning, unit, allowed, Origin<RouterOptions>(property), plan => Text(read(plan.Mesh.Router)),
            (plan, text) => Whole(text) is { } value ? plan with { Mesh = plan.Mesh with { Router = write(plan.Mesh.Router, value) } } : null)
        { Kind = ParameterKind.Whole };

    private static Setting<MeshPlan> Long(string path, string meaning, string allowed, Func<MeshPlan, long> read, Func<MeshPlan, long, MeshPlan?> write) =>
        new(path, meaning, "cycles", allowed, "chosen: long enough for a first look", plan => read(plan).ToString(CultureInfo.InvariantCulture),
            (plan, text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value < 1L << 48 ? write(plan, value) : null)
        { Kind = ParameterKind.Whole };

    private static Setting<MeshPlan> Real(string path, string meaning, string unit, string allowed, string origin, Func<MeshPlan, double> read, Func<MeshPlan, double, MeshPlan?> write) =>
        new(path, meaning, unit, allowed, origin, plan => read(plan).ToString(CultureInfo.InvariantCulture),
            (plan, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? write(plan, value) : null)
        { Kind = ParameterKind.Real };

    private static Setting<MeshPlan> Nanoseconds(string path, string meaning, string property, Func<MeshOptions, long> read, Func<MeshOptions, long, MeshOptions> write) =>
        new(path, meaning, "ns", "a time from 0.000001 to 1000000", Origin<MeshOptions>(property), plan => (read(plan.Mesh) / 1e6).ToString(CultureInfo.InvariantCulture),
            (plan, text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0.000001 and <= 1_000_000
                ? plan with { Mesh = write(plan.Mesh, (long)Math.Round(value * 1e6)) } : null)
        { Kind = ParameterKind.Real };

    private static Setting<MeshPlan> File(string path, string meaning, Func<MeshPlan, string?> read, Func<MeshPlan, string?, MeshPlan> write) =>
        new(path, meaning, "", "a file's name, or nothing", "", plan => read(plan) ?? "", (plan, text) => write(plan, text.Length == 0 ? null : text));

    private static string Origin<TOptions>(string property) =>
        typeof(TOptions).GetProperty(property)?.GetCustomAttribute<OriginAttribute>() is { } origin ? $"{origin.Kind}: {origin.Text}" : "";

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
