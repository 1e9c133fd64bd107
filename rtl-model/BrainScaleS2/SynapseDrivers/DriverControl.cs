using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>The configuration of a half's synapse drivers on the register bus; a driver gets what is written as soon as the core takes it.</summary>
[Module]
public sealed partial class DriverControl(Component parent, string name, int half) : Module(parent, name)
{
    private const int WordsPerDriver = 4;

    // Interface

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>Drivers that have changed.</summary>
    [Out] public partial Out<DriverUpdate> UpdateOut { get; }

    // State
    [Reg(Trace = false)] private readonly SynapseDriversRegisters _registers = new();
    [Reg] private long _writes;
    private readonly bool _neighbour = parent.Simulation.Options.Faults.Has("synram.neighbour_driver");

    // Behaviour

    /// <summary>The registers; for presets while the simulation stands still.</summary>
    public SynapseDriversRegisters Registers => _registers;

    protected override Activity Tick()
    {
        if (!BusIn.HasData || !BusOut.CanPush || !UpdateOut.CanPush)
        {
            _registers.Clock();
            return _registers.ActiveCount > 0 || BusIn.HasData ? Activity.Busy : Activity.Idle;
        }
        OmnibusRequest request = BusIn.Peek();
        RegisterPort.Serve(_registers, BusIn, BusOut);
        _registers.Clock();
        int driver = (int)(request.Address / WordsPerDriver);
        if (request.IsWrite && driver < ChipGeometry.Drivers)
        {
            _writes++;
            UpdateOut.Push(new DriverUpdate((byte)half, (byte)(_neighbour ? driver ^ 1 : driver), Word(driver, 0), Word(driver, 1), Word(driver, 2)));
        }
        return Activity.Busy;
    }

    private ushort Word(int driver, int word)
    {
        _registers.TryRead(4L * (WordsPerDriver * driver + word), 0xF, out ulong data);
        _registers.Clock();
        return (ushort)data;
    }
}
