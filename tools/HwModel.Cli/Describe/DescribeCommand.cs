using System.CommandLine;
using System.Text.Json;
using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Cli.Run;
using HwModel.Kernel;
using HwModel.Studies.Text;
using HwModel.Traces;

namespace HwModel.Cli.Describe;

/// <summary><c>hwmodel describe</c>: hierarchy, ports, clocks, settings with their origin; the design's graph as SVG or dot.</summary>
internal static class DescribeCommand
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var command = new Command("describe", "Show a system's hierarchy, ports, clocks and settings with their origin.");
        var system = new Option<string>("--system") { Description = "What to describe: mesh.", HelpName = "NAME", DefaultValueFactory = _ => "mesh" };
        var settings = new Option<bool>("--settings") { Description = "Only the settings, as --set takes them." };
        var ports = new Option<bool>("--ports") { Description = "Show each module's ports and what they are connected to." };
        var graph = new Option<string?>("--graph") { Description = "Write the design's graph; the name ends in .svg or .dot.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Print as JSON." };
        foreach (Option option in new Option[] { system, settings, ports, graph, json }) command.Options.Add(option);
        var plan = new MeshPlanOptions();
        plan.AddTo(command);
        return command.Does(result =>
        {
            if (result.GetValue(system) is not "mesh" and var other) throw new UserErrorException($"--system {other}: there is no such system{Nearest.Hint(other ?? "", ["mesh"])}");
            var job = new MeshJob(plan.Read(result));
            TextWriter output = result.InvocationConfiguration.Output;
            Simulation simulation = job.System.Simulation;
            simulation.Elaborate();
            if (result.GetValue(graph) is { } file) WriteGraph(file, simulation);
            if (result.GetValue(json)) output.WriteLine(JsonSerializer.Serialize(Tree(simulation, job.Plan), Json));
            else if (result.GetValue(settings)) PrintSettings(output, job.Plan);
            else
            {
                PrintClocks(output, simulation);
                PrintTree(output, simulation.Root, 0, result.GetValue(ports));
                PrintSettings(output, job.Plan);
            }
            return ExitCode.Done;
        });
    }

    private static void WriteGraph(string file, Simulation simulation)
    {
        string text = Path.GetExtension(file) switch
        {
            ".svg" => DesignSvg.Draw(simulation),
            ".dot" => DesignDot.Write(simulation),
            _ => throw new UserErrorException($"--graph {file}: the name must end in .svg or .dot"),
        };
        _ = new OutputSet(file);
        OutputFile.WriteAllText(file, text);
    }

    private static void PrintClocks(TextWriter output, Simulation simulation)
    {
        output.WriteLine("clocks");
        foreach (ClockDomain clock in simulation.Clocks)
            output.WriteLine(RunCommand.Text($"  {clock.Name,-16} period {clock.Period / 1e6:0.######} ns, phase {clock.Phase / 1e6:0.######} ns, {clock.Modules.Count} modules"));
        output.WriteLine("hierarchy");
    }

    private static void PrintTree(TextWriter output, Component component, int depth, bool withPorts)
    {
        foreach (Component child in component.Children)
        {
            string parameters = string.Concat(child.Parameters.Select(parameter => RunCommand.Text($" {parameter.Name}={parameter.Value}")));
            output.WriteLine($"{new string(' ', 2 * depth + 2)}{child.Name}  ({TypeName(child.GetType())}){parameters}");
            if (withPorts && child is Module module)
                foreach (Port port in module.Ports.All)
                    output.WriteLine($"{new string(' ', 2 * depth + 6)}{(port.Direction == PortDirection.In ? "in " : "out")} {port.Name,-20} {port.Payload.Name}{Depth(port)}{Other(port)}");
            PrintTree(output, child, depth + 1, withPorts);
        }
    }

    private static void PrintSettings(TextWriter output, MeshPlan plan)
    {
        output.WriteLine("settings");
        foreach (Setting<MeshPlan> setting in MeshSettings.Table.All)
        {
            output.WriteLine($"  {setting.Path,-22} {setting.Read(plan),-14} {setting.Meaning}{(setting.Unit.Length > 0 ? $" [{setting.Unit}]" : "")}; {setting.Allowed}");
            if (setting.Origin.Length > 0) output.WriteLine($"  {"",-22} {"",-14} {setting.Origin}");
        }
    }

    private static object Tree(Simulation simulation, MeshPlan plan) => new
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
        Settings = MeshSettings.Table.All.Select(setting => new { setting.Path, Value = setting.Read(plan), setting.Unit, setting.Meaning, setting.Allowed, setting.Origin }),
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
