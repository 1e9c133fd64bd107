using System.Text.Json.Nodes;
using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;

namespace HwModel.Tools.Tests.Reports;

/// <summary>The page as a reader meets it, in headless Chromium.</summary>
public sealed class ReportBrowserTests(ReportBrowserTests.Shared shared) : IClassFixture<ReportBrowserTests.Shared>
{
    private const string Rows = "Array.from(document.querySelector('[data-file=\"busiest-links.csv\"] tbody').rows)";
    private const string Heads = "document.querySelectorAll('[data-file=\"busiest-links.csv\"] th button')";

    /// <summary>One browser and one file for all tests; started by the first that needs it.</summary>
    public sealed class Shared : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private Browser? _browser;

        public Browser Show(ReportPage page)
        {
            _browser ??= new Browser(1280, 900);
            string path = _folder.File("report.html");
            page.Write(path);
            _browser.EmulateDark(false);
            _browser.OpenFile(path);
            return _browser;
        }

        public void Dispose()
        {
            _browser?.Dispose();
            _folder.Dispose();
        }
    }

    [ToolFact("chromium")]
    public void Every_chart_is_drawn_without_complaint_and_without_network()
    {
        Browser page = shared.Show(SampleReport.Create());
        Assert.Empty(page.Messages);
        Assert.All(page.Requests, request => Assert.StartsWith("file:", request));
        Assert.Equal("true", page.Text("document.documentElement.dataset.ready"));
        JsonArray shapes = page.Evaluate("Array.from(document.querySelectorAll('.canvas'), c => c.querySelectorAll('svg path, svg text').length)")!.AsArray();
        Assert.Equal(8, shapes.Count);
        Assert.All(shapes, count => Assert.InRange(count!.GetValue<int>(), 20, 100_000));
        Assert.Equal(0, page.Number("document.querySelectorAll('.canvas svg').length - document.querySelectorAll('.canvas').length"));
        Assert.Equal(0, page.Number("document.documentElement.scrollWidth - innerWidth"));
    }

    [ToolFact("chromium")]
    public void Axes_are_titled_with_their_units()
    {
        Browser page = shared.Show(SampleReport.Create());
        string texts = page.Text("Array.from(document.querySelectorAll('.canvas svg text'), t => t.textContent).join('|')");
        foreach (string title in (string[])["Offered load (flit/node/cycle)", "Mean latency (cycle)", "zero-load latency", "XY bound 0.50", "Core voltage (V)", "Energy per flit (pJ)", "Time (ms)"])
            Assert.Contains(title, texts);
    }

    [ToolFact("chromium")]
    public void Tables_sort_by_number_and_back()
    {
        Browser page = shared.Show(SampleReport.Create());
        string column = $"{Rows}.map(row => row.cells[1].textContent).join(' ')";
        string before = page.Text(column);
        double[] Shown() => [.. page.Text(column).Split(' ').Select(text => double.Parse(text))];
        page.Evaluate($"{Heads}[1].click()");
        Assert.Equal(Shown().Order(), Shown());
        Assert.Equal("ascending", page.Text($"{Heads}[1].parentElement.ariaSort"));
        page.Evaluate($"{Heads}[1].focus()");
        page.PressKey("Enter");
        Assert.Equal(Shown().OrderDescending(), Shown());
        page.PressKey("Enter");
        Assert.Equal(before, page.Text(column));
        Assert.Equal("none", page.Text($"{Heads}[1].parentElement.ariaSort"));
    }

    [ToolFact("chromium")]
    public void Numbers_sort_as_numbers_and_empty_cells_stay_last()
    {
        var table = new Table("Busiest links", Column.Number("n"));
        foreach (double value in (double[])[10, 9, -1, 1e5, 0.5]) table.Row(value);
        table.Row(Cell.None);
        Browser page = shared.Show(new ReportPage("t").Section("s", section => section.Table(table)));
        page.Evaluate($"{Heads}[0].click()");
        Assert.Equal("-1;0.5;9;10;100000;", page.Text($"{Rows}.map(row => row.cells[0].dataset.value).join(';')"));
        page.Evaluate($"{Heads}[0].click()");
        Assert.Equal("100000;10;9;0.5;-1;", page.Text($"{Rows}.map(row => row.cells[0].dataset.value).join(';')"));
    }

    [ToolFact("chromium")]
    public void Tables_filter_by_all_words_and_count_what_is_left()
    {
        Browser page = shared.Show(SampleReport.Create());
        string Type(string text) => page.Text($$"""
            (() => { const box = document.querySelector('[data-file="busiest-links.csv"] input'); box.value = '{{text}}'; box.dispatchEvent(new Event('input'));
              return document.querySelector('[data-file="busiest-links.csv"] output').textContent + ': ' + {{Rows}}.filter(row => row.offsetParent).length; })()
            """);
        Assert.Equal("2 of 12 rows: 2", Type("SATURATION east"));
        Assert.Equal("0 of 12 rows: 0", Type("saturation ok"));
        Assert.Equal("12 rows: 12", Type("  "));
    }

    [ToolFact("chromium")]
    public void The_look_follows_the_system_and_the_button()
    {
        Browser page = shared.Show(SampleReport.Create());
        double Luminance(string colour) => page.Number($"({colour}).match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765");
        const string Background = "getComputedStyle(document.body).backgroundColor";
        const string AxisLabel = "getComputedStyle(document.querySelector('.canvas svg text')).fill";
        Assert.InRange(Luminance(Background), 0.9, 1);
        double ink = Luminance(AxisLabel);
        page.EmulateDark(true);
        Assert.InRange(Luminance(Background), 0, 0.15);
        Assert.True(Luminance(AxisLabel) > ink + 0.2, "the charts are drawn again in light ink");
        Assert.Equal("true", page.Text("scheme.ariaPressed"));
        page.Evaluate("scheme.click()");
        Assert.InRange(Luminance(Background), 0.9, 1);
        Assert.Equal(ink, Luminance(AxisLabel));
    }

    [ToolFact("chromium")]
    public void A_mesh_colours_each_link_by_its_load()
    {
        MeshLink[] links = [new(0, 0, 1, 0, 0.8), new(1, 0, 0, 0, 0), new(0, 0, 0, 1, 0.4), new(1, 1, 0, 1, 0.8), new(1, 1, 1, 0, 0.2)];
        Browser page = shared.Show(new ReportPage("t").Section("s", section => section.Chart(new MeshHeatMap("m", 2, 2, links, new Measure("Load", "flit/cycle")))));
        string CountOf(string name) => page.Text($$"""
            (() => { const probe = document.body.appendChild(document.createElement('i')); probe.style.color = 'var(--{{name}})'; const colour = getComputedStyle(probe).color;
              return Array.from(document.querySelectorAll('.canvas svg path')).filter(path => getComputedStyle(path).fill === colour).length; })()
            """);
        Assert.Equal("2", CountOf("ramp-6"));
        Assert.Equal("1", CountOf("ramp-1"));
        Assert.Equal("4", CountOf("grid")); // nodes
        // The arrow from (0, 0) to the east runs below the line between the two nodes: its tooltip names the link and its load.
        JsonArray place = page.Evaluate("""
            (() => { const nodes = Array.from(document.querySelectorAll('.canvas svg path')).filter(path => path.getAttribute('stroke') && path.getBBox().width > 20 && Math.abs(path.getBBox().width - path.getBBox().height) < 0.5)
                .map(path => path.getBoundingClientRect()); const left = Math.min(...nodes.map(n => n.x)), low = Math.max(...nodes.map(n => n.y)), next = Math.max(...nodes.map(n => n.x));
              const size = nodes[0].width; return [(left + size + next) / 2, low + size / 2 + (next - left) * 0.11]; })()
            """)!.AsArray();
        page.MoveMouse(place[0]!.GetValue<double>(), place[1]!.GetValue<double>());
        Assert.Equal("Link (0, 0) → (1, 0)|Load|0.8 flit/cycle", page.Text("Array.from(document.querySelectorAll('.tip :is(strong, span, b)'), n => n.textContent).join('|')"));
    }

    [ToolFact("chromium")]
    public void Paper_is_light_and_carries_no_controls()
    {
        Browser page = shared.Show(SampleReport.Create());
        const string Label = "getComputedStyle(document.querySelector('.canvas svg text')).fill";
        string ink = page.Text(Label);
        page.EmulateDark(true, paper: true);
        page.Evaluate("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal("rgb(255, 255, 255)", page.Text("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal(ink, page.Text(Label));
        Assert.Equal("none none none", page.Text("['nav', '#scheme', '.download'].map(name => getComputedStyle(document.querySelector(name)).display).join(' ')"));
        page.EmulateDark(true);
        page.Evaluate("dispatchEvent(new Event('afterprint'))");
        Assert.NotEqual(ink, page.Text(Label));
        page.EmulateDark(false);
        using var folder = new TemporaryFolder();
        page.PrintToPdf(folder.File("report.pdf"));
        byte[] pdf = File.ReadAllBytes(folder.File("report.pdf"));
        Assert.Equal("%PDF-"u8.ToArray(), pdf[..5]);
        Assert.InRange(pdf.Length, 50_000, 5_000_000);
        Assert.Empty(page.Messages);
    }

    [ToolFact("chromium")]
    public void Texts_arrive_as_they_were_and_run_nothing()
    {
        string[] nasty = ["</script><script>window.hacked=1</script>", "'\"><img src=x onerror=window.hacked=1>", "<!--<script>", "a & b &lt; c", "𝔘 مرحبا", "{{Title}}", "$& \\u003c"];
        foreach (string text in nasty)
        {
            Browser page = shared.Show(new ReportPage(text).Section(text, section => section
                .Chart(new XyChart("c", new Axis(text), new Axis("y")).Line(text, [1, 2], [1, 2]).Line("b", [1, 2], [2, 1]))
                .Table(new Table(text, Column.Words(text)).Row(text))));
            Assert.Equal(text, page.Text("document.querySelector('h1').textContent"));
            Assert.Equal(text, page.Text("document.title"));
            Assert.Equal(text, page.Text("document.querySelector('.blocks > .table-frame td').textContent"));
            Assert.Contains(text, page.Text("Array.from(document.querySelectorAll('svg text'), t => t.textContent).join('\\n')"));
            Assert.Equal("undefined", page.Text("typeof window.hacked"));
            Assert.Empty(page.Messages);
        }
    }

    [ToolFact("chromium")]
    public void A_click_on_a_design_leads_to_its_row()
    {
        Browser page = shared.Show(new ReportPage("t").Section("s", section => section
            .Chart(new ParetoChart("p", new Axis("x"), Goal.Lower, new Axis("y"), Goal.Lower).Point("only", 1, 1, "row-1"))
            .Table(new Table("d", Column.Words("a")).AnchoredRow("row-1", "only"))));
        page.Evaluate("""
            (() => { const dots = Array.from(document.querySelectorAll('.canvas svg path')).map(p => p.getBoundingClientRect()).filter(b => Math.abs(b.width - 10) < 1.5 && Math.abs(b.height - 10) < 1.5);
              const at = { clientX: dots[0].x + 5, clientY: dots[0].y + 5, bubbles: true }; const svg = document.querySelector('.canvas svg');
              for (const type of ['mousemove', 'mousedown', 'mouseup', 'click']) svg.dispatchEvent(new MouseEvent(type, at)); })()
            """);
        Assert.Equal("#row-1", page.Text("location.hash"));
    }
}
