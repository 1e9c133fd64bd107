using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.LongRange;

namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>Puts symbols on the long-range line of one direction, where they may be damaged or lost, and tells when the signal goes and comes.</summary>
[Module]
public sealed partial class BlockLine(Component parent, string name, ClockDomain clock, LineOptions options, int bits = LineBlock.Bits) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<LineBlock> Input { get; }

    [Out] public partial Out<LineBlock> Output { get; }

    // State
    [Reg] private readonly LineNoise _noise = new(options, bits, $"{parent.Path}.{name}.noise");
    [Reg] private bool _isDead;
    [Reg(Trace = false)] private LineBlock _again;
    [Reg] private bool _hasAgain;
    [Reg] private long _damaged;
    [Reg] private long _lost;
    [Reg] private long _doubled;
    [Reg] private long _dead;
    private readonly bool _isPerfect = options.IsPerfect;

    // Behaviour

    /// <summary>Units that arrive with inverted line bits.</summary>
    public long Damaged => _damaged;

    /// <summary>Units that are lost on a line that works.</summary>
    public long Lost => _lost;

    /// <summary>Units that arrive twice.</summary>
    public long Doubled => _doubled;

    /// <summary>Units that went into a dead line.</summary>
    public long IntoDeadLine => _dead;

    protected override Activity Tick()
    {
        bool dead = _noise.IsDead(Time);
        if (dead != _isDead)
        {
            _isDead = dead;
            _hasAgain = false;
            // What falls into the change is lost.
            if (Input.HasData)
            {
                Input.Pop();
                _dead++;
            }
            Output.Push(new LineBlock(0, 0, dead ? BlockKind.SignalLost : BlockKind.SignalFound));
            return Activity.Busy;
        }
        if (_hasAgain)
        {
            // A doubled item takes a free place; under full load it overtakes nobody, but is dropped.
            _hasAgain = false;
            if (!Input.HasData)
            {
                _doubled++;
                Output.Push(_again);
                return Activity.Busy;
            }
        }
        if (Input.HasData) Pass(Input.Pop());
        return _hasAgain ? Activity.Busy : Next();
    }

    private void Pass(LineBlock block)
    {
        if (_isPerfect)
        {
            Output.Push(block);
            return;
        }
        if (_isDead)
        {
            _dead++;
            return;
        }
        if (_noise.DrawLoss())
        {
            _lost++;
            return;
        }
        if (_noise.Draw())
        {
            ulong low = _noise.FlipsLow, high = _noise.FlipsHigh;
            block = block with { Low = block.Low ^ low & ((1UL << 60) - 1), High = block.High ^ (low >> 60 | high << 4) };
            _damaged++;
        }
        Output.Push(block);
        if (_noise.DrawDuplicate()) (_again, _hasAgain) = (block, true);
    }

    // The next change between dead and alive.
    private Activity Next()
    {
        long next = long.MaxValue;
        foreach (DeadTime dead in options.Dead)
        {
            if (dead.From > Time) next = Math.Min(next, dead.From);
            if (dead.To > Time) next = Math.Min(next, dead.To);
        }
        return next == long.MaxValue ? Activity.Idle : Activity.Until(Clock.CycleFrom(next));
    }
}
