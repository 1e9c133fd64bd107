using HwModel.SystemRdl.Exports.FormatCodes;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>RDL format codes (SystemRDL 2.0, clause 16) as HTML, Markdown and plain text.</summary>
public class FormatCodeTests
{
    [Theory]
    [InlineData("[b]bold[/b] [i]slanted[/i] [u]line[/u]", "<strong>bold</strong> <em>slanted</em> <u>line</u>")]
    [InlineData("[code]a < b[/code]", "<code>a &lt; b</code>")]
    [InlineData("one[br]two", "one<br>two")]
    [InlineData("one[p]two", "one<span class=\"p\"></span>two")]
    [InlineData("[list][*]a[*]b[/list]", "<ul><li>a</li><li>b</li></ul>")]
    [InlineData("[list=1] [*]a[*]b [/list]", "<ol type=\"1\"><li>a</li><li>b </li></ol>")]
    [InlineData("[url=https://example.org/?a=1&b=2]here[/url]", "<a href=\"https://example.org/?a=1&amp;b=2\">here</a>")]
    [InlineData("[url]https://example.org[/url]", "<a href=\"https://example.org\">https://example.org</a>")]
    [InlineData("[url=javascript:alert(1)]x[/url]", "x")]
    [InlineData("[email]a@b.org[/email]", "<a href=\"mailto:a@b.org\">a@b.org</a>")]
    [InlineData("[color=red]r[/color]", "<span style=\"color:red\">r</span>")]
    [InlineData("[color=red;x:y]r[/color]", "r")]
    [InlineData("[quote]q[/quote]", "<q>q</q>")]
    [InlineData("[lb]3[rb]", "[3]")]
    [InlineData("bits [7:0] and [b]not closed", "bits [7:0] and [b]not closed")]
    [InlineData("<script>&\"", "&lt;script&gt;&amp;&quot;")]
    [InlineData("[b]a [i]b[/i] c[/b]", "<strong>a <em>b</em> c</strong>")]
    public void Html(string description, string expected) => Assert.Equal(expected, FormatCode.ToHtml(description));

    [Theory]
    [InlineData("[b]bold[/b] and [i]slanted[/i]", "**bold** and *slanted*")]
    [InlineData("[code]a_b[/code] a_b", "`a_b` a_b")]
    [InlineData("one[br]two", "one<br>two")]
    [InlineData("a | b", "a \\| b")]
    [InlineData("[url=https://example.org]here[/url]", "[here](https://example.org)")]
    [InlineData("[list][*]a[*]b[/list]", "<br>- a<br>- b")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("<b>", "\\<b\\>")]
    [InlineData("_x_ *y*", "\\_x\\_ \\*y\\*")]
    public void MarkdownInATable(string description, string expected) => Assert.Equal(expected, FormatCode.ToMarkdown(description, inTable: true));

    [Fact]
    public void MarkdownParagraphsAndLists()
    {
        Assert.Equal("one\n\ntwo", FormatCode.ToMarkdown("one[p]two"));
        Assert.Equal("x\n\n1. a\n2. b", FormatCode.ToMarkdown("x[list=1][*]a[*]b[/list]"));
    }

    [Theory]
    [InlineData("[b]bold[/b][br]next", "bold next")]
    [InlineData("[list][*]a[*]b[/list]", "a; b")]
    [InlineData("[url=https://example.org]here[/url]", "here (https://example.org)")]
    [InlineData("  many\n   blanks ", "many blanks")]
    [InlineData(null, "")]
    public void PlainText(string? description, string expected) => Assert.Equal(expected, FormatCode.ToText(description));

    [Fact]
    public void DeepTagsEndAsText()
    {
        string deep = string.Concat(Enumerable.Repeat("[b]", 5000)) + "x" + string.Concat(Enumerable.Repeat("[/b]", 5000));
        Assert.Contains("x", FormatCode.ToText(deep), StringComparison.Ordinal);
    }
}
