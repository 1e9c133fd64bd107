using System.Text.RegularExpressions;
using HwModel.Kernel.Registers;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.Registers;

/// <summary>Every field of every specification: read and written by software, and reset from another value. Elements of an array count together.</summary>
internal sealed partial class RegisterFieldCoverage
{
    private readonly Dictionary<string, (CoverPoint Point, int Bin)> _bins = [];

    public RegisterFieldCoverage(ChipFile[] files)
    {
        foreach (ChipFile chip in files)
        {
            RegisterFile file = chip.Make();
            Model.Registers($"{chip.Name} software", file);
            Declare($"{chip.Name} reset", [.. new PlainRegisters(chip.Top, file.BusBytes).Cells.Where(c => c.IsStored).Select(Plain).Distinct()]);
        }
    }

    public CoverageModel Model { get; } = new("registers");

    /// <summary>A field was reset from a value that is not its reset value.</summary>
    public void Reset(CoverageRecord record, ChipFile chip, FieldCell cell)
    {
        (CoverPoint point, int bin) = _bins[$"{chip.Name} reset/{Plain(cell)}"];
        record.Add(point, bin, 1);
    }

    private static string Plain(FieldCell cell) => Indices().Replace($"{cell.RegisterName}.{cell.Field.InstanceName}", "");

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Indices();

    private void Declare(string item, string[] names)
    {
        if (names.Length == 0) return;
        CoverPoint point = Model.Point(item, [.. names.Select((name, i) => Bin.Value(name, i))]);
        for (int i = 0; i < names.Length; i++) _bins.Add($"{item}/{names[i]}", (point, i));
    }
}
