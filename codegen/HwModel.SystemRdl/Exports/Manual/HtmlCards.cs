using System.Text;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;
using static HwModel.SystemRdl.Exports.FormatCodes.FormatCode;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>The chapters of the HTML manual: a card for every register and memory.</summary>
internal sealed class HtmlCards(StringBuilder html, EnumCatalog enums, int digits)
{
    public void Chapter(AddressableNode chapter)
    {
        html.Append($"<section class=\"chapter\" id=\"{HtmlExporter.Id(chapter)}\">\n");
        if (chapter.Parent is not null)
        {
            html.Append($"<h2><code>{EscapeHtml(ManualText.Path(chapter))}</code> {EscapeHtml(chapter.ExplicitName ?? "")}</h2>\n");
            html.Append($"<p class=\"facts\"><span class=\"addr\">{ManualText.Address(chapter, digits)}{EscapeHtml(ManualText.Strides(chapter))}</span><span>{ManualText.KindWord(chapter)}</span>");
            html.Append($"<span>{Numbers.Decimal(chapter.Size)} bytes</span>{Origin(chapter)}</p>\n");
            Description(chapter);
        }
        else
        {
            html.Append("<h2>Registers</h2>\n");
            html.Append("<p class=\"legend\"><span><i class=\"rw\"></i>read and write</span><span><i class=\"ro\"></i>read only</span><span><i class=\"wo\"></i>write only</span><span><i class=\"none\"></i>not implemented</span></p>\n");
        }
        foreach (AddressableNode entry in ManualText.Entries(chapter))
        {
            if (entry is MemoryNode memory) Memory(memory);
            else Register((RegisterNode)entry);
        }
        html.Append("</section>\n");
    }

    private void Memory(MemoryNode memory)
    {
        html.Append($"<article class=\"card mem\" id=\"{HtmlExporter.Id(memory)}\">\n");
        Heading(memory);
        html.Append($"<span>{Numbers.Decimal(memory.Entries)} × {Numbers.Decimal(memory.EntryWidth)} bits</span><span>{Numbers.Decimal(memory.Size)} bytes</span>");
        html.Append($"<span>software <code>{memory.Software.Keyword()}</code></span>{Origin(memory)}</p>\n");
        Description(memory);
        foreach (RegisterNode register in memory.AddressableChildren().OfType<RegisterNode>()) Register(register);
        html.Append("</article>\n");
    }

    private void Heading(AddressableNode node)
    {
        string id = HtmlExporter.Id(node);
        html.Append($"<h3><a class=\"self\" href=\"#{id}\"><code>{EscapeHtml(ManualText.Path(node))}</code></a>");
        if (node.ExplicitName is { } name) html.Append($" <span class=\"title\">{EscapeHtml(name)}</span>");
        html.Append($"</h3>\n<p class=\"facts\"><span class=\"addr\">{ManualText.Address(node, digits)}{EscapeHtml(ManualText.Strides(node))}</span>");
    }

    private void Register(RegisterNode register)
    {
        string id = HtmlExporter.Id(register);
        html.Append($"<article class=\"card reg\" id=\"{id}\">\n");
        Heading(register);
        html.Append($"<span>{Numbers.Decimal(register.Width)} bits</span><span>{ManualText.Access(register)}</span>");
        html.Append($"<span>reset <code>{Numbers.Hex(register.ResetValue(), Numbers.HexLength(register.Width))}</code></span>{Origin(register)}</p>\n");
        Description(register);
        foreach (string sentence in FieldEffects.Sentences(register)) html.Append($"<p class=\"note\">{HtmlExporter.Sentence(sentence)}</p>\n");
        html.Append("<div class=\"wide bits\">").Append(HtmlBits.Drawing(register)).Append("</div>\n");
        html.Append("<div class=\"wide\"><table class=\"fields\">\n<thead><tr><th>Bits</th><th>Field</th><th>SW</th><th>HW</th><th>Reset</th><th>Meaning</th></tr></thead>\n<tbody>\n");
        foreach (FieldNode field in register.FromTop()) Field(field);
        html.Append("</tbody>\n</table></div>\n");
        html.Append($"<details class=\"calc\" data-register=\"{id}\"><summary>Value calculator</summary></details>\n</article>\n");
    }

    private void Field(FieldNode field)
    {
        html.Append($"<tr id=\"{HtmlExporter.Id(field)}\"><td class=\"b\">{ManualText.Bits(field)}</td><td><code>{EscapeHtml(field.InstanceName)}</code></td>");
        html.Append($"<td><code>{field.Software.Keyword()}</code></td><td><code>{field.Hardware.Keyword()}</code></td><td><code>{EscapeHtml(ManualText.Reset(field))}</code></td><td>");
        if (field.ExplicitName is { } name) html.Append($"<b>{EscapeHtml(name)}.</b> ");
        html.Append(ToHtml(field.Description));
        if (field.Encode is { } encode) html.Append($" Values: <a href=\"#enum.{EscapeHtml(enums.Name(encode))}\">{EscapeHtml(enums.Name(encode))}</a>.");
        string[] effects = [.. FieldEffects.Sentences(field)];
        if (effects.Length > 0) html.Append("<ul class=\"effects\">").Append(string.Concat(effects.Select(e => $"<li>{HtmlExporter.Sentence(e)}</li>"))).Append("</ul>");
        html.Append("</td></tr>\n");
    }

    private void Description(Node node)
    {
        string description = ToHtml(node.Description);
        if (description.Length > 0) html.Append($"<p class=\"desc\">{description}</p>\n");
    }

    private static string Origin(Node node) =>
        ManualText.Origin(node) is { } origin ? $"<span class=\"origin {(origin is "published" or "derived" ? origin : "choice")}\">{EscapeHtml(origin)}</span>" : "";
}
