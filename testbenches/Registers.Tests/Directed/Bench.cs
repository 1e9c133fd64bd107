using HwModel.Kernel.Registers;
using HwModel.Registers.Tests.Support;
using HwModel.SystemRdl.Model;

namespace HwModel.Registers.Tests.Directed;

/// <summary>A generated register file with quiet hardware, driven over its bus; every read is compared with the plain reading of the specification.</summary>
internal sealed class Bench
{
    private readonly Dictionary<string, Register> _registers;

    public Bench(RegisterFile file, AddressMapNode top, int seed)
    {
        File = file;
        Top = top;
        Random = new Random(seed);
        Model = new QuietModel(top, file.BusBytes);
        _registers = file.Registers.ToDictionary(r => r.Name);
        Words = Model.Words;
        Random.Shuffle(Words);
        Reset();
    }

    public RegisterFile File { get; }

    public AddressMapNode Top { get; }

    public QuietModel Model { get; }

    public Random Random { get; }

    /// <summary>The words that hold registers, shuffled.</summary>
    public long[] Words { get; }

    public byte All => (byte)((1 << File.BusBytes) - 1);

    /// <summary>Bits that were compared.</summary>
    public long Compared { get; private set; }

    public ulong Data() => (((ulong)Random.NextInt64() << 1) ^ (ulong)Random.NextInt64()) & (File.BusBytes == 8 ? ulong.MaxValue : (1UL << (8 * File.BusBytes)) - 1);

    public void Reset()
    {
        File.Reset(TestPowerOn.Zero());
        Model.Reset();
    }

    public void Idle()
    {
        File.Clock();
        Model.Idle();
    }

    public void Write(long address, ulong data, byte strobes)
    {
        data = Model.Allowed(address, data);
        Assert.True(File.TryWrite(address, data, strobes), $"a bus error for a write to 0x{address:X}");
        File.Clock();
        Model.Write(address, data, strobes);
    }

    public ulong Read(long address, byte strobes)
    {
        Assert.True(File.TryRead(address, strobes, out ulong value), $"a bus error for a read of 0x{address:X}");
        File.Clock();
        Expected expected = Model.Read(address, strobes);
        if (((value ^ expected.Value) & expected.Mask) != 0)
            Assert.Fail($"{Top.InstanceName}: read 0x{value:X} at 0x{address:X} with strobes 0x{strobes:X}, expected 0x{expected.Value:X} in the bits 0x{expected.Mask:X}");
        Compared += System.Numerics.BitOperations.PopCount(expected.Mask);
        return value;
    }

    public void ReadAll()
    {
        foreach (long word in Words) Read(word, All);
        CheckFields();
    }

    public void WriteAll()
    {
        foreach (long word in Words) Write(word, Data(), All);
    }

    /// <summary>The typed fields, which software may not be able to read, hold what is expected.</summary>
    public void CheckFields()
    {
        foreach (QuietCell cell in Model.Cells)
        {
            if (cell.Known == 0) continue;
            ulong value = Of(cell).Bits(cell.Element.Node.InstanceName);
            Assert.True(((value ^ cell.Value) & cell.Known) == 0, $"{cell.Element.Path} is 0x{value:X}, expected 0x{cell.Value:X} in the bits 0x{cell.Known:X}");
        }
    }

    /// <summary>The generated register that holds a field.</summary>
    public Register Of(QuietCell cell)
    {
        string path = cell.Element.Parent!.Path;
        return _registers[path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]];
    }
}
