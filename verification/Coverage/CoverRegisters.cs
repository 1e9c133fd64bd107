using System.Text.RegularExpressions;
using HwModel.Kernel.Registers;

namespace HwModel.Verification.Coverage;

/// <summary>
/// The register fields of an address map, as software sees them: each one read where it can be read and, where it can be written, written with both values of a
/// single bit, with zero, all ones and a value between in a wider field, or with every named value of an enumeration. Elements of an array count together, and so do
/// several register files of the same map.
/// </summary>
public sealed partial class CoverRegisters : CoverageItem
{
    private readonly Dictionary<string, Field[]> _fields = [];

    internal CoverRegisters(string name, RegisterFile file, int firstCounter)
        : base(name, "registers", firstCounter)
    {
        File = file.GetType();
        var bins = new List<CoverageBin>();
        var shared = new Dictionary<string, Field[]>();
        foreach (Register register in file.Registers)
        {
            string plain = Indices().Replace(register.Name, "");
            if (!shared.TryGetValue(plain, out Field[]? fields)) shared.Add(plain, fields = [.. register.Coverage.Select(field => new Field(plain, field, bins))]);
            _fields.Add(register.Name, fields);
        }
        Bins = bins;
    }

    public override IReadOnlyList<CoverageBin> Bins { get; }

    /// <summary>The generated class of the register files that count here.</summary>
    public Type File { get; }

    /// <summary>The bins that this cycle's access of a register hits.</summary>
    internal void Count(Register register, Span<long> hits)
    {
        foreach (Field field in _fields[register.Name]) field.Count(register, hits);
    }

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Indices();

    /// <summary>A field and its bins: one where it is read, then those of the values that are written.</summary>
    private sealed class Field
    {
        private readonly FieldCoverage _field;
        private readonly ulong _ones;
        private readonly int _first;

        public Field(string register, FieldCoverage field, List<CoverageBin> bins)
        {
            (_field, _first, _ones) = (field, bins.Count, field.Width >= 64 ? ulong.MaxValue : (1UL << field.Width) - 1);
            if (field.CanRead) Add(field.OnRead is null ? "read" : $"read ({field.OnRead})");
            if (!field.CanWrite) return;
            string[] values = field.Values is { Count: > 0 } named ? [.. named.Select(value => value.Name)] : field.Width == 1 ? ["0", "1"] : ["zero", "all ones", "between"];
            foreach (string value in values) Add($"written {value}");

            void Add(string what) => bins.Add(new CoverageBin($"{register}.{field.Name} {what}", BinKind.Counting, 1));
        }

        public void Count(Register register, Span<long> hits)
        {
            if (_field.CanRead && register.ReadStrobes(_field.Low, _ones) != 0) hits[_first]++;
            // A value counts where all of it is written.
            if (!_field.CanWrite || register.WriteStrobes(_field.Low, _ones) != _ones) return;
            int bin = BinOf(register.WriteData(_field.Low) & _ones);
            if (bin >= 0) hits[_first + (_field.CanRead ? 1 : 0) + bin]++;
        }

        private int BinOf(ulong value)
        {
            if (_field.Values is not { Count: > 0 } named) return value == 0 ? 0 : value == _ones ? 1 : 2;
            for (int i = 0; i < named.Count; i++)
                if (named[i].Value == value) return i;
            return -1;
        }
    }
}
