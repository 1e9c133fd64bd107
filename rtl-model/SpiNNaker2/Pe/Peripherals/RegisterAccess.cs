using HwModel.Kernel.Registers;

namespace HwModel.SpiNNaker2.Pe.Peripherals;

/// <summary>Word accesses to a generated register file within one cycle of its block.</summary>
internal static class RegisterAccess
{
    private const byte Word = 0xF;

    /// <summary>Whether a register is at a word's offset.</summary>
    public static bool Holds(this RegisterFile registers, uint offset) => (offset & 3) == 0 && registers.IsMapped(offset);

    /// <summary>What software reads; effects of the read are done.</summary>
    public static uint ReadWord(this RegisterFile registers, uint offset)
    {
        registers.TryRead(offset, Word, out ulong value);
        registers.SettleAll();
        return (uint)value;
    }

    /// <summary>A write by software, effects included.</summary>
    public static void WriteWord(this RegisterFile registers, uint offset, uint value)
    {
        registers.TryWrite(offset, value, Word);
        registers.SettleAll();
    }

    /// <summary>Lets inputs, strobes and pulses take effect.</summary>
    public static void SettleAll(this RegisterFile registers)
    {
        while (registers.ActiveCount != 0) registers.Clock();
    }

    /// <summary>The word that software would read, without any effect.</summary>
    public static uint Word32(this Register register) => (uint)register.ReadBits(0);
}
