using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Fabric.Recordings;

namespace HwModel.Fabric.Tests.Recordings;

/// <summary>Fan-out tables, given and drawn.</summary>
public sealed class FanOutTableTests
{
    /// <summary>First outputs for the seed 1234567 of the generator's public-domain C version.</summary>
    [Fact]
    public void The_generator_gives_its_published_numbers()
    {
        var random = new SplitMix64(1234567);
        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423], new[] { random.Next(), random.Next(), random.Next() });
    }

    /// <summary>Computed by an independent program from the description of <see cref="FanOutTable.Random"/>.</summary>
    [Fact]
    public void Drawn_tables_are_the_same_everywhere()
    {
        Assert.Equal([[0, 9, 38, 58], [5, 22, 32, 60], [21, 39, 40, 55], [6, 8, 30, 38]], Rows(FanOutTable.Random(4, 64, 4, 1)));
        Assert.Equal([[138, 199, 318, 431, 523, 553], [238, 255, 257, 649, 660, 732]], Rows(FanOutTable.Random(2, 1000, 6, ulong.MaxValue)));
        Assert.Equal([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]], Rows(FanOutTable.Random(3, 5, 5, 7)));
    }

    [Fact]
    public void A_source_has_different_destinations_that_depend_on_seed_and_source_alone()
    {
        Gen<(int Sources, int Destinations, int FanOut, int Seed)> sizes =
            from sources in Gen.Choose(0, 20)
            from destinations in Gen.Choose(1, 40)
            from fanOut in Gen.Choose(0, destinations)
            from seed in Gen.Choose(int.MinValue, int.MaxValue)
            select (sources, destinations, fanOut, seed);
        Prop.ForAll(sizes.ToArbitrary(), size =>
        {
            FanOutTable table = FanOutTable.Random(size.Sources, size.Destinations, size.FanOut, (ulong)size.Seed);
            Assert.Equal(size.Sources, table.SourceCount);
            Assert.Equal(size.Sources * size.FanOut, table.EntryCount);
            Assert.All(Rows(table), row =>
            {
                Assert.Equal(size.FanOut, row.Distinct().Count());
                Assert.Equal(row.Order(), row);
                Assert.All(row, destination => Assert.InRange(destination, 0, size.Destinations - 1));
            });
            Assert.Equal(Rows(table), Rows(FanOutTable.Random(size.Sources + 3, size.Destinations, size.FanOut, (ulong)size.Seed))[..size.Sources]);
        }).Check(Seeded.Cases(200));
    }

    /// <summary>
    /// Pearson's chi-squared over 64 destinations: 63 degrees of freedom, mean 63, standard deviation 11.2; five deviations around
    /// it.
    /// </summary>
    [Fact]
    public void Every_destination_is_drawn_equally_often()
    {
        FanOutTable table = FanOutTable.Random(8000, 64, 8, 42);
        int[] counts = new int[64];
        for (int source = 0; source < table.SourceCount; source++)
        {
            foreach (int destination in table[source]) counts[destination]++;
        }
        double expected = 8000 * 8 / 64.0;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 63 - 5 * 11.2, 63 + 5 * 11.2);
        Assert.NotEqual(Rows(table), Rows(FanOutTable.Random(8000, 64, 8, 43)));
    }

    [Theory]
    [InlineData("0,1,2\n2,5\n")]
    [InlineData("source,destination\n2,5\n0,1\n# more of source 0\n0, 2\n")]
    public void Given_tables_keep_the_order_of_the_file(string text)
    {
        FanOutTable table = Read(text);
        Assert.Equal([[1, 2], [], [5]], Rows(table));
        Assert.Empty(table[3].ToArray());
        Assert.Empty(table[-1].ToArray());
        Assert.Empty(table[int.MaxValue].ToArray());
    }

    [Theory]
    [InlineData("0,1\n1\n", 2, "one column")]
    [InlineData("0,1\nx,1\n", 2, "the source \"x\" is not a whole number from 0 to 16777215")]
    [InlineData("0,8\n", 1, "the destination \"8\" is not a whole number from 0 to 7")]
    [InlineData("0,1,\n", 1, "the destination \"\"")]
    [InlineData("0,1\n0,2,1\n", 2, "the source 0 has the destination 1 twice")]
    public void Errors_name_line_and_range(string text, long line, string words)
    {
        var error = Assert.Throws<RecordingException>(() => Read(text));
        Assert.Equal(line, error.Line);
        Assert.Contains(words, error.Message);
    }

    [Theory]
    [InlineData(-1, 8, 1)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 8, 9)]
    [InlineData(1, 8, -1)]
    [InlineData(16_777_216, 64, 64)]
    public void Impossible_sizes_are_refused(int sources, int destinations, int fanOut) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FanOutTable.Random(sources, destinations, fanOut, 1));

    private static FanOutTable Read(string text) => FanOutTable.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "table.csv", 8);

    private static int[][] Rows(FanOutTable table) => [.. Enumerable.Range(0, table.SourceCount).Select(source => table[source].ToArray())];
}
