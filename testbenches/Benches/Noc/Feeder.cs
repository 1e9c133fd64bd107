using HwModel.Kernel;

namespace HwModel.Benches.Noc;

/// <summary>Pushes what it is given as fast as it is taken.</summary>
[Module]
internal sealed partial class Feeder<T>(Component parent, string name, ClockDomain clock) : Module(parent, name, clock)
    where T : unmanaged
{
    [Out] public partial Out<T> Items { get; }

    private readonly Queue<T> _script = new();

    [Wired] private Action<T, long>? _listener;

    /// <summary>What was not taken yet.</summary>
    public int Left => _script.Count;

    /// <summary>Tells of every item and the cycle in which it was pushed.</summary>
    public void Listen(Action<T, long> listener) => _listener = listener;

    public void Add(in T item)
    {
        _script.Enqueue(item);
        Wake();
    }

    protected override Activity Tick()
    {
        if (_script.Count == 0 || !Items.CanPush) return Activity.Idle;
        T item = _script.Dequeue();
        Items.Push(item);
        _listener?.Invoke(item, Now);
        return Activity.Busy;
    }
}

/// <summary>A level that the bench sets.</summary>
[Module]
internal sealed partial class Lever(Component parent, string name, ClockDomain clock) : Module(parent, name, clock)
{
    [Out] public partial RegOut<bool> Level { get; }

    [Wired] private bool _wanted;

    public void Set(bool level)
    {
        _wanted = level;
        Wake();
    }

    protected override Activity Tick()
    {
        if (Level.Value != _wanted) Level.Set(_wanted);
        return Activity.Idle;
    }
}

/// <summary>Takes an item in every cycle, or none while it is shut.</summary>
[Module]
internal sealed partial class Taker<T>(Component parent, string name, ClockDomain clock) : Module(parent, name, clock)
    where T : unmanaged
{
    [In] public partial In<T> Items { get; }

    [Wired] private Action<T, long>? _listener;
    [Wired] private bool _isShut;

    /// <summary>Tells of every item and the cycle in which it was there to be taken.</summary>
    public void Listen(Action<T, long> listener) => _listener = listener;

    public void Shut(bool shut)
    {
        _isShut = shut;
        Wake();
    }

    protected override Activity Tick()
    {
        if (_isShut || !Items.HasData) return Activity.Idle;
        T item = Items.Pop();
        _listener?.Invoke(item, Now);
        return Activity.Busy;
    }
}
