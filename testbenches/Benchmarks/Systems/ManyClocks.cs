using HwModel.Kernel;

namespace HwModel.Benchmarks.Systems;

/// <summary>A module that is awake in every cycle and does next to nothing.</summary>
[Module]
internal sealed partial class Ticker(Component parent, string name, ClockDomain clock) : Module(parent, name, clock)
{
    // State
    [Reg] private long _count;

    // Behaviour
    public long Count => _count;

    protected override Activity Tick()
    {
        _count++;
        return Activity.Busy;
    }
}

/// <summary>Clock domains of different periods with one awake module in each: what one edge costs.</summary>
internal sealed class ManyClocks
{
    private readonly List<Ticker> _tickers = [];

    public ManyClocks(int domains)
    {
        Simulation = new Simulation();
        for (int i = 0; i < domains; i++) _tickers.Add(new Ticker(Simulation.Root, $"ticker[{i}]", Simulation.Clock($"clk{i}", 2_500_000 + 7_919 * i, 13 * i)));
    }

    public Simulation Simulation { get; }

    public long Edges => _tickers.Sum(ticker => ticker.Count);
}
