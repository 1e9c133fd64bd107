using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>An event in the event fabric.</summary>
/// <param name="Label">14 bits that the crossbar compares; on a link to the FPGA 16 bits, the upper two naming the channel (halco, event).</param>
[Payload]
public readonly partial record struct SpikeEvent(ushort Label);

/// <summary>The registers of one source, as its three words hold them (haldls, background).</summary>
/// <param name="Enable">Run; a rising edge loads the seed and a full period.</param>
/// <param name="IsRandom">Binned Poisson instead of regular.</param>
/// <param name="Period">Cycles of 4 ns between spikes or bins; 0 counts as 1.</param>
/// <param name="Seed">Start of the generator.</param>
/// <param name="Label">14-bit label.</param>
/// <param name="Rate">A bin has a spike where an 8-bit draw is at most this; 0 is silent.</param>
/// <param name="Mask">Label bits 7:0 that are random.</param>
[Payload]
public readonly partial record struct BackgroundSettings(bool Enable, bool IsRandom, ushort Period, uint Seed, ushort Label, byte Rate, byte Mask);

/// <summary>What a background source does.</summary>
public enum BackgroundState : byte
{
    /// <summary>Switched off.</summary>
    [Arcs(Regular, Poisson)] Off,

    /// <summary>One spike at the end of every period.</summary>
    [Arcs(Off, Poisson)] Regular,

    /// <summary>At the end of every period a random number decides.</summary>
    [Arcs(Off, Regular)] Poisson,
}

/// <summary>
/// A background spike source: regular or binned Poisson, at 250 MHz (haldls, background). The first spike or bin comes one full period after the rise of enable.
/// Between the ends of its periods it sleeps.
/// </summary>
[Module]
public sealed partial class BackgroundSource(Component parent, string name) : Module(parent, name)
{
    // Interface

    /// <summary>Its registers.</summary>
    [In] public partial SignalIn<BackgroundSettings> Settings { get; }

    /// <summary>Spikes to the crossbar.</summary>
    [Out] public partial Out<SpikeEvent> EventOut { get; }

    // State
    [Reg, Fsm] private BackgroundState _state;
    [Reg(Trace = false)] private long _end;
    [Reg] private uint _generator = 1;
    [Reg(Trace = false)] private long _generatorCycle;
    [Reg] private long _bins;
    [Reg] private long _spikes;
    [Reg] private long _lost;
    private readonly LfsrJump _jump = new();
    private readonly bool _firstHalf = parent.Simulation.Options.Faults.Has("background.first_period_short");
    private readonly bool _below = parent.Simulation.Options.Faults.Has("background.rate_not_included");
    private readonly bool _maskInverted = parent.Simulation.Options.Faults.Has("background.mask_inverted");
    private readonly bool _seedKept = parent.Simulation.Options.Faults.Has("background.seed_not_loaded");
    private readonly bool _zeroFires = parent.Simulation.Options.Faults.Has("background.rate_zero_fires");
    private readonly bool _late = parent.Simulation.Options.Faults.Has("background.period_one_longer");

    // Behaviour

    /// <summary>Spikes that left.</summary>
    public long Spikes => _spikes;

    /// <summary>Spikes that found the crossbar's input full.</summary>
    public long Lost => _lost;

    protected override Activity Tick()
    {
        BackgroundSettings s = Settings.Value;
        if (!s.Enable)
        {
            State = BackgroundState.Off;
            return Activity.Idle;
        }
        int period = Math.Max((int)s.Period, 1) + (_late ? 1 : 0);
        if (State == BackgroundState.Off)
        {
            if (!_seedKept) _generator = Lfsr32.Load(s.Seed);
            _generatorCycle = Now;
            _end = Now + (_firstHalf ? (period + 1) / 2 : period);
        }
        State = s.IsRandom ? BackgroundState.Poisson : BackgroundState.Regular;
        if (Now < _end) return Activity.Until(_end);
        _generator = _jump.Advance(_generator, Now - _generatorCycle);
        _generatorCycle = Now;
        _bins++;
        if (!s.IsRandom || Draws(s.Rate)) Send(s);
        _end = Now + period;
        return Activity.Until(_end);
    }

    private bool Draws(byte rate) => (rate > 0 || _zeroFires) && (_below ? (byte)_generator < rate : (byte)_generator <= rate);

    private void Send(in BackgroundSettings s)
    {
        if (!EventOut.CanPush)
        {
            _lost++;
            return;
        }
        int mask = _maskInverted ? ~s.Mask & 0xFF : s.Mask;
        EventOut.Push(new SpikeEvent((ushort)((s.Label & ~mask | (int)(_generator >> 8) & mask) & EventCrossbar.LabelMask)));
        _spikes++;
    }
}
