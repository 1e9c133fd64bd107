using HwModel.Reports.Rendering;

namespace HwModel.Reports;

/// <summary>
/// One HTML page that carries everything it needs: texts, tables, charts and the script that draws them. It asks no network, has a light
/// and a dark look and can be printed. The same content gives the same bytes.
/// </summary>
public sealed class ReportPage(string title)
{
    private readonly List<ReportSection> _sections = [];
    private readonly List<KeyFigure> _figures = [];

    internal string Title { get; } = title;

    internal string SubtitleText { get; private set; } = "";

    internal Provenance? Origin { get; private set; }

    internal IReadOnlyList<KeyFigure> Figures => _figures;

    internal IReadOnlyList<ReportSection> Sections => _sections;

    /// <summary>The line below the title.</summary>
    public ReportPage Subtitle(string text)
    {
        SubtitleText = text;
        return this;
    }

    /// <summary>Tiles below the title.</summary>
    public ReportPage KeyFigures(params IEnumerable<KeyFigure> figures)
    {
        _figures.AddRange(figures);
        return this;
    }

    /// <summary>A section with a heading; it is filled by the action.</summary>
    public ReportPage Section(string heading, Action<ReportSection> fill)
    {
        var section = new ReportSection(heading);
        fill(section);
        _sections.Add(section);
        return this;
    }

    /// <summary>Version, command, seed and configuration, shown at the end of the page.</summary>
    public ReportPage MadeBy(Provenance provenance)
    {
        Origin = provenance;
        return this;
    }

    /// <summary>The page as text.</summary>
    public string ToHtml() => new PageRenderer().Render(this);

    /// <summary>
    /// Writes the page as UTF-8: under a temporary name beside the file, then renamed, so that no half a page is ever seen.
    /// </summary>
    /// <exception cref="IOException">The folder does not exist or can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file is write-protected.</exception>
    public void Write(string path)
    {
        string html = ToHtml();
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, html);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw;
        }
    }
}
