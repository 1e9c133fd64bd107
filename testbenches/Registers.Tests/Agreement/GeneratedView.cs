using System.Globalization;
using System.Numerics;
using System.Reflection;
using HwModel.Kernel.Registers;
using HwModel.RegisterGenerator.Common;
using HwModel.Registers.Tests.Support;
using HwModel.SystemRdl.Tests.Exports;

namespace HwModel.Registers.Tests.Agreement;

/// <summary>
/// The generated C# register file as a view of the specification. Addresses are those at which the bus reaches the register. Masks are taken twice: as the generated
/// code declares them, and as the bus shows them (the bits that change when the typed field changes, or that change the typed field).
/// </summary>
internal static class GeneratedView
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Every register by path: where the bus finds it, and the fields' declared bits.</summary>
    public static Dictionary<string, RegisterFact> Declared(RegisterFile file, string top)
    {
        var facts = new Dictionary<string, RegisterFact>();
        foreach (Register register in file.Registers)
        {
            var fact = new RegisterFact(BusAddress(file, register), []);
            foreach (FieldCoverage field in register.Coverage) fact.Masks[field.Name] = ((BigInteger.One << field.Width) - 1) << field.Low;
            facts[$"{top}.{register.Name}"] = fact;
        }
        return facts;
    }

    /// <summary>The masks that the bus shows, by register and field; one register of each generated class. A field that nothing can move is not there.</summary>
    public static Dictionary<string, SortedDictionary<string, BigInteger>> Observed(RegisterFile file, string top)
    {
        var facts = new Dictionary<string, SortedDictionary<string, BigInteger>>();
        foreach (Register register in file.Registers.DistinctBy(r => r.GetType()))
        {
            var masks = new SortedDictionary<string, BigInteger>();
            foreach (FieldCoverage field in register.Coverage)
            {
                BigInteger mask = ReadMask(file, register, field.Name) | WriteMask(file, register, field.Name);
                if (mask != 0) masks[field.Name] = mask;
            }
            facts[$"{top}.{register.Name}"] = masks;
        }
        return facts;
    }

    /// <summary>The first byte address whose lane alone makes the bus reach the register; -1: none.</summary>
    private static long BusAddress(RegisterFile file, Register register)
    {
        for (long address = Math.Max(0, register.Address - 8); address < register.Address + register.Size + 8; address++)
        {
            bool answers = file.TryRead(address, (byte)(1 << (int)(address % file.BusBytes)), out _);
            bool isReached = answers && register.IsRead;
            file.Clock();
            if (isReached) return address;
        }
        return -1;
    }

    /// <summary>The bits of the bus value that follow the field's state or input.</summary>
    private static BigInteger ReadMask(RegisterFile file, Register register, string field)
    {
        BigInteger mask = 0;
        Put(register, field, 0);
        ulong before = register.Bits(field);
        ulong[] others = [.. register.Coverage.Select(f => register.Bits(f.Name))];
        BigInteger zeros = Peek(register);
        Put(register, field, ulong.MaxValue);
        if (before == 0 && register.Bits(field) != 0) mask = zeros ^ Peek(register);
        // A field that is wired to this one moves with it.
        for (int i = 0; i < register.Coverage.Count; i++)
        {
            FieldCoverage other = register.Coverage[i];
            if (other.Name != field && register.Bits(other.Name) != others[i]) mask &= ~(((BigInteger.One << other.Width) - 1) << other.Low);
        }
        Put(register, field, 0);
        register.Reset(TestPowerOn.Zero());
        file.Clock();
        return mask;
    }

    /// <summary>Holds the field's state, or its input where it is a wire.</summary>
    private static void Put(Register register, string field, ulong value)
    {
        string name = Names.Pascal(field);
        foreach (string own in new[] { name + "Field", name })
        {
            FieldInfo? state = register.GetType().GetField("_" + char.ToLower(own[0], CultureInfo.InvariantCulture) + own[1..], Any);
            int width = register.Coverage.Single(f => f.Name == field).Width;
            ulong ones = value & (width >= 64 ? ulong.MaxValue : (1UL << width) - 1);
            if (state?.FieldType == typeof(ulong)) state.SetValue(register, ones);
            if (state is null && register.HasInput(field, "Input")) register.SetInput(field, "Input", ones);
        }
    }

    /// <summary>What software would read of the whole register.</summary>
    private static BigInteger Peek(Register register)
    {
        BigInteger value = 0;
        for (int bit = 0; bit < register.Size * 8; bit += 8) value |= (BigInteger)(register.ReadBits(bit) & 0xFF) << bit;
        return value;
    }

    /// <summary>The bits of the bus value whose change in a write changes the field afterwards.</summary>
    private static BigInteger WriteMask(RegisterFile file, Register register, string field)
    {
        BigInteger mask = 0;
        for (int bit = 0; bit < register.Size * 8; bit++)
        {
            foreach (ulong state in new ulong[] { 0, ulong.MaxValue })
            {
                foreach (ulong data in new ulong[] { 0, ulong.MaxValue })
                {
                    ulong one = Write(data & ~(1UL << (bit % (file.BusBytes * 8))));
                    ulong other = Write(data | (1UL << (bit % (file.BusBytes * 8))));
                    if (one != other) mask |= BigInteger.One << bit;

                    ulong Write(ulong value)
                    {
                        register.Reset(TestPowerOn.Zero());
                        Put(register, field, state);
                        long address = register.Address + (bit / 8);
                        file.TryWrite(address, value, (byte)(1 << (int)(address % file.BusBytes)));
                        file.Clock();
                        return register.Bits(field);
                    }
                }
            }
        }
        register.Reset(TestPowerOn.Zero());
        file.Clock();
        return mask;
    }
}
