namespace HwModel.Kernel.Tests.Parts;

/// <summary>Pushes numbers 0, 1, 2, ... with random gaps; stops after a limit.</summary>
[Module]
internal sealed partial class NumberSource(Component parent, string name, double probability = 1, long limit = long.MaxValue, ClockDomain? clock = null) : Module(parent, name, clock)
{
    // Interface
    [Out] public partial Out<ulong> Numbers { get; }

    // State
    [Reg] private ulong _next;
    [Reg(Trace = false)] private RandomStream _random;
    [Reg] private long _due;

    // Behaviour
    public ulong Sent => _next;

    protected override Activity Tick()
    {
        if ((long)_next >= limit) return Activity.Idle;
        if (Now < _due) return Activity.Until(_due);
        if (!Numbers.CanPush) return Activity.Idle;
        Numbers.Push(_next++);
        _due = Now + 1 + (probability < 1 ? _random.NextGeometric(probability) : 0);
        return Activity.Until(_due);
    }
}

/// <summary>Takes numbers, in random cycles only, and keeps a check sum and the cycle of the last.</summary>
[Module]
internal sealed partial class NumberSink(Component parent, string name, double probability = 1, ClockDomain? clock = null) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<ulong> Numbers { get; }

    // State
    [Reg] private long _taken;
    [Reg] private ulong _sum;
    [Reg] private ulong _last;
    [Reg] private long _lastCycle;
    [Reg] private bool _inOrder = true;
    [Reg(Trace = false)] private RandomStream _random;
    [Reg] private long _due;

    // Behaviour
    public long Taken => _taken;

    public ulong Sum => _sum;

    public long LastCycle => _lastCycle;

    public bool InOrder => _inOrder;

    protected override Activity Tick()
    {
        if (!Numbers.HasData) return Activity.Idle;
        if (Now < _due) return Activity.Until(_due);
        ulong number = Numbers.Pop();
        if (_taken > 0 && number <= _last) _inOrder = false;
        _last = number;
        _taken++;
        _sum += number;
        _lastCycle = Now;
        _due = Now + 1 + (probability < 1 ? _random.NextGeometric(probability) : 0);
        return Activity.Until(_due);
    }
}

/// <summary>Passes numbers on; a registered boundary of one cycle.</summary>
[Module]
internal sealed partial class Stage(Component parent, string name, int depth = 2, ClockDomain? clock = null) : Module(parent, name, clock)
{
    // Interface
    [In(Depth = nameof(depth))] public partial In<ulong> Input { get; }

    [Out] public partial Out<ulong> Output { get; }

    // State
    [Reg] private ulong _passed;

    // Behaviour
    protected override Activity Tick()
    {
        if (!Input.HasData || !Output.CanPush) return Activity.Idle;
        Output.Push(Input.Pop());
        _passed++;
        return Input.Count > 1 ? Activity.Busy : Activity.Idle;
    }
}

/// <summary>Sends numbers to its outputs in turn.</summary>
[Module]
internal sealed partial class Fork(Component parent, string name, int ways, ClockDomain? clock = null) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<ulong> Input { get; }

    [Out(Count = nameof(ways))] public partial Out<ulong>[] Output { get; }

    // State
    [Reg] private int _turn;

    // Behaviour
    protected override Activity Tick()
    {
        if (!Input.HasData || !Output[_turn].CanPush) return Activity.Idle;
        Output[_turn].Push(Input.Pop());
        _turn = (_turn + 1) % ways;
        return Activity.Busy;
    }
}

/// <summary>Merges numbers from its inputs, round robin.</summary>
[Module]
internal sealed partial class Merge(Component parent, string name, int ways, ClockDomain? clock = null) : Module(parent, name, clock)
{
    // Interface
    [In(Count = nameof(ways), Depth = 3)] public partial In<ulong>[] Input { get; }

    [Out] public partial Out<ulong> Output { get; }

    // State
    [Reg] private int _turn;

    // Behaviour
    protected override Activity Tick()
    {
        if (ReadyInputs == 0 || !Output.CanPush) return Activity.Idle;
        for (int i = 0; i < ways; i++)
        {
            int input = (_turn + i) % ways;
            if (!Input[input].HasData) continue;
            Output.Push(Input[input].Pop());
            _turn = (input + 1) % ways;
            return Activity.Busy;
        }
        return Activity.Idle;
    }
}
