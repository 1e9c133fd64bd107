using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Program;

/// <summary>The first UART of Arm's test boards, for programs that print through it (Arm Cortex-M System Design Kit TRM, DDI 0479, 4.3): always ready, output only.</summary>
public sealed class ConsoleUart(TextWriter output) : CoreBus
{
    private const uint Base = 0x4000_4000;

    private readonly uint[] _registers = new uint[5];

    public override int Read(uint address, int size, out uint value)
    {
        value = 0;
        if (address - Base >= 0x1000) return BusReply.Error;
        uint index = (address - Base) / 4;
        if (index is 2 or 4) value = _registers[index];
        return BusReply.Done;
    }

    public override int Write(uint address, int size, uint value)
    {
        if (address - Base >= 0x1000) return BusReply.Error;
        uint index = (address - Base) / 4;
        if (index == 0 && (_registers[2] & 1) != 0) output.Write((char)(byte)value);
        else if (index < 5) _registers[index] = value;
        return BusReply.Done;
    }
}
