using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.TwoOfSeven;

namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>
/// The wires of one direction of a transition-signalled link. A bit error makes one wire's change appear or disappear, a lost symbol changes nothing at the far end, a doubled
/// one changes its wires once more.
/// </summary>
[Module]
public sealed partial class WireLine(Component parent, string name, ClockDomain clock, LineOptions options, int wires) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<Wires> Input { get; }

    [Out] public partial Out<Wires> Output { get; }

    // State
    [Reg] private readonly LineNoise _noise = new(options, wires, $"{parent.Path}.{name}.noise");
    [Reg(Trace = false)] private Wires _again;
    [Reg] private bool _hasAgain;
    [Reg(Width = 7)] private byte _level;
    [Reg] private long _damaged;
    [Reg] private long _lost;
    [Reg] private long _doubled;
    private readonly bool _isPerfect = options.IsPerfect;

    // Behaviour

    /// <summary>Symbols of which a wire changed wrongly.</summary>
    public long Damaged => _damaged;

    /// <summary>Symbols that were lost.</summary>
    public long Lost => _lost;

    /// <summary>Symbols that came twice.</summary>
    public long Doubled => _doubled;

    /// <summary>Everything that went wrong.</summary>
    public long Mishaps => _damaged + _lost + _doubled;

    protected override Activity Tick()
    {
        if (_hasAgain)
        {
            _hasAgain = false;
            _doubled++;
            Put(_again);
            return Activity.Busy;
        }
        if (!Input.HasData) return Activity.Idle;
        Wires changed = Input.Pop();
        if (_isPerfect)
        {
            Put(changed);
            return Activity.Idle;
        }
        if (_noise.IsDead(Time) | _noise.DrawLoss())
        {
            _lost++;
            return Activity.Idle;
        }
        if (_noise.Draw())
        {
            changed = new Wires((byte)(changed.Toggled ^ (byte)_noise.FlipsLow));
            _damaged++;
        }
        if (changed.Toggled != 0) Put(changed);
        if (!_noise.DrawDuplicate()) return Activity.Idle;
        (_again, _hasAgain) = (changed, true);
        return Activity.Busy;
    }

    private void Put(Wires changed)
    {
        _level ^= changed.Toggled;
        // Changes that nobody takes for so long are seen by nobody.
        if (Output.CanPush) Output.Push(changed);
        else _lost++;
    }
}
