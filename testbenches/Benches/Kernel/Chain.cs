using HwModel.Kernel;
using HwModel.Verification.Cases;
using HwModel.Verification.Scoreboards;

namespace HwModel.Benches.Kernel;

/// <summary>One built chain.</summary>
internal sealed class Chain
{
    private readonly TraceHash _hash = new();
    private readonly List<Relay> _relays = [];

    public Chain(ChainConfiguration configuration, SimulationOptions options, InOrderScoreboard<ulong>? delivered)
    {
        PartFaults faults = PartFaults.Of(options.Faults);
        var door = new Backdoor();
        Simulation = new Simulation(options);
        ClockDomain first = Simulation.Clock("first", 1000L * configuration.FirstPeriod);
        Second = Simulation.Clock("second", 1000L * configuration.SecondPeriod, configuration.Phase);
        Producer = new Producer(Simulation.Root, "producer", first, configuration.Gap, door, faults);
        Out<ulong> open = Producer.Numbers;
        open = Extend(open, first, "front", configuration, door, faults);
        var fifo = new AsyncFifo<ulong>(Simulation.Root, "fifo", first, Second, 1 << configuration.FifoDepth);
        Wiring.Connect(open, fifo.Input);
        open = Extend(fifo.Output, Second, "back", configuration, door, faults);
        Taker = new Taker(Simulation.Root, "taker", Second, configuration.Pace);
        Wiring.Connect(open, Taker.Input);
        if (delivered is not null) Taker.Listen(delivered.Observe);
        Simulation.Elaborate();
        Simulation.Attach(_hash);
    }

    public Simulation Simulation { get; }

    public ClockDomain Second { get; }

    public Producer Producer { get; }

    public Taker Taker { get; }

    /// <summary>The hash over the whole run.</summary>
    public ulong Hash => _hash.Value;

    /// <summary>The whole present state.</summary>
    public string State() => Convert.ToHexString(Simulation.Save().Bytes.Span);

    public void Cover(KernelCoverage coverage, CaseRun run, IReadOnlyList<ChainCommand> commands)
    {
        foreach (Relay relay in _relays) run.Coverage.Take(coverage.Relay, relay.Machine);
        run.Coverage.Sample(coverage.Ratio, Math.Sign(Simulation.Clocks[0].Period - Second.Period));
        run.Coverage.Sample(coverage.Items, (long)Taker.Taken);
        foreach (ChainCommand command in commands)
            run.Coverage.Sample(coverage.Commands, command switch { Produce => 0, Run => 1, SaveAndRestore => 2, _ => 3 });
    }

    private Out<ulong> Extend(Out<ulong> open, ClockDomain clock, string name, ChainConfiguration configuration, Backdoor door, PartFaults faults)
    {
        for (int i = 0; i < configuration.Relays; i++)
        {
            var relay = new Relay(Simulation.Root, $"{name}[{i}]", clock, configuration.Age, door, faults);
            _relays.Add(relay);
            Wiring.Connect(open, relay.Input);
            open = relay.Output;
        }
        return open;
    }
}
