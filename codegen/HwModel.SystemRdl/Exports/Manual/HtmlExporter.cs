using System.Text;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;
using static HwModel.SystemRdl.Exports.FormatCodes.FormatCode;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>
/// The register manual as one HTML file that needs nothing else: search, bit drawings, a value calculator for every register, light and dark. It reads without scripts too.
/// Links: <c>#top-reg</c> shows a register, <c>#top-reg=0x12</c> also decodes a value, <c>#search=word</c> searches; <c>?theme=dark</c> fixes the colours.
/// </summary>
public sealed class HtmlExporter : IRdlExporter
{
    public string Format => "html";

    public IEnumerable<ExportFile> Export(AddressMapNode top)
    {
        yield return new ExportFile(top.InstanceName + ".html", Page(top));
    }

    /// <summary>The id of a node's element. The page's own parts have a dot in theirs, which no name has.</summary>
    internal static string Id(Node node) => node.Path.Replace('.', '-');

    /// <summary>A sentence with names in backquotes.</summary>
    internal static string Sentence(string text)
    {
        string[] parts = text.Split('`');
        var html = new StringBuilder();
        for (int i = 0; i < parts.Length; i++) html.Append(i % 2 == 0 ? EscapeHtml(parts[i]) : $"<code>{EscapeHtml(parts[i])}</code>");
        return html.ToString();
    }

