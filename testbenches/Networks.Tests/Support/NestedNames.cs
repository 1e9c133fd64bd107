using System.Buffers.Binary;

namespace HwModel.Networks.Tests.Support;

/// <summary>The nested sample names a node "lif" that is called "lif1": the texts of three letters are lengthened in the global heap, where there is room.</summary>
internal static class NestedNames
{
    public static byte[] Repair(byte[] file)
    {
        byte[] repaired = [.. file];
        // A text in the heap: its size, then its bytes up to a multiple of eight.
        for (int at = 0; at + 16 <= repaired.Length; at += 8)
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(repaired.AsSpan(at)) != 3 || !repaired.AsSpan(at + 8, 4).SequenceEqual("lif\0"u8)) continue;
            BinaryPrimitives.WriteUInt64LittleEndian(repaired.AsSpan(at), 4);
            repaired[at + 11] = (byte)'1';
        }
        // A reference to it: length, address of the collection, index.
        for (int at = 0; at + 16 <= repaired.Length; at += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(repaired.AsSpan(at)) != 3) continue;
            ulong heap = BinaryPrimitives.ReadUInt64LittleEndian(repaired.AsSpan(at + 4));
            uint index = BinaryPrimitives.ReadUInt32LittleEndian(repaired.AsSpan(at + 12));
            if (heap + 4 < (ulong)repaired.Length && repaired.AsSpan((int)heap, 4).SequenceEqual("GCOL"u8) && Text(repaired, (int)heap, index) == "lif1")
                BinaryPrimitives.WriteUInt32LittleEndian(repaired.AsSpan(at), 4);
        }
        return repaired;
    }

    private static string Text(byte[] file, int heap, uint index)
    {
        for (int at = heap + 16; at + 16 < file.Length;)
        {
            int size = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at + 8));
            if (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)) == index) return System.Text.Encoding.ASCII.GetString(file, at + 16, size);
            at += 16 + (size + 7 & ~7);
        }
        return "";
    }
}
