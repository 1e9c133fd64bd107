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
    private readonly Dictionary<string, Field[]> _registers = [];
    private readonly Dictionary<long, List<Field>> _words = [];

    internal CoverRegisters(string name, RegisterFile file, bool isWatched, int firstCounter)
        : base(name, "registers", firstCounter)
    {
        (File, IsWatched) = (file.GetType(), isWatched);
        var bins = new List<CoverageBin>();
        var shared = new Dictionary<string, Field[]>();
        foreach (Register register in file.Registers)
        {
            string plain = Plain(register.Name);
            if (!shared.TryGetValue(plain, out Field[]? fields)) shared.Add(plain, fields = [.. register.Coverage.Select(field => new Field(plain, field, bins))]);
            _registers.Add(register.Name, fields);
            if (!_words.TryGetValue(register.Address, out List<Field>? word)) _words.Add(register.Address, word = []);
            word.AddRange(fields);
        }
        Bins = bins;
    }

    public override IReadOnlyList<CoverageBin> Bins { get; }

    /// <summary>The generated class of the register files that count here.</summary>
    public Type File { get; }

    /// <summary>The register files count by themselves; else the bench reports what it accesses.</summary>
    public bool IsWatched { get; }

    /// <summary>A register's name without the indices of arrays.</summary>
    public static string Plain(string register) => Indices().Replace(register, "");

    /// <summary>The bins that this cycle's access of a register hits.</summary>
    internal void Count(Register register, Span<long> hits)
    {
        foreach (Field field in _registers[register.Name])
        {
            if (register.ReadStrobes(field.Low, field.Ones) != 0) field.Read(hits);
            // A value counts where all of it is written.
            if (register.WriteStrobes(field.Low, field.Ones) == field.Ones) field.Write(register.WriteData(field.Low), hits);
        }
    }

    /// <summary>The bins that an access of a whole register hits.</summary>
    internal void Count(long address, bool isWrite, ulong data, Span<long> hits)
    {
        if (!_words.TryGetValue(address, out List<Field>? fields)) return;
        foreach (Field field in fields)
        {
            if (isWrite) field.Write(data >> field.Low, hits);
            else field.Read(hits);
        }
    }

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Indices();

    /// <summary>A field and its bins: one where it is read, then those of the values that are written.</summary>
    private sealed class Field
    {
        private readonly FieldCoverage _field;
        private readonly int _first;

        public Field(string register, FieldCoverage field, List<CoverageBin> bins)
        {
            (_field, _first, Ones) = (field, bins.Count, field.Width >= 64 ? ulong.MaxValue : (1UL << field.Width) - 1);
            if (field.CanRead) Add(field.OnRead is null ? "read" : $"read ({field.OnRead})");
            if (!field.CanWrite) return;
            string[] values = field.Values is { Count: > 0 } named ? [.. named.Select(value => value.Name)] : field.Width == 1 ? ["0", "1"] : ["zero", "all ones", "between"];
            foreach (string value in values) Add($"written {value}");

            void Add(string what) => bins.Add(new CoverageBin($"{register}.{field.Name} {what}", BinKind.Counting, 1));
        }

        public int Low => _field.Low;

        public ulong Ones { get; }

        public void Read(Span<long> hits)
        {
            if (_field.CanRead) hits[_first]++;
        }

        public void Write(ulong data, Span<long> hits)
        {
            if (!_field.CanWrite) return;
            int bin = BinOf(data & Ones);
            if (bin >= 0) hits[_first + (_field.CanRead ? 1 : 0) + bin]++;
        }

        private int BinOf(ulong value)
        {
            if (_field.Values is not { Count: > 0 } named) return value == 0 ? 0 : value == Ones ? 1 : 2;
            for (int i = 0; i < named.Count; i++)
                if (named[i].Value == value) return i;
            return -1;
        }
    }
}
