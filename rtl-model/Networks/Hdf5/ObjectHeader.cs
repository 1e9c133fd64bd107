namespace HwModel.Networks.Hdf5;

/// <summary>Kinds of header messages that matter here (HDF5 File Format Specification 3.0, IV.A.2).</summary>
internal enum MessageKind : ushort
{
    DataSpace = 0x01,
    DataType = 0x03,
    Layout = 0x08,
    Filters = 0x0B,
    Continuation = 0x10,
    SymbolTable = 0x11,
}

/// <summary>A message of an object header: where its data is.</summary>
internal readonly record struct Message(MessageKind Kind, ulong At, ushort Size);

/// <summary>The messages of an object, version 1 (HDF5 File Format Specification 3.0, IV.A.1.a).</summary>
internal static class ObjectHeader
{
    private const int MaxBlocks = 256;
    private const string What = "an object header";

    public static List<Message> Read(FileBytes file, ulong at)
    {
        byte version = file.Byte(at, What);
        if (version == (byte)'O') throw file.Bad($"the object header at byte {at} has format version 2, only version 1 is supported (write the file with libver='earliest')");
        if (version != 1) throw file.Bad($"the object header at byte {at} has version {version}, only version 1 is supported");
        int count = file.Half(at + 2, What);
        var messages = new List<Message>();
        var blocks = new Queue<(ulong At, ulong Size)>();
        blocks.Enqueue((at + 16, file.Word(at + 8, What)));
        for (int block = 0; blocks.Count > 0; block++)
        {
            if (block == MaxBlocks) throw file.Bad($"the object header at byte {at} has more than {MaxBlocks} parts: the file is damaged");
            (ulong next, ulong size) = blocks.Dequeue();
            _ = file.Span(next, size, What);
            for (ulong end = next + size; next + 8 <= end && messages.Count < count;)
            {
                var message = new Message((MessageKind)file.Half(next, What), next + 8, file.Half(next + 2, What));
                if (message.At + message.Size > end) throw file.Bad($"a message of the object header at byte {at} is longer than the header: the file is damaged");
                if ((file.Byte(next + 4, What) & 2) != 0) throw file.Bad($"the object header at byte {at} has a shared message, which is not supported");
                messages.Add(message);
                if (message.Kind == MessageKind.Continuation) blocks.Enqueue((file.Long(message.At, What), file.Long(message.At + 8, What)));
                next = message.At + message.Size;
            }
        }
        return messages;
    }

    /// <summary>The message of a kind; null where there is none.</summary>
    public static Message? Find(List<Message> messages, MessageKind kind)
    {
        foreach (Message message in messages)
            if (message.Kind == kind) return message;
        return null;
    }
}
