namespace HwModel.Networks.Hdf5;

/// <summary>
/// Reads the part of HDF5 that h5py writes for NIR: superblock 0 or 1, version-1 object headers, symbol-table groups, little-endian numbers, fixed and variable
/// text, compact, contiguous and chunked data with deflate and shuffle (The HDF Group, HDF5 File Format Specification 3.0).
/// </summary>
public static class Hdf5File
{
    private const int MaxBytes = 1 << 30;

    /// <summary>The root group of a file.</summary>
    /// <exception cref="Hdf5Exception">The file is not of the supported kind; the message is one sentence.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static Hdf5Group Open(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MaxBytes) throw new Hdf5Exception($"{path} can't be read as HDF5: it has {length} bytes, more than the {MaxBytes} that are supported.");
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>The root group of a file's bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="Hdf5Exception">The file is not of the supported kind; the message is one sentence.</exception>
    public static Hdf5Group Parse(byte[] bytes, string name)
    {
        const string what = "the superblock";
        var file = new FileBytes(bytes, name);
        ReadOnlySpan<byte> mark = [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10];
        if (bytes.Length < 8 || !bytes.AsSpan(0, 8).SequenceEqual(mark)) throw file.Bad("it does not begin with the mark of an HDF5 file (89 48 44 46 0D 0A 1A 0A)");
        byte version = file.Byte(8, what);
        if (version > 1) throw file.Bad($"its superblock has version {version}, only 0 and 1 are supported (write the file with libver='earliest')");
        if (file.Byte(13, what) != 8 || file.Byte(14, what) != 8) throw file.Bad("its addresses and lengths do not have 8 bytes");
        ulong at = version == 0 ? 24u : 28u;
        if (file.Long(at, what) != 0) throw file.Bad("it has a user block, which is not supported");
        ulong end = file.Long(at + 16, what);
        if (end > (ulong)file.Length) throw file.Bad($"it should have {end} bytes and has {file.Length}: it is truncated");
        ulong root = file.Long(at + 40, what);
        return new Hdf5Group(file, new GlobalHeap(file), ObjectHeader.Read(file, root), "", 0);
    }
}
