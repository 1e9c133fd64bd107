using System.Text.RegularExpressions;
using HwModel.Kernel.Registers;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.Registers;

/// <summary>Every field of every specification: read, written with each bit 0 and 1 and each named value, and reset from another value. Elements of an array count together.</summary>
internal sealed partial class RegisterFieldCoverage
{
    private readonly Dictionary<string, (CoverPoint Point, int Bin)> _bins = [];
    private readonly Dictionary<string, CoverPoint> _written = [];
    private readonly ChipFile[] _files;

    public RegisterFieldCoverage(ChipFile[] files)
    {
        _files = files;
        foreach (ChipFile chip in files)
        {
            RegisterFile file = chip.Make();
            Declare($"{chip.Name} software", [.. new RegisterCoverage(file).Points.Select(p => Plain(p.Name)).Distinct()]);
            Declare($"{chip.Name} reset", [.. new PlainRegisters(chip.Top, file.BusBytes).Cells.Where(c => c.IsStored).Select(c => Plain($"{c.RegisterName}.{c.Field.InstanceName}")).Distinct()]);
            foreach (Register register in file.Registers)
            {
                foreach (FieldCoverage field in register.Coverage)
                {
                    string name = WrittenName(chip, register, field);
                    if (field.CanWrite && !_written.ContainsKey(name)) _written.Add(name, Model.RegisterField($"{chip.Name}.{Plain(register.Name)}", field.Name, field.Width));
                }
            }
        }
    }

    public CoverageModel Model { get; } = new("registers");

    /// <summary>Adds what software did in a case.</summary>
    public void Take(CoverageRecord record, int file, RegisterCoverage accesses)
    {
        foreach (RegisterCoverPoint point in accesses.Points)
            if (point.Hits > 0) Hit(record, $"{_files[file].Name} software", Plain(point.Name));
    }

    /// <summary>A field was reset from a value that is not its reset value.</summary>
    public void Reset(CoverageRecord record, ChipFile chip, FieldCell cell) => Hit(record, $"{chip.Name} reset", Plain($"{cell.RegisterName}.{cell.Field.InstanceName}"));

    /// <summary>The values that software writes in this cycle, where all bits of a field are written.</summary>
    public void Written(CoverageRecord record, ChipFile chip, Register register)
    {
        if (!register.IsWritten) return;
        foreach (FieldCoverage field in register.Coverage)
        {
            ulong ones = field.Width >= 64 ? ulong.MaxValue : (1UL << field.Width) - 1;
            if (field.CanWrite && register.WriteStrobes(field.Low, ones) == ones) record.Sample(_written[WrittenName(chip, register, field)], (long)(register.WriteData(field.Low) & ones));
        }
    }

    private static string WrittenName(ChipFile chip, Register register, FieldCoverage field) => $"{chip.Name}.{Plain(register.Name)}.{field.Name}";

    private static string Plain(string name) => Indices().Replace(name, "");

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Indices();

    private void Declare(string item, string[] names)
    {
        if (names.Length == 0) return;
        CoverPoint point = Model.Point(item, [.. names.Select((name, i) => Bin.Value(name, i))]);
        for (int i = 0; i < names.Length; i++) _bins.Add($"{item}/{names[i]}", (point, i));
    }

    private void Hit(CoverageRecord record, string item, string name)
    {
        (CoverPoint point, int bin) = _bins[$"{item}/{name}"];
        record.Add(point, bin, 1);
    }
}
