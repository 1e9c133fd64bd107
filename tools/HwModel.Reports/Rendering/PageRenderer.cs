using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;

namespace HwModel.Reports.Rendering;

/// <summary>Composes a page from its templates. One renderer makes one page.</summary>
internal sealed partial class PageRenderer
{
    private readonly Templates _templates = new();
    private readonly Anchors _anchors = new();

    public string Render(ReportPage page)
    {
        string script = Templates.Resource("report.js");
        foreach (string id in (string[])["content", "scheme", "provenance"]) _anchors.For(id);
        var sections = page.Sections.Select(section => new
        {
            Id = _anchors.For(section.Heading),
            section.Heading,
            Body = string.Concat(section.Blocks.Select(Block)),
        }).ToArray();
        return _templates.Fill("page", new
        {
            page.Title,
            Subtitle = page.SubtitleText,
            Version = page.Origin?.Version ?? "",
            Style = Templates.Resource("page.css"),
            Script = script,
            // Only this very script may run, whatever else got into the page.
            ScriptHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script))),
            Figures = page.Figures.Count == 0 ? "" : Figures(page.Figures),
            Sections = sections,
            HasContents = sections.Length > 1,
            Origin = page.Origin is null ? null : Origin(page.Origin),
        });
    }

    private string Block(object block) => block switch
    {
        ProseBlock prose => _templates.Fill("prose", new { Paragraphs = Paragraphs(prose.Text) }),
        RemarkBlock remark => _templates.Fill("remark", new { Tone = ToneClass.Of(remark.Tone), Paragraphs = Paragraphs(remark.Text) }),
        CodeBlock code => _templates.Fill("code", code),
        FiguresBlock figures => Figures(figures.Figures),
        Table table => _templates.Fill("table", TableView.Of(table, _anchors.For(table.Caption))),
        Chart chart => Chart(chart),
        _ => throw new InvalidOperationException($"A section can't hold a {block.GetType().Name}."),
    };

    private string Chart(Chart chart)
    {
        string id = _anchors.For(chart.Title);
        Table data = chart.Data;
        return _templates.Fill("chart", new
        {
            Id = id,
            chart.Title,
            Caption = chart.CaptionText,
            Width = chart.IsHalfWidth ? "half" : "full",
            HasData = data.Rows.Count > 0,
            Height = chart.HeightInPixels,
            Spec = ChartJson.Serialize(chart.Spec),
            Data = _templates.Fill("table", TableView.OfChart(data, _anchors.For($"{id}-data"))),
        });
    }

    private string Figures(IReadOnlyList<KeyFigure> figures) => _templates.Fill("figures", new
    {
        Figures = figures.Select(figure => new { figure.Label, figure.Value, figure.Unit, figure.Note, Tone = ToneClass.Of(figure.Tone) }).ToArray(),
    });

    private static object Origin(Provenance origin)
    {
        List<(string Name, string Value)> facts = [("Version", origin.Version)];
        if (origin.Level.Length > 0) facts.Add(("Model level", origin.Level));
        if (origin.Seed is { } seed) facts.Add(("Seed", FormattableString.Invariant($"{seed}")));
        facts.AddRange(origin.Facts);
        return new
        {
            origin.Command,
            origin.Configuration,
            Facts = facts.Select(fact => new { fact.Name, fact.Value }).ToArray(),
        };
    }

    /// <summary>Paragraphs of text and code spans.</summary>
    private static object[] Paragraphs(string text) =>
        [.. EmptyLine().Split(text.Trim()).Select(paragraph => new
        {
            Spans = paragraph.Split('`').Select((span, i) => new { Text = span, IsCode = i % 2 == 1 }).ToArray(),
        })];

    [GeneratedRegex(@"\r?\n[ \t]*\r?\n")]
    private static partial Regex EmptyLine();
}
