using HwModel.Reports.Charts;
using HwModel.Reports.Tables;

namespace HwModel.Reports;

/// <summary>A heading and what stands below it, in the order given.</summary>
public sealed class ReportSection
{
    private readonly List<object> _blocks = [];

    internal ReportSection(string heading) => Heading = heading;

    internal string Heading { get; }

    internal IReadOnlyList<object> Blocks => _blocks;

    /// <summary>Paragraphs; an empty line starts a new one, and what stands between backticks is shown as code.</summary>
    public ReportSection Prose(string text) => Add(new ProseBlock(text));

    /// <summary>A framed remark: what the reader must know before trusting the numbers.</summary>
    public ReportSection Remark(Tone tone, string text) => Add(new RemarkBlock(tone, text));

    /// <summary>Lines in a fixed-width font: a command, a file.</summary>
    public ReportSection Code(string text) => Add(new CodeBlock(text));

    /// <summary>Tiles with numbers.</summary>
    public ReportSection KeyFigures(params IEnumerable<KeyFigure> figures) => Add(new FiguresBlock([.. figures]));

    /// <summary>A table that the reader can sort and filter.</summary>
    public ReportSection Table(Table table) => Add(table);

    /// <summary>A chart with its data as a folded table.</summary>
    public ReportSection Chart(Chart chart) => Add(chart);

    private ReportSection Add(object block)
    {
        _blocks.Add(block);
        return this;
    }
}

internal sealed record ProseBlock(string Text);

internal sealed record RemarkBlock(Tone Tone, string Text);

internal sealed record CodeBlock(string Text);

internal sealed record FiguresBlock(IReadOnlyList<KeyFigure> Figures);
