using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the fast converter does.</summary>
public enum MadcState : byte
{
    /// <summary>No power.</summary>
    [Arcs(PowerUp)] Off,

    /// <summary>The supply settles.</summary>
    [Arcs(Calibration, Ready)] PowerUp,

    /// <summary>The converter calibrates itself.</summary>
    [Arcs(Ready)] Calibration,

    /// <summary>Waits for a start.</summary>
    [Arcs(Sampling)] Ready,

    /// <summary>Samples.</summary>
    [Arcs(Ready, Off)] Sampling,
}

/// <summary>
/// Controller of the fast membrane converter (haldls, madc): power-up, calibration, recording of a number of samples or without end, two inputs in turn. Its 500 MHz clock is counted in
/// halves of the event fabric's 4 ns cycle: a sample every (sample_duration_adjust + 12) x 2 ns, times the divider. The membrane is that of the last analog step.
/// </summary>
[Module]
public sealed partial class MadcController(Component parent, string name, AnalogConstants constants) : Module(parent, name)
{
    private const int ShortestSample = 12;

    // Interface

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>Even and odd input, in V.</summary>
    [In(Count = 2)] public partial SignalIn<double>[] Voltage { get; }

    /// <summary>Samples to the link.</summary>
    [Out] public partial Out<MadcSample> SampleOut { get; }

    // State
    [Reg, Fsm] private MadcState _state;
    [Reg(Trace = false)] private readonly MadcRegisters _registers = new();
    [Reg(Trace = false)] private long _due;
    [Reg(Trace = false)] private long _nextSample;
    [Reg] private int _taken;
    [Reg] private long _samples;
    [Reg] private long _lost;
    [Reg] private ushort _value;
    [Reg] private byte _input;
    [Reg(Trace = false)] private byte _onInput;
    private readonly bool _oneShort = parent.Simulation.Options.Faults.Has("madc.one_sample_less");
    private readonly bool _periodWrong = parent.Simulation.Options.Faults.Has("madc.period_one_longer");
    private readonly bool _inputStuck = parent.Simulation.Options.Faults.Has("madc.input_stuck");
    private readonly bool _rounds = parent.Simulation.Options.Faults.Has("madc.code_one_higher");

    // Behaviour

    /// <summary>The registers; for presets while the simulation stands still.</summary>
    public MadcRegisters Registers => _registers;

    /// <summary>Samples that left.</summary>
    public long Samples => _samples;

    /// <summary>Samples that found the link busy.</summary>
    public long Lost => _lost;

    // Time and period in halves of a cycle: 2 ns.
    private long HalfCycle => 2 * Now;

    private int Period
    {
        get
        {
            int cycles = ShortestSample + (int)_registers.Config0.SampleDurationAdjust + (_periodWrong ? 1 : 0);
            return _registers.Config8.EnableMadcClockScaling ? cycles * 2 * ((int)_registers.Config8.MadcClockScaleValue + 1) : cycles;
        }
    }

    protected override Activity Tick()
    {
        RegisterPort.Serve(_registers, BusIn, BusOut);
        Step();
        _registers.Clock();
        if (_registers.ActiveCount > 0 || BusIn.HasData) return Activity.Busy;
        return State switch
        {
            MadcState.PowerUp or MadcState.Calibration => Activity.Until(_due),
            MadcState.Sampling => Activity.Until((_nextSample + 1) / 2),
            _ => Activity.Idle,
        };
    }

    private void Step()
    {
        switch (State)
        {
            case MadcState.Off:
                if (!_registers.Control.WakeUp) return;
                _due = Now + _registers.Config1.PowerupWaitValue;
                State = MadcState.PowerUp;
                return;
            case MadcState.PowerUp:
                if (Now < _due) return;
                _due = Now + _registers.Config2.CalibrationWaitValue;
                State = _registers.Config2.EnableCalibration ? MadcState.Calibration : MadcState.Ready;
                return;
            case MadcState.Calibration:
                if (Now >= _due) State = MadcState.Ready;
                return;
            case MadcState.Ready:
                if (!_registers.Control.StartRecording) return;
                _taken = 0;
                _onInput = 0;
                _input = _registers.Config0.ActiveMuxInitiallySelectedInput ? (byte)1 : (byte)0;
                _nextSample = HalfCycle + Period + _registers.Config1.ConversionCyclesOffset;
                State = MadcState.Sampling;
                return;
            default:
                Record();
                return;
        }
    }

    private void Record()
    {
        bool ends = _registers.Control.StopRecording;
        int wanted = (int)_registers.Config3.NumberOfSamples - (_oneShort ? 1 : 0);
        if (!ends && HalfCycle >= _nextSample && (_registers.Control.EnableContinuousSampling || _taken < wanted)) Take();
        ends |= !_registers.Control.EnableContinuousSampling && _taken >= wanted;
        if (ends) State = _registers.Control.EnablePowerDownAfterSampling ? MadcState.Off : MadcState.Ready;
    }

    private void Take()
    {
        _value = _registers.Config6.EnableDummyData
            ? (ushort)(_taken & 0x3FF)
            : (ushort)Math.Min(1023, Madc.Convert(Voltage[_input].Value, constants) + (_rounds ? 1 : 0));
        if (SampleOut.CanPush)
        {
            SampleOut.Push(new MadcSample(_value, _input));
            _samples++;
        }
        else _lost++;
        _taken++;
        _nextSample += Period;
        int length = (int)_registers.Config0.ActiveMuxInputSelectLength;
        if (length == 0 || ++_onInput < length || _inputStuck) return;
        _onInput = 0;
        _input ^= 1;
    }
}