    private static string Page(AddressMapNode top)
    {
        var html = new StringBuilder();
        int digits = ManualText.Digits(top);
        var enums = new EnumCatalog(top);
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Append("<link rel=\"icon\" href=\"data:,\">\n");
        html.Append($"<title>{EscapeHtml(top.Name)}: registers</title>\n<style>\n{Asset("manual.css")}</style>\n</head>\n<body>\n");
        Navigation(html, top, digits);
        html.Append("<main>\n");
        Head(html, top);
        Map(html, top, digits);
        var cards = new HtmlCards(html, enums, digits);
        foreach (AddressableNode chapter in ManualText.Chapters(top)) cards.Chapter(chapter);
        Enumerations(html, top, enums);
        Interrupts(html, top);
        Index(html, top, digits);
        html.Append("<footer>Generated from a SystemRDL specification.</footer>\n</main>\n");
        html.Append("<script type=\"application/json\" id=\"page.data\">").Append(HtmlData.Text(top, enums)).Append("</script>\n");
        html.Append($"<script>\n{Asset("manual.js")}</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Navigation(StringBuilder html, AddressMapNode top, int digits)
    {
        html.Append("<nav aria-label=\"Registers\">\n<div class=\"brand\">").Append(EscapeHtml(top.Name)).Append("</div>\n");
        html.Append("<div class=\"search\"><input id=\"page.search\" type=\"search\" placeholder=\"Search names, text, addresses\" aria-label=\"Search\" autocomplete=\"off\" spellcheck=\"false\"><kbd>/</kbd></div>\n");
        html.Append("<ol class=\"results\" id=\"page.results\" hidden></ol>\n<div class=\"parts\" id=\"page.tree\">\n<a class=\"part\" href=\"#page.map\">Address map</a>\n");
        foreach (AddressableNode chapter in ManualText.Chapters(top))
        {
            if (chapter.Parent is not null) html.Append($"<a class=\"chapter\" href=\"#{Id(chapter)}\">{EscapeHtml(ManualText.Path(chapter))}</a>\n");
            foreach (AddressableNode entry in ManualText.Entries(chapter))
                html.Append($"<a href=\"#{Id(entry)}\"><span>{EscapeHtml(Short(entry))}</span><small>{ManualText.Address(entry, digits)}</small></a>\n");
        }
        if (top.Walk().OfType<FieldNode>().Any(f => f.Encode is not null)) html.Append("<a class=\"part\" href=\"#page.enumerations\">Enumerations</a>\n");
        if (InterruptTree.Roots(top).Count > 0) html.Append("<a class=\"part\" href=\"#page.interrupts\">Interrupts</a>\n");
        html.Append("<a class=\"part\" href=\"#page.index\">Index of names</a>\n</div>\n</nav>\n");
    }

    private static string Short(AddressableNode node) => node.InstanceName + string.Concat(node.Dimensions.Select(d => $"[{Numbers.Decimal(d)}]"));

    private static void Head(StringBuilder html, AddressMapNode top)
    {
        int registers = top.Walk().OfType<RegisterNode>().Count();
        int fields = top.Walk().OfType<FieldNode>().Count();
        html.Append("<header class=\"page\">\n<div><p class=\"kicker\">Register manual</p>\n");
        html.Append($"<h1>{EscapeHtml(top.Name)}</h1></div>\n<button class=\"theme\" id=\"page.theme\" type=\"button\" title=\"Light or dark\" aria-label=\"Light or dark\">◐</button>\n</header>\n");
        string description = ToHtml(top.Description);
        if (description.Length > 0) html.Append($"<p class=\"lead\">{description}</p>\n");
        html.Append($"<p class=\"counts\"><b>{Numbers.Decimal(registers)}</b> registers, <b>{Numbers.Decimal(fields)}</b> fields, <b>{Numbers.Hex(top.Size)}</b> bytes. Arrays are counted once.</p>\n");
    }

    private static void Map(StringBuilder html, AddressMapNode top, int digits)
    {
        html.Append("<section class=\"map\" id=\"page.map\">\n<h2>Address map</h2>\n<div class=\"wide\"><table class=\"map\">\n<thead><tr><th>Address</th><th>Name</th><th>Kind</th><th class=\"n\">Bytes</th><th>Title</th></tr></thead>\n<tbody>\n");
        foreach (AddressableNode node in top.Walk().OfType<AddressableNode>())
        {
            if (node.Parent is null || node.Parent is MemoryNode) continue;
            string kind = ManualText.KindWord(node);
            html.Append($"<tr class=\"{kind.Replace(' ', '-')}\"><td class=\"a\">{ManualText.Address(node, digits)}<small>{EscapeHtml(ManualText.Strides(node))}</small></td>");
            html.Append($"<td><a href=\"#{Id(node)}\">{EscapeHtml(ManualText.Path(node))}</a></td><td>{kind}</td><td class=\"n\">{Numbers.Decimal(node.Size)}</td><td>{EscapeHtml(node.ExplicitName ?? "")}</td></tr>\n");
        }
        html.Append("</tbody>\n</table></div>\n</section>\n");
    }

    private static void Enumerations(StringBuilder html, AddressMapNode top, EnumCatalog enums)
    {
        if (enums.Entries.Count == 0) return;
        ILookup<string, FieldNode> users = top.Walk().OfType<FieldNode>().Where(f => f.Encode is not null).ToLookup(f => enums.Name(f.Encode!));
        html.Append("<section id=\"page.enumerations\">\n<h2>Enumerations</h2>\n");
        foreach ((EnumType type, string name) in enums.Entries)
        {
            FieldNode[] fields = [.. users[name]];
            html.Append($"<div class=\"card\" id=\"enum.{EscapeHtml(name)}\">\n<h3>{EscapeHtml(name)}</h3>\n<p class=\"used\">Used by ");
            html.Append(string.Join(", ", fields.Take(12).Select(f => $"<a href=\"#{Id(f.Register)}\">{EscapeHtml(ManualText.Path(f.Register))}.{EscapeHtml(f.InstanceName)}</a>")));
            if (fields.Length > 12) html.Append($" and {Numbers.Decimal(fields.Length - 12)} more");
            html.Append("</p>\n<table>\n<thead><tr><th class=\"n\">Value</th><th>Name</th><th>Meaning</th></tr></thead>\n<tbody>\n");
            foreach (EnumMember member in type.Members)
                html.Append($"<tr><td class=\"n\">{Numbers.Decimal(member.Value)}</td><td><code>{EscapeHtml(member.Identifier)}</code></td><td>{ToHtml(member.Description ?? member.Name)}</td></tr>\n");
            html.Append("</tbody>\n</table>\n</div>\n");
        }
        html.Append("</section>\n");
    }

    private static void Interrupts(StringBuilder html, AddressMapNode top)
    {
        IReadOnlyList<InterruptTree> roots = InterruptTree.Roots(top);
        if (roots.Count == 0) return;
        html.Append("<section id=\"page.interrupts\">\n<h2>Interrupts</h2>\n<div class=\"card\"><p>Each register gathers its interrupt fields; a field that follows another register's interrupt shows it below.</p>\n<ul class=\"tree\">\n");
        foreach (InterruptTree root in roots) Interrupt(html, root);
        html.Append("</ul></div>\n</section>\n");
    }

    private static void Interrupt(StringBuilder html, InterruptTree tree)
    {
        html.Append($"<li><a href=\"#{Id(tree.Register)}\">{EscapeHtml(ManualText.Path(tree.Register))}</a><ul>\n");
        foreach (InterruptInput input in tree.Inputs)
        {
            html.Append($"<li><code>{EscapeHtml(input.Field.InstanceName)}</code>");
            if (input.Field.Interrupt?.Enable is { } enable) html.Append(" <small>enabled by ").Append(Sentence(FieldEffects.Name(enable))).Append("</small>");
            if (input.Source is { } source)
            {
                html.Append("<ul>\n");
                Interrupt(html, source);
                html.Append("</ul>");
            }
            html.Append("</li>\n");
        }
        html.Append("</ul></li>\n");
    }

    private static void Index(StringBuilder html, AddressMapNode top, int digits)
    {
        var rows = new List<(string Name, RegisterNode Register)>();
        foreach (RegisterNode register in ManualText.Registers(top))
        {
            rows.Add((register.InstanceName, register));
            foreach (FieldNode field in register.Fields) rows.Add((field.InstanceName, register));
        }
        html.Append("<section id=\"page.index\">\n<h2>Index of names</h2>\n<ul class=\"index\">\n");
        foreach (IGrouping<string, (string Name, RegisterNode Register)> group in rows.GroupBy(r => r.Name, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            html.Append($"<li><code>{EscapeHtml(group.Key)}</code> ");
            html.Append(string.Join(", ", group.Select(r => r.Register).Distinct().Take(24).Select(r => $"<a href=\"#{Id(r)}\" title=\"{ManualText.Address(r, digits)}\">{EscapeHtml(ManualText.Path(r))}</a>")));
            html.Append("</li>\n");
        }
        html.Append("</ul>\n</section>\n");
    }

    private static string Asset(string name)
    {
        using Stream stream = typeof(HtmlExporter).Assembly.GetManifestResourceStream("HwModel.SystemRdl.Exports.Manual." + name)
            ?? throw new InvalidOperationException($"the part {name} of the manual is missing from the assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
