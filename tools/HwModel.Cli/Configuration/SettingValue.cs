using HwModel.Reports.Tables;

namespace HwModel.Cli.Configuration;

/// <summary>A setting with its present value: see <see cref="Setting{TPlan}"/>.</summary>
internal sealed record SettingValue(string Path, string Value, string Unit, string Meaning, string Allowed, string Origin)
{
    /// <summary>The settings as a table of a report.</summary>
    public static Table Table(IEnumerable<SettingValue> settings)
    {
        var table = new Table("Every setting, as --set takes it", Column.Words("Setting"), Column.Words("Value"), Column.Words("Unit"), Column.Words("Meaning"), Column.Words("Origin of the default"));
        foreach (SettingValue setting in settings) table.Row(setting.Path, setting.Value, setting.Unit, setting.Meaning, setting.Origin);
        return table;
    }

    /// <summary>The settings as lines for people.</summary>
    public static void Print(IReadOnlyList<SettingValue> settings, TextWriter output)
    {
        int path = settings.Max(setting => setting.Path.Length), value = Math.Min(24, settings.Max(setting => setting.Value.Length));
        foreach (SettingValue setting in settings)
        {
            output.WriteLine($"  {setting.Path.PadRight(path)} {setting.Value.PadRight(value)} {setting.Meaning}{(setting.Unit.Length > 0 ? $" [{setting.Unit}]" : "")}; {setting.Allowed}");
            if (setting.Origin.Length > 0) output.WriteLine($"  {"".PadRight(path)} {"".PadRight(value)} {setting.Origin}");
        }
    }
}
