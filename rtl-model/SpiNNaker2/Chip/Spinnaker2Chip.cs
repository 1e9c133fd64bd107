using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Chip;

/// <summary>
/// A SpiNNaker2 chip at register-transfer level: 152 processing elements in 38 quads on the data network, the packet router in the middle with six links, the power management of
/// every element, and the tick; at the border two DRAM interfaces, the bridge to Ethernet and the management node, which is the root of the configuration network
/// (Scholze et al., OJCAS 2026). Each element has a clock of its own; everything is in one partition.
/// </summary>
public sealed partial class Spinnaker2Chip : Component
{
    private readonly ProcessingElement[] _elements;
    private readonly PowerController[] _power;
    private readonly QuadRegisters[] _quadRegisters;
    private readonly ClockDomain[] _clocks;

    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Its name there; also the prefix of its clocks' names.</param>
    /// <param name="options">Clocks, sizes and times; null: the published ones.</param>
    /// <param name="partition">The partition that it is simulated in.</param>
    /// <exception cref="ArgumentException">The options are not allowed; says what is.</exception>
    public Spinnaker2Chip(Component parent, string name, ChipOptions? options = null, int partition = 0)
        : base(parent, name)
    {
        Options = options ?? new ChipOptions();
        if (Options.Mistakes().FirstOrDefault() is { } mistake) throw new ArgumentException(mistake);
        Describe("x", Options.X);
        Describe("y", Options.Y);
        Describe("elements", Options.Elements);
        Reference = Simulation.Clock($"{name}_reference", ChipOptions.PeriodOf(Options.ReferenceHertz), 0, partition);
        NocClock = Simulation.Clock($"{name}_noc", ChipOptions.PeriodOf(Options.NocHertz), 0, partition);
        RouterClock = Simulation.Clock($"{name}_router", ChipOptions.PeriodOf(Options.RouterHertz), 0, partition);
        _clocks = new ClockDomain[Options.Elements];
        for (int pe = 0; pe < _clocks.Length; pe++) _clocks[pe] = Simulation.Clock($"{name}_pe{pe}", Options.Power.PeriodOf(Options.Power.ResetLevel), 0, partition);
        long cyclesPerMicrosecond = Options.ReferenceHertz / 1_000_000;
        Tick = new TickSource(this, "tick", Reference, Options.FirstTickMicroseconds * cyclesPerMicrosecond, Options.TickMicroseconds * cyclesPerMicrosecond, Options.Ticks);
        Noc = new DataNoc(this, "noc", NocClock, RouterClock, pe => pe < _clocks.Length ? _clocks[pe] : null, Options.Noc);
        Router = new PacketRouter(this, "router", Options.Number, Options.Router, RouterClock);
        for (int edge = 0; edge < RouterEdge.Count; edge++)
        {
            Wiring.Connect(Noc.ToRouter(edge), Router.FromNoc[edge]);
            Wiring.Connect(Router.ToNoc[edge], Noc.FromRouter(edge));
        }
        Config = new ConfigNoc(this, "config", Reference, Options.Config);
        _elements = new ProcessingElement[Options.Elements];
        _power = new PowerController[Options.Elements];
        _quadRegisters = new QuadRegisters[Options.Elements / Floorplan.PesPerQuad];
        if (_elements.Length > 0)
        {
            var arbiter = new SupplyArbiter(this, "supply", Reference, Options.Power, Options.Elements);
            var tick = new TwoFlopSynchroniser(this, "tick_to_noc", Reference, NocClock);
            Wiring.Connect(Tick.Toggle, tick.Input);
            for (int quad = 0; quad < _quadRegisters.Length; quad++) BuildQuad(quad, arbiter, tick.Output);
        }
        Management = BuildManagement();
        Ethernet = BuildEthernet();
        _drams = BuildDrams();
        BuildTargets();
    }

    /// <summary>Clocks, sizes and times.</summary>
    public ChipOptions Options { get; }

    /// <summary>The 100 MHz reference.</summary>
    public ClockDomain Reference { get; }

    /// <summary>The clock of the data network.</summary>
    public ClockDomain NocClock { get; }

    /// <summary>The clock of the packet router.</summary>
    public ClockDomain RouterClock { get; }

    /// <summary>The chip-wide tick.</summary>
    public TickSource Tick { get; }

    /// <summary>The data network.</summary>
    public DataNoc Noc { get; }

    /// <summary>The packet router.</summary>
    public PacketRouter Router { get; }

    /// <summary>The processing elements; number n has core number n + 1.</summary>
    public IReadOnlyList<ProcessingElement> Elements => _elements;

    /// <summary>The power controllers of the elements.</summary>
    public IReadOnlyList<PowerController> Power => _power;

    /// <summary>Packets to a link, in the router's clock.</summary>
    public Out<CommsPacket> ToLink(int link) => Router.ToLink[link];

    /// <summary>Packets from a link, in the router's clock.</summary>
    public In<CommsPacket> FromLink(int link) => Router.FromLink[link];

