using HwModel.Kernel;
using HwModel.SpiNNaker2.Power;

namespace HwModel.Benches.Power;

/// <summary>Stands for a processing element: counts its cycles and takes spikes.</summary>
[Module]
internal sealed partial class Element(Component parent, string name, ClockDomain clock, bool losesSpike) : Module(parent, name, clock), IPowered
{
    // Interface
    [In] public partial In<ulong> Spikes { get; }

    // State
    [Reg] private long _cycles;
    [Reg] private long _received;
    [Reg] private ulong _last;
    [Reg] private long _lost;
    [Reg(Trace = false)] private long _period;
    [Wired] private Action<Element>? _listener;

    // Behaviour

    /// <summary>Cycles that its clock drove.</summary>
    public long Cycles => _cycles;

    /// <summary>Spikes taken.</summary>
    public long Received => _received;

    /// <summary>The last spike.</summary>
    public ulong Last => _last;

    /// <summary>How often its supply went off.</summary>
    public long Lost => _lost;

    public EnergyCounters Counters => new(_cycles, 3 * _cycles);

    public void LosePower(bool keepMemory) => _lost++;

    public void Listen(Action<Element> listener) => _listener = listener;

    protected override Activity Tick()
    {
        _cycles++;
        bool changed = _period != 0 && _period != Clock.Period;
        _period = Clock.Period;
        if (Spikes.HasData)
        {
            _last = Spikes.Pop();
            if (!losesSpike || !changed) _received++;
        }
        _listener?.Invoke(this);
        return Activity.Busy;
    }
}

/// <summary>Sends a spike every few cycles of the reference, as the network would, and the wishes that the bench hands it.</summary>
[Module]
internal sealed partial class Source(Component parent, string name, ClockDomain clock, int gap) : Module(parent, name, clock)
{
    // Interface
    [Out] public partial Out<ulong> Spikes { get; }

    [Out] public partial Out<PowerCommand> Wish { get; }

    // State
    [Reg] private long _sent;
    [Reg] private PowerCommand _wish;
    [Reg] private bool _hasWish;
    [Reg] private bool _quiet;

    // Behaviour

    /// <summary>Spikes sent.</summary>
    public long Sent => _sent;

    /// <summary>Whether a wish still waits here.</summary>
    public bool HasWish => _hasWish;

    public void Ask(PowerCommand wish)
    {
        (_wish, _hasWish) = (wish, true);
        Wake();
    }

    /// <summary>Sends no more spikes.</summary>
    public void EndSpikes() => _quiet = true;

    protected override Activity Tick()
    {
        if (_hasWish && Wish.CanPush)
        {
            Wish.Push(_wish);
            _hasWish = false;
        }
        if (!_quiet && Now % gap == 0 && Spikes.CanPush) Spikes.Push((ulong)++_sent);
        return Activity.Busy;
    }
}

/// <summary>Elements, their clocks, controllers and the arbiter.</summary>
internal sealed class PowerSystem
{
    public PowerSystem(PowerConfiguration configuration, PowerOptions options, SimulationOptions simulation)
    {
        Simulation = new Simulation(simulation);
        Reference = Simulation.Clock("reference", 10_000_000);
        int count = configuration.Quads * 4;
        var arbiter = new SupplyArbiter(Simulation.Root, "arbiter", Reference, options, count);
        for (int i = 0; i < count; i++)
        {
            ClockDomain clock = Simulation.Clock($"element{i}", options.PeriodOf(options.ResetLevel), phase: 100_000 * i);
            var element = new Element(Simulation.Root, $"element[{i}]", clock, simulation.Faults.Has("dvfs.spike_lost_at_change"));
            var controller = new PowerController(Simulation.Root, $"power[{i}]", Reference, clock, element, options);
            var source = new Source(Simulation.Root, $"source[{i}]", Reference, configuration.SpikeGap);
            var fifo = new AsyncFifo<ulong>(Simulation.Root, $"fifo[{i}]", Reference, clock, 4);
            Wiring.Connect(source.Spikes, fifo.Input);
            Wiring.Connect(fifo.Output, element.Spikes);
            Wiring.Connect(source.Wish, controller.Command);
            Wiring.Connect(controller.Request, arbiter.Request[i]);
            Wiring.Connect(arbiter.Grant[i], controller.Grant);
            Elements.Add(element);
            Controllers.Add(controller);
            Sources.Add(source);
        }
        // The registers of the first quad show the state of its elements; their own wishes go nowhere.
        var registers = new QuadRegisters(Simulation.Root, "registers", Reference);
        for (int i = 0; i < 4; i++)
        {
            Wiring.Connect(Controllers[i].Status, registers.Status[i]);
            Wiring.Connect(registers.Command[i], new PeParts.Drain<PowerCommand>(new Component(Simulation.Root, $"wishes[{i}]", Reference), "drain").Input);
        }
        Software = new PeParts.RegisterAgent(new Component(Simulation.Root, "software", Reference), registers.Request[QuadRegisters.ConfigPort], registers.Reply[QuadRegisters.ConfigPort]);
        Simulation.Elaborate();
    }

    public Simulation Simulation { get; }

    public ClockDomain Reference { get; }

    /// <summary>Accesses of the first quad's registers over the configuration network.</summary>
    public PeParts.RegisterAgent Software { get; }

    public List<Element> Elements { get; } = [];

    public List<PowerController> Controllers { get; } = [];

    public List<Source> Sources { get; } = [];
}
