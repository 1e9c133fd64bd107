using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.Kernel.Registers;
using HwModel.SystemRdl.Model;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Registers;

/// <summary>The register file of a case.</summary>
/// <param name="File">Number in the list of files.</param>
public sealed record RegisterConfiguration(int File);

/// <summary>What is done to a register file.</summary>
public abstract record RegisterCommand;

/// <summary>Software writes the words of registers that follow each other; from word to word the value is rotated by 7 bits.</summary>
/// <param name="Register">The first, modulo their number.</param>
/// <param name="More">How many after it, 0 to 63.</param>
/// <param name="Value">What is written to the first.</param>
/// <param name="Strobes">The byte lanes.</param>
public sealed record WriteRegisters(int Register, int More, uint Value, int Strobes) : RegisterCommand;

/// <summary>Software reads the words of registers that follow each other.</summary>
/// <param name="Register">The first, modulo their number.</param>
/// <param name="More">How many after it, 0 to 63.</param>
/// <param name="Strobes">The byte lanes.</param>
public sealed record ReadRegisters(int Register, int More, int Strobes) : RegisterCommand;

/// <summary>An access some words beyond the last register.</summary>
public sealed record AccessHole(int Words, bool Write) : RegisterCommand;

/// <summary>Hardware drives inputs of fields that follow each other, and goes on to do so.</summary>
/// <param name="Input">The first, modulo their number.</param>
/// <param name="More">How many after it, 0 to 63.</param>
/// <param name="Value">What drives the first; from input to input it is rotated by 7 bits.</param>
public sealed record DriveInputs(int Input, int More, ulong Value) : RegisterCommand;

/// <summary>Clock edges without access.</summary>
public sealed record Edges(int Count) : RegisterCommand;

/// <summary>The file is reset.</summary>
public sealed record ResetFile : RegisterCommand;

/// <summary>Generated register files in lock step with the interpreted specification.</summary>
internal sealed class RegisterBench(ChipFile[] files, RegisterFieldCoverage coverage) : CaseBench<RegisterConfiguration, RegisterCommand>
{
    public override string Name => "lock-step";

    public override int LongestCase => 60;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 44, Effort.Normal => 1100, _ => 11000 };

    protected override Gen<RegisterConfiguration> Configurations => from file in Gen.Choose(0, files.Length - 1) select new RegisterConfiguration(file);

    protected override Gen<RegisterCommand> Commands(RegisterConfiguration configuration) => Gen.Frequency(
        (8, from register in Gen.Choose(0, 1023)
            from more in More
            from value in Values
            from strobes in Strobes
            select (RegisterCommand)new WriteRegisters(register, more, (uint)value, strobes)),
        (6, from register in Gen.Choose(0, 1023) from more in More from strobes in Strobes select (RegisterCommand)new ReadRegisters(register, more, strobes)),
        (1, from words in Gen.Choose(1, 8) from write in Gen.Elements(false, true) select (RegisterCommand)new AccessHole(words, write)),
        (6, from input in Gen.Choose(0, 4095) from more in More from value in Values select (RegisterCommand)new DriveInputs(input, more, value)),
        (1, from count in Gen.Choose(1, 3) select (RegisterCommand)new Edges(count)),
        (2, Gen.Constant<RegisterCommand>(new ResetFile())));

    private static Gen<int> More => Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 63)));

    private static Gen<int> Strobes => Gen.Frequency((3, Gen.Constant(15)), (1, Gen.Choose(0, 15)));

    private static Gen<ulong> Values => Gen.Frequency(
        (1, Gen.Constant(0UL)),
        (1, Gen.Constant(ulong.MaxValue)),
        (1, from small in Gen.Choose(0, 63) select (ulong)small),
        (1, from high in Gen.Choose(0, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) select ((ulong)high << 33) ^ (ulong)low * 3));

    protected override bool IsAllowed(RegisterConfiguration configuration) => (uint)configuration.File < (uint)files.Length;

    protected override void Execute(RegisterConfiguration configuration, IReadOnlyList<RegisterCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions with { InitialState = InitialState.Zero });
        var keeper = new PowerOnKeeper(new Component(simulation.Root, "top", simulation.Clock("clk", 1_000_000)));
        simulation.Elaborate();
        var pair = new RegisterPair(files[configuration.File], keeper.Given ?? throw new InvalidOperationException("The kernel gave no power-on."), coverage, run);
        foreach (RegisterCommand command in commands) pair.Do(command);
    }
}

/// <summary>A generated file and its interpreter with equal inputs; every field is compared in every cycle.</summary>
internal sealed class RegisterPair
{
    private const int Most = 63;

    private readonly Dictionary<string, Register> _registers;
    private readonly (FieldCell Cell, string Input, int Width)[] _inputs;
    private readonly FieldCell[] _cells;
    private readonly PlainRegisters _plain;
    private readonly BusAdapter _bus;
    private readonly RegisterFieldCoverage _coverage;
    private readonly ChipFile _chip;
    private readonly PowerOn _powerOn;
    private readonly CaseRun _run;
    private readonly BusSignals _drawn;

