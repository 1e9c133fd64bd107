using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the registers say to one bus (haldls, padi).</summary>
/// <param name="Enable">Take events from the crossbar.</param>
/// <param name="ExtendedTiming">Longer timing, which a full depletion needs.</param>
/// <param name="PulseExtension">Extension of the DAC-enable pulse, 0 to 15; kept, but without effect on the model's pulses.</param>
[Payload]
public readonly partial record struct PadiSettings(bool Enable, bool ExtendedTiming, byte PulseExtension);

/// <summary>The registers of a half's four PADI buses: settings, and events written by hand.</summary>
[Module]
public sealed partial class PadiControl(Component parent, string name) : Module(parent, name)
{
    // Interface

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>Settings of the buses.</summary>
    [Out(Count = ChipGeometry.Buses)] public partial RegOut<PadiSettings>[] Settings { get; }

    /// <summary>Events written by hand.</summary>
    [Out(Count = ChipGeometry.Buses)] public partial Out<PadiEvent>[] ManualOut { get; }

    // State
    [Reg(Trace = false)] private readonly PadiRegisters _registers = new();
    [Reg] private byte _fire;
    [Reg] private long _manual;
    private readonly bool _wrongBus = parent.Simulation.Options.Faults.Has("padi.manual_wrong_bus");

    // Behaviour

    /// <summary>The registers; for presets while the simulation stands still.</summary>
    public PadiRegisters Registers => _registers;

    protected override Activity Tick()
    {
        bool isActive = _registers.ActiveCount > 0 || BusIn.HasData;
        RegisterPort.Serve(_registers, BusIn, BusOut);
        bool written = _registers.PadiEvent.FireBusModified;
        _registers.Clock();
        if (written) _fire = (byte)(_wrongBus ? (_registers.PadiEvent.FireBus << 1 | _registers.PadiEvent.FireBus >> 3) & 0xF : _registers.PadiEvent.FireBus);
        for (int bus = 0; bus < ManualOut.Length && _fire != 0; bus++)
        {
            if ((_fire >> bus & 1) == 0 || !ManualOut[bus].CanPush) continue;
            ManualOut[bus].Push(new PadiEvent((byte)_registers.PadiEvent.RowSelectAddress, (byte)_registers.PadiEvent.EventAddress));
            _fire &= (byte)~(1 << bus);
            _manual++;
        }
        if (isActive) Publish();
        return _registers.ActiveCount > 0 || _fire != 0 || BusIn.HasData ? Activity.Busy : Activity.Idle;
    }

    private void Publish()
    {
        PadiRegisters.BusConfigRegister c = _registers.BusConfig;
        for (int bus = 0; bus < Settings.Length; bus++)
        {
            uint extension = bus switch { 0 => c.DacenPulseExtension0, 1 => c.DacenPulseExtension1, 2 => c.DacenPulseExtension2, _ => c.DacenPulseExtension3 };
            var settings = new PadiSettings((c.EnableSpl1 >> bus & 1) != 0, (c.EnableExtendedTiming >> bus & 1) != 0, (byte)extension);
            if (settings != Settings[bus].Value) Settings[bus].Set(settings);
        }
    }
}
