using HwModel.Kernel;
using HwModel.Kernel.Registers;

namespace HwModel.Benches.Registers;

/// <summary>The bus side of a register file, with the mistakes that can be switched in between.</summary>
internal sealed class BusAdapter(RegisterFile file, FaultSet faults)
{
    private readonly bool _strobesIgnored = faults.Has("registers.strobes_ignored");
    private readonly bool _clearLost = faults.Has("registers.write_one_clear_lost");
    private readonly bool _readKeeps = faults.Has("registers.read_does_not_clear");
    private readonly bool _resetLost = faults.Has("registers.reset_lost");
    private readonly bool _neighbour = faults.Has("registers.neighbour_written");
    private readonly bool _inputLost = faults.Has("registers.input_lost");
    private readonly bool _holeAnswers = faults.Has("registers.hole_answers");
    private readonly bool _highByteLost = faults.Has("registers.high_byte_reads_zero");

    public RegisterFile File => file;

    public void Reset(PowerOn powerOn, bool isFirst)
    {
        if (isFirst || !_resetLost) file.Reset(powerOn);
    }

    public void Drive(Register register, string field, string input, ulong value)
    {
        if (!_inputLost) FieldMembers.Drive(register, field, input, value);
    }

    public bool TryWrite(long address, ulong data, byte strobes)
    {
        if (_strobesIgnored && strobes != 0) strobes = (byte)((1 << file.BusBytes) - 1);
        if (_neighbour && file.IsMapped(address + file.BusBytes)) address += file.BusBytes;
        if (_clearLost)
            foreach (Register register in file.Registers)
                foreach (FieldCoverage field in register.Coverage)
                    if (register.Address == address && field.OnWrite == "woclr") data &= ~(((1UL << field.Width) - 1) << field.Low);
        return file.TryWrite(address, data, strobes) || _holeAnswers;
    }

    public bool TryRead(long address, byte strobes, out ulong value)
    {
        if (_readKeeps && file.Registers.FirstOrDefault(r => r.Address == address && r.Size == file.BusBytes && r.Coverage.Any(f => f.OnRead is not null)) is { } register)
        {
            value = register.ReadBits(0);
            for (int i = 0; i < file.BusBytes; i++)
                if ((strobes >> i & 1) == 0) value &= ~(0xFFUL << (8 * i));
            return true;
        }
        bool isMapped = file.TryRead(address, strobes, out value) || _holeAnswers;
        if (_highByteLost) value &= (1UL << (8 * (file.BusBytes - 1))) - 1;
        return isMapped;
    }
}

/// <summary>Keeps what the kernel gives its modules at power-on, for register files without a module.</summary>
internal sealed class PowerOnKeeper(Component parent) : Module(parent, "power_on")
{
    public PowerOn? Given { get; private set; }

    protected override Activity Tick() => Activity.Idle;

    protected override void ResetState(PowerOn powerOn) => Given ??= powerOn;
}
