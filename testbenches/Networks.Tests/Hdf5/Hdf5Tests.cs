using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Networks.Hdf5;
using HwModel.Networks.Tests.Support;

namespace HwModel.Networks.Tests.Hdf5;

/// <summary>The HDF5 reader against h5dump, also on files that h5repack chunks, shuffles and compresses; damaged files.</summary>
public sealed class Hdf5Tests
{
    [ToolFact("h5dump")]
    public void Every_dataset_of_every_sample_is_what_h5dump_prints()
    {
        int compared = 0;
        foreach (string sample in Samples.All) compared += Compare(Samples.PathOf(sample));
        Assert.True(compared > 100, $"{compared} datasets");
    }

    [ToolFact("h5repack", "h5dump")]
    public void Chunks_shuffled_and_deflated_read_the_same()
    {
        using var folder = new TemporaryFolder();
        string packed = folder.File("packed.nir");
        // Chunks that do not divide the shapes, so that the last ones reach over the edge.
        foreach ((string sample, string dataset, string chunk) in new[] { ("cnn_sinabs", "/node/nodes/2/weight", "3x5x2x2"), ("cnn_sinabs", "/node/nodes/9/weight", "100x7"), ("braille_noDelay_bias_zero", "/node/nodes/lif1.w_rec/weight", "11x11") })
        {
            ToolResult repack = OutsideTools.Run("h5repack", ["-l", $"{dataset[1..]}:CHUNK={chunk}", "-f", $"{dataset[1..]}:SHUF", "-f", $"{dataset[1..]}:GZIP=6", Samples.PathOf(sample), packed]);
            Assert.True(repack.ExitCode == 0, repack.Error + repack.Output);
            Compare(packed);
            File.Delete(packed);
        }
    }

    private static int Compare(string file)
    {
        Hdf5Group root = Hdf5File.Open(file);
        List<H5Dump.Dataset> expected = H5Dump.Read(file);
        Assert.Equal(expected.Select(dataset => dataset.Path).Order(StringComparer.Ordinal), Paths(root).Order(StringComparer.Ordinal));
        foreach (H5Dump.Dataset dataset in expected)
        {
            string[] parts = dataset.Path.Split('/');
            Hdf5Group group = root;
            foreach (string part in parts[..^1]) group = group.Group(part);
            Hdf5Dataset found = group.Dataset(parts[^1]);
            Assert.Equal(dataset.Shape, found.Shape.ToArray());
            if (found.Kind == Hdf5Kind.Text) Assert.Equal(dataset.Values, found.ReadTexts());
            else Assert.Equal(dataset.Values.Select(value => double.Parse(value, CultureInfo.InvariantCulture)), found.ReadNumbers());
            if (found.Kind == Hdf5Kind.Integer) Assert.Equal(dataset.Values.Select(value => long.Parse(value, CultureInfo.InvariantCulture)), found.ReadIntegers());
        }
        return expected.Count;
    }

    private static IEnumerable<string> Paths(Hdf5Group group) =>
        group.Names.SelectMany(name => group.IsGroup(name) ? Paths(group.Group(name)) : [group.Path.Length == 0 ? name : $"{group.Path}/{name}"]);

    [Fact]
    public void Other_files_are_refused_in_one_sentence()
    {
        Assert.Equal("x.nir can't be read as HDF5: it does not begin with the mark of an HDF5 file (89 48 44 46 0D 0A 1A 0A).", Refused([1, 2, 3]));
        byte[] good = File.ReadAllBytes(Samples.PathOf("lif_norse"));
        Assert.Contains("it is truncated", Refused(good[..^1]), StringComparison.Ordinal);
        byte[] newer = [.. good];
        newer[8] = 3;
        Assert.Contains("superblock has version 3, only 0 and 1 are supported", Refused(newer), StringComparison.Ordinal);
    }

    private static string Refused(byte[] bytes) => Assert.Throws<Hdf5Exception>(() => Hdf5File.Parse(bytes, "x.nir")).Message;

    [Fact]
    public void Damage_anywhere_is_read_or_refused_but_never_crashes()
    {
        byte[][] goods = [File.ReadAllBytes(Samples.PathOf("lif_norse")), File.ReadAllBytes(Samples.PathOf("braille_noDelay_bias_zero"))];
        Gen<(int, int, int)[]> damages = Gen.Choose(0, int.MaxValue).SelectMany(_ => (from file in Gen.Choose(0, 1) from at in Gen.Choose(0, 33_000) from value in Gen.Choose(0, 255) select (file, at, value)).ArrayOf(6));
        Prop.ForAll(Arb.From(damages), changes =>
        {
            foreach ((int file, int at, int value) in changes)
            {
                byte[] bytes = [.. goods[file]];
                foreach ((int _, int place, int set) in changes) bytes[place % bytes.Length] = (byte)set;
                bytes[at % bytes.Length] = (byte)value;
                Visit(bytes);
                Visit(goods[file][..(at % goods[file].Length)]);
            }
        }).Check(Seeded.Cases(150));

        static void Visit(byte[] bytes)
        {
            try
            {
                Nir(Hdf5File.Parse(bytes, "x.nir"));
            }
            catch (Exception exception) when (exception is Hdf5Exception or HwModel.Networks.Nir.NirException)
            {
                Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', exception.Message);
            }
        }

        static void Nir(Hdf5Group root) => HwModel.Networks.Nir.NirReader.Read(root, "x.nir");
    }
}
