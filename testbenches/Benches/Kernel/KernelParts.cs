using HwModel.Kernel;

namespace HwModel.Benches.Kernel;

/// <summary>What the parts of a test chain share outside the kernel's rules; only switched-in faults use it.</summary>
internal sealed class Backdoor
{
    public long Written { get; set; }
}

/// <summary>Mistakes that a module's author can make.</summary>
internal sealed record PartFaults(bool Peeks, bool SleepsTooEarly, bool HidesState, bool LosesItem, bool SwapsItems, bool WakesLate)
{
    public static PartFaults Of(FaultSet faults) => new(
        faults.Has("kernel.module_peeks"), faults.Has("kernel.sleeps_too_early"), faults.Has("kernel.hides_state"),
        faults.Has("kernel.loses_item"), faults.Has("kernel.swaps_items"), faults.Has("kernel.wakes_late"));
}

/// <summary>Sends the numbers 1, 2, 3, ... as many as it was asked for, with random gaps.</summary>
[Module]
internal sealed partial class Producer(Component parent, string name, ClockDomain clock, int gap, Backdoor door, PartFaults faults) : Module(parent, name, clock)
{
    // Interface
    [Out] public partial Out<ulong> Numbers { get; }

    // State
    [Reg] private RandomStream _random;
    [Reg] private ulong _sent;
    [Reg] private ulong _wanted;
    [Reg] private long _next;

    // Behaviour

    /// <summary>Numbers asked for so far.</summary>
    public ulong Wanted => _wanted;

    /// <summary>Asks for more numbers; between runs.</summary>
    public void Ask(int count)
    {
        _wanted += (ulong)count;
        Wake();
    }

    protected override Activity Tick()
    {
        door.Written = Now;
        if (_sent == _wanted) return Activity.Idle;
        if (Now < _next) return Activity.Until(_next);
        if (!Numbers.CanPush) return Activity.Idle;
        _sent++;
        bool isSwapped = faults.SwapsItems && _sent % 8 is 3 or 4;
        Numbers.Push(isSwapped ? _sent ^ 7 : _sent);
        _next = Now + 1 + _random.Next(gap + 1);
        return Activity.Until(_next);
    }
}

/// <summary>What a relay does with its item.</summary>
internal enum RelayState
{
    [Arcs(Aging, Offering)]
    Empty,

    [Arcs(Offering)]
    Aging,

    [Arcs(Empty)]
    Offering,
}

/// <summary>Takes a number, keeps it for some cycles, and passes it on.</summary>
[Module]
internal sealed partial class Relay(Component parent, string name, ClockDomain clock, int age, Backdoor door, PartFaults faults) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<ulong> Input { get; }

    [Out] public partial Out<ulong> Output { get; }

    // State
    [Reg, Fsm] private RelayState _state = RelayState.Empty;
    [Reg] private ulong _item;
    [Reg] private long _due;
    [Reg] private ulong _passed;
    private readonly Backdoor _hidden = new();

    // Behaviour

    /// <summary>The state machine's arcs.</summary>
    public FsmMonitor Machine => StateMachines[0];

    protected override Activity Tick()
    {
        switch (_state)
        {
            case RelayState.Empty:
                return Take();
            case RelayState.Aging when Now < _due:
                return Activity.Until(_due);
            case RelayState.Aging:
                State = RelayState.Offering;
                return Offer();
            default:
                return Offer();
        }
    }

    private Activity Take()
    {
        if (!Input.HasData) return Activity.Idle;
        _item = Input.Pop();
        if (faults.LosesItem && _item % 5 == 4) return Activity.Busy;
        if (age == 0)
        {
            State = RelayState.Offering;
            return Activity.Busy;
        }
        _hidden.Written++;
        _due = Now + age;
        if (faults.HidesState) _due += _hidden.Written & 1;
        if (faults.Peeks) _due += door.Written & 1;
        State = RelayState.Aging;
        if (faults.SleepsTooEarly) return Activity.Idle;
        return Activity.Until(faults.WakesLate ? _due + 1 : _due);
    }

    private Activity Offer()
    {
        if (!Output.CanPush) return Activity.Idle;
        Output.Push(_item);
        _passed++;
        State = RelayState.Empty;
        return Activity.Busy;
    }
}

/// <summary>Takes a number every few cycles.</summary>
[Module]
internal sealed partial class Taker(Component parent, string name, ClockDomain clock, int pace) : Module(parent, name, clock)
{
    // Interface
    [In] public partial In<ulong> Input { get; }

    // State
    [Reg] private ulong _taken;
    [Reg] private long _next;

    // Behaviour

    /// <summary>Numbers taken.</summary>
    public ulong Taken => _taken;

    /// <summary>Called with every number and its time; null: nobody listens. Set while the design is built.</summary>
    [Wired] private Action<ulong, long>? _listener;

    public void Listen(Action<ulong, long> listener) => _listener = listener;

    protected override Activity Tick()
    {
        if (!Input.HasData) return Activity.Idle;
        if (Now < _next) return Activity.Until(_next);
        _taken++;
        _listener?.Invoke(Input.Pop(), Time);
        if (_listener is null) Input.Pop();
        _next = Now + pace;
        return Input.Count > 1 ? Activity.Until(_next) : Activity.Idle;
    }
}
