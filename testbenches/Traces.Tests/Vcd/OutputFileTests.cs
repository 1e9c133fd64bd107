using System.IO.Compression;
using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Vcd;

public sealed class OutputFileTests
{
    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("out.txt");
        File.WriteAllText(path, "before");
        using (OutputFile file = OutputFile.Create(path)) file.Stream.Write("half"u8);
        Assert.Equal("before", File.ReadAllText(path));
        using (OutputFile file = OutputFile.Create(path))
        {
            file.Stream.Write("whole"u8);
            Assert.Equal("before", File.ReadAllText(path));
            file.Commit();
        }
        Assert.Equal("whole", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void What_cannot_be_written_is_a_sentence()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("does not exist", Assert.Throws<IOException>(() => OutputFile.Create(folder.File("no/out.vcd"))).Message);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => OutputFile.Create(folder.Path)).Message);
    }

    [Fact]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("target"), "before");
        File.CreateSymbolicLink(folder.File("link"), folder.File("target"));
        OutputFile.WriteAllText(folder.File("link"), "after");
        Assert.NotNull(new FileInfo(folder.File("link")).LinkTarget);
        Assert.Equal("after", File.ReadAllText(folder.File("target")));
    }

    [Fact]
    public void A_live_file_can_be_read_while_it_grows_and_stays_after_a_crash()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("live.vcd");
        var hierarchy = new TraceHierarchy();
        TraceHandle vector = hierarchy.Root.Vector("v", 16);
        using (VcdWriter writer = VcdWriter.Create(path, new VcdOptions { Live = true }))
        {
            writer.Begin(hierarchy);
            for (int time = 0; time < 1_000; time++)
            {
                writer.Time(time);
                writer.Change(vector, (ulong)time);
                if (time == 500)
                {
                    writer.Flush();
                    Assert.Equal(501, Settled.Read(path)["v"].Count);
                }
            }
        }
        Assert.Equal(1_000, Settled.Read(path)["v"].Count);
    }

    [Fact]
    public void An_abandoned_trace_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using (VcdWriter writer = VcdWriter.Create(folder.File("a.vcd.gz"))) writer.Begin(new TraceHierarchy());
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_packed_trace_holds_the_same_bytes_in_whole_blocks()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "a.vcd", "a.vcd.gz" })
        {
            using VcdWriter writer = VcdWriter.Create(folder.File(name));
            var hierarchy = new TraceHierarchy();
            TraceHandle vector = hierarchy.Root.Vector("v", 64);
            writer.Begin(hierarchy);
            for (int time = 0; time < 60_000; time++)
            {
                writer.Time(time);
                writer.Change(vector, (ulong)time * 0x9E3779B97F4A7C15);
            }
            writer.End(60_000);
        }
        byte[] plain = File.ReadAllBytes(folder.File("a.vcd"));
        Assert.True(plain.Length > 3 << 20);
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(folder.File("a.vcd.gz")), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        Assert.Equal(plain, unpacked.ToArray());
        Assert.Equal(PlainVcd.Read(folder.File("a.vcd"))["v"], Settled.Read(folder.File("a.vcd.gz"))["v"]);
    }

    [Fact]
    public void A_packed_trace_that_was_cut_off_reads_up_to_a_block_when_that_is_allowed()
    {
        using var folder = new TemporaryFolder();
        using var packed = new MemoryStream();
        var text = new System.Text.StringBuilder("$timescale 1ns $end $var wire 32 ! v $end $enddefinitions $end\n");
        for (int i = 0; i < 5_000; i++) text.Append($"#{i}\nb{i:b} !\n");
        using (var gzip = new BlockGzipStream(packed, blockSize: 4_096)) gzip.Write(System.Text.Encoding.ASCII.GetBytes(text.ToString()));
        byte[] bytes = packed.ToArray();
        File.WriteAllBytes(folder.File("cut.vcd.gz"), bytes[..(bytes.Length * 2 / 3)]);
        VcdException exception = Assert.Throws<VcdException>(() => Settled.Read(folder.File("cut.vcd.gz")));
        Assert.Contains("cut.vcd.gz, line ", exception.Message);
        using VcdReader reader = VcdReader.Open(folder.File("cut.vcd.gz"), new VcdReaderOptions { AllowTruncated = true });
        Assert.InRange(Settled.Read(reader)["v"].Count, 2_500, 4_000);
        Assert.True(reader.IsTruncated);
    }

    [ToolFact("mount")]
    public void A_full_disk_is_one_sentence_and_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        if (OutsideTools.Run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.Path]).ExitCode != 0) return;
        try
        {
            foreach (string name in new[] { "full.vcd", "full.vcd.gz" })
            {
                IOException exception = Assert.ThrowsAny<IOException>(() =>
                {
                    using VcdWriter writer = VcdWriter.Create(folder.File(name));
                    var hierarchy = new TraceHierarchy();
                    TraceHandle vector = hierarchy.Root.Vector("v", 64);
                    writer.Begin(hierarchy);
                    for (int time = 0; time < 200_000; time++)
                    {
                        writer.Time(time);
                        writer.Change(vector, (ulong)time * 0x9E3779B97F4A7C15);
                    }
                    writer.End(200_000);
                });
                Assert.StartsWith($"{folder.File(name)} cannot be written: No space left on device", exception.Message);
                Assert.Empty(Directory.GetFiles(folder.Path));
            }
        }
        finally
        {
            OutsideTools.Run("umount", [folder.Path]);
        }
    }
}
