using HwModel.Cli.Common;
using HwModel.Studies.Files;
using HwModel.Studies.Text;

namespace HwModel.Cli.Configuration;

/// <summary>All settings of a kind of system; sets them by path and says what is wrong with a path or a value.</summary>
internal sealed class SettingTable<TPlan>(IReadOnlyList<Setting<TPlan>> settings)
    where TPlan : class
{
    /// <summary>The settings, in the order in which they are shown.</summary>
    public IReadOnlyList<Setting<TPlan>> All => settings;

    /// <summary>The settings with their values in a plan.</summary>
    public IReadOnlyList<SettingValue> In(TPlan plan) => [.. settings.Select(setting => new SettingValue(setting.Path, setting.Read(plan), setting.Unit, setting.Meaning, setting.Allowed, setting.Origin))];

    /// <summary>Sets one value.</summary>
    /// <param name="plan">What to change.</param>
    /// <param name="path">Which setting.</param>
    /// <param name="value">Its value as text.</param>
    /// <param name="where">Where the text stands, as the beginning of the message: <c>--set</c>, or file and line.</param>
    /// <exception cref="UserErrorException">There is no such setting, or it does not take the value.</exception>
    public TPlan Set(TPlan plan, string path, string value, string where)
    {
        Setting<TPlan> setting = settings.FirstOrDefault(candidate => candidate.Path == path)
            ?? throw new UserErrorException($"{where}: there is no setting {path}{Nearest.Hint(path, settings.Select(candidate => candidate.Path))}");
        return setting.Write(plan, value.Trim()) ?? throw new UserErrorException($"{where}: {path} is {setting.Allowed}, not '{value}'");
    }

    /// <summary>Sets everything that a platform file names, then what --set gives.</summary>
    public TPlan Apply(TPlan plan, string? platformFile, IEnumerable<string> sets)
    {
        if (platformFile is not null)
            foreach (PlatformValue value in PlatformFile.Read(platformFile))
                plan = Set(plan, value.Path, value.Text, $"{platformFile}({value.Line},{value.Column})");
        return ApplySets(plan, sets);
    }

    /// <summary>Sets what --set gives, each as PATH=VALUE.</summary>
    public TPlan ApplySets(TPlan plan, IEnumerable<string> sets)
    {
        foreach (string set in sets)
        {
            int equals = set.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new UserErrorException($"--set {set}: write PATH=VALUE, for example --set {settings[0].Path}={settings[0].Read(plan)}");
            plan = Set(plan, set[..equals].Trim(), set[(equals + 1)..], "--set");
        }
        return plan;
    }
}
