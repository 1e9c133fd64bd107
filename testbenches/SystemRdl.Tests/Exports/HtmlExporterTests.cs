using System.Text.RegularExpressions;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Tests.Exports;

/// <summary>The HTML manual as text, and as headless Chromium shows it.</summary>
public partial class HtmlExporterTests
{
    [Fact]
    public void ThePageNeedsNothingElse()
    {
        string html = Models.Export(Models.FromChip("SpiNNaker2/Router/router.rdl"), "html", ".html");
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link rel=\"stylesheet\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SpiNNaker2/Router/router.rdl")]
    [InlineData("SpiNNaker2/Pe/pe.rdl")]
    [InlineData("BrainScaleS2/hicannx.rdl")]
    public void EveryLinkInsideThePageHasItsTarget(string file)
    {
        string html = Models.Export(Models.FromChip(file), "html", ".html");
        HashSet<string> ids = [.. Ids().Matches(html).Select(m => m.Groups[1].Value)];
        string[] broken = [.. Targets().Matches(html).Select(m => m.Groups[1].Value).Distinct().Where(t => !ids.Contains(t))];
        Assert.Empty(broken);
        Assert.Equal(ids.Count, Ids().Matches(html).Count);
    }

    [Fact]
    public void NamesOfTheSpecificationDoNotClashWithThePagesOwn()
    {
        // Maps and registers called like parts of the page, and two enumerations of one name in different scopes.
        string html = Models.Export(
            Models.FromText("""
                addrmap map {
                    reg { enum e { a = 0; }; field { sw = rw; hw = r; encode = e; } search[2] = 0; } index;
                    reg { enum e { b = 1; }; field { sw = rw; hw = r; encode = e; } results[2] = 0; } data;
                };
                """),
            "html", ".html");
        string[] ids = [.. Ids().Matches(html).Select(m => m.Groups[1].Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Contains("enum.e", ids);
        Assert.Contains("enum.e_2", ids);
        Assert.Contains("\"e_2\":[[\"1\",\"b\"]]", html, StringComparison.Ordinal);
    }

    [Fact]
    public void TextFromTheSpecificationCannotBecomeMarkup()
    {
        string html = Models.Export(Models.FromText("addrmap m { name = \"<img src=x onerror=alert(1)>\"; reg { desc = \"</script><script>alert(2)</script>\"; field { sw = rw; hw = r; } f = 0; } x; };"), "html", ".html");
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Equal(2, Scripts().Matches(html).Count);
    }

    [Fact]
    public void TheDrawingHasACellForEveryStretchOfBits()
    {
        string html = Models.Export(Models.FromText("addrmap m { reg { field { sw = rw; hw = r; } a[31:24] = 0; field { sw = r; hw = w; } b[7:4]; field { sw = w; hw = r; } c[0:0] = 0; } x; };"), "html", ".html");
        string drawing = html[html.IndexOf("<svg", StringComparison.Ordinal)..html.IndexOf("</svg>", StringComparison.Ordinal)];
        // a, gap, b, gap, c.
        Assert.Equal(["rw", "none", "ro", "none", "wo"], Cells().Matches(drawing).Select(m => m.Groups[1].Value));
        Assert.Equal(["31", "24", "23", "8", "7", "4", "3", "1", "0"], BitNumbers().Matches(drawing).Select(m => m.Groups[1].Value));
    }

    [ToolFact("chromium")]
    public void ASearchInChromiumFindsRegistersFieldsTextsAndAddresses()
    {
        using TemporaryFolder folder = Page("SpiNNaker2/Router/router.rdl", out string page);
        // By the name of a field, by a word of a description, by an address inside an array.
        Assert.Contains("control", First(Dump(folder, page, "#search=wait1")), StringComparison.Ordinal);
        Assert.Contains("diversion", First(Dump(folder, page, "#search=diversion")), StringComparison.Ordinal);
        Assert.Contains("cam_result", Results(Dump(folder, page, "#search=Lowest%20matching")), StringComparison.Ordinal);
        string atAddress = First(Dump(folder, page, "#search=0x20c"));
        Assert.Contains("filter", atAddress, StringComparison.Ordinal);
        Assert.Contains("element [3] holds", atAddress, StringComparison.Ordinal);
        string nothing = Dump(folder, page, "?theme=dark#search=xyzzy");
        Assert.Contains("Nothing found", Results(nothing), StringComparison.Ordinal);
        Assert.Contains("data-theme=\"dark\"", nothing, StringComparison.Ordinal);
    }

    [ToolFact("chromium")]
    public void TheCalculatorInChromiumSplitsAValue()
    {
        using TemporaryFolder folder = Page("SpiNNaker2/Router/router.rdl", out string page);
        // r0 = 0x00400001 OR 3 << 8, the value that the system software writes: wait1 0x40, monitor 3, routing on.
        string dom = Dump(folder, page, "#router-control=0x00400301");
        Assert.Contains("data-value=\"0x00400301\"", dom, StringComparison.Ordinal);
        string calculator = dom[dom.IndexOf("data-register=\"router-control\"", StringComparison.Ordinal)..];
        calculator = calculator[..calculator.IndexOf("</details>", StringComparison.Ordinal)];
        // Each part shows its decimal value after the editor.
        Assert.Equal("64", Decimal(calculator, "wait1"));
        Assert.Equal("0", Decimal(calculator, "wait2"));
        Assert.Equal("3", Decimal(calculator, "monitor"));
        Assert.Equal("1", Decimal(calculator, "route_enable"));
        Assert.Contains("0000 0000 0100 0000 0000 0011 0000 0001", calculator, StringComparison.Ordinal);
    }

    [ToolFact("chromium", "node")]
    public void TheCalculatorInChromiumBuildsAValueFromFields()
    {
        using TemporaryFolder folder = Page("SpiNNaker2/Router/router.rdl", out string page);
        // A script behind the page's own acts as a reader: opens the calculator, types into fields, chooses an enumeration's member.
        const string Reader = """
            <script>
            {
              const details = document.querySelector('details[data-register="router-diversion"]');
              details.open = true;
              details.dispatchEvent(new Event("toggle"));
              const type = (field, text) => { const box = details.querySelector(`input[data-field="${field}"]`); box.value = text; box.dispatchEvent(new Event("input")); return box; };
              type("link5", "0x2");
              type("link0", "3");
              const first = details.dataset.value;
              const bad = type("link1", "7").classList.contains("bad");
              const choice = details.querySelector('select[aria-label="link2 by name"]');
              choice.value = "1";
              choice.dispatchEvent(new Event("change"));
              const whole = details.querySelector("input.value");
              const second = whole.value;
              whole.value = "0x1_0000_0000";
              whole.dispatchEvent(new Event("input"));
              document.body.dataset.test = [first, bad, second, details.querySelector(".problem").textContent].join("|");
            }
            </script></body>
            """;
        string path = folder.File(page);
        File.WriteAllText(path, File.ReadAllText(path).Replace("</body>", Reader, StringComparison.Ordinal));
        // link5 = 2 at 11:10, link0 = 3 at 1:0, then link2 = 1 at 5:4.
        Assert.Contains("data-test=\"0x00000803|true|0x00000813|does not fit 32 bits\"", Dump(folder, page, ""), StringComparison.Ordinal);
    }

    private static TemporaryFolder Page(string file, out string name)
    {
        AddressMapNode top = Models.FromChip(file);
        var folder = new TemporaryFolder();
        name = top.InstanceName + ".html";
        File.WriteAllText(folder.File(name), Models.Export(top, "html", ".html"));
        return folder;
    }

    private static string Dump(TemporaryFolder folder, string page, string hash)
    {
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            $"--user-data-dir={folder.File("profile")}", "--virtual-time-budget=2000", "--dump-dom", $"file://{folder.File(page)}{hash}",
        ];
        ToolResult result = OutsideTools.Run("chromium", arguments, folder.Path);
        Assert.True(result.Output.Contains("</html>", StringComparison.Ordinal), result.Error);
        return result.Output;
    }

    private static string Results(string dom)
    {
        string list = dom[dom.IndexOf("<ol class=\"results\"", StringComparison.Ordinal)..];
        return Tags().Replace(list[..list.IndexOf("</ol>", StringComparison.Ordinal)].Replace("</li>", "\n", StringComparison.Ordinal), "");
    }

    private static string First(string dom) => Results(dom).Split('\n')[0];

    /// <summary>The number behind the editor of a field: label, editor, decimal.</summary>
    private static string Decimal(string calculator, string field)
    {
        Match match = Regex.Match(calculator, $"<label>{field}</label><span>.*?</span><span class=\"b\">([0-9]+)</span>");
        return match.Groups[1].Value;
    }

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Targets();

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();

    [GeneratedRegex("<g class=\"([a-z]+)\"")]
    private static partial Regex Cells();

    [GeneratedRegex("<text class=\"bit\"[^>]*>([0-9]+)</text>")]
    private static partial Regex BitNumbers();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();
}
