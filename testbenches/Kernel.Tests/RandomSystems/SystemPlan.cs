using HwModel.Kernel.Tests.Parts;

namespace HwModel.Kernel.Tests.RandomSystems;

/// <summary>A small random system: sources, stages, forks and merges in up to three clock domains with crossings between them, and sinks at every open end.</summary>
internal sealed class SystemPlan
{
    private readonly Simulation _simulation;
    private readonly List<(Out<ulong> Port, ClockDomain Clock)> _open = [];
    private readonly ClockDomain[] _clocks;
    private RandomStream _choices;
    private int _names;

    public SystemPlan(ulong seed, SimulationOptions options)
    {
        _choices = RandomStream.Derive(seed, "plan");
        _simulation = new Simulation(options with { Seed = seed });
        bool partitioned = _choices.NextBool(0.3);
        _clocks = [.. Enumerable.Range(0, 1 + _choices.Next(3)).Select(i =>
            _simulation.Clock($"clk{i}", 1_000 + _choices.Next(4_000), _choices.Next(3_000), partitioned ? i : 0))];
        int parts = 2 + _choices.Next(8);
        AddSource();
        for (int i = 0; i < parts; i++) AddPart();
        while (_open.Count > 0) AddSink();
    }

    public Simulation Simulation => _simulation;

    public List<NumberSource> Sources { get; } = [];

    public List<NumberSink> Sinks { get; } = [];

    public long Length { get; } = 400_000;

    public ulong RunHashed()
    {
        var hash = new TraceHash();
        _simulation.Attach(hash);
        _simulation.RunUntil(Length);
        return hash.Value;
    }

    private void AddPart()
    {
        switch (_choices.Next(5))
        {
            case 0:
                AddSource();
                break;
            case 1:
            case 2:
                AddStage();
                break;
            case 3:
                AddFork();
                break;
            default:
                AddMerge();
                break;
        }
    }

    private void AddSource()
    {
        ClockDomain clock = AnyClock();
        var source = new NumberSource(_simulation.Root, Name("source"), Probability(), clock: clock);
        Sources.Add(source);
        _open.Add((source.Numbers, clock));
    }

    private void AddStage()
    {
        if (_open.Count == 0) return;
        ClockDomain clock = AnyClock();
        var stage = new Stage(_simulation.Root, Name("stage"), 1 + _choices.Next(4), clock);
        Feed(stage.Input, clock);
        _open.Add((stage.Output, clock));
    }

    private void AddFork()
    {
        if (_open.Count == 0) return;
        ClockDomain clock = AnyClock();
        var fork = new Fork(_simulation.Root, Name("fork"), 2 + _choices.Next(2), clock);
        Feed(fork.Input, clock);
        foreach (Out<ulong> port in fork.Output) _open.Add((port, clock));
    }

    private void AddMerge()
    {
        if (_open.Count < 2) return;
        ClockDomain clock = AnyClock();
        var merge = new Merge(_simulation.Root, Name("merge"), 2, clock);
        foreach (In<ulong> port in merge.Input) Feed(port, clock);
        _open.Add((merge.Output, clock));
    }

    private void AddSink()
    {
        ClockDomain clock = AnyClock();
        var sink = new NumberSink(_simulation.Root, Name("sink"), Probability(), clock);
        Sinks.Add(sink);
        Feed(sink.Numbers, clock);
    }

    // Connects any open output, over a crossing where the clocks differ.
    private void Feed(In<ulong> input, ClockDomain clock)
    {
        int chosen = _choices.Next(_open.Count);
        (Out<ulong> port, ClockDomain from) = _open[chosen];
        _open.RemoveAt(chosen);
        if (from == clock)
        {
            Wiring.Connect(port, input);
        }
        else if (from.PartitionIndex == clock.PartitionIndex && _choices.NextBool(0.5))
        {
            var fifo = new AsyncFifo<ulong>(_simulation.Root, Name("fifo"), from, clock, 1 << (1 + _choices.Next(3)), 2 + _choices.Next(2));
            Wiring.Connect(port, fifo.Input);
            Wiring.Connect(fifo.Output, input);
        }
        else
        {
            var link = new Link<ulong>(_simulation.Root, Name("link"), from, clock,
                new LinkOptions { Latency = 2_000 + _choices.Next(30_000), Credits = 1 + _choices.Next(8), CyclesPerItem = 1 + _choices.Next(3) });
            Wiring.Connect(port, link.Input);
            Wiring.Connect(link.Output, input);
        }
    }

    private ClockDomain AnyClock() => _clocks[_choices.Next(_clocks.Length)];

    private double Probability() => _choices.Next(3) switch { 0 => 1, 1 => 0.3, _ => 0.02 };

    private string Name(string kind) => $"{kind}{_names++}";
}
