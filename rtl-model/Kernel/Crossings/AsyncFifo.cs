namespace HwModel.Kernel;

/// <summary>
/// An asynchronous FIFO between two clock domains of one partition: a dual-ported memory whose read and write pointers cross through synchronisers
/// (Cummings, SNUG 2002, style 1). An item can be pushed on to the reader at the first edge after it passed all synchroniser stages.
/// While <see cref="Clear"/> is set the FIFO drops what is in it and what comes, also where the reader's clock stands still.
/// </summary>
/// <typeparam name="T">What flows.</typeparam>
public sealed class AsyncFifo<T> : Component
    where T : unmanaged
{
    private readonly AsyncFifoWriter<T> _writer;
    private readonly AsyncFifoReader<T> _reader;

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="write">Clock of the writing side.</param>
    /// <param name="read">Clock of the reading side.</param>
    /// <param name="depth">Items in the memory, a power of two.</param>
    /// <param name="stages">Synchroniser flip-flops for each pointer.</param>
    public AsyncFifo(Component parent, string name, ClockDomain write, ClockDomain read, int depth = 8, int stages = 2)
        : base(parent, name)
    {
        if (!System.Numerics.BitOperations.IsPow2(depth)) throw new ArgumentException($"{Path}: depth {depth} is not a power of two, as Gray-coded pointers need", nameof(depth));
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        Describe(nameof(depth), depth);
        Describe(nameof(stages), stages);
        _writer = new AsyncFifoWriter<T>(this, "write_side", write, depth, stages);
        _reader = new AsyncFifoReader<T>(this, "read_side", read, _writer, depth, stages);
        _writer.ReadBy(_reader);
    }

    /// <summary>Where the writing side pushes.</summary>
    public In<T> Input => _writer.Input;

    /// <summary>What drives the reading side.</summary>
    public Out<T> Output => _reader.Output;

    /// <summary>In the writer's clock; may stay unconnected.</summary>
    public SignalIn<bool> Clear => _writer.Clear;

    /// <summary>Items that were dropped.</summary>
    public long Dropped => _writer.Dropped + _reader.Dropped;
}

[Module]
internal sealed partial class AsyncFifoWriter<T>(Component parent, string name, ClockDomain clock, int depth, int stages) : Module(parent, name, clock)
    where T : unmanaged
{
    // Interface
    [In] public partial In<T> Input { get; }

    [In(Optional = true)] public partial SignalIn<bool> Clear { get; }

    // State
    [Reg(Reset = false)] private readonly T[] _memory = new T[depth];
    [Reg] private ulong _written;
    [Reg] private readonly SynchroniserChain _readPointer = new(stages);
    [Reg] private CrossingWord _published = null!;
    [Reg] private CrossingWord _cleared = null!;
    [Reg(Trace = false)] private long _dropped;
    [Wired] private AsyncFifoReader<T> _reader = null!;

    // Behaviour
    internal CrossingWord Published => _published ??= new CrossingWord(this);

    /// <summary>All before this pointer is dropped. The reader sees it as it sees an asynchronous reset: without synchroniser.</summary>
    internal CrossingWord Cleared => _cleared ??= new CrossingWord(this);

    internal long Dropped => _dropped;

    internal T[] Memory => _memory;

    internal void ReadBy(AsyncFifoReader<T> reader)
    {
        _reader = reader;
        Published.ReadBy(reader);
        Cleared.ReadBy(reader);
    }

    protected override Activity Tick()
    {
        bool isFull = _written - _readPointer.Value == (ulong)depth;
        ulong read = _reader.Published.Visible;
        bool settled = _readPointer.IsSettled(read);
        if (!settled) _readPointer.Shift(read);
        if (Clear.Value) return Drop() || !settled ? Activity.Busy : Activity.Idle;
        if (Input.HasData && !isFull)
        {
            _memory[_written & (ulong)(depth - 1)] = Input.Pop();
            Published.Publish(++_written);
        }
        return settled && (!Input.HasData || isFull) ? Activity.Idle : Activity.Busy;
    }

    private bool Drop()
    {
        if (Cleared.Visible != _written) Cleared.Publish(_written);
        if (!Input.HasData) return false;
        Input.Pop();
        _dropped++;
        return true;
    }
}

[Module]
internal sealed partial class AsyncFifoReader<T> : Module
    where T : unmanaged
{
    // Interface
    [Out] public partial Out<T> Output { get; }

    // State
    [Reg] private ulong _read;
    [Reg] private readonly SynchroniserChain _writePointer;
    [Reg] private readonly CrossingWord _published;
    [Reg(Trace = false)] private long _dropped;
    private readonly AsyncFifoWriter<T> _writer;
    private readonly int _depth;

    // Behaviour
    internal AsyncFifoReader(Component parent, string name, ClockDomain clock, AsyncFifoWriter<T> writer, int depth, int stages)
        : base(parent, name, clock)
    {
        _writer = writer;
        _depth = depth;
        _writePointer = new SynchroniserChain(stages);
        _published = new CrossingWord(this);
        _published.ReadBy(writer);
    }

    internal CrossingWord Published => _published;

    // With those that it will drop when its clock runs again.
    internal long Dropped => _dropped + Cleared;

    private long Cleared => Math.Max(0, (long)(_writer.Cleared.Visible - _read));

    protected override Activity Tick()
    {
        if (Cleared is > 0 and long cleared)
        {
            _dropped += cleared;
            _published.Publish(_read += (ulong)cleared);
        }
        // The write pointer may lag behind a read pointer that was moved by a clear.
        bool hasData = (long)(_writePointer.Value - _read) > 0;
        ulong written = _writer.Published.Visible;
        bool settled = _writePointer.IsSettled(written);
        if (!settled) _writePointer.Shift(written);
        bool moved = hasData && Output.CanPush;
        if (moved)
        {
            Output.Push(_writer.Memory[_read & (ulong)(_depth - 1)]);
            _published.Publish(++_read);
        }
        return settled && !moved ? Activity.Idle : Activity.Busy;
    }
}
