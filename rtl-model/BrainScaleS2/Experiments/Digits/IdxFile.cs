using System.Buffers.Binary;

namespace HwModel.BrainScaleS2.Experiments.Digits;

/// <summary>
/// A file of bytes in the IDX format (LeCun, Cortes, Burges, "The MNIST database of handwritten digits"): two zero bytes, the element's type, the number of
/// dimensions, each dimension in 32 bits with the high byte first, then the elements.
/// </summary>
internal sealed record IdxFile(int[] Shape, byte[] Elements)
{
    private const byte UnsignedByte = 0x08;
    private const long MostElements = 1L << 30;

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">How many dimensions it has to have.</param>
    /// <exception cref="DataFolderException">The file is not such a file, or does not end where it should.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = 4 + 4 * dimensions;
        if (bytes.Length < header) throw new DataFolderException($"{path} has {bytes.Length} bytes, but the header of an IDX file of {dimensions} dimensions alone has {header}");
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        uint expected = (uint)(UnsignedByte << 8 | dimensions);
        if (magic != expected) throw new DataFolderException($"{path} starts with 0x{magic:x8}, but an IDX file of bytes in {dimensions} dimensions starts with 0x{expected:x8}");
        var shape = new int[dimensions];
        long elements = 1;
        for (int d = 0; d < dimensions; d++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 + 4 * d));
            if (size is 0 or > int.MaxValue || (elements *= size) > MostElements)
                throw new DataFolderException($"{path} gives {size} for dimension {d}, but 1 to {MostElements} elements in all are allowed");
            shape[d] = (int)size;
        }
        if (bytes.Length != header + elements)
            throw new DataFolderException($"{path} has {bytes.Length} bytes, but {string.Join(" x ", shape)} elements and a header of {header} are {header + elements}");
        return new IdxFile(shape, bytes[header..]);
    }
}
