using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

/// <summary>An output that carries a level; its readers wake when it changes.</summary>
public abstract class SignalOut : Port
{
    internal readonly List<SignalIn> ReaderPorts = [];
    private protected Module[] Readers = [];

    private protected SignalOut(int width, bool optional)
        : base(width, optional)
    {
    }

    public override PortDirection Direction => PortDirection.Out;

    public override PortKind Kind => PortKind.Signal;

    public override bool IsConnected => ReaderPorts.Count > 0;

    /// <summary>Whether the level is driven combinationally.</summary>
    public abstract bool IsWire { get; }

    internal void Freeze() => Readers = [.. ReaderPorts.Select(port => port.Owner).Distinct()];

    private protected void Changed(ClockDomain domain)
    {
        foreach (Module reader in Readers)
        {
            domain.WakeAtCommit(reader.Index);
            domain.MarkDirty(reader);
        }
    }

    internal abstract void Commit(ClockDomain domain);

    internal abstract void Save(StateWriter writer);

    internal abstract void Load(StateReader reader);

    internal abstract void Hash(ref StateHash hash);

    internal abstract void DeclareTrace(TraceDeclaration trace);

    internal abstract void SampleTrace(TraceSampler sampler);

    internal abstract void Clear();
}

/// <summary>A <see cref="SignalOut"/> of a known type.</summary>
public abstract class SignalOut<T> : SignalOut
    where T : unmanaged
{
    internal T Present;

    private protected SignalOut(int width, bool optional)
        : base(width, optional)
    {
    }

    public override Type Payload => typeof(T);

    /// <summary>The level in the present cycle.</summary>
    public T Value => Present;

    internal override void Save(StateWriter writer) => PayloadCodec<T>.Instance.Save(writer, in Present);

    internal override void Load(StateReader reader) => Present = PayloadCodec<T>.Instance.Load(reader);

    internal override void Hash(ref StateHash hash) => PayloadCodec<T>.Instance.Hash(ref hash, in Present);

    internal override void DeclareTrace(TraceDeclaration trace) => PayloadCodec<T>.Instance.DeclareTrace(trace, Name, Width);

    internal override void SampleTrace(TraceSampler sampler) => PayloadCodec<T>.Instance.SampleTrace(sampler, in Present);

    internal override void Clear() => Present = default;
}

/// <summary>A registered output: what is set in one cycle shows in the next.</summary>
public sealed class RegOut<T>(int width, bool optional) : SignalOut<T>(width, optional)
    where T : unmanaged
{
    private T _next;
    private bool _touched;

    public override bool IsWire => false;

    /// <summary>Sets the level of the next cycle; the last one set in a cycle counts.</summary>
    public void Set(T value)
    {
        _next = value;
        if (_touched) return;
        _touched = true;
        Owner.Clock.Touch(this);
    }

    internal override void Commit(ClockDomain domain)
    {
        _touched = false;
        if (EqualityComparer<T>.Default.Equals(Present, _next)) return;
        Present = _next;
        Changed(domain);
    }
}

/// <summary>
/// A combinational output, driven in the module's <see cref="Module.Settle"/>. Wires settle in the order of their dependencies after every edge;
/// a loop of them is an elaboration error.
/// </summary>
public sealed class WireOut<T>(int width, bool optional) : SignalOut<T>(width, optional)
    where T : unmanaged
{
    public override bool IsWire => true;

    /// <summary>Drives the level; only from <see cref="Module.Settle"/>.</summary>
    public void Drive(T value)
    {
        if (EqualityComparer<T>.Default.Equals(Present, value)) return;
        ClockDomain domain = Owner.Clock;
        if (!domain.IsSettling)
            throw new InvalidOperationException($"{Path} was driven outside Settle in cycle {domain.Cycle}; a wire follows its inputs, only Settle drives it");
        Present = value;
        domain.Touch(this);
        Changed(domain);
    }

    internal override void Commit(ClockDomain domain)
    {
    }
}

/// <summary>An input that reads a level.</summary>
public abstract class SignalIn : Port
{
    private protected SignalIn(int width, bool optional)
        : base(width, optional)
    {
    }

    public override PortDirection Direction => PortDirection.In;

    public override PortKind Kind => PortKind.Signal;

    /// <summary>The output that drives it; null where there is none.</summary>
    public SignalOut? Source { get; internal set; }

    public override bool IsConnected => Source is not null;
}

/// <inheritdoc cref="SignalIn"/>
public sealed class SignalIn<T>(int width, bool optional) : SignalIn(width, optional)
    where T : unmanaged
{
    private SignalOut<T>? _source;

    public override Type Payload => typeof(T);

    /// <summary>The level in the present cycle; the type's default where the input is unconnected.</summary>
    public T Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _source is { } source ? source.Present : default;
    }

    internal void Bind(SignalOut<T> source)
    {
        _source = source;
        Source = source;
        source.ReaderPorts.Add(this);
    }
}
