using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

/// <summary>
/// A first-in first-out queue at a module's input: registered valid and ready, at most one item in and one item out per cycle.
/// An item pushed in one cycle can be read in the next; room made in one cycle can be used in the next.
/// </summary>
public abstract class InQueue : Port
{
    internal int Head;
    internal int Items;
    internal int Pushed;
    internal int Popped;
    internal readonly int IndexMask;
    internal Module Reader = null!;
    internal Module? Writer;
    internal ulong ReadyBit;
    internal ulong FullBit;
    private protected ClockDomain Domain = null!;

    private protected InQueue(int depth, int width, bool optional)
        : base(width, optional)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, 1 << 24);
        Depth = depth;
        IndexMask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)depth) - 1;
    }

    public override PortDirection Direction => PortDirection.In;

    public override PortKind Kind => PortKind.Queue;

    public override bool IsConnected => Writer is not null;

    /// <summary>How many items fit.</summary>
    public int Depth { get; }

    /// <summary>How many items it holds in the present cycle.</summary>
    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Items;
    }

    /// <summary>Whether there is an item to read.</summary>
    public bool HasData
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Items != 0;
    }

    /// <summary>The output that writes into it; null where there is none.</summary>
    public Port? Source { get; internal set; }

    internal void Attach(Module reader, ulong readyBit)
    {
        Reader = reader;
        ReadyBit = readyBit;
        Domain = reader.Clock;
    }

    /// <summary>Ends the cycle: what was pushed and popped becomes visible, and whoever waited for it wakes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Commit(ClockDomain domain)
    {
        int before = Items;
        int items = before + Pushed - Popped;
        Head = (Head + Popped) & IndexMask;
        Items = items;
        Pushed = 0;
        Popped = 0;
        Module reader = Reader;
        if (items != 0)
        {
            reader.ReadyMask |= ReadyBit;
            domain.WakeAtCommit(reader.Index);
        }
        else reader.ReadyMask &= ~ReadyBit;
        // The writer is looked at only where the queue becomes full or was full.
        if (items == before || (items != Depth && before != Depth) || Writer is not { } writer) return;
        if (items == Depth) writer.FullMask |= FullBit;
        else
        {
            writer.FullMask &= ~FullBit;
            domain.WakeAtCommit(writer.Index);
        }
    }

    /// <summary>Puts the masks and wake-ups right after a snapshot was loaded.</summary>
    internal void RestoreMasks()
    {
        if (Items != 0) Reader.ReadyMask |= ReadyBit;
        else Reader.ReadyMask &= ~ReadyBit;
        if (Writer is null) return;
        if (Items == Depth) Writer.FullMask |= FullBit;
        else Writer.FullMask &= ~FullBit;
    }

    internal abstract void Save(StateWriter writer);

    internal abstract void Load(StateReader reader);

    internal abstract void Hash(ref StateHash hash);

    internal abstract void DeclareTrace(TraceDeclaration trace);

    internal abstract void SampleTrace(TraceSampler sampler);

    internal abstract void Clear();
}

/// <inheritdoc cref="InQueue"/>
public sealed class In<T> : InQueue
    where T : unmanaged
{
    private readonly T[] _items;
    private int _headVariables;

    /// <summary>Made by generated code.</summary>
    public In(int depth, int width, bool optional)
        : base(depth, width, optional) => _items = new T[IndexMask + 1];

    public override Type Payload => typeof(T);

    /// <summary>The oldest item. Only where <see cref="InQueue.HasData"/>.</summary>
    public ref readonly T Peek()
    {
        if (Items == 0) ThrowEmpty();
        return ref _items[Head];
    }

    /// <summary>The i-th oldest item.</summary>
    public ref readonly T Peek(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Items, nameof(index));
        return ref _items[(Head + index) & IndexMask];
    }

    /// <summary>Takes the oldest item; it leaves at the end of the cycle.</summary>
    /// <exception cref="InvalidOperationException">The queue is empty, or an item was already taken in this cycle.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Pop()
    {
        if (Items == 0 || Popped != 0) ThrowPop();
        if (Pushed == 0) Domain.Touch(this);
        Popped = 1;
        return _items[Head];
    }

    internal bool CanPush
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Items != Depth;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Push(T item)
    {
        if (Items == Depth || Pushed != 0) ThrowPush();
        if (Popped == 0) Domain.Touch(this);
        Pushed = 1;
        _items[(Head + Items) & IndexMask] = item;
    }

    internal override void Save(StateWriter writer)
    {
        writer.Write(Items);
        for (int i = 0; i < Items; i++) PayloadCodec<T>.Instance.Save(writer, in _items[(Head + i) & IndexMask]);
    }

    internal override void Load(StateReader reader)
    {
        Head = Pushed = Popped = 0;
        Items = reader.ReadInt32();
        if (Items < 0 || Items > Depth) throw new SnapshotException($"{Path} holds {Items} items in the snapshot, but fits only {Depth}");
        for (int i = 0; i < Items; i++) _items[i] = PayloadCodec<T>.Instance.Load(reader);
    }

    internal override void Hash(ref StateHash hash)
    {
        hash.Add(Items);
        for (int i = 0; i < Items; i++) PayloadCodec<T>.Instance.Hash(ref hash, in _items[(Head + i) & IndexMask]);
    }

    internal override void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("count", System.Numerics.BitOperations.Log2((uint)Depth) + 1);
        int before = trace.Variables.Count;
        PayloadCodec<T>.Instance.DeclareTrace(trace, "head", Width);
        _headVariables = trace.Variables.Count - before;
    }

    internal override void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits((ulong)Items);
        if (Items != 0) PayloadCodec<T>.Instance.SampleTrace(sampler, in _items[Head]);
        else sampler.Absent(_headVariables);
    }

    internal override void Clear()
    {
        Head = Items = Pushed = Popped = 0;
        RestoreMasks();
    }

    private void ThrowEmpty() =>
        throw new InvalidOperationException($"{Path} was read in cycle {Domain.Cycle} while empty; look at HasData first");

    private void ThrowPop() => throw new InvalidOperationException(Items == 0
        ? $"{Path} was popped in cycle {Domain.Cycle} while empty; look at HasData first"
        : $"{Path} was popped twice in cycle {Domain.Cycle}; a queue gives one item a cycle");

    private void ThrowPush() => throw new InvalidOperationException(Items == Depth
        ? $"{Path} was pushed into in cycle {Domain.Cycle} while it held {Depth} of {Depth} items; look at CanPush first"
        : $"{Path} was pushed into twice in cycle {Domain.Cycle}; a queue takes one item a cycle");
}
