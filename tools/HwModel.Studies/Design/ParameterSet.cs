using HwModel.Studies.Files;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>A workload's parameters by path.</summary>
internal sealed class ParameterSet(IStudyWorkload workload, string folder)
{
    private readonly Dictionary<string, Parameter> _byPath = workload.Parameters.ToDictionary(parameter => parameter.Path);

    /// <summary>All paths.</summary>
    public IReadOnlyList<string> Paths { get; } = [.. workload.Parameters.Select(parameter => parameter.Path)];

    public Parameter this[string path] => _byPath[path];

    /// <exception cref="StudyException">The workload has no such parameter.</exception>
    public Parameter Find(Located path) => _byPath.GetValueOrDefault(path.Text)
        ?? throw path.Place.Error($"the workload {workload.Name} has no parameter {path.Text}{Nearest.Hint(path.Text, Paths)}");

    /// <summary>A value as the workload takes it: in the parameter's unit, files with their full path.</summary>
    /// <exception cref="StudyException">It has another unit or is not allowed.</exception>
    public string Value(Parameter parameter, Located text)
    {
        if (parameter.Kind is ParameterKind.Word or ParameterKind.File)
        {
            string local = Path.Combine(folder, text.Text);
            string word = text.Text.Length > 0 && File.Exists(local) && (parameter.Kind == ParameterKind.File || Path.HasExtension(text.Text)) ? Path.GetFullPath(local) : text.Text;
            return parameter.Accepts(word) ? word : throw NotAllowed(parameter, text);
        }
        string value = Units.ToUnit(text.Text, parameter.Unit, out string? problem);
        if (problem is not null) throw text.Place.Error($"{parameter.Path} {problem}");
        // 0.10 and 0.1 are the same level.
        if (Numbers.Parse(value) is { } number) value = Numbers.Exact(number);
        return parameter.Accepts(value) ? value : throw NotAllowed(parameter, text);
    }

    private static StudyException NotAllowed(Parameter parameter, Located text) => text.Place.Error($"{parameter.Path} is {parameter.Allowed}, not '{text.Text}'");
}
