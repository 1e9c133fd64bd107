using System.Buffers.Binary;

namespace HwModel.Networks.Hdf5;

/// <summary>An array of numbers or texts in an HDF5 file.</summary>
public sealed class Hdf5Dataset
{
    private readonly FileBytes _file;
    private readonly GlobalHeap _heap;
    private readonly DataType _type;
    private readonly Message _layout;
    private readonly Message? _filters;
    private readonly int[] _shape;

    internal Hdf5Dataset(FileBytes file, GlobalHeap heap, List<Message> messages, string path)
    {
        _file = file;
        _heap = heap;
        Path = path;
        Message Find(MessageKind kind, string what) => ObjectHeader.Find(messages, kind) ?? throw file.Bad($"{path} has no {what}: the file is damaged");
        _type = DataType.Read(file, Find(MessageKind.DataType, "datatype"), path);
        _shape = DataSpace.Read(file, Find(MessageKind.DataSpace, "dataspace"), path);
        _layout = Find(MessageKind.Layout, "data layout");
        _filters = ObjectHeader.Find(messages, MessageKind.Filters);
    }

    /// <summary>Where it is: names of groups and its own, with slashes.</summary>
    public string Path { get; }

    /// <summary>Sizes of the dimensions; empty for a single element.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>What its elements are.</summary>
    public Hdf5Kind Kind => _type.Kind;

    /// <summary>The elements as numbers, row by row.</summary>
    /// <exception cref="Hdf5Exception">They are texts, or the file is damaged.</exception>
    public double[] ReadNumbers()
    {
        if (_type.Kind == Hdf5Kind.Text) throw _file.Bad($"{Path} holds text where numbers are expected");
        byte[] bytes = Load();
        var numbers = new double[bytes.Length / _type.Size];
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes.AsSpan(i * _type.Size, _type.Size);
            numbers[i] = _type.Kind == Hdf5Kind.Integer ? Integer(at)
                : _type.Size == 4 ? BinaryPrimitives.ReadSingleLittleEndian(at) : BinaryPrimitives.ReadDoubleLittleEndian(at);
        }
        return numbers;
    }

    /// <summary>The elements as integers, row by row.</summary>
    /// <exception cref="Hdf5Exception">They are no integers, or the file is damaged.</exception>
    public long[] ReadIntegers()
    {
        if (_type.Kind != Hdf5Kind.Integer) throw _file.Bad($"{Path} does not hold integers");
        byte[] bytes = Load();
        var numbers = new long[bytes.Length / _type.Size];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = Integer(bytes.AsSpan(i * _type.Size, _type.Size));
        return numbers;
    }

    /// <summary>The elements as texts, row by row.</summary>
    /// <exception cref="Hdf5Exception">They are no texts, or the file is damaged.</exception>
    public string[] ReadTexts()
    {
        if (_type.Kind != Hdf5Kind.Text) throw _file.Bad($"{Path} does not hold text");
        byte[] bytes = Load();
        var texts = new string[bytes.Length / _type.Size];
        for (int i = 0; i < texts.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes.AsSpan(i * _type.Size, _type.Size);
            texts[i] = _file.Text(_type.Variable ? Variable(at) : at, $"a text of {Path}").TrimEnd(' ');
        }
        return texts;
    }

    private byte[] Load() => DataLayout.Load(_file, _layout, _filters, _shape, _type.Size, Path);

    private ReadOnlySpan<byte> Variable(ReadOnlySpan<byte> at)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(at);
        return length == 0 ? [] : _heap.Read(BinaryPrimitives.ReadUInt64LittleEndian(at[4..]), BinaryPrimitives.ReadUInt32LittleEndian(at[12..]), length, Path);
    }

    private long Integer(ReadOnlySpan<byte> at) => (_type.Size, _type.Signed) switch
    {
        (1, true) => (sbyte)at[0],
        (1, false) => at[0],
        (2, true) => BinaryPrimitives.ReadInt16LittleEndian(at),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(at),
        (4, true) => BinaryPrimitives.ReadInt32LittleEndian(at),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(at),
        _ => BinaryPrimitives.ReadInt64LittleEndian(at),
    };
}
