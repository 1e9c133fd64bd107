using System.CommandLine;
using System.Text.Json;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Cli.Run;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.Studies.Text;
using HwModel.Traces;

namespace HwModel.Cli.Describe;

/// <summary><c>hwmodel describe</c>: hierarchy, ports, clocks, settings with their origin; the design's graph as SVG or dot.</summary>
internal static class DescribeCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private const int Deepest = 99;

    private static readonly string[] Systems = ["mesh", "spinnaker2", "brainscales2"];

    public static Command Create()
    {
        var command = new Command("describe", "Show a system's hierarchy, ports, clocks and settings with their origin.");
        var system = new Option<string>("--system") { Description = $"What to describe: {string.Join(", ", Systems)}.", HelpName = "NAME", DefaultValueFactory = _ => "mesh" };
        var settings = new Option<bool>("--settings") { Description = "Only the settings, as --set takes them." };
        var yaml = new Option<bool>("--yaml") { Description = "Print the settings as a platform file for --platform, with their origin as comments." };
        var ports = new Option<bool>("--ports") { Description = "Show each module's ports and what they are connected to." };
        var graph = new Option<string?>("--graph") { Description = "Write the design's graph; the name ends in .svg or .dot.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        var every = new Option<bool>("--all") { Description = "Print every instance; without it the first of each row of equal ones stands for all." };
        var depth = new Option<int>("--depth") { Description = "Levels of the hierarchy to show.", HelpName = "N", DefaultValueFactory = _ => Deepest };
        foreach (Option option in new Option[] { system, settings, yaml, ports, graph, json, every, depth }) command.Options.Add(option);
        var plan = new MeshPlanOptions();
        plan.AddTo(command);
        return command.Does(result =>
        {
            (Simulation simulation, IReadOnlyList<SettingValue> values) = result.GetValue(system) switch
            {
                "mesh" => Mesh(plan.Read(result)),
                "spinnaker2" => Spinnaker2(Run.Spinnaker2.Spinnaker2Settings.Read(result)),
                "brainscales2" => BrainScaleS2(Run.BrainScaleS2.ChipSettings.Read(result, ChipMode.Ideal)),
                var other => throw new UserErrorException($"--system {other}: there is no such system{Nearest.Hint(other ?? "", Systems)}"),
            };
            int levels = result.GetValue(depth);
            if (levels is < 1 or > Deepest) throw new UserErrorException($"--depth {levels}: 1 to {Deepest} levels are allowed");
            var view = new DesignView(simulation, levels);
            TextWriter output = result.InvocationConfiguration.Output;
            simulation.Elaborate();
            if (result.GetValue(graph) is { } file) WriteGraph(file, view);
            if (result.GetValue(json)) output.WriteLine(JsonSerializer.Serialize(Tree(simulation, values), Json));
            else if (result.GetValue(yaml)) output.Write(PlatformYaml.Write(result.GetValue(system)!, values));
            else if (result.GetValue(settings)) PrintSettings(output, values);
            else
            {
                PrintClocks(output, simulation);
                PrintTree(output, view, simulation.Root, 0, result.GetValue(ports), result.GetValue(every));
                PrintSettings(output, values);
            }
            return ExitCode.Done;
        });
    }

    private static (Simulation, IReadOnlyList<SettingValue>) Mesh(MeshPlan plan) => (new MeshJob(plan).System.Simulation, MeshSettings.Table.In(plan));

    private static (Simulation, IReadOnlyList<SettingValue>) Spinnaker2(HwModel.SpiNNaker2.Chip.ChipOptions options)
    {
        var simulation = new Simulation(new SimulationOptions());
        _ = new Spinnaker2Chip(simulation.Root, "chip", options);
        return (simulation, Run.Spinnaker2.Spinnaker2Settings.Table.In(options));
    }

    private static (Simulation, IReadOnlyList<SettingValue>) BrainScaleS2(HwModel.BrainScaleS2.Digital.ChipOptions options) =>
        (new BrainScaleS2System(options).Simulation, Run.BrainScaleS2.ChipSettings.Table.In(options));

    private static void WriteGraph(string file, DesignView view)
    {
        string text = Path.GetExtension(file) switch
        {
            ".svg" => DesignSvg.Draw(view),
            ".dot" => DesignDot.Write(view),
            _ => throw new UserErrorException($"--graph {file}: the name must end in .svg or .dot"),
        };
        _ = new OutputSet(file);
        OutputFile.WriteAllText(file, text);
    }

    private static void PrintClocks(TextWriter output, Simulation simulation)
    {
        output.WriteLine("clocks");
        static string Stem(string name) => name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        foreach (IGrouping<(string, long, long, int), ClockDomain> row in simulation.Clocks.GroupBy(clock => (Stem(clock.Name), clock.Period, clock.Phase, clock.Modules.Count)))
        {
            ClockDomain clock = row.First();
            string more = row.Count() > 1 ? RunCommand.Text($" each; so are all {row.Count():N0} to {row.Last().Name}") : "";
            output.WriteLine(RunCommand.Text($"  {clock.Name,-16} period {clock.Period / 1e6:0.######} ns, phase {clock.Phase / 1e6:0.######} ns, {clock.Modules.Count} modules{more}"));
        }
        output.WriteLine("hierarchy");
    }

    private static void PrintTree(TextWriter output, DesignView view, Component component, int depth, bool withPorts, bool every)
    {
        string margin = new(' ', 2 * depth + 2);
        foreach (Component[] row in Rows(view.Children(component), every))
        {
            Component child = row[0];
            string parameters = string.Concat(child.Parameters.Select(parameter => RunCommand.Text($" {parameter.Name}={parameter.Value}")));
            output.WriteLine($"{margin}{child.Name}  ({TypeName(child.GetType())}){parameters}");
            if (withPorts && child is Module module)
                foreach (Port port in module.Ports.All)
                    output.WriteLine($"{margin}    {(port.Direction == PortDirection.In ? "in " : "out")} {port.Name,-20} {port.Payload.Name}{Depth(port)}{Other(port)}");
            PrintTree(output, view, child, depth + 1, withPorts, every);
            if (row.Length > 1) output.WriteLine($"{margin}... to {row[^1].Name}: {row.Length - 1:N0} more {TypeName(child.GetType())}");
        }
    }

    // Parts of one type whose names differ in their index only.
    private static IEnumerable<Component[]> Rows(IReadOnlyList<Component> children, bool every) =>
        every ? children.Select(child => new[] { child }) : children.GroupBy(child => (child.GetType(), child.Name.Split('[')[0])).Select(row => row.ToArray());

    private static void PrintSettings(TextWriter output, IReadOnlyList<SettingValue> settings)
    {
        output.WriteLine("settings");
        SettingValue.Print(settings, output);
    }

    private static object Tree(Simulation simulation, IReadOnlyList<SettingValue> settings) => new
    {
        Clocks = simulation.Clocks.Select(clock => new { clock.Name, PeriodFs = clock.Period, PhaseFs = clock.Phase, Modules = clock.Modules.Count }),
        Components = simulation.Components().Select(component => new
        {
            component.Path,
            Type = TypeName(component.GetType()),
            Clock = component.InheritedClock?.Name,
            Parameters = component.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value.ToString()),
            Ports = component is Module module ? module.Ports.All.Select(port => new
            {
                port.Name,
                Direction = port.Direction.ToString().ToLowerInvariant(),
                Kind = port.Kind.ToString().ToLowerInvariant(),
                Type = port.Payload.Name,
                Depth = (port as InQueue)?.Depth,
                Source = (port as InQueue)?.Source?.Path ?? (port as SignalIn)?.Source?.Path,
            }) : null,
        }),
        Settings = settings,
    };

    private static string Depth(Port port) => port is InQueue queue ? RunCommand.Text($", depth {queue.Depth}") : "";

    private static string Other(Port port) => port switch
    {
        InQueue { Source: { } source } => $" <- {source.Path}",
        SignalIn { Source: { } source } => $" <- {source.Path}",
        { IsConnected: false } => " (open)",
        _ => "",
    };

    private static string TypeName(Type type) => type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] + "<" + string.Join(", ", type.GetGenericArguments().Select(TypeName)) + ">" : type.Name;
}
