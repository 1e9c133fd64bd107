namespace HwModel.Kernel.Registers;

/// <summary>What coverage needs to know of a field.</summary>
/// <param name="Name">The field's name in its register.</param>
/// <param name="Low">Its lowest bit in the bus value.</param>
/// <param name="Width">Bits.</param>
/// <param name="CanRead">Software reads it.</param>
/// <param name="CanWrite">Software writes it.</param>
/// <param name="OnRead">rclr or rset; null: reading has no effect.</param>
/// <param name="OnWrite">woclr, wset, ...; null: the written value is taken.</param>
/// <param name="Values">Names and numbers of its enumeration; null: none.</param>
public sealed record FieldCoverage(string Name, int Low, int Width, bool CanRead, bool CanWrite, string? OnRead, string? OnWrite, IReadOnlyList<(string Name, ulong Value)>? Values);

/// <summary>One thing that software should have done.</summary>
/// <param name="Name">Register, field and what: <c>ctrl.enable written 1</c>.</param>
/// <param name="Hits">How often it was done.</param>
public sealed record RegisterCoverPoint(string Name, long Hits);

/// <summary>Counts, for every field: all bits written 0 and written 1, each side effect, each value of its enumeration.</summary>
public sealed class RegisterCoverage
{
    private readonly Dictionary<Register, FieldHits[]> _hits = [];
    private readonly RegisterFile _file;

    public RegisterCoverage(RegisterFile file)
    {
        _file = file;
        foreach (Register register in file.Registers) _hits.Add(register, [.. register.Coverage.Select(f => new FieldHits(f))]);
    }

    /// <summary>All points by address; those of zero hits are the holes.</summary>
    public IReadOnlyList<RegisterCoverPoint> Points => [.. _file.Registers.SelectMany(r => _hits[r].SelectMany(f => f.Points(r.Name)))];

    internal void Count(Register register)
    {
        foreach (FieldHits hits in _hits[register]) hits.Count(register);
    }

    private sealed class FieldHits(FieldCoverage field)
    {
        private readonly ulong _ones = field.Width >= 64 ? ulong.MaxValue : (1UL << field.Width) - 1;
        private readonly long[] _values = new long[field.Values?.Count ?? 0];
        private ulong _written0;
        private ulong _written1;
        private long _read;
        private long _write;

        public void Count(Register register)
        {
            ulong strobes = register.WriteStrobes(field.Low, _ones);
            ulong data = register.WriteData(field.Low) & strobes;
            if (field.CanWrite && strobes != 0)
            {
                _written0 |= ~data & strobes;
                _written1 |= data;
                _write++;
                for (int i = 0; i < _values.Length; i++)
                    if (field.Values![i].Value == data) _values[i]++;
            }
            if (field.CanRead && register.ReadStrobes(field.Low, _ones) != 0) _read++;
        }

        public IEnumerable<RegisterCoverPoint> Points(string register)
        {
            string name = $"{register}.{field.Name}";
            if (field.CanRead) yield return new RegisterCoverPoint($"{name} read{(field.OnRead is null ? "" : " " + field.OnRead)}", _read);
            if (!field.CanWrite) yield break;
            yield return new RegisterCoverPoint($"{name} written 0", _written0 == _ones ? 1 : 0);
            yield return new RegisterCoverPoint($"{name} written 1", _written1 == _ones ? 1 : 0);
            if (field.OnWrite is not null) yield return new RegisterCoverPoint($"{name} {field.OnWrite}", _write);
            for (int i = 0; i < _values.Length; i++) yield return new RegisterCoverPoint($"{name} = {field.Values![i].Name}", _values[i]);
        }
    }
}
