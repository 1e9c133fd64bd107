using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.Benches.PeParts;

/// <summary>Pushes items, each not before its cycle.</summary>
[Module]
internal sealed partial class Source<T>(Component parent, string name) : Module(parent, name)
    where T : unmanaged
{
    [Out] public partial Out<T> Output { get; }

    private readonly Queue<(long At, T Item)> _items = new();

    /// <summary>The cycle in which each item was pushed.</summary>
    public List<long> Pushed { get; } = [];

    public int Left => _items.Count;

    public void Add(T item, long at = 0) => _items.Enqueue((at, item));

    protected override Activity Tick()
    {
        if (_items.TryPeek(out (long At, T Item) next) && next.At <= Now && Output.CanPush)
        {
            Output.Push(_items.Dequeue().Item);
            Pushed.Add(Now);
        }
        return Activity.Busy;
    }
}

/// <summary>Takes an item a cycle, or one every few cycles.</summary>
[Module]
internal sealed partial class Drain<T>(Component parent, string name, int every = 1) : Module(parent, name)
    where T : unmanaged
{
    [In(Depth = 4)] public partial In<T> Input { get; }

    private readonly int _every = every;

    public List<(T Item, long Cycle)> Taken { get; } = [];

    protected override Activity Tick()
    {
        if (Input.HasData && Now % _every == 0) Taken.Add((Input.Pop(), Now));
        return Activity.Busy;
    }
}

/// <summary>A memory over the network: answers reads after random times, in any order.</summary>
[Module]
internal sealed partial class FarMemory(Component parent, string name, int mostLatency, ulong seed) : Module(parent, name)
{
    [In] public partial In<RemoteRequest> Request { get; }

    [Out] public partial Out<RemoteReply> Reply { get; }

    private readonly List<(long Due, RemoteReply Reply)> _waiting = [];
    private readonly byte[] _cells = new byte[128 * 1024];
    private readonly Random _random = new((int)(seed & int.MaxValue));
    private readonly int _mostLatency = mostLatency;

    public List<RemoteRequest> Log { get; } = [];

    public byte[] Cells => _cells;

    public int Waiting => _waiting.Count;

    protected override Activity Tick()
    {
        if (Request.HasData) Take(Request.Pop());
        if (!Reply.CanPush) return Activity.Busy;
        int due = _waiting.FindIndex(entry => entry.Due <= Now);
        if (due < 0) return Activity.Busy;
        Reply.Push(_waiting[due].Reply);
        _waiting.RemoveAt(due);
        return Activity.Busy;
    }

    private void Take(in RemoteRequest request)
    {
        Log.Add(request);
        Span<byte> row = _cells.AsSpan((int)(request.Address & RemoteMap.LocalMask & ~15u), 16);
        if (!request.Write)
        {
            _waiting.Add((Now + 1 + _random.Next(_mostLatency), new RemoteReply(request.Tag, BitConverter.ToUInt64(row), BitConverter.ToUInt64(row[8..]), false)));
            return;
        }
        for (int i = 0; i < 16; i++)
            if ((request.Mask >> i & 1) != 0)
                row[i] = (byte)((i < 8 ? request.Low : request.High) >> (8 * (i & 7)));
    }
}

/// <summary>Register accesses of a test, one after the other.</summary>
internal sealed class RegisterAgent
{
    private const int Patience = 200_000;

    private readonly Simulation _simulation;
    private readonly Source<RegisterRequest> _requests;
    private readonly Drain<RegisterReply> _replies;
    private int _asked;

    public RegisterAgent(Component parent, In<RegisterRequest> request, Out<RegisterReply> reply)
    {
        _simulation = parent.Simulation;
        _requests = new Source<RegisterRequest>(parent, "requests");
        _replies = new Drain<RegisterReply>(parent, "replies");
        Wiring.Connect(_requests.Output, request);
        Wiring.Connect(reply, _replies.Input);
    }

    public ClockDomain Clock => _requests.Clock;

    /// <summary>The cycle in which the last answer came.</summary>
    public long AnsweredAt { get; private set; }

    /// <summary>The cycle in which the last access was made.</summary>
    public long AskedAt { get; private set; }

    /// <summary>Told of every access that was answered without an error.</summary>
    public Action<RegisterRequest>? Answered { get; set; }

    /// <summary>Called after every cycle.</summary>
    public Action? EachCycle { get; set; }

    public void Run(int cycles)
    {
        for (int i = 0; i < cycles; i++)
        {
            _simulation.RunCycles(Clock, 1);
            EachCycle?.Invoke();
        }
    }

    /// <summary>Runs until something holds; false where it does not come to that.</summary>
    public bool RunUntil(Func<bool> holds, int limit)
    {
        for (int i = 0; !holds(); i++)
        {
            if (i == limit) return false;
            Run(1);
        }
        return true;
    }

    public uint Read(uint offset) => Access(new RegisterRequest(offset, 0, false)).Value;

    public void Write(uint offset, uint value) => Access(new RegisterRequest(offset, value, true));

    /// <summary>Tries registers of the block: reads, writes, reads back and restores some of them.</summary>
    public void Try(RegisterTour tour, ulong seed, int steps) => tour.Run(seed, steps, address => Read((uint)address), (address, value) => Write((uint)address, value));

    /// <summary>Makes an access without waiting for its answer.</summary>
    public void Begin(uint offset, uint value)
    {
        _requests.Add(new RegisterRequest(offset, value, true));
        _asked++;
    }

    public RegisterReply Access(RegisterRequest request)
    {
        _requests.Add(request);
        _asked++;
        if (!RunUntil(() => _replies.Taken.Count == _asked, Patience)) throw new InvalidOperationException($"the access of register 0x{request.Offset:X} was not answered");
        AskedAt = _requests.Pushed[^1];
        AnsweredAt = _replies.Taken[^1].Cycle;
        if (!_replies.Taken[^1].Item.Error) Answered?.Invoke(request);
        return _replies.Taken[^1].Item;
    }
}
