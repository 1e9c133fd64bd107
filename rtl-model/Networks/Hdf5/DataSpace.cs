namespace HwModel.Networks.Hdf5;

/// <summary>The dimensions of a dataset (HDF5 File Format Specification 3.0, IV.A.2.b).</summary>
internal static class DataSpace
{
    /// <summary>More elements than this are taken for damage.</summary>
    private const long MaxElements = 1L << 28;

    /// <summary>Sizes of the dimensions; empty for a single element.</summary>
    public static int[] Read(FileBytes file, Message message, string path)
    {
        const string what = "a dataspace message";
        int version = file.Byte(message.At, what);
        if (version is not (1 or 2)) throw file.Bad($"{path} has a dataspace of version {version}, only 1 and 2 are supported");
        int rank = file.Byte(message.At + 1, what);
        if (version == 2 && file.Byte(message.At + 3, what) == 2) return [0];
        if (rank > 32) throw file.Bad($"{path} has {rank} dimensions: the file is damaged");
        ulong at = message.At + (version == 1 ? 8u : 4u);
        var shape = new int[rank];
        long elements = 1;
        for (int i = 0; i < rank; i++)
        {
            ulong size = file.Long(at + 8 * (ulong)i, what);
            if (size > MaxElements || (elements *= (long)size) > MaxElements) throw file.Bad($"{path} has more than {MaxElements} elements: it is damaged or too large");
            shape[i] = (int)size;
        }
        return shape;
    }

    public static int Elements(ReadOnlySpan<int> shape)
    {
        int elements = 1;
        foreach (int size in shape) elements *= size;
        return elements;
    }
}
