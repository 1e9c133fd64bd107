using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

internal interface IOutQueue
{
    void Attach(Module writer, ulong fullBit);
}

/// <summary>An output that pushes items into the queue at the other side's input.</summary>
public sealed class Out<T> : Port, IOutQueue
    where T : unmanaged
{
    private In<T>? _target;
    private ulong _fullBit;

    /// <summary>Made by generated code.</summary>
    public Out(int width, bool optional)
        : base(width, optional)
    {
    }

    public override PortDirection Direction => PortDirection.Out;

    public override PortKind Kind => PortKind.Queue;

    public override Type Payload => typeof(T);

    public override bool IsConnected => _target is not null;

    /// <summary>The input at the other side; null where there is none.</summary>
    public In<T>? Target => _target;

    /// <summary>Whether an item can be pushed in this cycle. Never, where the output is unconnected.</summary>
    public bool CanPush
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _target is { } target && target.CanPush;
    }

    /// <summary>Pushes an item; the other side can read it in the next cycle.</summary>
    /// <exception cref="InvalidOperationException">The queue is full or unconnected, or an item was already pushed in this cycle.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T item)
    {
        In<T>? target = _target;
        if (target is null) ThrowUnconnected();
        target!.Push(item);
    }

    internal void Bind(In<T> target)
    {
        _target = target;
        target.Writer = Owner;
        target.Source = this;
        target.FullBit = _fullBit;
        Owner.FullMask &= ~_fullBit;
    }

    void IOutQueue.Attach(Module writer, ulong fullBit)
    {
        _fullBit = fullBit;
        writer.FullMask |= fullBit;
    }

    private void ThrowUnconnected() => throw new InvalidOperationException($"{Path} was pushed into but is not connected");
}
