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

/// <summary>Software writes the word of a register.</summary>
public sealed record WriteRegister(int Register, uint Value, int Strobes) : RegisterCommand;

/// <summary>Software reads the word of a register.</summary>
public sealed record ReadRegister(int Register, int Strobes) : RegisterCommand;

/// <summary>An access some words beyond the last register.</summary>
public sealed record AccessHole(int Words, bool Write) : RegisterCommand;

/// <summary>Hardware drives an input of a field.</summary>
public sealed record DriveInput(int Input, ulong Value) : RegisterCommand;

/// <summary>Clock edges without access.</summary>
public sealed record Edges(int Count) : RegisterCommand;

/// <summary>The file is reset.</summary>
public sealed record ResetFile : RegisterCommand;

/// <summary>Generated register files in lock step with the interpreted specification.</summary>
internal sealed class RegisterBench(ChipFile[] files, RegisterFieldCoverage coverage) : CaseBench<RegisterConfiguration, RegisterCommand>
{
    public override string Name => "lock-step";

    public override int LongestCase => 60;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 36, Effort.Normal => 900, _ => 9000 };

    protected override Gen<RegisterConfiguration> Configurations => from file in Gen.Choose(0, files.Length - 1) select new RegisterConfiguration(file);

    protected override Gen<RegisterCommand> Commands(RegisterConfiguration configuration) => Gen.Frequency(
        (8, from register in Gen.Choose(0, 1023)
            from value in Values
            from strobes in Strobes
            select (RegisterCommand)new WriteRegister(register, (uint)value, strobes)),
        (6, from register in Gen.Choose(0, 1023) from strobes in Strobes select (RegisterCommand)new ReadRegister(register, strobes)),
        (1, from words in Gen.Choose(1, 8) from write in Gen.Elements(false, true) select (RegisterCommand)new AccessHole(words, write)),
        (6, from input in Gen.Choose(0, 4095) from value in Values select (RegisterCommand)new DriveInput(input, value)),
        (1, from count in Gen.Choose(1, 3) select (RegisterCommand)new Edges(count)),
        (1, Gen.Constant<RegisterCommand>(new ResetFile())));

    private static Gen<int> Strobes => Gen.Frequency((3, Gen.Constant(15)), (1, Gen.Choose(0, 15)));

    private static Gen<ulong> Values => Gen.Frequency(
        (1, Gen.Constant(0UL)),
        (1, Gen.Constant(ulong.MaxValue)),
        (1, from high in Gen.Choose(0, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) select ((ulong)high << 33) ^ (ulong)low * 3));

    protected override bool IsAllowed(RegisterConfiguration configuration) => (uint)configuration.File < (uint)files.Length;

    protected override void Execute(RegisterConfiguration configuration, IReadOnlyList<RegisterCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions with { InitialState = InitialState.Zero });
        var keeper = new PowerOnKeeper(new Component(simulation.Root, "top", simulation.Clock("clk", 1_000_000)));
        simulation.Elaborate();
        var pair = new RegisterPair(files[configuration.File], keeper.Given ?? throw new InvalidOperationException("The kernel gave no power-on."), coverage, run);
        foreach (RegisterCommand command in commands) pair.Do(command);
        coverage.Take(run.Coverage, configuration.File, pair.Coverage);
    }
}

/// <summary>A generated file and its interpreter with equal inputs; every field is compared in every cycle.</summary>
internal sealed class RegisterPair
{
    private readonly Dictionary<string, Register> _registers;
    private readonly (FieldCell Cell, string Input, int Width)[] _inputs;
    private readonly FieldCell[] _cells;
    private readonly PlainRegisters _plain;
    private readonly BusAdapter _bus;
    private readonly RegisterFieldCoverage _coverage;
    private readonly ChipFile _chip;
    private readonly PowerOn _powerOn;
    private readonly CaseRun _run;

    public RegisterPair(ChipFile chip, PowerOn powerOn, RegisterFieldCoverage coverage, CaseRun run)
    {
        (_chip, _powerOn, _coverage, _run) = (chip, powerOn, coverage, run);
        RegisterFile file = chip.Make();
        Coverage = file.Coverage = new RegisterCoverage(file);
        _bus = new BusAdapter(file, run.Faults);
        _plain = new PlainRegisters(chip.Top, file.BusBytes);
        _registers = file.Registers.ToDictionary(r => r.Name);
        _cells = [.. _plain.Cells];
        _inputs = [.. _cells.SelectMany(c => c.InputPorts().Select(p => (c, p.Name, p.Width)))];
        Reset(isFirst: true);
    }

    public RegisterCoverage Coverage { get; }

    public void Do(RegisterCommand command)
    {
        IReadOnlyList<Register> all = _bus.File.Registers;
        int bytes = _bus.File.BusBytes;
        int lanes = (1 << bytes) - 1;
        switch (command)
        {
            case WriteRegister write:
                Cycle(new BusAccess(true, Word(all[Pick(write.Register, all.Count)].Address), write.Value, (byte)(write.Strobes & lanes)));
                break;
            case ReadRegister read:
                Cycle(new BusAccess(false, Word(all[Pick(read.Register, all.Count)].Address), 0, (byte)(read.Strobes & lanes)));
                break;
            case AccessHole hole:
                Cycle(new BusAccess(hole.Write, Word(all[^1].Address) + ((long)bytes * (1 + Pick(hole.Words, 64))), 0, (byte)lanes));
                break;
            case DriveInput drive when _inputs.Length > 0:
                (FieldCell cell, string input, int width) = _inputs[Pick(drive.Input, _inputs.Length)];
                ulong value = drive.Value & (width == 64 ? ulong.MaxValue : (1UL << width) - 1);
                cell.Inputs[input] = value;
                _bus.Drive(_registers[cell.RegisterName], cell.Field.InstanceName, input, value);
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
        if (access is { } a) Access(a);
        foreach (Register register in _bus.File.Registers) _coverage.Written(_run.Coverage, _chip, register);
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
            _run.Check(property, actual == expected, $"{cell.Path} is 0x{actual:X}, not 0x{expected:X}, {when}.");
        }
    }
}
