using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Dividers of one ADPLL (haldls, pll): f_dco = P0 N f_ref, f_core = f_dco / (P1 M), f_dco_out = f_dco / P2.</summary>
/// <param name="P0">1 to 4.</param>
/// <param name="N">1 to 31.</param>
/// <param name="P1">1 to 4.</param>
/// <param name="M0">1 to 31.</param>
/// <param name="M1">1 to 31.</param>
/// <param name="P2">1 to 4.</param>
public sealed record PllDividers(int P0 = 2, int N = 10, int P1 = 2, int M0 = 1, int M1 = 2, int P2 = 2)
{
    /// <summary>Reference, in MHz.</summary>
    [Published("haldls, pll")]
    public const double Reference = 50;

    /// <summary>Oscillator, in MHz.</summary>
    public double Dco => P0 * N * Reference;

    /// <summary>An output, in MHz: 0 core 0, 1 core 1, 2 the oscillator's.</summary>
    public double Output(int output) => Dco / (output switch { 0 => P1 * M0, 1 => P1 * M1, _ => P2 });

    /// <summary>Refuses what the registers do not hold.</summary>
    /// <exception cref="ChipConfigurationException">Names the register, the value and the range.</exception>
    public PllDividers Checked(string name)
    {
        ChipConfigurationException.Check($"{name}.pre_div_p0", P0, 1, 4);
        ChipConfigurationException.Check($"{name}.pre_div_p1", P1, 1, 4);
        ChipConfigurationException.Check($"{name}.pre_div_p2", P2, 1, 4);
        ChipConfigurationException.Check($"{name}.loop_div_n", N, 1, 31);
        ChipConfigurationException.Check($"{name}.core_div_m0", M0, 1, 31);
        ChipConfigurationException.Check($"{name}.core_div_m1", M1, 1, 31);
        return this;
    }
}

/// <summary>What the clock unit does.</summary>
public enum ClockUnitState : byte
{
    /// <summary>The loops search their frequency.</summary>
    [Arcs(Locked)] Locking,

    /// <summary>All enabled loops hold their frequency.</summary>
    [Arcs(Locking, SelfTest)] Locked,

    /// <summary>The self test counts.</summary>
    [Arcs(Locking, Locked)] SelfTest,
}

/// <summary>
/// The two ADPLLs, the choice of the four clocks and the self test. The fabric's own clock is the simulation's; the unit says what the four clocks are, and a change of
/// the plasticity processors' clock can be passed on to a clock domain.
/// </summary>
[Module]
public sealed partial class ClockUnit(Component parent, string name) : Module(parent, name)
{
    /// <summary>Cycles from a change to the lock.</summary>
    [ModelChoice("100 us pass after the start of the PLLs in the published start sequence; the lock itself is taken as a tenth")]
    public const int LockCycles = 2500;

    /// <summary>Length of the self test's count, in us.</summary>
    [ModelChoice("the counting window is unpublished: 1,000 cycles of the 50 MHz reference, 20 us")]
    public const double WindowMicroseconds = 20;

    private const int WindowCycles = 5000;

    // Interface

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    // State
    [Reg, Fsm] private ClockUnitState _state;
    [Reg(Trace = false)] private readonly PllRegisters _registers = new();
    [Reg(Trace = false)] private long _due = LockCycles;
    [Reg] private double _serdes;
    [Reg] private double _phy;
    [Reg] private double _ppu;
    [Reg] private double _madc;
    [Wired] private ClockDomain? _ppuDomain;
    private readonly bool _preDividerIgnored = parent.Simulation.Options.Faults.Has("pll.pre_divider_ignored");
    private readonly bool _outputSwapped = parent.Simulation.Options.Faults.Has("pll.outputs_swapped");
    private readonly bool _bypassIgnored = parent.Simulation.Options.Faults.Has("pll.bypass_ignored");
    private readonly bool _lockSkipped = parent.Simulation.Options.Faults.Has("pll.lock_skipped");
    private readonly bool _rangeIgnored = parent.Simulation.Options.Faults.Has("pll.range_ignored");
    private readonly bool _scalerIgnored = parent.Simulation.Options.Faults.Has("pll.scaler_ignored");

    // Behaviour

    /// <summary>The registers; for presets while the simulation stands still.</summary>
    public PllRegisters Registers => _registers;

    /// <summary>Clocks in MHz; 0 where one is switched off.</summary>
    public (double Serdes, double PhyReference, double Ppu, double Madc) Clocks => (_serdes, _phy, _ppu, _madc);

