using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>The registers of the chip's link PHYs: which lanes are on.</summary>
[Module]
public sealed partial class LinkControl(Component parent, string name) : Module(parent, name)
{
    // Interface

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>A bit for each lane.</summary>
    [Out] public partial RegOut<byte> LaneMask { get; }

    // State
    [Reg(Trace = false)] private readonly PhyRegisters _registers = new();

    // Behaviour

    /// <summary>The registers; for presets while the simulation stands still.</summary>
    public PhyRegisters Registers => _registers;

    protected override Activity Tick()
    {
        RegisterPort.Serve(_registers, BusIn, BusOut);
        _registers.Clock();
        if (LaneMask.Value != (byte)_registers.Common.EnablePhy) LaneMask.Set((byte)_registers.Common.EnablePhy);
        return _registers.ActiveCount > 0 || BusIn.HasData ? Activity.Busy : Activity.Idle;
    }
}
