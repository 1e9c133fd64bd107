using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Units;

namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>Puts units on the line of one direction, where they may be damaged, lost or doubled.</summary>
[Module]
public sealed partial class UnitLine(Component parent, string name, ClockDomain clock, LineOptions options) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<LinkUnit> Input { get; }

    [Out] public partial Out<LinkUnit> Output { get; }

    // State
    [Reg] private readonly LineNoise _noise = new(options, LinkUnit.Bits, $"{parent.Path}.{name}.noise");
    [Reg(Trace = false)] private LinkUnit _again;
    [Reg] private bool _hasAgain;
    [Reg] private long _damaged;
    [Reg] private long _lost;
    [Reg] private long _doubled;
    [Reg] private long _dead;
    private readonly bool _isPerfect = options.IsPerfect;

    // Behaviour

    /// <summary>Units that arrive with inverted bits.</summary>
    public long Damaged => _damaged;

    /// <summary>Units that are lost on a line that works.</summary>
    public long Lost => _lost;

    /// <summary>Units that arrive twice.</summary>
    public long Doubled => _doubled;

    /// <summary>Units that went into a dead line.</summary>
    public long IntoDeadLine => _dead;

    protected override Activity Tick()
    {
        if (_hasAgain)
        {
            // A doubled unit takes a free unit's place; under full load it overtakes nobody, but is dropped.
            _hasAgain = false;
            if (!Input.HasData)
            {
                _doubled++;
                Output.Push(_again);
                return Activity.Idle;
            }
        }
        if (!Input.HasData) return Activity.Idle;
        LinkUnit unit = Input.Pop();
        if (_isPerfect)
        {
            Output.Push(unit);
            return Activity.Idle;
        }
        if (_noise.IsDead(Time))
        {
            _dead++;
            return Activity.Idle;
        }
        if (_noise.DrawLoss())
        {
            _lost++;
            return Activity.Idle;
        }
        if (_noise.Draw())
        {
            unit = Damage(unit);
            _damaged++;
        }
        Output.Push(unit);
        if (!_noise.DrawDuplicate()) return Activity.Idle;
        (_again, _hasAgain) = (unit, true);
        return Activity.Busy;
    }

    // In order of transmission a unit is its bits 83 to 0, then the check: so a burst of errors is one for the check too.
    private LinkUnit Damage(LinkUnit unit)
    {
        (ulong low, ulong high) = (_noise.FlipsLow, _noise.FlipsHigh);
        return new LinkUnit(unit.Low ^ (low >> 12 | high << 52), unit.High ^ ((uint)(high >> 12) | (uint)(low & 0xFFF) << 20));
    }
}
