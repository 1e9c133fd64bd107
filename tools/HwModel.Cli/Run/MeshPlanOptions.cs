using System.CommandLine;
using HwModel.Cli.Configuration;

namespace HwModel.Cli.Run;

/// <summary>The options that settle the plan of a mesh: short names for the settings that are used most, a platform file, and --set.</summary>
internal sealed class MeshPlanOptions
{
    private readonly (Option<string?> Option, string Path)[] _shortcuts =
    [
        (Shortcut("--size", "Routers along x and y.", "8x8"), "mesh.size"),
        (Shortcut("--chips", "Meshes, 1 or 2; two are joined by a link. spinnaker2: WxH chips, board (48) or torus:WxH (blocks of three boards).", "N|WxH"), "mesh.chips"),
        (Shortcut("--buffer", "Flits in each input buffer.", "N"), "router.buffer"),
        (Shortcut("--vcs", "Virtual channels.", "N"), "router.vcs"),
        (Shortcut("--pipeline", "Cycles for a hop.", "N"), "router.pipeline"),
        (Shortcut("--traffic", "uniform, transpose, bitcomp, tornado, hotspot, neighbor, digits (a spike recording that hwmodel carries) or a CSV file with lines time_us,source. spinnaker2: multicast (random packets instead of a network).", "NAME|FILE.csv"), "traffic.pattern"),
        (Shortcut("--rate", "Offered load in flits per node and cycle. spinnaker2: packets of a source in a second.", "RATE"), "traffic.rate"),
        (Shortcut("--cycles", "Cycles of the measurement.", "N"), "run.cycles"),
        (Shortcut("--warmup", "Cycles before the measurement.", "N"), "run.warmup"),
        (Shortcut("--seed", "Seed of all randomness.", "N"), "run.seed"),
        (Shortcut("--stats", "Write the statistics as JSON.", "FILE"), "output.stats"),
        (Shortcut("--report", "Write a report page (HTML, self-contained).", "FILE"), "output.report"),
        (Shortcut("--trace", "Write a waveform (VCD; .gz packs it) with a GTKWave save file beside it.", "FILE"), "output.trace"),
        (Shortcut("--threads", "Host threads; the result is the same for any number.", "N"), "run.threads"),
    ];

    private readonly Option<string?> _platform = new("--platform") { Description = "Settings from a YAML file; options and --set override them.", HelpName = "FILE" };
    private readonly Option<string[]> _set = new("--set") { Description = "One setting by its path (see hwmodel describe --settings).", HelpName = "PATH=VALUE" };

    public void AddTo(Command command)
    {
        SystemOptions.Add(command, [.. _shortcuts.Select(shortcut => shortcut.Option), _platform, _set]);
    }

    /// <summary>The settings that a command line asks for: defaults, then the platform file, then options, then --set.</summary>
    public MeshPlan Read(ParseResult result)
    {
        SettingTable<MeshPlan> table = MeshSettings.Table;
        MeshPlan plan = table.Apply(new MeshPlan(), result.GetValue(_platform), []);
        foreach ((Option<string?> option, string path) in _shortcuts)
            if (result.GetValue(option) is { } value)
                plan = table.Set(plan, path, value, option.Name);
        return table.ApplySets(plan, result.GetValue(_set) ?? []);
    }

    private static Option<string?> Shortcut(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