    /// <summary>Asks an element for a level from outside of time, as the management core does.</summary>
    public void SetLevel(int element, PerformanceLevel level) => _quadRegisters[element / Floorplan.PesPerQuad].Ask(element % Floorplan.PesPerQuad, PowerCommand.To(level));

    /// <summary>Switches an element's supply off from outside of time.</summary>
    public void SwitchOff(int element) => _quadRegisters[element / Floorplan.PesPerQuad].Ask(element % Floorplan.PesPerQuad, PowerCommand.Off());

    /// <summary>What the chip consumed until now.</summary>
    public ChipEnergy Energy() => ChipEnergy.Of(this);

    private void BuildQuad(int quad, SupplyArbiter arbiter, RegOut<bool> tick)
    {
        NocPosition at = Floorplan.Quads[quad];
        var home = new Component(this, $"quad[{at.Y}][{at.X}]");
        var registers = new QuadRegisters(home, "registers", Reference);
        _quadRegisters[quad] = registers;
        QuadNode node = Noc.Quads[quad]!;
        var counts = new AsyncFifo<SpikeCounts>(home, "tick_packets", NocClock, Reference, 2);
        Wiring.Connect(tick, node.Crossbar.TickToggle);
        Wiring.Connect(node.Crossbar.Spikes, counts.Input);
        Wiring.Connect(counts.Output, registers.Spikes);
        for (int index = 0; index < Floorplan.PesPerQuad; index++)
        {
            int pe = (quad * Floorplan.PesPerQuad) + index;
            ClockDomain clock = _clocks[pe];
            var element = new ProcessingElement(home, $"pe[{index}]", new PeMap(pe, PeMap.QuadRegisters), Options.Pe, clock, Options.Number);
            var power = new PowerController(home, $"power[{index}]", Reference, clock, new ElementPower(element), Options.Power);
            _elements[pe] = element;
            _power[pe] = power;
            Wiring.Connect(element.ToNoc, Noc.FromPe(pe));
            Wiring.Connect(Noc.ToPe(pe), element.FromNoc);
            Wiring.Connect(power.Request, arbiter.Request[pe]);
            Wiring.Connect(arbiter.Grant[pe], power.Grant);
            Wiring.Connect(registers.Command[index], power.Command);
            Wiring.Connect(power.Status, registers.Status[index]);
            ConnectRegisters(home, element, registers, index, clock);
            ConnectTick(home, element, index, clock);
            ConnectIsolation(home, power, node, index);
            ConnectRun(home, element, registers, index, clock);
        }
    }

    private void ConnectRegisters(Component home, ProcessingElement element, QuadRegisters registers, int index, ClockDomain clock)
    {
        int port = Enum.GetValues<PeBlock>().Length;
        var requests = new AsyncFifo<RegisterRequest>(home, $"register_requests[{index}]", clock, Reference, 2);
        var replies = new AsyncFifo<RegisterReply>(home, $"register_replies[{index}]", Reference, clock, 2);
        Wiring.Connect(element.Bus.BlockRequest[port], requests.Input);
        Wiring.Connect(requests.Output, registers.Request[index]);
        Wiring.Connect(registers.Reply[index], replies.Input);
        Wiring.Connect(replies.Output, element.Bus.BlockReply[port]);
    }

    private void ConnectTick(Component home, ProcessingElement element, int index, ClockDomain clock)
    {
        var crossing = new TwoFlopSynchroniser(home, $"tick_crossing[{index}]", Reference, clock);
        var receiver = new TickReceiver(home, $"tick[{index}]", clock);
        Wiring.Connect(Tick.Toggle, crossing.Input);
        Wiring.Connect(crossing.Output, receiver.Toggle);
        Wiring.Connect(receiver.Lines, element.GlobalInterrupts);
    }

    // Nothing is written to an element whose supply goes off, and nothing waits for it.
    private void ConnectIsolation(Component home, PowerController power, QuadNode node, int index)
    {
        var crossing = new TwoFlopSynchroniser(home, $"isolation[{index}]", Reference, NocClock);
        Wiring.Connect(power.Isolation, crossing.Input);
        node.Isolate(index, crossing.Output);
    }

    private static void ConnectRun(Component home, ProcessingElement element, QuadRegisters registers, int index, ClockDomain clock)
    {
        var crossing = new TwoFlopSynchroniser(home, $"run[{index}]", registers.Clock, clock);
        Wiring.Connect(registers.Run[index], crossing.Input);
        Wiring.Connect(crossing.Output, element.Enable);
    }

    /// <summary>A processing element as its power controller sees it.</summary>
    private sealed class ElementPower(ProcessingElement element) : IPowered
    {
        public EnergyCounters Counters => new(element.Processor.ActiveCycles, element.Mac.Products);

        public void LosePower(bool keepMemory)
        {
            element.Hold();
            if (!keepMemory) element.Memory.Write(0, new byte[element.Memory.Size]);
        }
    }
}
