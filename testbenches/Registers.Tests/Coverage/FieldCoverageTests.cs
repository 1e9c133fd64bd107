using HwModel.Benches;
using HwModel.Benches.BrainScaleS2;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Kernel.Registers;
using HwModel.Registers.Tests.Support;
using HwModel.Verification.Coverage;

namespace HwModel.Registers.Tests.Coverage;

/// <summary>Coverage of register fields: what counts, what is a hole, and where the reports say so.</summary>
public sealed class FieldCoverageTests
{
    private const string Map = """
        enum e { idle = 2'd0; run = 2'd1; stop = 2'd2; };
        addrmap cover {
            reg {
                field { hw = r; sw = rw; } flag[0:0] = 0;
                field { hw = r; sw = rw; } wide[11:4] = 0;
                field { hw = r; sw = rw; encode = e; } mode[17:16] = 0;
                field { hw = w; sw = r; } shown[31:24];
            } a[3] @0x0 += 0x4;
            reg { field { hw = r; sw = rw; rclr; woclr; } flags[4:3] = 3; } b @0x10;
        };
        """;

    private static readonly string[] Bins =
    [
        "a.flag read", "a.flag written 0", "a.flag written 1",
        "a.wide read", "a.wide written zero", "a.wide written all ones", "a.wide written between",
        "a.mode read", "a.mode written idle", "a.mode written run", "a.mode written stop",
        "a.shown read",
        "b.flags read (rclr)", "b.flags written zero", "b.flags written all ones", "b.flags written between",
    ];

    private readonly RegisterFile _file = Make();
    private readonly CoverageModel _model = new("cover");
    private readonly CoverRegisters _item;

    public FieldCoverageTests() => _item = _model.Registers("registers", _file);

    [Fact]
    public void Every_field_has_bins_for_what_software_may_do_and_elements_of_an_array_share_them() => Assert.Equal(Bins, _item.Bins.Select(bin => bin.Name));

    [Fact]
    public void Reads_and_values_count_where_software_accesses_a_register()
    {
        var record = new CoverageRecord(_model);
        _file.Observer = record;
        Assert.Empty(Hit(record));
        Write(0, 0x0002_0FF1);
        Assert.Equal(["a.flag written 1", "a.wide written all ones", "a.mode written stop"], Hit(record));
        Write(8, 0x0001_0100);
        Assert.Equal(["a.flag written 0", "a.flag written 1", "a.wide written all ones", "a.wide written between", "a.mode written run", "a.mode written stop"], Hit(record));
        _file.TryRead(4, 0b1000, out _);
        _file.Clock();
        // Only the strobed byte was read.
        Assert.Contains("a.shown read", Hit(record));
        Assert.DoesNotContain("a.mode read", Hit(record));
        _file.TryRead(0x10, 15, out _);
        _file.Clock();
        Assert.Contains("b.flags read (rclr)", Hit(record));
    }

    [Fact]
    public void A_value_of_which_a_part_is_written_does_not_count()
    {
        var record = new CoverageRecord(_model);
        _file.Observer = record;
        _file.TryWrite(0, 0xFFFF_FFFF, 0b0001);
        _file.Clock();
        Assert.Equal(["a.flag written 1"], Hit(record));
    }

    [Fact]
    public void A_value_that_is_none_of_an_enumeration_hits_no_bin()
    {
        var record = new CoverageRecord(_model);
        _file.Observer = record;
        Write(0, 0x0003_0000);
        Assert.Equal(["a.flag written 0", "a.wide written zero"], Hit(record));
    }

    [Fact]
    public void A_bench_may_report_accesses_that_its_block_answers_beside_the_file()
    {
        var record = new CoverageRecord(_model);
        record.Access(_item, 4, true, 0x0000_0011);
        record.Access(_item, 0x10, false, 0);
        record.Access(_item, 0x40, true, 0);
        Assert.Equal(["a.flag written 1", "a.wide written between", "a.mode written idle", "b.flags read (rclr)"], Hit(record));
    }

    [Fact]
    public void A_field_that_is_never_written_is_a_hole_in_every_report()
    {
        var record = new CoverageRecord(_model);
        _file.Observer = record;
        foreach (uint value in (uint[])[0, 0x0001_0FF1, 0x0002_0010]) Write(0, value);
        _file.TryRead(0, 15, out _);
        _file.Clock();
        _file.TryRead(0x10, 15, out _);
        _file.Clock();
        CoverageData data = CoverageData.Of(record);
        string[] holes = ["b.flags written zero", "b.flags written all ones", "b.flags written between"];
        Assert.Equal(holes, data.Holes().Select(hole => hole.Bin.Name));
        Assert.Equal(100.0 * 13 / 16, data.Percent, 9);
        Assert.Contains("| registers | registers | 13 | 16 |", CoverageText.Markdown(data), StringComparison.Ordinal);
        foreach (string hole in holes)
        {
            Assert.Contains($"- registers: {hole} (0 of 1 hits)", CoverageText.Markdown(data), StringComparison.Ordinal);
            Assert.Contains($"<tr class=\"hole\"><td>{hole}</td>", CoverageText.Html(data), StringComparison.Ordinal);
        }
        Assert.Equal(holes, CoverageData.FromJson(data.ToJson()).Holes().Select(hole => hole.Bin.Name));
    }

