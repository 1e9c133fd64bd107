using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

/// <summary>
/// A clocked leaf of the design. An author writes its interface (<c>[In]</c>, <c>[Out]</c> ports), its state (<c>[Reg]</c> fields) and its
/// behaviour (<see cref="Tick"/>); everything else is generated.
/// </summary>
/// <remarks>
/// Whatever another module can see changes only at the end of a clock edge; private state is written in place, because nobody else reads it.
/// So the order in which modules are evaluated never shows.
/// </remarks>
public abstract class Module : Component
{
    internal ulong ReadyMask;
    internal ulong FullMask;
    internal int Index;
    internal int SettleIndex = -1;
    internal int Ordinal;
    private readonly ClockDomain _clock;

    /// <param name="parent">The component that holds this module.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="clock">Its clock; null: its parent's.</param>
    /// <exception cref="InvalidOperationException">Neither the module nor a component above it has a clock.</exception>
    protected Module(Component parent, string name, ClockDomain? clock = null)
        : base(parent, name, clock)
    {
        _clock = InheritedClock ?? throw new InvalidOperationException($"{Path} has no clock: give one to it or to a component above it");
        Ports = new PortList(this);
        DeclarePorts(Ports);
        Index = _clock.Add(this);
    }

    /// <summary>The clock whose edges call <see cref="Tick"/>.</summary>
    public ClockDomain Clock => _clock;

    /// <summary>Its ports, in order of declaration.</summary>
    public PortList Ports { get; }

    /// <summary>The present cycle of its clock.</summary>
    protected long Now
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _clock.Cycle;
    }

    /// <summary>The time of the present edge, in femtoseconds.</summary>
    protected long Time => _clock.EdgeTime;

    /// <summary>Bit i: the i-th declared input queue (of the first 64) holds data.</summary>
    protected ulong ReadyInputs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ReadyMask;
    }

    /// <summary>Bit i: the queue behind the i-th declared output (of the first 64) is full. The bit of an unconnected output is set.</summary>
    protected ulong FullOutputs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => FullMask;
    }

    /// <summary>One clock edge. Reads see the present cycle; what is pushed, popped or set shows in the next.</summary>
    protected abstract Activity Tick();

    /// <summary>Drives combinational outputs from signals, queues' heads and state; called after every edge at which one of these changed.</summary>
    protected virtual void Settle()
    {
    }

    /// <summary>Makes sure that this module is called at the next edge of its clock. For test benches, between runs.</summary>
    public void Wake() => _clock.WakeFromOutside(Index);

    internal Activity DoTick() => Tick();

    internal void DoSettle() => Settle();

    internal bool Settles => HasSettle;

    internal string StateSchema => Schema;

    /// <summary>The monitors of its state machines: arcs taken, for coverage.</summary>
    public IReadOnlyList<FsmMonitor> Machines => StateMachines;

    /// <summary>The parts of its state that keep themselves, register files among them.</summary>
    public IEnumerable<IStatePart> Parts => StateParts;

    internal void DoReset(PowerOn powerOn) => ResetState(powerOn);

    internal void DoSave(StateWriter writer) => SaveState(writer);

    internal void DoLoad(StateReader reader) => LoadState(reader);

    internal void DoHash(ref StateHash hash) => HashState(ref hash);

    internal void DoDeclareTrace(TraceDeclaration trace) => DeclareTrace(trace);

    internal void DoSampleTrace(TraceSampler sampler) => SampleTrace(sampler);

    // What follows is generated for every module.

    /// <summary>Whether <see cref="Settle"/> is overridden.</summary>
    protected virtual bool HasSettle => false;

    /// <summary>The state's layout, as text: part of a snapshot's schema.</summary>
    protected virtual string Schema => "";

    /// <summary>Registers the ports.</summary>
    protected virtual void DeclarePorts(PortList ports)
    {
    }

    /// <summary>Gives every state element its reset value, and at power-on also fills those that no reset touches.</summary>
    protected virtual void ResetState(PowerOn powerOn)
    {
    }

    /// <summary>Writes the state.</summary>
    protected virtual void SaveState(StateWriter writer)
    {
    }

    /// <summary>Reads the state.</summary>
    protected virtual void LoadState(StateReader reader)
    {
    }

    /// <summary>Adds the state to a hash.</summary>
    protected virtual void HashState(ref StateHash hash)
    {
    }

    /// <summary>Declares the state elements that traces can show.</summary>
    protected virtual void DeclareTrace(TraceDeclaration trace)
    {
    }

    /// <summary>Gives the present values, in the order of <see cref="DeclareTrace"/>.</summary>
    protected virtual void SampleTrace(TraceSampler sampler)
    {
    }

    /// <summary>The parts of the state that keep themselves, register files among them.</summary>
    protected virtual IEnumerable<IStatePart> StateParts => [];

    /// <summary>The module's state machines, for coverage.</summary>
    protected virtual IReadOnlyList<FsmMonitor> StateMachines => [];
}
