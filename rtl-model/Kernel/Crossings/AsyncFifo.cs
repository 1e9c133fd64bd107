namespace HwModel.Kernel;

/// <summary>
/// An asynchronous FIFO between two clock domains of one partition: a dual-ported memory whose read and write pointers cross through synchronisers
/// (Cummings, SNUG 2002, style 1). An item can be pushed on to the reader at the first edge after it passed all synchroniser stages.
/// </summary>
/// <typeparam name="T">What flows.</typeparam>
public sealed class AsyncFifo<T> : Component
    where T : unmanaged
{
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
        var writer = new AsyncFifoWriter<T>(this, "write_side", write, depth, stages);
        var reader = new AsyncFifoReader<T>(this, "read_side", read, writer, depth, stages);
        writer.ReadBy(reader);
        Input = writer.Input;
        Output = reader.Output;
    }

    /// <summary>Where the writing side pushes.</summary>
    public In<T> Input { get; }

    /// <summary>What drives the reading side.</summary>
    public Out<T> Output { get; }
}

[Module]
internal sealed partial class AsyncFifoWriter<T>(Component parent, string name, ClockDomain clock, int depth, int stages) : Module(parent, name, clock)
    where T : unmanaged
{
    // Interface
    [In] public partial In<T> Input { get; }

    // State
    [Reg(Reset = false)] private readonly T[] _memory = new T[depth];
    [Reg] private ulong _written;
    [Reg] private readonly SynchroniserChain _readPointer = new(stages);
    [Reg] private CrossingWord _published = null!;
    [Wired] private AsyncFifoReader<T> _reader = null!;

    // Behaviour
    internal CrossingWord Published => _published ??= new CrossingWord(this);

    internal T[] Memory => _memory;

    internal void ReadBy(AsyncFifoReader<T> reader)
    {
        _reader = reader;
        Published.ReadBy(reader);
    }

    protected override Activity Tick()
    {
        bool isFull = _written - _readPointer.Value == (ulong)depth;
        ulong read = _reader.Published.Visible;
        bool settled = _readPointer.IsSettled(read);
        if (!settled) _readPointer.Shift(read);
        if (Input.HasData && !isFull)
        {
            _memory[_written & (ulong)(depth - 1)] = Input.Pop();
            Published.Publish(++_written);
        }
        return settled && (!Input.HasData || isFull) ? Activity.Idle : Activity.Busy;
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

    protected override Activity Tick()
    {
        bool hasData = _writePointer.Value != _read;
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
