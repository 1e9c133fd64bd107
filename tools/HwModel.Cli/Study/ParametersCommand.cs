using System.CommandLine;
using HwModel.Cli.Common;
using HwModel.Cli.Study.Workloads;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study;

/// <summary><c>hwmodel study workloads</c>: what a study can run, vary and measure.</summary>
internal static class ParametersCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("WORKLOAD") { Description = "Show this one's parameters and metrics.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("workloads", "List what a study can run; with a name, its parameters and metrics.") { name };
        return command.Does(result =>
        {
            TextWriter output = result.InvocationConfiguration.Output;
            IReadOnlyList<IStudyWorkload> all = WorkloadCatalog.All();
            if (result.GetValue(name) is not { } wanted)
            {
                foreach (IStudyWorkload each in all) output.WriteLine($"{each.Name,-12} {each.Meaning}");
                return ExitCode.Done;
            }
            IStudyWorkload workload = all.FirstOrDefault(each => each.Name == wanted) ?? throw new UserErrorException($"there is no workload {wanted}{Nearest.Hint(wanted, all.Select(each => each.Name))}");
            output.WriteLine($"{workload.Name}: {workload.Meaning} ({workload.Level})");
            foreach (Parameter parameter in workload.Parameters)
                output.WriteLine($"  {parameter.Path,-26} {parameter.Default + (parameter.Unit.Length > 0 ? $" {parameter.Unit}" : ""),-28} {parameter.Meaning}; {parameter.Allowed}");
            output.WriteLine("metrics:");
            foreach (Metric metric in workload.Metrics) output.WriteLine($"  {metric.Name,-26} {metric.Unit,-28} {metric.Meaning}");
            if (workload.Maps.Count > 0) output.WriteLine($"maps: {string.Join(", ", workload.Maps)}");
            return ExitCode.Done;
        });
    }
}
