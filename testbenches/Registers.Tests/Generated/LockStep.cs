using HwModel.Benches.Registers;
using HwModel.Kernel.Registers;
using HwModel.Registers.Tests.Support;
using HwModel.SystemRdl.Model;

namespace HwModel.Registers.Tests.Generated;

/// <summary>A generated register file and the interpreter with equal inputs; every value that is seen is compared.</summary>
internal sealed class LockStep
{
    private readonly Dictionary<string, Register> _registers;
    private readonly (FieldCell Cell, string Input, int Width)[] _inputs;
    private readonly (string Path, string Property)[] _signals;
    private readonly long[] _words;

    public LockStep(RegisterFile file, AddressMapNode top)
    {
        File = file;
        Plain = new PlainRegisters(top, file.BusBytes);
        _registers = file.Registers.ToDictionary(r => r.Name);
        _inputs = [.. Plain.Cells.SelectMany(c => c.InputPorts().Select(p => (c, p.Name, p.Width)))];
        _signals = [.. new Element(top, null, 0).Walk().Where(e => e.Node is SignalNode).Select(e => (e.Path, RegisterGenerator.Common.Names.Pascal(e.Path[(e.Path.IndexOf('.') + 1)..].Replace('.', '_'))))];
        _words = [.. file.Registers.Select(r => r.Address / file.BusBytes * file.BusBytes).Distinct()];
        foreach ((string path, string _) in _signals) SetSignal(path, path.EndsWith("_n", StringComparison.Ordinal) ? 1UL : 0);
        Reset();
    }

    public RegisterFile File { get; }

    public PlainRegisters Plain { get; }

    public void Reset()
    {
        File.Reset(TestPowerOn.Zero());
        Plain.Reset();
        Compare("after reset");
    }

    private void SetSignal(string path, ulong value)
    {
        string property = _signals.Single(s => s.Path == path).Property;
        File.GetType().GetProperty(property)!.SetValue(File, value);
        Plain.SetSignal(path, value);
    }

    /// <summary>Random inputs, maybe an access, one clock edge.</summary>
    public void Step(Random random)
    {
        for (int i = random.Next(Math.Min(6, _inputs.Length + 1)); i > 0; i--)
        {
            (FieldCell cell, string input, int width) = _inputs[random.Next(_inputs.Length)];
            ulong value = Random64(random) & (width == 64 ? ulong.MaxValue : (1UL << width) - 1);
            cell.Inputs[input] = value;
            _registers[cell.RegisterName].SetInput(cell.Field.InstanceName, input, value);
        }
        if (_signals.Length > 0 && random.Next(8) == 0)
        {
            (string path, string _) = _signals[random.Next(_signals.Length)];
            SetSignal(path, (ulong)random.Next(2));
        }
        BusAccess? access = random.Next(3) == 0 ? null : Access(random);
        Cycle(access);
    }

    private static ulong Random64(Random random) =>
        random.Next(4) switch { 0 => 0, 1 => ulong.MaxValue, _ => ((ulong)random.NextInt64() << 1) ^ (ulong)random.NextInt64() };

    private BusAccess Access(Random random)
    {
        long address = random.Next(40) == 0 ? _words[^1] + (File.BusBytes * random.Next(1, 64)) : _words[random.Next(_words.Length)];
        int strobes = random.Next(3) == 0 ? random.Next(256) : 255;
        return new BusAccess(random.Next(2) == 0, address, Random64(random), (byte)(strobes & ((1 << File.BusBytes) - 1)));
    }

    /// <summary>One cycle with the given access.</summary>
    public void Cycle(BusAccess? access)
    {
        Plain.Begin(access);
        if (access is { } a)
        {
            bool isMapped = Plain.IsMapped(a.Address);
            Assert.Equal(isMapped, File.IsMapped(a.Address));
            if (a.IsWrite)
            {
                Assert.Equal(isMapped, File.TryWrite(a.Address, a.Data, a.Strobes));
            }
            else
            {
                Assert.Equal(isMapped, File.TryRead(a.Address, a.Strobes, out ulong value));
                ulong expected = Plain.Read(a);
                Assert.True(expected == value, $"{a}: read 0x{value:X}, expected 0x{expected:X}");
            }
        }
        Compare($"in the cycle of {access}");
        File.Clock();
        Plain.Clock();
        Compare($"after {access}");
    }

    private void Compare(string when)
    {
        foreach (FieldCell cell in Plain.Cells)
        {
            Register register = _registers[cell.RegisterName];
            ulong expected = Plain.Value(cell);
            ulong actual = register.Bits(cell.Field.InstanceName);
            if (expected != actual) Assert.Fail($"{cell.Path} is 0x{actual:X}, expected 0x{expected:X} {when}");
            if (cell.Field.HasSoftwareModified) Assert.Equal(Plain.IsModified(cell), register.Output(cell.Field.InstanceName, "Modified"));
            if (cell.Field.HasSoftwareAccessed) Assert.Equal(Plain.IsAccessed(cell), register.Output(cell.Field.InstanceName, "Accessed"));
        }
        foreach (IGrouping<string, FieldCell> group in Plain.Cells.GroupBy(c => c.Element.Parent!.Path))
        {
            var node = (RegisterNode)group.First().Element.Parent!.Node;
            if (node.HasInterrupt) Assert.True(Plain.Interrupt(group.Key) == _registers[group.First().RegisterName].Output("Interrupt"), $"interrupt of {group.Key} {when}");
            if (node.HasHalt) Assert.True(Plain.Halt(group.Key) == _registers[group.First().RegisterName].Output("Halt"), $"halt of {group.Key} {when}");
        }
    }
}
