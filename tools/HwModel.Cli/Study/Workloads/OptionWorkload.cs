using System.Globalization;
using System.Reflection;
using HwModel.Cli.Configuration;
using HwModel.Kernel;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Cli.Study.Workloads;

/// <summary>A workload whose parameters are the settings of an options record.</summary>
internal abstract class OptionWorkload<TOptions>(TOptions defaults, SettingTable<TOptions> table, params Assembly[] models) : IStudyWorkload
    where TOptions : class
{
    private readonly FileHash _files = new();

    public abstract string Name { get; }

    public abstract string Meaning { get; }

    public abstract string Level { get; }

    public abstract IReadOnlyList<Metric> Metrics { get; }

    public IReadOnlyList<Parameter> Parameters { get; } = SettingParameters.Of(table, defaults);

    public virtual IReadOnlyList<string> Maps => [];

    // The workload's own arithmetic is part of the model.
    public string ModelVersion { get; } = ModelVersions.Of([typeof(OptionWorkload<>).Assembly, .. models]);

    public string? Mistake(IReadOnlyDictionary<string, string> settings) => Mistake(table.Plan(defaults, settings));

    public IEnumerable<KeyValuePair<string, string>> Resolve(IReadOnlyDictionary<string, string> settings)
    {
        TOptions options = table.Plan(defaults, settings);
        foreach (Setting<TOptions> setting in table.All)
        {
            string value = setting.Read(options);
            yield return new(setting.Path, setting.Kind == ParameterKind.File && value.Length > 0 ? _files.Of(value) : value);
        }
    }

    public RunResult Run(RunRequest request) => Run(table.Plan(defaults, request.Settings), request);

    public virtual string? Command(IReadOnlyDictionary<string, string> settings, ulong seed) => null;

    /// <summary>Why options do not fit together; null: they do.</summary>
    protected virtual string? Mistake(TOptions options) => null;

    protected abstract RunResult Run(TOptions options, RunRequest request);

    /// <summary>A whole number.</summary>
    protected static Setting<TOptions> Whole(string path, string meaning, string unit, long least, long most, string property, Func<TOptions, long> read, Func<TOptions, long, TOptions> write) =>
        new(path, meaning, unit, $"a whole number from {least} to {most}", Origin(property), options => read(options).ToString(CultureInfo.InvariantCulture),
            (options, text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most ? write(options, value) : null)
        { Kind = ParameterKind.Whole };

    /// <summary>Any number in a range.</summary>
    protected static Setting<TOptions> Real(string path, string meaning, string unit, double least, double most, string property, Func<TOptions, double> read, Func<TOptions, double, TOptions> write) =>
        new(path, meaning, unit, FormattableString.Invariant($"a number from {least} to {most}"), Origin(property), options => Numbers.Exact(read(options)),
            (options, text) => Numbers.Parse(text) is { } value && value >= least && value <= most ? write(options, value) : null)
        { Kind = ParameterKind.Real };

    /// <summary>One of some words.</summary>
    protected static Setting<TOptions> Word(string path, string meaning, string property, string[] words, Func<TOptions, string> read, Func<TOptions, string, TOptions> write) =>
        new(path, meaning, "", $"one of {string.Join(", ", words)}", Origin(property), read, (options, text) => words.Contains(text) ? write(options, text) : null);

    private static string Origin(string property) =>
        typeof(TOptions).GetProperty(property)?.GetCustomAttribute<OriginAttribute>() is { } origin ? $"{origin.Kind}: {origin.Text}" : "";
}
