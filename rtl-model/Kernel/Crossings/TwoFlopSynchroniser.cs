namespace HwModel.Kernel;

/// <summary>
/// Brings one bit from one clock domain of a partition to another: registered in its own domain, then through two (or more) flip-flops in the other.
/// Pulses shorter than the other clock's period may be lost, as in hardware.
/// </summary>
public sealed class TwoFlopSynchroniser : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="from">Clock of the source.</param>
    /// <param name="to">Clock of the reader.</param>
    /// <param name="stages">Flip-flops in the reader's domain.</param>
    public TwoFlopSynchroniser(Component parent, string name, ClockDomain from, ClockDomain to, int stages = 2)
        : base(parent, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stages, 1);
        Describe(nameof(stages), stages);
        var launch = new SynchroniserLaunch(this, "launch", from);
        var capture = new SynchroniserCapture(this, "capture", to, launch.Published, stages);
        Input = launch.Input;
        Output = capture.Output;
    }

    /// <summary>The bit in its own domain.</summary>
    public SignalIn<bool> Input { get; }

    /// <summary>The bit in the reader's domain.</summary>
    public RegOut<bool> Output { get; }
}

[Module]
internal sealed partial class SynchroniserLaunch : Module
{
    // Interface
    [In] public partial SignalIn<bool> Input { get; }

    // State
    [Reg] private bool _level;
    [Reg] private readonly CrossingWord _published;

    // Behaviour
    internal SynchroniserLaunch(Component parent, string name, ClockDomain clock)
        : base(parent, name, clock) => _published = new CrossingWord(this);

    internal CrossingWord Published => _published;

    protected override Activity Tick()
    {
        if (_level == Input.Value) return Activity.Idle;
        _level = Input.Value;
        _published.Publish(_level ? 1UL : 0);
        return Activity.Idle;
    }
}

[Module]
internal sealed partial class SynchroniserCapture : Module
{
    // Interface
    [Out] public partial RegOut<bool> Output { get; }

    // State
    [Reg] private readonly SynchroniserChain _flops;
    private readonly CrossingWord _source;

    // Behaviour
    internal SynchroniserCapture(Component parent, string name, ClockDomain clock, CrossingWord source, int stages)
        : base(parent, name, clock)
    {
        _flops = new SynchroniserChain(stages);
        _source = source;
        source.ReadBy(this);
    }

    protected override Activity Tick()
    {
        if (_flops.IsSettled(_source.Visible)) return Activity.Idle;
        _flops.Shift(_source.Visible);
        if (Output.Value != (_flops.Value != 0)) Output.Set(_flops.Value != 0);
        return Activity.Busy;
    }
}
