using HwModel.Kernel;
using HwModel.Kernel.Registers;
using HwModel.Verification.Coverage;

namespace HwModel.Benches;

/// <summary>What a driver has to know of a register that is not plain storage.</summary>
/// <param name="Zero">Bits that it writes as zero.</param>
/// <param name="Changing">Bits that do not read what was written: pulses, and what hardware moves.</param>
internal sealed record TourRule(uint Zero = 0, uint Changing = 0)
{
    /// <summary>No bit reads what was written.</summary>
    public static TourRule Moving { get; } = new(Changing: uint.MaxValue);
}

/// <summary>
/// What a driver does that tries the registers of a block over its bus: it reads them, writes random legal values, reads these back and puts back what was there.
/// A bench does it at the end of a case, when nothing is predicted any more.
/// </summary>
internal sealed class RegisterTour
{
    private readonly (string Name, Register[] Elements)[] _groups;
    private readonly Dictionary<string, TourRule> _rules;

    /// <param name="layout">A register file of the map.</param>
    /// <param name="rules">What is to be known of some registers or groups, by their names without indices.</param>
    public RegisterTour(RegisterFile layout, Dictionary<string, TourRule>? rules = null)
    {
        _rules = rules ?? [];
        _groups = [.. layout.Registers.GroupBy(register => CoverRegisters.Plain(register.Name)).Select(group => (group.Key, group.ToArray()))];
        if (_rules.Keys.FirstOrDefault(key => !_groups.Any(group => IsOf(group.Name, key))) is { } unknown)
            throw new ArgumentException($"the map has no register {unknown}", nameof(rules));
    }

    /// <summary>Tries some registers.</summary>
    /// <param name="seed">Which, and with what values.</param>
    /// <param name="steps">How many.</param>
    /// <param name="read">Reads the word at a byte address over the bus.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="InvalidOperationException">A register does not read what was written.</exception>
    public void Run(ulong seed, int steps, Func<long, uint> read, Action<long, uint> write)
    {
        RandomStream random = RandomStream.Derive(seed, "registers");
        for (int step = 0; step < steps; step++)
        {
            (string name, Register[] elements) = _groups[random.Next(_groups.Length)];
            Register register = elements[random.Next(elements.Length)];
            TourRule rule = _rules.FirstOrDefault(entry => IsOf(name, entry.Key)).Value ?? new TourRule();
            bool canRead = register.Coverage.Any(field => field.CanRead), canWrite = register.Coverage.Any(field => field.CanWrite);
            uint before = canRead ? read(register.Address) : 0;
            if (!canWrite) continue;
            uint value = Draw(register, ref random) & ~rule.Zero;
            write(register.Address, value);
            if (!canRead) continue;
            uint found = read(register.Address), stored = Stored(register) & ~rule.Changing;
            if ((found & stored) != (value & stored)) throw new InvalidOperationException($"the register {register.Name} reads 0x{found & stored:X}, not 0x{value & stored:X}, after 0x{value:X} was written");
            write(register.Address, before);
        }
    }

    private static bool IsOf(string name, string rule) => name == rule || name.StartsWith(rule + ".", StringComparison.Ordinal);

    // All fields zero, all ones, or each at random; an enumeration has one of its values.
    private static uint Draw(Register register, ref RandomStream random)
    {
        uint value = 0;
        int way = random.Next(4);
        foreach (FieldCoverage field in register.Coverage)
        {
            if (!field.CanWrite) continue;
            ulong ones = (1UL << field.Width) - 1;
            ulong bits = field.Values is { Count: > 0 } named ? named[random.Next(named.Count)].Value : way switch { 0 => 0, 1 => ones, _ => random.NextBits() & ones };
            value |= (uint)(bits << field.Low);
        }
        return value;
    }

    private static uint Stored(Register register)
    {
        uint mask = 0;
        foreach (FieldCoverage field in register.Coverage)
            if (field is { CanRead: true, CanWrite: true, OnRead: null, OnWrite: null }) mask |= (uint)(((1UL << field.Width) - 1) << field.Low);
        return mask;
    }
}
