using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HwModel.Studies.Design;
using HwModel.Studies.Engine;
using HwModel.Studies.Workloads;
using HwModel.Traces;

namespace HwModel.Studies.Results;

/// <summary>
/// Writes results as tidy CSV and as JSON lines, one row a run, with their provenance beside. They hold nothing that depends on host, time, executor
/// or order, so the same study gives the same bytes however it was run.
/// </summary>
public static class ResultFiles
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Options with { Indented = true };

    /// <summary>The files' names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["results.csv", "results.jsonl", "provenance.json"];

    /// <summary>Writes all three.</summary>
    /// <param name="results">The results.</param>
    /// <param name="version">The version of the program.</param>
    public static void Write(StudyResults results, string version)
    {
        Save(results, "results.csv", stream => Csv(results, stream));
        Save(results, "results.jsonl", stream => JsonLines(results, stream));
        Save(results, "provenance.json", stream => Provenance(results, version, stream));
    }

    private static void Save(StudyResults results, string name, Action<Stream> write) => StudyFolder.Guarded(results.Folder.Path, () =>
    {
        using OutputFile file = OutputFile.Create(results.Folder.In(name));
        var buffered = new BufferedStream(file.Stream, 1 << 16);
        write(buffered);
        buffered.Flush();
        file.Commit();
    });

    private static void Csv(StudyResults results, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 14, leaveOpen: true) { NewLine = "\n" };
        StudyPlan study = results.Study;
        IEnumerable<string> factors = study.Factors.Select(path => study.Parameters[path]).Select(parameter => parameter.Unit.Length == 0 ? parameter.Path : $"{parameter.Path} [{parameter.Unit}]");
        writer.WriteLine(string.Join(',', ((string[])["run", "point", "kind", "seed"]).Concat(factors).Concat(study.Metrics.Select(StudyResults.Heading)).Concat(["status", "message", "key"]).Select(Quoted)));
        var line = new StringBuilder();
        foreach (StudyRun run in study.Runs.Where(results.IsThere))
        {
            line.Clear();
            line.Append(run.Index).Append(',').Append(run.Point.Number).Append(',').Append(Kind(run)).Append(',').Append(run.Seed);
            for (int factor = 0; factor < study.Factors.Count; factor++) line.Append(',').Append(Quoted(Shown(results.Value(run, factor))));
            for (int metric = 0; metric < study.Metrics.Count; metric++) line.Append(',').Append(Text.Numbers.Exact(results.Metric(run, metric)));
            string? failure = results.Failure(run);
            line.Append(',').Append(failure is null ? "ok" : "failed").Append(',').Append(Quoted(failure ?? "")).Append(',').Append(run.Key);
            writer.WriteLine(line);
        }
    }

    private static void JsonLines(StudyResults results, Stream stream)
    {
        StudyPlan study = results.Study;
        foreach (StudyRun run in study.Runs.Where(results.IsThere))
        {
            using (var json = new Utf8JsonWriter(stream, Options))
            {
                json.WriteStartObject();
                json.WriteNumber("run", run.Index);
                json.WriteNumber("point", run.Point.Number);
                json.WriteString("kind", Kind(run));
                json.WriteNumber("seed", run.Seed);
                json.WriteStartObject("factors");
                for (int factor = 0; factor < study.Factors.Count; factor++) WriteValue(json, study.Factors[factor], Shown(results.Value(run, factor)));
                json.WriteEndObject();
                json.WriteStartObject("metrics");
                for (int metric = 0; metric < study.Metrics.Count; metric++) WriteNumber(json, study.Metrics[metric].Name, results.Metric(run, metric));
                json.WriteEndObject();
                string? failure = results.Failure(run);
                json.WriteString("status", failure is null ? "ok" : "failed");
                if (failure is not null) json.WriteString("message", failure);
                json.WriteString("key", run.Key);
                json.WriteEndObject();
            }
            stream.WriteByte((byte)'\n');
        }
    }

    private static void Provenance(StudyResults results, string version, Stream stream)
    {
        StudyPlan study = results.Study;
        using var json = new Utf8JsonWriter(stream, Indented);
        json.WriteStartObject();
        json.WriteString("study", study.Name);
        json.WriteString("version", version);
        json.WriteString("workload", study.Workload.Name);
        json.WriteString("level", study.Workload.Level);
        json.WriteString("modelVersion", study.Workload.ModelVersion);
        json.WriteString("studyFileSha256", Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(results.Folder.StudyFile))));
        json.WriteNumber("runs", study.Runs.Count);
        json.WriteNumber("finished", study.Runs.Count - results.Missing);
        json.WriteNumber("failed", results.Failed);
        json.WriteStartArray("seeds");
        foreach (ulong seed in study.File.Seeds) json.WriteNumberValue(seed);
        json.WriteEndArray();
        json.WriteStartArray("columns");
        foreach (string path in study.Factors) Describe(json, path, study.Parameters[path].Unit, study.Parameters[path].Meaning);
        foreach (Metric metric in study.Metrics) Describe(json, metric.Name, metric.Unit, metric.Meaning);
        json.WriteEndArray();
        json.WriteStartObject("settings");
        foreach (Parameter parameter in study.Workload.Parameters.Where(parameter => !study.Factors.Contains(parameter.Path)))
        {
            json.WriteStartObject(parameter.Path);
            json.WriteString("value", Shown(study.BaseSettings.GetValueOrDefault(parameter.Path) ?? parameter.Default));
            if (parameter.Unit.Length > 0) json.WriteString("unit", parameter.Unit);
            json.WriteString("origin", study.BaseSettings.ContainsKey(parameter.Path) ? "the study" : parameter.Origin);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A value without the folder that only this machine has.</summary>
    internal static string Shown(string value) => value.StartsWith('/') ? System.IO.Path.GetFileName(value) : value;

    private static string Kind(StudyRun run) => run.Point.IsSearch ? "search" : "run";

    private static void Describe(Utf8JsonWriter json, string name, string unit, string meaning)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("unit", unit);
        json.WriteString("meaning", meaning);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, string value)
    {
        if (Text.Numbers.Parse(value) is { } number) json.WriteNumber(name, number);
        else json.WriteString(name, value);
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(',', '"', '\n') >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
