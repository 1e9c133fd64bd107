using System.Text;

namespace HwModel.SystemRdl.Exports.FormatCodes;

/// <summary>Formatted descriptions as plain text, HTML and Markdown.</summary>
internal static class FormatCode
{
    /// <summary>One line of text: paragraphs and breaks become blanks, list items are joined by semicolons.</summary>
    public static string ToText(string? description)
    {
        var text = new StringBuilder();
        AppendText(text, FormatCodeParser.Parse(description));
        return string.Join(" ", text.ToString().Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)).Replace(" ; ", "; ");
    }

    /// <summary>HTML for the inside of a block element; every character of the source is escaped.</summary>
    public static string ToHtml(string? description)
    {
        var html = new StringBuilder();
        AppendHtml(html, FormatCodeParser.Parse(description));
        return html.ToString().Trim();
    }

    /// <summary>Markdown; characters that mean something in Markdown are escaped. In a table cell there are no line ends.</summary>
    public static string ToMarkdown(string? description, bool inTable = false)
    {
        var text = new StringBuilder();
        AppendMarkdown(text, FormatCodeParser.Parse(description), inTable);
        return text.ToString().Trim();
    }

    /// <summary>Text for HTML content and attributes in double quotes.</summary>
    public static string EscapeHtml(string text)
    {
        var html = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            switch (c)
            {
                case '&': html.Append("&amp;"); break;
                case '<': html.Append("&lt;"); break;
                case '>': html.Append("&gt;"); break;
                case '"': html.Append("&quot;"); break;
                default:
                    if (c is '\t' or '\n' or '\r' || !char.IsControl(c)) html.Append(c);
                    break;
            }
        }
        return html.ToString();
    }

    /// <summary>Text in which Markdown sees no markup.</summary>
    public static string EscapeMarkdown(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            // An underscore within a word is no markup.
            bool isInWord = c == '_' && i > 0 && i + 1 < text.Length && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
            if (!isInWord && (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#')) result.Append('\\');
            result.Append(c);
        }
        return result.ToString();
    }

    private static void AppendText(StringBuilder text, FormatNode node)
    {
        switch (node.Kind)
        {
            case FormatKind.Text:
                text.Append(node.Text);
                return;
            case FormatKind.Paragraph or FormatKind.LineBreak:
                text.Append(' ');
                return;
            case FormatKind.Image:
                return;
            case FormatKind.Url when node.Argument is { } address && node.PlainText.Trim() != address:
                AppendAll();
                text.Append(" (").Append(address).Append(')');
                return;
            case FormatKind.List:
                text.Append(' ');
                for (int i = 0; i < node.Children.Count; i++)
                {
                    if (i > 0) text.Append(" ; ");
                    AppendText(text, node.Children[i]);
                }
                text.Append(' ');
                return;
            default:
                AppendAll();
                return;
        }

        void AppendAll()
        {
            foreach (FormatNode child in node.Children) AppendText(text, child);
        }
    }

    private static void AppendHtml(StringBuilder html, FormatNode node)
    {
        (string open, string close) = node.Kind switch
        {
            FormatKind.Bold => ("<strong>", "</strong>"),
            FormatKind.Italic => ("<em>", "</em>"),
            FormatKind.Underline => ("<u>", "</u>"),
            FormatKind.Code => ("<code>", "</code>"),
            FormatKind.Quote => ("<q>", "</q>"),
            FormatKind.Color when Word(node.Argument) is { } color => ($"<span style=\"color:{color}\">", "</span>"),
            FormatKind.Url when Address(node) is { } url => ($"<a href=\"{EscapeHtml(url)}\">", "</a>"),
            FormatKind.Email => ($"<a href=\"mailto:{EscapeHtml(node.Argument ?? node.PlainText)}\">", "</a>"),
            FormatKind.List => node.Argument is { Length: 1 } style && "1aAiI".Contains(style) ? ($"<ol type=\"{style}\">", "</ol>") : ("<ul>", "</ul>"),
            FormatKind.ListItem => ("<li>", "</li>"),
            FormatKind.Paragraph => ("<span class=\"p\"></span>", ""),
            FormatKind.LineBreak => ("<br>", ""),
            _ => ("", ""),
        };
        if (node.Kind == FormatKind.Image) return;
        html.Append(open);
        if (node.Kind == FormatKind.Text) html.Append(EscapeHtml(node.Text));
        foreach (FormatNode child in node.Children) AppendHtml(html, child);
        html.Append(close);
    }

    private static void AppendMarkdown(StringBuilder text, FormatNode node, bool inTable)
    {
        string mark = node.Kind switch { FormatKind.Bold => "**", FormatKind.Italic => "*", _ => "" };
        switch (node.Kind)
        {
            case FormatKind.Text:
                text.Append(EscapeMarkdown(inTable ? node.Text.Replace('\n', ' ') : node.Text));
                return;
            case FormatKind.Code:
                text.Append('`').Append(node.PlainText.Replace("`", "'").Replace("|", inTable ? "\\|" : "|")).Append('`');
                return;
            case FormatKind.Paragraph:
                text.Append(inTable ? "<br><br>" : "\n\n");
                return;
            case FormatKind.LineBreak:
                text.Append(inTable ? "<br>" : "  \n");
                return;
            case FormatKind.Image:
                return;
            case FormatKind.Url when Address(node) is { } url:
                text.Append('[');
                AppendChildren();
                text.Append("](").Append(url.Replace(")", "%29").Replace("|", "%7C")).Append(')');
                return;
            case FormatKind.List:
                if (!inTable) text.Append('\n');
                int number = 0;
                foreach (FormatNode item in node.Children)
                {
                    number++;
                    text.Append(inTable ? "<br>- " : node.Argument is null ? "\n- " : "\n" + number.ToString(System.Globalization.CultureInfo.InvariantCulture) + ". ");
                    AppendMarkdown(text, item, inTable);
                }
                if (!inTable) text.Append("\n\n");
                return;
            default:
                text.Append(mark);
                AppendChildren();
                text.Append(mark);
                return;
        }

        void AppendChildren()
        {
            foreach (FormatNode child in node.Children) AppendMarkdown(text, child, inTable);
        }
    }

    /// <summary>A colour's word or number; nothing else may reach a style.</summary>
    private static string? Word(string? argument) =>
        argument is { Length: > 0 and <= 20 } && argument.All(c => char.IsLetterOrDigit(c) || c == '#') ? argument : null;

    /// <summary>The address of a link, or null where its scheme could run a script.</summary>
    private static string? Address(FormatNode node)
    {
        string address = (node.Argument ?? node.PlainText).Trim();
        int colon = address.IndexOf(':');
        if (colon < 0) return address.Length == 0 ? null : address;
        string scheme = address.Substring(0, colon).ToLowerInvariant();
        return scheme is "http" or "https" or "mailto" or "ftp" ? address : null;
    }
}
