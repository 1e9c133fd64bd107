using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>Puts items on the line of one direction, where they may be damaged, lost or doubled; tells a far end that detects the signal when it goes and comes.</summary>
/// <typeparam name="T">What the line carries at once.</typeparam>
[Module]
public sealed partial class NoisyLine<T>(Component parent, string name, ClockDomain clock, LineOptions options, int bits) : Module(parent, name, clock)
    where T : unmanaged, ILineItem<T>
{
    // Interface
    [In] public partial In<T> Input { get; }

    [Out] public partial Out<T> Output { get; }

    // State
    [Reg] private readonly LineNoise _noise = new(options, bits, $"{parent.Path}.{name}.noise");
    [Reg(Trace = false)] private T _again;
    [Reg] private bool _hasAgain;
    [Reg] private long _damaged;
    [Reg] private long _lost;
    [Reg] private long _doubled;
    [Reg] private long _dead;
    private readonly bool _isPerfect = options.IsPerfect;
    private readonly bool _tellsSignal = T.OnSignal(true) is not null;

    // Behaviour

    /// <summary>Items that arrive with inverted bits.</summary>
    public long Damaged => _damaged;

    /// <summary>Items that are lost on a line that works.</summary>
    public long Lost => _lost;

    /// <summary>Items that arrive twice.</summary>
    public long Doubled => _doubled;

    /// <summary>Items that went into a dead line.</summary>
    public long IntoDeadLine => _dead;

    protected override Activity Tick()
    {
        bool dead = _noise.IsDead(Time);
        if (_tellsSignal && dead != _noise.IsDead(Time - Clock.Period)) return Tell(dead);
        if (_hasAgain)
        {
            // A doubled item takes a free place; under full load it overtakes nobody, but is dropped.
            _hasAgain = false;
            if (!Input.HasData)
            {
                _doubled++;
                Output.Push(_again);
                return Next();
            }
        }
        if (Input.HasData) Pass(Input.Pop(), dead);
        return _hasAgain ? Activity.Busy : Next();
    }

    // What falls into the change is lost.
    private Activity Tell(bool dead)
    {
        _hasAgain = false;
        if (Input.HasData)
        {
            Input.Pop();
            _dead++;
        }
        Output.Push(T.OnSignal(dead)!.Value);
        return Next();
    }

    private void Pass(T item, bool dead)
    {
        if (_isPerfect)
        {
            Output.Push(item);
            return;
        }
        if (dead)
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
            item = item.Inverted(_noise.FlipsLow, _noise.FlipsHigh);
            _damaged++;
        }
        Output.Push(item);
        if (_noise.DrawDuplicate()) (_again, _hasAgain) = (item, true);
    }

    // The next change between dead and alive.
    private Activity Next()
    {
        long next = long.MaxValue;
        if (_tellsSignal)
            foreach (DeadTime dead in options.Dead)
            {
                if (dead.From > Time) next = Math.Min(next, dead.From);
                if (dead.To > Time) next = Math.Min(next, dead.To);
            }
        return next == long.MaxValue ? Activity.Idle : Activity.Until(Clock.CycleFrom(next));
    }
}

/// <summary>How lines are laid.</summary>
internal static class LineLaying
{
    /// <summary>Lays a line from one endpoint to another, which may be in different partitions: the time on the line is then the lookahead.</summary>
    /// <param name="parent">The component that holds the line.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="from">What drives the line.</param>
    /// <param name="fromClock">Clock of the driving side.</param>
    /// <param name="to">What it ends at.</param>
    /// <param name="toClock">Clock of the receiving side.</param>
    /// <param name="options">Flight time and mishaps.</param>
    /// <param name="bits">Bits of an item.</param>
    /// <param name="latency">Femtoseconds on the way besides the flight and the registers of line and wire.</param>
    public static NoisyLine<T> Lay<T>(
        Component parent, string name, Out<T> from, ClockDomain fromClock, In<T> to, ClockDomain toClock, LineOptions options, int bits, long latency)
        where T : unmanaged, ILineItem<T>
    {
        var line = new NoisyLine<T>(parent, name, fromClock, options.Checked($"{parent.Path}.{name}"), bits);
        var wire = new Link<T>(parent, $"{name}_wire", fromClock, toClock, new LinkOptions { Latency = latency + options.Flight, Credits = 64 });
        Wiring.Connect(from, line.Input);
        Wiring.Connect(line.Output, wire.Input);
        Wiring.Connect(wire.Output, to);
        return line;
    }
}
