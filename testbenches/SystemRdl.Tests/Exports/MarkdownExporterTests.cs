namespace HwModel.SystemRdl.Tests.Exports;

public class MarkdownExporterTests
{
    private const string Text = """
        enum mode_e { off = 0 { desc = "Nothing | at all."; }; on = 1; };
        addrmap top {
            name = "Example"; desc = "First.[p]Second [b]bold[/b].";
            reg {
                name = "Control"; desc = "Switches [code]it[/code].";
                field { desc = "Mode."; sw = rw; hw = r; encode = mode_e; } mode[1:0] = 1;
                field { desc = "Go."; sw = rw; hw = r; singlepulse; } go[8:8] = 0;
                field { desc = "Seen."; sw = rw; hw = w; intr; woclr; precedence = hw; } seen[9:9] = 0;
                field { sw = r; hw = r; counter; incrsaturate; rclr; } count[31:16] = 0;
            } ctrl[4] @0x10 += 0x8;
            external mem { name = "Table"; mementries = 32; memwidth = 32; } ram @0x100;
        };
        """;

    private static string Manual => Models.Export(Models.FromText(Text), "md", ".md");

    [Fact]
    public void TheMapListsEveryRegisterWithItsStride()
    {
        Assert.Contains("| 0x010 + i × 0x8 | [ctrl\\[4\\]](#top-ctrl) | register | 4 | Control |", Manual, StringComparison.Ordinal);
        Assert.Contains("| 0x100 | [ram](#top-ram) | memory | 128 | Table |", Manual, StringComparison.Ordinal);
    }

    [Fact]
    public void FormatCodesBecomeMarkdown()
    {
        Assert.Contains("First.\n\nSecond **bold**.", Manual, StringComparison.Ordinal);
        Assert.Contains("Switches `it`.", Manual, StringComparison.Ordinal);
    }

    [Fact]
    public void EffectsAreTold()
    {
        Assert.Contains("| 1:0 | mode | rw | r | 0x1 | Mode. Values: [mode_e](#enum.mode_e). |", Manual, StringComparison.Ordinal);
        Assert.Contains("| 8 | go | rw | r | 0x0 | Go. Falls back to 0 in the next cycle. |", Manual, StringComparison.Ordinal);
        Assert.Contains(
            "| 9 | seen | rw | w | 0x0 | Seen. Writing 1 clears a bit; writing 0 does nothing. Interrupt, latched by a high level. Hardware wins where both change a bit in one cycle. |",
            Manual, StringComparison.Ordinal);
        Assert.Contains("| 31:16 | count | r | r | 0x0000 | Reading clears it. Counts up, stops at 65535. |", Manual, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePictureShowsTheBitsFromTheTop() =>
        Assert.Contains(
            """
              31:16   15:10    9     8    7:2   1:0
            | count |   -   | seen | go |  -  | mode |
            """.ReplaceLineEndings("\n"),
            Manual, StringComparison.Ordinal);

    [Fact]
    public void EnumerationsInterruptsAndIndexClose()
    {
        Assert.Contains("| 0 | off | Nothing \\| at all. |", Manual, StringComparison.Ordinal);
        Assert.Contains("## Interrupts\n\n- [ctrl\\[4\\]](#top-ctrl)\n  - seen\n", Manual, StringComparison.Ordinal);
        string index = Manual[Manual.IndexOf("## Index of names", StringComparison.Ordinal)..];
        string[] names = [.. index.Split('\n').Skip(4).Where(l => l.Length > 0).Select(l => l.Split('|')[1].Trim())];
        Assert.Equal(["count", "ctrl", "go", "mode", "seen"], names);
    }

    [Fact]
    public void EveryLinkHasItsAnchor()
    {
        string manual = Models.Export(Models.FromChip("SpiNNaker2/Pe/pe.rdl"), "md", ".md");
        string[] targets = [.. manual.Split("](#").Skip(1).Select(p => p[..p.IndexOf(')', StringComparison.Ordinal)]).Distinct()];
        Assert.NotEmpty(targets);
        Assert.DoesNotContain(targets, t => !manual.Contains($"<a id=\"{t}\"></a>", StringComparison.Ordinal));
    }
}
