using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Registers;
using RegisterFile = HwModel.Kernel.Registers.RegisterFile;

namespace HwModel.SpiNNaker2.Power;

/// <summary>
/// The power registers of a quad (dvfs.rdl) on the 100 MHz reference: each of the four elements reaches them through its peripheral bus, everybody else
/// through the configuration network; one access a cycle is served. Writing a command register tells the power controllers of its elements; with a policy on, so does the load.
/// </summary>
[Module]
public sealed partial class QuadRegisters(Component parent, string name, ClockDomain reference) : Module(parent, name, reference)
{
    /// <summary>The port of the configuration network.</summary>
    public const int ConfigPort = Floorplan.PesPerQuad;

    private const int PortCount = Floorplan.PesPerQuad + 1;

    // Interface
    /// <summary>The four elements, then the configuration network.</summary>
    [In(Count = PortCount, Optional = true)] public partial In<RegisterRequest>[] Request { get; }

    [Out(Count = PortCount, Optional = true)] public partial Out<RegisterReply>[] Reply { get; }

    /// <summary>At every tick, the packets that the elements got.</summary>
    [In(Optional = true)] public partial In<SpikeCounts> Spikes { get; }

    /// <summary>The processor of each element may run (arm_ctrl).</summary>
    [Out(Count = Floorplan.PesPerQuad, Optional = true)] public partial RegOut<bool>[] Run { get; }

    [Out(Count = Floorplan.PesPerQuad)] public partial Out<PowerCommand>[] Command { get; }

    [In(Count = Floorplan.PesPerQuad)] public partial SignalIn<PowerStatus>[] Status { get; }

    // State
    [Reg(Trace = false)] private readonly RegisterFile _registers = new DvfsRegisters();
    [Reg] private byte _next;
    [Reg] private readonly PowerCommand[] _wish = new PowerCommand[Floorplan.PesPerQuad];
    [Reg] private byte _wished;
    [Reg(Trace = false)] private readonly ushort[] _packets = new ushort[Floorplan.PesPerQuad];
    [Reg] private long _raised;
    private readonly bool _offByOne = parent.Simulation.Options.Faults.Has("policy.threshold_off_by_one");
    private readonly bool _neverLowers = parent.Simulation.Options.Faults.Has("policy.level_not_lowered");
    private readonly bool _wrongElement = parent.Simulation.Options.Faults.Has("policy.counts_of_neighbour");

    // Behaviour

    /// <summary>The registers, to be read between runs.</summary>
    public DvfsRegisters Registers => (DvfsRegisters)_registers;

    /// <summary>How often a policy asked for its high level.</summary>
    public long Raised => _raised;

    /// <summary>Asks for a level from outside of time, as the management core does through the configuration network.</summary>
    public void Ask(int element, PowerCommand command)
    {
        _wish[element] = command;
        _wished |= (byte)(1 << element);
        Wake();
    }

    protected override Activity Tick()
    {
        if (Spikes.HasData) Follow(Spikes.Pop());
        ShowStatus();
        bool served = false;
        for (int i = 0; i < PortCount && !served; i++)
        {
            int port = (_next + i) % PortCount;
            if (!Request[port].HasData || !Reply[port].CanPush) continue;
            Reply[port].Push(Serve(Request[port].Pop()));
            _next = (byte)((port + 1) % PortCount);
            served = true;
        }
        for (int element = 0; element < Floorplan.PesPerQuad; element++)
        {
            if ((_wished >> element & 1) == 0 || !Command[element].CanPush) continue;
            Command[element].Push(_wish[element]);
            _wished &= (byte)~(1 << element);
        }
        if (!served) _registers.Clock();
        return served || _registers.ActiveCount > 0 ? Activity.Busy : Activity.Idle;
    }

    private RegisterReply Serve(RegisterRequest request)
    {
        if (!request.Write)
        {
            bool isThere = _registers.TryRead(request.Offset, 15, out ulong value);
            _registers.Clock();
            return isThere ? new RegisterReply((uint)value, false) : RegisterReply.Missing;
        }
        bool isMapped = _registers.TryWrite(request.Offset, request.Value, 15);
        _registers.Clock();
        if (!isMapped) return RegisterReply.Missing;
        Follow(request.Offset);
        return RegisterReply.Written;
    }

