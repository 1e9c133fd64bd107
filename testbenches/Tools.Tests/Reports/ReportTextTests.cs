using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Rendering;
using HwModel.Reports.Tables;

namespace HwModel.Tools.Tests.Reports;

/// <summary>The page as text: escaping, determinism, what it holds.</summary>
public sealed partial class ReportTextTests
{
    private static readonly string[] Nasty =
    [
        "</script><script>window.hacked=1</script>", "<!-- <script>", "]]>", "\"onmouseover=\"window.hacked=1", "'><img src=x onerror=window.hacked=1>",
        "&amp;&lt;", "&#x3c;b&#x3e;", "{{Title}}{{{Script}}}", "`code`", "\0\u0001\u001b[31m", "\ud800", "\udc00x", "\ufffe", "𝔘𝔫𝔦 مرحبا \u202eabc", "\u2028\u2029", "a\r\nb", "</title></style></textarea>",
        "javascript:alert(1)", "\\u003c/script\\u003e",
    ];

    [Fact]
    public void The_same_content_gives_the_same_bytes() => Assert.Equal(SampleReport.Create().ToHtml(), SampleReport.Create().ToHtml());

    [Fact]
    public void No_text_changes_the_structure_of_the_page()
    {
        string[] expected = Tags(PageOf("plain").ToHtml());
        Gen<string> part = Gen.OneOf(Gen.Elements(Nasty), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));
        Gen<string> text = part.ArrayOf().Select(string.Concat).Where(text => !string.IsNullOrWhiteSpace(text) && !text.Contains('`') && !text.Contains('\n'));
        Prop.ForAll(text.ToArbitrary(), nasty =>
        {
            string html = PageOf(nasty).ToHtml();
            Assert.Equal(expected, Tags(html));
            Assert.Equal(HtmlText.Clean(nasty), WebUtility.HtmlDecode(Regex.Match(html, "<h1>(.*?)</h1>", RegexOptions.Singleline).Groups[1].Value));
            Assert.All(Specs(html), spec => Assert.Contains(Strings(spec), name => name == HtmlText.Clean(nasty)));
        }).Check(Seeded.Cases(60));
    }

    [Fact]
    public void Every_nasty_string_survives_as_text() =>
        Assert.All(Nasty, nasty => Assert.Equal(HtmlText.Clean(nasty), WebUtility.HtmlDecode(HtmlText.Encode(nasty))));

    [Fact]
    public void Encoded_text_is_well_formed_for_any_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string encoded = HtmlText.Encode(text ?? "");
            Assert.DoesNotMatch("[<>\"']", encoded);
            Assert.Equal(encoded, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(encoded))); // no half of a surrogate pair
        }).Check(Seeded.Cases(500));

    [Fact]
    public void The_page_refers_to_nothing_outside_and_forbids_it()
    {
        string html = WithoutScripts(SampleReport.Create().ToHtml());
        Assert.DoesNotMatch(@"(src|href)=""(?!#|data:,"")", html);
        Assert.DoesNotMatch(@"url\(|@import", html);
        Assert.Contains("default-src 'none'", html);
    }

    [Fact]
    public void The_script_can_stand_inside_its_element()
    {
        string script = Templates.Resource("report.js");
        Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", script);
        Assert.DoesNotContain('\r', script);
        Assert.Contains("Apache ECharts", script[..400]);
        Assert.Contains("Redistribution and use in source and binary forms", script[..2000]);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(0.3817, "0.3817")]
    [InlineData(0.38174, "0.3817")]
    [InlineData(12.5, "12.5")]
    [InlineData(71, "71")]
    [InlineData(9999, "9999")]
    [InlineData(10000, "10 000")]
    [InlineData(-1954304, "-1 954 304")]
    [InlineData(12345.67, "12 346")]
    [InlineData(0.00012346, "0.0001235")]
    [InlineData(0.000012345, "1.235e-5")]
    [InlineData(1.5e12, "1.5e12")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "–")]
    public void Numbers_read_well(double value, string expected) => Assert.Equal(expected, NumberText.Format(value).Replace('\u202f', ' '));

    [Fact]
    public void A_shown_number_is_near_its_value() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), number =>
        {
            double value = number.Get;
            double shown = double.Parse(NumberText.Format(value).Replace("\u202f", ""), CultureInfo.InvariantCulture);
            Assert.InRange(shown, value - Math.Abs(value) * 5.01e-4, value + Math.Abs(value) * 5.01e-4);
        }).Check(Seeded.Cases(1000));

    [Fact]
    public void Equal_headings_get_different_anchors()
    {
        string html = new ReportPage("t").Section("A b!", _ => { }).Section("a B", _ => { }).Section("…", _ => { }).Section("Content", _ => { }).ToHtml();
        string[] ids = [.. Regex.Matches(WithoutScripts(html), "<h2 id=\"(.*?)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(["a-b", "a-b-2", "part", "content-2"], ids);
    }

    [Fact]
    public void A_long_series_has_its_first_rows_as_a_table_and_says_so()
    {
        double[] xs = [.. Enumerable.Range(0, 1200).Select(i => (double)i)];
        string html = new ReportPage("t").Section("s", section => section.Chart(new XyChart("c", new Axis("x"), new Axis("y")).Line("a", xs, xs))).ToHtml();
        Assert.Contains("the first 500 of 1200 rows", html);
        Assert.Equal(500 + 1, Regex.Matches(WithoutScripts(html), "<tr").Count);
    }

    [Fact]
    public void A_chart_without_data_says_so()
    {
        string html = new ReportPage("t").Section("s", section => section.Chart(new XyChart("c", new Axis("x"), new Axis("y")).Line("a", [], []))).ToHtml();
        Assert.Contains("No data.", WithoutScripts(html));
        Assert.Empty(Specs(html));
    }

    [Fact]
    public void Writing_replaces_the_file_and_leaves_nothing_beside_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.html");
        File.WriteAllText(path, "old");
        new ReportPage("new").Write(path);
        Assert.Contains("<h1>new</h1>", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Writing_into_a_missing_folder_is_an_IO_error()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<IOException>(() => new ReportPage("t").Write(folder.File("none/a.html")));
    }

    /// <summary>A page that has the text in every place that takes one.</summary>
    private static ReportPage PageOf(string text) => new ReportPage(text).Subtitle(text).KeyFigures(new KeyFigure(text, text, text, text))
        .Section(text, section => section.Prose(text).Remark(Tone.Bad, text).Code(text)
            .Table(new Table(text, new Column(text, text, false)).AnchoredRow("row", ((Cell)text).LinkTo(text)))
            .Chart(new XyChart(text, new Axis(text, text), new Axis(text, text)).Line(text, [1], [2]).VerticalLine(1, text).Caption(text))
            .Chart(new BarChart(text, text, [text], new Axis(text, text)).Bars(text, [1]))
            .Chart(new HeatMap(text, text, [text], text, [text], new double[,] { { 1 } }, new Measure(text, text)))
            .Chart(new MeshHeatMap(text, 2, 1, [new MeshLink(0, 0, 1, 0, 1)], new Measure(text, text)))
            .Chart(new ParetoChart(text, new Axis(text), Goal.Lower, new Axis(text), Goal.Higher).Point(text, 1, 1, text))
            .Chart(new EventRaster(text, new Axis(text), text).Events(text, [1], [1])))
        .MadeBy(new Provenance(text, text) { Level = text, Configuration = text, Facts = [(text, text)] });

    /// <summary>The names of all tags in order, with the names of their attributes; ids differ by text and are left out.</summary>
    private static string[] Tags(string html) =>
        [.. Tag().Matches(WithoutScripts(html)).Select(tag => tag.Groups[1].Value + string.Concat(Attribute().Matches(tag.Groups[2].Value).Select(name => " " + name.Groups[1].Value)))];

    /// <summary>The page without what stands inside its style and script elements (which HTML reads only up to their end tags).</summary>
    private static string WithoutScripts(string html) => Raw().Replace(html, "<$1></$1>");

    private static IEnumerable<JsonElement> Specs(string html) =>
        Regex.Matches(html, "<script type=\"application/json\">(.*?)</script>", RegexOptions.Singleline).Select(match => JsonDocument.Parse(match.Groups[1].Value).RootElement);

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value)),
        _ => [],
    };

    [GeneratedRegex("<(script|style)[^>]*>.*?</\\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Raw();

    [GeneratedRegex("<(/?[a-zA-Z!][^\\s>]*)((?:[^>\"]|\"[^\"]*\")*)>")]
    private static partial Regex Tag();

    [GeneratedRegex("([a-zA-Z-]+)(?:=\"[^\"]*\")?")]
    private static partial Regex Attribute();
}
