using System.Text.Json.Nodes;

namespace HwModel.Studies.Tests.Results;

/// <summary>A study's report as a reader meets it, in headless Chromium.</summary>
public sealed class ReportTests : IDisposable
{
    private const string Study = """
        schema: 1
        study: page
        title: A page
        question: What does the page show?
        workload: dvfs
        set: {run.ticks: 300}
        vary:
          dvfs.threshold: [20, 40, 60]
          traffic.burst_rate: [0.02, 0.1]
          "net.fan_out, net.neurons": [[40, 100], [80, 250]]
        repeat: 3
        constraints: ["net.fan_out = 80 or dvfs.threshold < 60"]
        objectives: {min: [energy.total, overruns]}
        report:
          curves: [{x: dvfs.threshold, y: [power.mean, overruns], by: traffic.burst_rate}]
          heat: [{x: dvfs.threshold, y: traffic.burst_rate, value: power.mean}]
          breakdown: [{of: energy, by: dvfs.threshold}]
        """;

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [ToolFact("chromium")]
    public void The_report_renders_filters_and_asks_no_network()
    {
        string file = _temporary.File("page.yaml"), folder = _temporary.File("out");
        File.WriteAllText(file, Study);
        StudyRuns.Run("run", file, "-o", folder, "-q");
        using var page = new Browser(1280, 900);
        page.OpenFile(Path.Combine(folder, "report.html"));
        Assert.Empty(page.Messages);
        Assert.All(page.Requests, request => Assert.StartsWith("file:", request));
        Assert.Equal("true", page.Text("document.documentElement.dataset.ready"));
        Assert.Equal(0, page.Number("document.documentElement.scrollWidth - innerWidth"));
        string[] headings = [.. page.Evaluate("Array.from(document.querySelectorAll('h2'), h => h.textContent)")!.AsArray().Select(heading => heading!.ToString())];
        foreach (string heading in (string[])["What was asked", "The answer", "Curves", "Effects", "Trade-offs", "Breakdown", "All points", "Left out"]) Assert.Contains(heading, headings);
        JsonArray shapes = page.Evaluate("Array.from(document.querySelectorAll('.canvas'), c => c.querySelectorAll('svg path, svg text').length)")!.AsArray();
        Assert.InRange(shapes.Count, 10, 40);
        Assert.All(shapes, count => Assert.InRange(count!.GetValue<int>(), 8, 100_000));
        const string Table = "[...document.querySelectorAll('[data-file]')].find(t => t.dataset.file.startsWith('points-means'))";
        Assert.Equal("10 rows: 10", Filter(page, Table, " "));
        string both = Filter(page, Table, "60");
        // Some rows have a cell with these digits, not all; the count beside the box is that of the rows shown.
        Assert.Matches("^([2-9]) of 10 rows: \\1$", both);
        foreach (string word in (string[])["power.mean (mW)", "dvfs.threshold (packets)", "Share of the variance (%)"])
            Assert.Contains(word, page.Text("Array.from(document.querySelectorAll('.canvas svg text'), t => t.textContent).join('|')"));
    }

    private static string Filter(Browser page, string table, string text) => page.Text($$"""
        (() => { const t = {{table}}; const box = t.querySelector('input'); box.value = '{{text}}'; box.dispatchEvent(new Event('input'));
          return t.querySelector('output').textContent + ': ' + [...t.querySelector('tbody').rows].filter(row => row.offsetParent).length; })()
        """);

    [Fact]
    public void Two_studies_are_compared_with_significance()
    {
        string file = _temporary.File("page.yaml");
        // 300 ticks hold so few bursts that a third more energy drowns in the seeds' variance; 3,000 hold enough for a hundred comparisons at 5 % together.
        string study = Study.Replace("repeat: 3", "repeat: 8", StringComparison.Ordinal).Replace("{run.ticks: 300}", "{run.ticks: 3000}", StringComparison.Ordinal);
        File.WriteAllText(file, study);
        StudyRuns.Run("run", file, "-o", _temporary.File("a"), "-q");
        ToolResult same = Hwmodel.Invoke("study", "compare", _temporary.File("a"), _temporary.File("a"));
        Assert.Equal(0, same.ExitCode);
        Assert.Contains("nothing differs significantly", same.Output);
        File.WriteAllText(file, study.Replace("{run.ticks: 3000}", "{run.ticks: 3000, core.cycles_per_event: 35}", StringComparison.Ordinal));
        StudyRuns.Run("run", file, "-o", _temporary.File("b"), "-q");
        ToolResult other = Hwmodel.Invoke("study", "compare", _temporary.File("a"), _temporary.File("b"));
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("energy.core", other.Output);
    }

    [Fact]
    public void A_point_is_explained_with_its_trace_and_its_bottleneck()
    {
        string file = _temporary.File("mesh.yaml"), folder = _temporary.File("mesh");
        File.WriteAllText(file, "schema: 1\nstudy: mesh\nworkload: traffic\nset: {mesh.size: 4x4, traffic.pattern: hotspot, traffic.hotspot_share: 0.5, traffic.hotspot_node: 5, run.cycles: 500, run.drain: 500}\nvary: {traffic.rate: [0.05, 0.3]}\n");
        StudyRuns.Run("run", file, "-o", folder, "-q");
        ToolResult result = Hwmodel.Invoke("study", "explain", folder, "1");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("the sink at (1,1) is the busiest", result.Output);
        Assert.True(File.Exists(Path.Combine(folder, "points", "1", "trace.vcd")));
        StudyRuns.Run("report", folder);
        Assert.Contains("href=\"points/1/explain.html\"", File.ReadAllText(Path.Combine(folder, "report.html")));
        Assert.Equal(2, Hwmodel.Invoke("study", "explain", folder, "7").ExitCode);
    }
}