    /// <summary>Whether the loops hold their frequencies.</summary>
    public bool IsLocked => State != ClockUnitState.Locking;

    /// <summary>Lets a clock domain follow the plasticity processors' clock.</summary>
    public void Drive(ClockDomain ppu) => _ppuDomain = ppu;

    /// <summary>The dividers of an ADPLL.</summary>
    public PllDividers Dividers(int adpll)
    {
        PllRegisters.Word0Register w = _registers.Adpll[adpll].Word0;
        return new PllDividers((int)w.PreDivP0 + 1, Math.Max(1, (int)w.LoopDivN), (int)w.PreDivP1 + 1, Math.Max(1, (int)w.CoreDivM0), Math.Max(1, (int)w.CoreDivM1), (int)w.PreDivP2 + 1);
    }

    protected override Activity Tick()
    {
        bool changed = false;
        if (BusIn.HasData)
        {
            RegisterPort.Serve(_registers, BusIn, BusOut);
            changed = IsWritten(0) || IsWritten(1) || _registers.ClockOutput.IsWritten;
        }
        bool testing = _registers.SelfTest.ClockEnable;
        _registers.SelfTestStatus.FinishedInput = State == ClockUnitState.SelfTest && Now >= _due ? 1ul : _registers.SelfTestStatus.Finished && testing ? 1ul : 0;
        if (changed)
        {
            State = ClockUnitState.Locking;
            _due = Now + (_lockSkipped ? 1 : LockCycles);
        }
        else Step(testing);
        _registers.Clock();
        if (_registers.ActiveCount > 0 || BusIn.HasData) return Activity.Busy;
        if (State == ClockUnitState.Locked) return testing && !_registers.SelfTestStatus.Finished ? Activity.Busy : Activity.Idle;
        return Activity.Until(_due);
    }

    private bool IsWritten(int adpll) => _registers.Adpll[adpll].Word0.IsWritten || _registers.Adpll[adpll].Word1.IsWritten;

    private void Step(bool testing)
    {
        switch (State)
        {
            case ClockUnitState.Locking:
                if (Now < _due) return;
                TakeOver();
                State = ClockUnitState.Locked;
                return;
            case ClockUnitState.Locked:
                if (!testing || _registers.SelfTestStatus.Finished) return;
                _due = Now + WindowCycles;
                State = ClockUnitState.SelfTest;
                return;
            default:
                if (Now < _due) return;
                Judge();
                State = ClockUnitState.Locked;
                return;
        }
    }

    private void TakeOver()
    {
        PllRegisters.ClockOutputRegister c = _registers.ClockOutput;
        _serdes = Frequency(c.SerdesEnable, c.SerdesBypass, (int)c.SerdesAdpll, (int)c.SerdesOutput);
        _phy = Frequency(c.PhyRefEnable, c.PhyRefBypass, (int)c.PhyRefAdpll, (int)c.PhyRefOutput);
        _ppu = Frequency(c.PpuEnable, c.PpuBypass, (int)c.PpuAdpll, (int)c.PpuOutput);
        _madc = Frequency(c.MadcEnable, c.MadcBypass, (int)c.MadcAdpll, (int)c.MadcOutput);
        if (_ppu > 0) _ppuDomain?.ChangePeriod((long)Math.Round(1e9 / _ppu));
    }

    private double Frequency(bool enabled, bool bypass, int adpll, int output)
    {
        if (!enabled) return 0;
        if (bypass && !_bypassIgnored) return PllDividers.Reference;
        PllRegisters.Word1Register oscillator = _registers.Adpll[adpll].Word1;
        if (!oscillator.Enable || oscillator.DisableOutput) return 0;
        PllDividers dividers = Dividers(adpll);
        if (_preDividerIgnored) dividers = dividers with { P0 = 1 };
        return dividers.Output(_outputSwapped ? 2 - output : output);
    }

    private void Judge()
    {
        PllRegisters.SelfTestRegister t = _registers.SelfTest;
        double clock = (int)t.SelectSource switch { 0 => _serdes, 1 => _phy, 2 => _ppu, _ => _madc };
        uint count = (uint)(clock * WindowMicroseconds / (1 << (_scalerIgnored ? 0 : (int)t.PreScalerP))) & 0xFFFFF;
        _registers.SelfTestStatus.CounterValueInput = count;
        _registers.SelfTestStatus.SuccessInput = Math.Abs((long)count - t.CheckValue) <= (_rangeIgnored ? 0 : 1L << (int)t.CheckRange) ? 1ul : 0;
        _registers.SelfTestStatus.FinishedInput = 1;
    }
}