    // Every element with a policy gets the level of its load; a wish that changes nothing costs nothing.
    private void Follow(SpikeCounts counts)
    {
        for (int element = 0; element < Floorplan.PesPerQuad; element++)
        {
            int packets = counts[_wrongElement ? element ^ 1 : element];
            _packets[element] = (ushort)counts[element];
            DvfsRegisters.LevelPolicyRegister policy = Registers.LevelPolicy[element];
            if (!policy.Enable) continue;
            bool isHigh = packets + (_offByOne ? 1 : 0) >= (int)policy.Threshold;
            if (isHigh) _raised++;
            else if (_neverLowers) continue;
            _wish[element] = PowerCommand.To((PerformanceLevel)(isHigh ? policy.High : policy.Low));
            _wished |= (byte)(1 << element);
        }
    }

    private void Follow(uint offset)
    {
        DvfsRegisters registers = Registers;
        if (offset is >= 0x200 and < 0x214) FollowRun(offset);
        (DvfsRegisters.PmgtCommandTRegister? command, int elements) = offset switch
        {
            0x180 => (registers.CommandCore0, 0b0001),
            0x188 => (registers.CommandCore1, 0b0010),
            0x190 => (registers.CommandCore2, 0b0100),
            0x198 => (registers.CommandCore3, 0b1000),
            0x1A0 => (registers.CommandCore01, 0b0011),
            0x1A8 => (registers.CommandCore23, 0b1100),
            0x1B0 => (registers.CommandCore02, 0b0101),
            0x1B8 => (registers.CommandCore13, 0b1010),
            0x1C0 => (registers.CommandCoreAll, 0b1111),
            _ => ((DvfsRegisters.PmgtCommandTRegister?)null, 0),
        };
        if (command is null) return;
        for (int element = 0; element < Floorplan.PesPerQuad; element++)
        {
            DvfsRegisters.PmgtCtrlTRegister control = ControlOf(element);
            if ((elements >> element & 1) == 0 || !control.Enable || control.GlobalControl) continue;
            _wish[element] = new PowerCommand((PerformanceLevel)command.PerformanceLevel, command.PowerOn, control.RetainSram);
            _wished |= (byte)(1 << element);
        }
    }

    // arm_ctrl: a processor runs when it is released and its clock is let through.
    private void FollowRun(uint offset)
    {
        for (int element = 0; element < Floorplan.PesPerQuad; element++)
        {
            if (offset == 0x210)
            {
                DvfsRegisters.ArmCtrlAllRegister all = Registers.ArmCtrlAll;
                _registers.TryWrite(0x200 + 4 * element, (all.Run ? 1u : 0) | (all.ClockEnable ? 2u : 0), 15);
                _registers.Clock();
            }
            DvfsRegisters.ArmCtrlRegister control = Registers.ArmCtrl[element];
            Run[element].Set(control.Run && control.ClockEnable);
        }
    }

    private DvfsRegisters.PmgtCtrlTRegister ControlOf(int element) => element switch
    {
        0 => Registers.CtrlCore0,
        1 => Registers.CtrlCore1,
        2 => Registers.CtrlCore2,
        _ => Registers.CtrlCore3,
    };

    private void ShowStatus()
    {
        for (int element = 0; element < Floorplan.PesPerQuad; element++)
        {
            DvfsRegisters.StatusCoreRegister shown = Registers.StatusCore[element];
            PowerStatus status = Status[element].Value;
            shown.PerformanceLevelInput = (ulong)status.Level;
            shown.PowerOnInput = status.On ? 1u : 0;
            shown.ClockOnInput = status.ClockOn ? 1u : 0;
            shown.BusyInput = status.Busy ? 1u : 0;
            Registers.TickPackets[element].PacketsInput = _packets[element];
        }
    }
}
