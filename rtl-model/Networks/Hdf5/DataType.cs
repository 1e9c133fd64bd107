namespace HwModel.Networks.Hdf5;

/// <summary>Element types that are read.</summary>
public enum Hdf5Kind
{
    /// <summary>Signed or unsigned integers of 1, 2, 4 or 8 bytes, little-endian.</summary>
    Integer,

    /// <summary>IEEE 754 numbers of 4 or 8 bytes, little-endian.</summary>
    Real,

    /// <summary>Text of fixed or variable length.</summary>
    Text,
}

/// <summary>The type of a dataset's elements (HDF5 File Format Specification 3.0, IV.A.2.d).</summary>
internal readonly record struct DataType(Hdf5Kind Kind, int Size, bool Signed, bool Variable)
{
    public static DataType Read(FileBytes file, Message message, string path)
    {
        const string what = "a datatype message";
        int head = file.Byte(message.At, what);
        int bits = file.Byte(message.At + 1, what);
        uint size = file.Word(message.At + 4, what);
        switch (head & 15)
        {
            case 0 when size is 1 or 2 or 4 or 8 && (bits & 1) == 0:
                return new DataType(Hdf5Kind.Integer, (int)size, (bits & 8) != 0, false);
            case 1 when size is 4 or 8 && (bits & 0x41) == 0:
                return new DataType(Hdf5Kind.Real, (int)size, true, false);
            case 3 when size is > 0 and < 1 << 20:
                return new DataType(Hdf5Kind.Text, (int)size, false, false);
            case 9 when (bits & 15) == 1 && size == 16:
                return new DataType(Hdf5Kind.Text, 16, false, true);
            default:
                throw file.Bad($"{path} has elements of datatype class {head & 15} with {size} bytes; little-endian integers and reals and text are supported");
        }
    }
}
