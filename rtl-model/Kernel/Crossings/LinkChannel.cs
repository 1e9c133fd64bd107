namespace HwModel.Kernel;

/// <summary>One direction of a link: what is sent arrives a fixed time later, in order. The only thing that connects partitions.</summary>
internal abstract class LinkCore : IEndOfInstant
{
    private protected LinkCore(Module sender, long latency)
    {
        Sender = sender;
        Latency = latency;
        sender.Simulation.Add(this);
    }

    /// <summary>Femtoseconds from the edge that sends to the arrival.</summary>
    public long Latency { get; }

    public Module Sender { get; }

    public abstract bool CrossesPartitions { get; }

    /// <summary>Items sent and not yet passed on; 0 for a channel of credits.</summary>
    public abstract int ItemsUnderWay { get; }

    /// <summary>Gives what was sent to the receiving side; nobody runs meanwhile.</summary>
    public abstract void HandOver();

    public void EndInstant(long now) => HandOver();
}

/// <inheritdoc cref="LinkCore"/>
internal sealed class LinkChannel<T>(Module sender, Module receiver, long latency, bool isCredit) : LinkCore(sender, latency)
    where T : unmanaged
{
    private Message[] _sent = new Message[4];
    private int _sentCount;

    public LinkInbox<T> Inbox { get; } = new();

    public override bool CrossesPartitions => Sender.Clock.PartitionIndex != receiver.Clock.PartitionIndex;

    public override int ItemsUnderWay => isCredit ? 0 : Inbox.Count + _sentCount;

    public void Send(T item)
    {
        if (_sentCount == _sent.Length) Array.Resize(ref _sent, 2 * _sentCount);
        _sent[_sentCount++] = new Message(Sender.Clock.EdgeTime + Latency, item);
        if (_sentCount == 1 && !CrossesPartitions) Sender.Clock.Partition.AtEndOfInstant(this);
    }

    public override void HandOver()
    {
        for (int i = 0; i < _sentCount; i++)
        {
            Inbox.Add(_sent[i].Arrival, _sent[i].Item);
            receiver.Clock.TimerFromOutside(receiver.Index, _sent[i].Arrival);
        }
        _sentCount = 0;
    }

    private readonly record struct Message(long Arrival, T Item);
}

/// <summary>What is on its way on one direction of a link, or has arrived and waits: part of the receiving module's state.</summary>
internal sealed class LinkInbox<T> : IStatePart
    where T : unmanaged
{
    private long[] _arrivals = new long[4];
    private T[] _items = new T[4];
    private int _head;

    public int Count { get; private set; }

    /// <summary>When the oldest item arrives; <see cref="long.MaxValue"/> where there is none.</summary>
    public long FirstArrival => Count == 0 ? long.MaxValue : _arrivals[_head];

    public string Schema => $"inbox({typeof(T).Name})";

    public void Add(long arrival, T item)
    {
        if (Count == _items.Length) Grow();
        int at = (_head + Count++) & (_items.Length - 1);
        _arrivals[at] = arrival;
        _items[at] = item;
    }

    public T Take()
    {
        T item = _items[_head];
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return item;
    }

    public void Reset(PowerOn powerOn) => Count = 0;

    public void Save(StateWriter writer)
    {
        writer.Write(Count);
        for (int i = 0; i < Count; i++)
        {
            int at = (_head + i) & (_items.Length - 1);
            writer.Write(_arrivals[at]);
            writer.WriteValue(in _items[at]);
        }
    }

    public void Load(StateReader reader)
    {
        _head = Count = 0;
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++) Add(reader.ReadInt64(), reader.ReadValue<T>());
    }

    // When an item is handed over depends on where a run was cut into windows; it is hashed when it leaves the inbox.
    public void Hash(ref StateHash hash)
    {
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }

    private void Grow()
    {
        int size = _items.Length;
        Array.Resize(ref _items, 2 * size);
        Array.Resize(ref _arrivals, 2 * size);
        Array.Copy(_items, 0, _items, size, _head);
        Array.Copy(_arrivals, 0, _arrivals, size, _head);
    }
}
