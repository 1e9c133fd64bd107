using System.Buffers.Binary;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>Writes a small executable for Arm (System V ABI, chapters 4 and 5): segments only.</summary>
internal static class ElfWriter
{
    public static byte[] Write(params ReadOnlySpan<(uint Address, byte[] Data)> segments)
    {
        int headers = 52 + segments.Length * 32, total = headers;
        foreach ((_, byte[] data) in segments) total += data.Length;
        byte[] file = new byte[total];
        "\u007fELF\u0001\u0001\u0001"u8.CopyTo(file);
        Half(file, 16, 2);
        Half(file, 18, 40);
        Word(file, 20, 1);
        Word(file, 24, segments.Length == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(segments[0].Data.AsSpan(4)));
        Word(file, 28, 52);
        Word(file, 36, 0x0500_0400);
        Half(file, 40, 52);
        Half(file, 42, 32);
        Half(file, 44, segments.Length);
        int header = 52, at = headers;
        foreach ((uint address, byte[] data) in segments)
        {
            Word(file, header, 1);
            Word(file, header + 4, (uint)at);
            Word(file, header + 8, address);
            Word(file, header + 12, address);
            Word(file, header + 16, (uint)data.Length);
            Word(file, header + 20, (uint)data.Length);
            Word(file, header + 24, 7);
            Word(file, header + 28, 4);
            data.CopyTo(file, at);
            header += 32;
            at += data.Length;
        }
        return file;
    }

    private static void Half(byte[] file, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);

    private static void Word(byte[] file, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
}
