namespace HwModel.Traces.Tests.Viewing;

public sealed class GtkwaveSaveFileTests
{
    [Fact]
    public void Save_file_and_filter_file_are_written_to_the_letter()
    {
        using var folder = new TemporaryFolder();
        var hierarchy = new TraceHierarchy { TimeGrid = 1_000_000 };
        TraceScope chip = hierarchy.Scope("chip");
        chip.Bit("clk", TraceHints.Clock);
        chip.Bit("lost", TraceHints.Error);
        TraceScope pe = chip.Scope("pe[0]");
        pe.Vector("data", 9, TraceHints.Data);
        pe.Enum("state", new EnumTable("state t", [new(0, "IDLE"), new(5, "BUS ERROR"), new(6, "RUN", "LightGreen")]));
        pe.Real("v");
        pe.Integer("n", TraceHints.None with { Group = "numbers" });
        pe.Vector("secret", 4, TraceHints.None with { Hidden = true });
        hierarchy.Freeze();
        WaveformView view = DefaultView.Of(hierarchy) with { Markers = [new ViewMarker("begin", 2_000_000), new ViewMarker("end", 9_000_000)] };
        IReadOnlyList<string> written = GtkwaveSaveFile.Write(folder.File("run.vcd.gz"), hierarchy, view, Timescale.Nanosecond, 0, 92_000_000);
        Assert.Equal([folder.File("run.gtkw"), folder.File("run.state_t.flt")], written);
        Assert.Equal("# state t, 3 bits\n0 ?gray25?IDLE\n5 ?red?BUS ERROR\n6 ?LightGreen?RUN\n", File.ReadAllText(written[1]));
        Assert.Equal(
            """
            [*] written by HwModel
            [dumpfile] "run.vcd.gz"
            [savefile] "run.gtkw"
            [timestart] 0
            [size] 1500 900
            [pos] -1 -1
            *-4.321928 2 2 9 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1
            [markername] Abegin
            [markername] Bend
            [treeopen] chip.
            [treeopen] chip.pe[0].
            [sst_expanded] 1
            [sst_width] 220
            [signals_width] 260
            @28
            chip.clk
            @800200
            -errors
            @28
            [color] 1
            chip.lost
            @1000200
            -errors
            @800200
            -numbers
            @424
            chip.pe[0].n
            @1000200
            -numbers
            @800200
            -chip.pe[0]
            @2022
            ^1 run.state_t.flt
            [color] 2
            chip.pe[0].state[2:0]
            @22
            chip.pe[0].data[8:0]
            @88020
            [color] 3
            chip.pe[0].v
            @20000
            -
            @20000
            -
            @1000200
            -chip.pe[0]
            [pattern_trace] 1
            [pattern_trace] 0

            """,
            File.ReadAllText(written[0]));
    }

    [Fact]
    public void What_lies_deeper_than_its_group_is_labelled_by_its_path_from_there()
    {
        var hierarchy = new TraceHierarchy();
        hierarchy.Scope("chip.router.in[0]").Vector("count", 4, TraceHints.None with { Group = "chip.router" });
        using var folder = new TemporaryFolder();
        GtkwaveSaveFile.Write(folder.File("run.vcd"), hierarchy, DefaultView.Of(hierarchy), Timescale.Femtosecond, 0, 9);
        Assert.Contains("\n-chip.router\n@22\n+{in[0]/count[3:0]} chip.router.in[0].count[3:0]\n", File.ReadAllText(folder.File("run.gtkw")));
    }

    [Fact]
    public void Groups_after_the_first_few_are_closed()
    {
        var hierarchy = new TraceHierarchy();
        for (int i = 0; i < 10; i++) hierarchy.Scope($"pe[{i}]").Bit("busy");
        Assert.Equal(DefaultView.OpenGroups, DefaultView.Of(hierarchy).Rows.Count(row => row is ViewGroup { IsOpen: true }));
        using var folder = new TemporaryFolder();
        GtkwaveSaveFile.Write(folder.File("run.vcd"), hierarchy, DefaultView.Of(hierarchy), Timescale.Femtosecond, 0, 9);
        Assert.Contains("@c00200\n-pe[9]\n@28\npe[9].busy\n@1401200\n-pe[9]\n", File.ReadAllText(folder.File("run.gtkw")));
    }
}
