using System.IO.Compression;

namespace HwModel.Networks.Hdf5;

/// <summary>The filters that a chunk went through when it was written (HDF5 File Format Specification 3.0, IV.A.2.l): deflate and shuffle.</summary>
internal sealed class FilterPipeline
{
    private const int Deflate = 1, Shuffle = 2;

    private readonly int[] _filters;

    private FilterPipeline(int[] filters) => _filters = filters;

    public static FilterPipeline Read(FileBytes file, Message? message, string path)
    {
        if (message is not { } found) return new FilterPipeline([]);
        const string what = "a filter message";
        int version = file.Byte(found.At, what);
        int[] filters = new int[file.Byte(found.At + 1, what)];
        ulong at = found.At + (version == 1 ? 8u : 2u);
        for (int i = 0; i < filters.Length; i++)
        {
            filters[i] = file.Half(at, what);
            if (filters[i] is not (Deflate or Shuffle)) throw file.Bad($"{path} is written with filter {filters[i]}; only deflate (1) and shuffle (2) are supported");
            bool named = version == 1 || filters[i] >= 256;
            ulong name = named ? file.Half(at + 2, what) : 0u;
            ulong values = file.Half(at + (named ? 6u : 4u), what);
            at += (named ? 8u : 6u) + name + 4 * values;
            if (version == 1 && values % 2 == 1) at += 4;
        }
        return new FilterPipeline(filters);
    }

    /// <summary>Undoes the filters.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="stored">The chunk as stored.</param>
    /// <param name="skipped">Bit i: filter i was not applied to this chunk.</param>
    /// <param name="size">Bytes of the chunk's elements.</param>
    /// <param name="element">Bytes of an element.</param>
    /// <param name="path">The dataset, for messages.</param>
    public byte[] Undo(FileBytes file, byte[] stored, uint skipped, int size, int element, string path)
    {
        byte[] data = stored;
        for (int i = _filters.Length - 1; i >= 0; i--)
        {
            if ((skipped >> i & 1) != 0) continue;
            data = _filters[i] == Deflate ? Inflate(file, data, size, path) : Unshuffle(data, element);
        }
        return data.Length == size ? data : throw file.Bad($"a chunk of {path} has {data.Length} bytes instead of {size}: the file is damaged");
    }

    private static byte[] Inflate(FileBytes file, byte[] stored, int size, string path)
    {
        var data = new byte[size];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(stored), CompressionMode.Decompress);
            stream.ReadExactly(data);
            return data;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw file.Bad($"a compressed chunk of {path} can't be inflated: the file is damaged");
        }
    }

    private static byte[] Unshuffle(byte[] data, int element)
    {
        int count = data.Length / element;
        var result = (byte[])data.Clone();
        for (int i = 0; i < count; i++)
            for (int b = 0; b < element; b++) result[i * element + b] = data[b * count + i];
        return result;
    }
}