    public RegisterPair(ChipFile chip, PowerOn powerOn, RegisterFieldCoverage coverage, CaseRun run)
    {
        (_chip, _powerOn, _coverage, _run) = (chip, powerOn, coverage, run);
        _drawn = new BusSignals(run.Draw());
        RegisterFile file = chip.Make();
        file.Observer = run.Coverage;
        _bus = new BusAdapter(file, run.Faults);
        _plain = new PlainRegisters(chip.Top, file.BusBytes);
        _registers = file.Registers.ToDictionary(r => r.Name);
        _cells = [.. _plain.Cells];
        _inputs = [.. _cells.SelectMany(c => c.InputPorts().Select(p => (c, p.Name, p.Width)))];
        Reset(isFirst: true);
    }

    public void Do(RegisterCommand command)
    {
        IReadOnlyList<Register> all = _bus.File.Registers;
        int bytes = _bus.File.BusBytes;
        int lanes = (1 << bytes) - 1;
        switch (command)
        {
            case WriteRegisters write:
                for (int i = 0; i <= Math.Clamp(write.More, 0, Most); i++)
                    Cycle(new BusAccess(true, Word(all[Pick(write.Register + i, all.Count)].Address), BitOperations.RotateLeft(write.Value, 7 * i), (byte)(write.Strobes & lanes)));
                break;
            case ReadRegisters read:
                for (int i = 0; i <= Math.Clamp(read.More, 0, Most); i++) Cycle(new BusAccess(false, Word(all[Pick(read.Register + i, all.Count)].Address), 0, (byte)(read.Strobes & lanes)));
                break;
            case AccessHole hole:
                Cycle(new BusAccess(hole.Write, Word(all[^1].Address) + ((long)bytes * (1 + Pick(hole.Words, 64))), 0, (byte)lanes));
                break;
            case DriveInputs drive when _inputs.Length > 0:
                for (int i = 0; i <= Math.Clamp(drive.More, 0, Math.Min(Most, _inputs.Length - 1)); i++) Drive(_inputs[Pick(drive.Input + i, _inputs.Length)], BitOperations.RotateLeft(drive.Value, 7 * i));
                Cycle(null);
                break;
            case Edges edges:
                for (int i = Math.Clamp(edges.Count, 0, 16); i > 0; i--) Cycle(null);
                break;
            case ResetFile:
                Reset(isFirst: false);
                break;
            default:
                _run.Skip();
                break;
        }
    }

    private void Drive((FieldCell Cell, string Input, int Width) port, ulong value)
    {
        value &= port.Width == 64 ? ulong.MaxValue : (1UL << port.Width) - 1;
        port.Cell.Inputs[port.Input] = value;
        _bus.Drive(_registers[port.Cell.RegisterName], port.Cell.Field.InstanceName, port.Input, value);
    }

    private long Word(long address) => address & -_bus.File.BusBytes;

    private static int Pick(int number, int count) => (int)((uint)number % (uint)count);

    private void Reset(bool isFirst)
    {
        _bus.Reset(_powerOn, isFirst);
        ulong[] before = [.. _cells.Select(c => c.Value)];
        _plain.Reset();
        for (int i = 0; i < _cells.Length && !isFirst; i++)
            if (_cells[i].IsStored && before[i] != _cells[i].Value) _coverage.Reset(_run.Coverage, _chip, _cells[i]);
        Compare("registers.reset", "after reset", static _ => true);
    }

    private void Cycle(BusAccess? access)
    {
        _plain.Begin(access);
        _drawn.Cycle(access);
        if (access is { } a) Access(a);
        _bus.File.Clock();
        _plain.Clock();
        if (access is { } done)
            Compare("registers.side_effects", $"after {done}", c => HasEffect(c, done) && Word(_registers[c.RegisterName].Address) == done.Address);
        Compare("registers.field_value", $"after {(access is { } b ? b.ToString() : "an edge without access")}", static _ => true);
    }

    private void Access(BusAccess access)
    {
        bool isMapped = _plain.IsMapped(access.Address);
        ulong value = 0;
        // The access is kept by the registers until the clock edge.
        bool answers = access.IsWrite ? _bus.TryWrite(access.Address, access.Data, access.Strobes) : _bus.TryRead(access.Address, access.Strobes, out value);
        _run.Check("registers.unmapped_is_error", answers == isMapped, $"The access of 0x{access.Address:X} is {(answers ? "answered" : "an error")}; the specification has {(isMapped ? "a register" : "nothing")} there.");
        if (access.IsWrite || !isMapped) return;
        ulong expected = _plain.Read(access);
        _drawn.Read(value, expected);
        _run.Check("registers.read_value", value == expected, $"0x{access.Address:X} reads 0x{value:X} with strobes {access.Strobes:X}, not 0x{expected:X}.");
    }

    private bool HasEffect(FieldCell cell, BusAccess access) =>
        access.Strobes != (1 << _bus.File.BusBytes) - 1 || (access.IsWrite ? cell.Field.OnWrite != OnWrite.None : cell.Field.OnRead != OnRead.None);

    private void Compare(string property, string when, Func<FieldCell, bool> isMeant)
    {
        foreach (FieldCell cell in _cells)
        {
            if (!isMeant(cell)) continue;
            ulong expected = _plain.Value(cell);
            ulong actual = FieldMembers.BitsOf(_registers[cell.RegisterName], cell.Field.InstanceName);
            if (actual != expected) _drawn.Differs(cell.Path, actual, expected);
            _run.Check(property, actual == expected, $"{cell.Path} is 0x{actual:X}, not 0x{expected:X}, {when}.");
        }
    }
}
