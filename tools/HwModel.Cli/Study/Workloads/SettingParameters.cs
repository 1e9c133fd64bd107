using HwModel.Cli.Common;
using HwModel.Cli.Configuration;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>The settings of a kind of system as the parameters of a workload.</summary>
internal static class SettingParameters
{
    /// <summary>The parameters; those whose path begins with one of some words are left out.</summary>
    public static IReadOnlyList<Parameter> Of<TPlan>(SettingTable<TPlan> table, TPlan defaults, params string[] without)
        where TPlan : class =>
        [.. table.All.Where(setting => !without.Any(prefix => setting.Path.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(setting => new Parameter(setting.Path, setting.Meaning, setting.Unit, setting.Allowed, setting.Origin, setting.Read(defaults), setting.Kind, text => setting.Write(defaults, text) is not null))];

    /// <summary>The plan with settings.</summary>
    /// <exception cref="RunFailedException">A setting is not allowed.</exception>
    public static TPlan Plan<TPlan>(this SettingTable<TPlan> table, TPlan plan, IReadOnlyDictionary<string, string> settings)
        where TPlan : class
    {
        try
        {
            foreach ((string path, string value) in settings) plan = table.Set(plan, path, value, "the study");
            return plan;
        }
        catch (UserErrorException exception)
        {
            throw new RunFailedException(exception.Message);
        }
    }
}
