using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Fabric.Recordings;

namespace HwModel.Fabric.Tests.Recordings;

/// <summary>Reading spike recordings: what is taken, what is refused and with what words.</summary>
public sealed class SpikeCsvTests
{
    private const long Microsecond = 1_000_000_000;

    [Theory]
    [InlineData("time_us,source\n1,2\n")]
    [InlineData("1,2")]
    [InlineData("# a comment\r\n\r\nTIME_US, Source\r\n  1.000 , 2 \r\n# the end")]
    [InlineData("\ufeff1e0,2\n")]
    [InlineData("0.1e1,0002\n")]
    public void One_spike_may_be_written_in_many_ways(string text)
    {
        SpikeRecording recording = Read(text);
        Assert.Equal([Microsecond], recording.Times.ToArray());
        Assert.Equal([2], recording.Sources.ToArray());
        Assert.Equal(3, recording.SourceCount);
        Assert.Equal(Microsecond, recording.End);
    }

    [Theory]
    [InlineData("0.000000001", 1)]
    [InlineData("0.0000000004", 0)]
    [InlineData("1234.567890123", 1_234_567_890_123)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    public void Times_are_exact_to_a_femtosecond(string time, long expected) => Assert.Equal([expected], Read($"{time},0").Times.ToArray());

    [Fact]
    public void Nothing_but_a_header_is_an_empty_recording()
    {
        foreach (string text in (string[])["", "\n\n", "# nothing", "time_us,source\n"])
        {
            SpikeRecording recording = Read(text);
            Assert.Equal((0, 0, 0L), (recording.Count, recording.SourceCount, recording.End));
        }
    }

    [Theory]
    [InlineData("time_us,source\n5,1\n3;1\n", 3, "1 columns")]
    [InlineData("5,1,2,3\n", 1, "4 columns; allowed are two (time_us,source) or three")]
    [InlineData("5,1\n5,1,1\n", 2, "3 columns; an event has two")]
    [InlineData("5,1\nfive,1\n", 2, "the time \"five\" is not a number of microseconds from 0 to 9223372036.854775807")]
    [InlineData("-1,1\n", 1, "the time \"-1\"")]
    [InlineData("9223372036.8547758071,1\n", 1, "from 0 to 9223372036.854775807")]
    [InlineData("NaN,1\n", 1, "the time \"NaN\"")]
    [InlineData("1e99,1\n", 1, "the time \"1e99\"")]
    [InlineData("5,-1\n", 1, "the source \"-1\" is not a whole number from 0 to 16777215")]
    [InlineData("5,16777216\n", 1, "from 0 to 16777215")]
    [InlineData("5,1.5\n", 1, "the source \"1.5\"")]
    [InlineData("5,\n", 1, "the source \"\"")]
    [InlineData("# c\n\nneuron,when\n", 3, "the header \"neuron,when\" is unknown; allowed are time_us,source or one with a column named spike")]
    [InlineData("input,voltage,spike\n0,0,0\n0,0,2\n", 3, "column 3 holds \"2\"; a step has a spike (1) or none (0)")]
    [InlineData("0,0,0\n0,0\n", 2, "2 columns; the first has 3")]
    public void Errors_name_file_line_and_what_is_allowed(string text, long line, string words)
    {
        var error = Assert.Throws<RecordingException>(() => Read(text));
        Assert.StartsWith($"test.csv, line {line}: ", error.Message);
        Assert.Contains(words, error.Message);
        Assert.Equal(("test.csv", line), (error.File, error.Line));
    }

    [Fact]
    public void A_file_that_must_be_sorted_names_the_first_time_that_falls()
    {
        var error = Assert.Throws<RecordingException>(() => Read("1,0\n3,0\n2,0\n", new RecordingOptions { MustBeSorted = true }));
        Assert.Equal(3, error.Line);
        Assert.Equal(3, Read("1,0\n1,0\n2,0\n", new RecordingOptions { MustBeSorted = true }).Count);
    }

    [Fact]
    public void Spikes_are_sorted_by_time_and_equal_times_keep_the_order_of_the_file()
    {
        Gen<(int Time, int Source)[]> spikes = Gen.Choose(0, 9).Zip(Gen.Choose(0, 1000)).Select(pair => (pair.Item1, pair.Item2)).ArrayOf();
        Prop.ForAll(spikes.ToArbitrary(), all =>
        {
            (int Time, int Source)[] expected = [.. all.OrderBy(spike => spike.Time)]; // LINQ's sort is stable
            SpikeRecording recording = Read(string.Join('\n', all.Select(spike => $"{spike.Time},{spike.Source}")));
            Assert.Equal(expected.Select(spike => spike.Time * Microsecond), recording.Times.ToArray());
            Assert.Equal(expected.Select(spike => spike.Source), recording.Sources.ToArray());
        }).Check(Seeded.Cases(300));
    }

    [Fact]
    public void A_compressed_file_reads_like_a_plain_one_and_a_cut_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"{i * 7},{i % 97}")));
        using (var gzip = new GZipStream(File.Create(folder.File("a.csv.gz")), CompressionLevel.Optimal)) gzip.Write(text);
        Assert.Equal(5000, SpikeCsv.Read(folder.File("a.csv.gz")).Count);
        byte[] bytes = File.ReadAllBytes(folder.File("a.csv.gz"));
        bytes[bytes.Length / 2] ^= 0x55;
        File.WriteAllBytes(folder.File("b.csv.gz"), bytes);
        Assert.Throws<RecordingException>(() => SpikeCsv.Read(folder.File("b.csv.gz")));
    }

    [Fact]
    public void Files_that_cannot_be_read_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        foreach (string path in (string[])[folder.File("none.csv"), folder.Path, folder.File("none/none.csv"), "", "a\0b"])
        {
            var error = Assert.Throws<RecordingException>(() => SpikeCsv.Read(path));
            Assert.StartsWith($"{path}: the file can't be read", error.Message);
        }
    }

    [Fact]
    public void Limits_are_kept()
    {
        Assert.Contains("longer than 4096", Assert.Throws<RecordingException>(() => Read(new string('1', 5000))).Message);
        Assert.Equal(2, Read("1,0\n2,0\n", new RecordingOptions { MaximumSpikes = 2 }).Count);
        Assert.Contains("more than 2 spikes", Assert.Throws<RecordingException>(() => Read("1,0\n2,0\n3,0\n", new RecordingOptions { MaximumSpikes = 2 })).Message);
    }

    [Theory]
    [InlineData("spike", new[] { 2 })]
    [InlineData("Input", new[] { 0, 1 })]
    [InlineData("1", new[] { 0, 1 })]
    [InlineData("3", new[] { 2 })]
    public void The_column_of_the_spikes_may_be_chosen(string column, int[] steps)
    {
        SpikeRecording recording = Read("1,0.5,0\n1.0e0,0.25,0.0\n0,-0.5,1\n", new RecordingOptions { Column = column, Step = 5 * Microsecond, Source = 9 });
        Assert.Equal(steps.Select(step => step * 5 * Microsecond), recording.Times.ToArray());
        Assert.All(recording.Sources.ToArray(), source => Assert.Equal(9, source));
    }

    [Fact]
    public void An_unknown_column_or_one_of_other_numbers_is_refused()
    {
        Assert.Contains("allowed are \"input\", \"voltage\", \"spike\" or a number from 1 to 3", Assert.Throws<RecordingException>(() => Read("0,0,0", new RecordingOptions { Column = "current" })).Message);
        Assert.Contains("\"0.5\"", Assert.Throws<RecordingException>(() => Read("0,0.5,0", new RecordingOptions { Column = "voltage" })).Message);
        Assert.Contains("1 fs or more", Assert.Throws<RecordingException>(() => Read("0,0,0", new RecordingOptions { Step = 0 })).Message);
        Assert.Contains("latest time", Assert.Throws<RecordingException>(() => Read("0,0,0\n0,0,0\n0,0,1", new RecordingOptions { Step = long.MaxValue })).Message);
    }

    /// <summary>The pulses and spikes that the traces' own description lists (rows of 100 us).</summary>
    [Fact]
    public void Recorded_traces_of_one_neuron_are_read()
    {
        int[] pulses = [60, 220, 270, 310, 320, 350, 370, 400, 410, 430, 440, 450, 460, 470, 480, 490, 500, 510, 520, 530, 670, 680, 690, 700, 710, 720, 730, 740, 750, 760, 770, 780, 840, 850];
        foreach (string name in (string[])["lif_exact.csv", "lif_spinnaker2.csv"])
        {
            if (RepositoryPaths.Shared("data", "nir", name) is not { } path) continue; // the traces lie beside the repository
            Assert.Equal(new[] { 460, 510, 710, 760 }.Select(row => row * 100 * Microsecond), SpikeCsv.Read(path).Times.ToArray());
            Assert.Equal(pulses.Select(row => row * 100 * Microsecond), SpikeCsv.Read(path, new RecordingOptions { Column = "input" }).Times.ToArray());
        }
    }

    /// <summary>Whatever a file holds, the readers give a recording or their own error.</summary>
    [Fact]
    public void Mutated_files_never_throw_anything_else()
    {
        byte[][] seeds =
        [
            "time_us,source\n1.5,2\n3,4\n# c\n1e3,70000\n"u8.ToArray(), "input,voltage,spike\n0,0.5,1\n1.000000000000000000e+00,-3e-2,0\n"u8.ToArray(),
            "source,destination\n0,1,2\n3,4\n"u8.ToArray(), "0,0,0\n0,0,1\n"u8.ToArray(),
        ];
        byte[] inserts = [.. "0123456789.,-+eE#\n\r\"\0 NaInfity"u8, 0xff, 0xc3, 0x1f, 0x8b, 0xef, 0xbb, 0xbf];
        var random = new Random(20);
        int refused = 0;
        const int Rounds = 20_000;
        for (int round = 0; round < Rounds; round++)
        {
            List<byte> bytes = [.. seeds[random.Next(seeds.Length)]];
            for (int change = random.Next(1, 8); change > 0; change--)
            {
                int at = random.Next(bytes.Count + 1);
                switch (random.Next(4))
                {
                    case 0: bytes.Insert(at, inserts[random.Next(inserts.Length)]); break;
                    case 1 when at < bytes.Count: bytes.RemoveAt(at); break;
                    case 2 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
                    default: bytes.InsertRange(at, bytes.Skip(random.Next(bytes.Count)).Take(random.Next(12)).ToArray()); break;
                }
            }
            using var stream = new MemoryStream([.. bytes]);
            try
            {
                if (round % 3 == 0) FanOutTable.Read(stream, "fuzz", 64);
                else SpikeCsv.Read(stream, "fuzz", new RecordingOptions { Shape = (RecordingShape)(round % 2 * (round % 5 % 3)) });
            }
            catch (RecordingException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, Rounds / 4, Rounds - Rounds / 20); // both ways are taken often
    }

    private static SpikeRecording Read(string text, RecordingOptions? options = null) =>
        SpikeCsv.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.csv", options);
}
