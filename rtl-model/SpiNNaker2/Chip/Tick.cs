using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Chip;

/// <summary>
/// The chip-wide tick: one interrupt that starts all processing elements at once, typically every millisecond (Scholze et al., OJCAS 2026). It crosses into the elements'
/// clocks as a level that toggles, so that no tick is lost while a clock changes or stands still.
/// </summary>
/// <param name="parent">The component that holds it.</param>
/// <param name="name">Its name there.</param>
/// <param name="reference">The 100 MHz reference.</param>
/// <param name="first">Reference cycles from the start to the first tick.</param>
/// <param name="period">Reference cycles between ticks.</param>
/// <param name="count">How many ticks; a negative number is no end.</param>
[Module]
public sealed partial class TickSource(Component parent, string name, ClockDomain reference, long first, long period, long count) : Module(parent, name, reference)
{
    // Interface
    [Out(Optional = true)] public partial RegOut<bool> Toggle { get; }

    // State
    [Reg] private bool _level;
    [Reg] private long _ticks;

    // Behaviour

    /// <summary>Ticks so far.</summary>
    public long Ticks => _ticks;

    protected override Activity Tick()
    {
        long next = first + (_ticks * period);
        if (_ticks == count) return Activity.Idle;
        if (Now < next) return Activity.Until(next);
        _ticks++;
        _level = !_level;
        Toggle.Set(_level);
        return Activity.Until(next + period);
    }
}

/// <summary>An element's end of the tick: a pulse of one cycle of its own clock for every change of the level.</summary>
[Module]
public sealed partial class TickReceiver(Component parent, string name, ClockDomain clock) : Module(parent, name, clock)
{
    private const byte TickLine = 1;

    // Interface
    [In] public partial SignalIn<bool> Toggle { get; }

    [Out] public partial RegOut<byte> Lines { get; }

    // State
    [Reg] private bool _last;
    [Reg] private bool _isHigh;

    // Behaviour
    protected override Activity Tick()
    {
        bool changed = Toggle.Value != _last;
        _last = Toggle.Value;
        if (changed != _isHigh) Lines.Set(changed ? TickLine : (byte)0);
        _isHigh = changed;
        return changed ? Activity.Busy : Activity.Idle;
    }
}