    [Fact]
    public void Runs_merge_and_an_exclusion_needs_a_reason_and_is_stale_when_hit()
    {
        _model.Exclude("registers", "b.flags written all ones", ExclusionTag.UnsupportedFeature, "The test leaves the flags alone.");
        Assert.Throws<ArgumentException>(() => _model.Exclude("registers", "b.flags written zero", ExclusionTag.LowRisk, ""));
        CoverageRecord first = new(_model), second = new(_model);
        _file.Observer = first;
        Write(0, 1);
        Write(0x10, 0);
        _file.Observer = second;
        Write(4, 1);
        Write(0x10, 0x18);
        CoverageData merged = CoverageData.Of(first).Merge(CoverageData.Of(second));
        Assert.Equal(2, merged.Items[0].Bins.Single(bin => bin.Name == "a.flag written 1").Hits);
        Assert.Equal(1, merged.Items[0].Bins.Single(bin => bin.Name == "b.flags written zero").Hits);
        Assert.Equal("b.flags written all ones", Assert.Single(merged.StaleExclusions()).Bin.Name);
        Assert.Empty(CoverageData.Of(first).StaleExclusions());
        first.Add(second);
        Assert.Equal(merged.Items[0].Bins.Select(bin => bin.Hits), CoverageData.Of(first).Items[0].Bins.Select(bin => bin.Hits));
    }

    [Fact]
    public void The_register_files_of_a_design_are_found_and_those_of_other_maps_left_alone()
    {
        (Simulation simulation, _, Component top) = ChipBench.Build(new SimulationOptions());
        var memory = new CapmemController(top, "capmem", AnalogConstants.Default);
        var crossbar = new EventCrossbar(top, "crossbar", new CrossbarOptions());
        OmnibusAgent[] hosts = [.. Enumerable.Range(0, 4).Select(block => new OmnibusAgent(top, $"host[{block}]", memory.BusIn[block], memory.BusOut[block]))];
        var updates = new Collector<CapmemUpdate>(top, "updates");
        Wiring.Connect(memory.UpdateOut, updates.Input);
        var model = new CoverageModel("capmem");
        CoverRegisters item = model.Registers("capmem registers", new CapmemRegisters());
        var record = new CoverageRecord(model);
        record.Watch(simulation.Root);
        simulation.Elaborate();
        // The third of four files in an array.
        hosts[2].Try(new RegisterTour(new CapmemRegisters()), 1, 40);
        Assert.Equal(item.Bins.Count, Enumerable.Range(0, item.Bins.Count).Count(bin => record.Hits(item, bin) > 0));
        Assert.Same(record, Assert.IsType<CapmemRegisters>(memory.Parts.OfType<RegisterFile>().First()).Observer);
        Assert.Null(crossbar.Registers.Observer);
    }

    [Fact]
    public void A_tour_notices_a_register_that_does_not_keep_its_value_unless_it_is_told()
    {
        var cells = new Dictionary<long, uint>();
        uint Read(long address) => cells.GetValueOrDefault(address);
        void Broken(long address, uint value) => cells[address] = value & ~0x10u;
        void Write(long address, uint value) => cells[address] = value;
        new RegisterTour(_file).Run(3, 200, Read, Write);
        Assert.Contains("the register a[", Assert.Throws<InvalidOperationException>(() => new RegisterTour(_file).Run(3, 200, Read, Broken)).Message, StringComparison.Ordinal);
        new RegisterTour(_file, new() { ["a"] = new TourRule(Changing: 0x10) }).Run(3, 200, Read, Broken);
        Assert.Throws<ArgumentException>(() => new RegisterTour(_file, new() { ["c"] = TourRule.Moving }));
    }

    [Fact]
    public void A_tour_writes_legal_values_only()
    {
        var written = new List<(long Address, uint Value)>();
        var cells = new Dictionary<long, uint>();
        new RegisterTour(_file, new() { ["a"] = new TourRule(Zero: 1) }).Run(5, 300, address => cells.GetValueOrDefault(address), (address, value) =>
        {
            cells[address] = value;
            written.Add((address, value));
        });
        Assert.All(written, access => Assert.True(access.Address > 8 || ((access.Value & 1) == 0 && (access.Value >> 16 & 3) < 3)));
        Assert.Contains(written, access => (access.Value >> 4 & 255) == 255);
    }

    private static RegisterFile Make()
    {
        RegisterFile file = Generation.Make(Map).File;
        file.Reset(TestPowerOn.Zero());
        return file;
    }

    private void Write(long address, uint value)
    {
        _file.TryWrite(address, value, 15);
        _file.Clock();
    }

    private string[] Hit(CoverageRecord record) => [.. _item.Bins.Select((bin, i) => (bin.Name, Hits: record.Hits(_item, i))).Where(bin => bin.Hits > 0).Select(bin => bin.Name)];
}
