using HwModel.Kernel;
using HwModel.SpiNNaker2.Power;

namespace HwModel.SpiNNaker2.Tests.Power;

/// <summary>Who may change its supply: cycle by cycle against the rule as it is told, with sets.</summary>
public sealed class SupplyArbiterTests
{
    [Theory]
    [InlineData(4, 1, 1)]
    [InlineData(4, 2, 16)]
    [InlineData(8, 4, 3)]
    [InlineData(12, 2, 4)]
    [InlineData(12, 3, 16)]
    [InlineData(10, 1, 2)]
    [InlineData(24, 2, 5)]
    public void Every_cycle_is_that_of_the_rule(int elements, int perQuad, int perChip)
    {
        for (int seed = 1; seed <= 8; seed++) Check(new ArbiterBench(elements, perQuad, perChip, 0.1 * seed, seed, null), Math.Min(perQuad, 4), perChip);
    }

    [Fact]
    public void A_fault_takes_the_limit_of_a_quad_away_and_leaves_that_of_the_chip() =>
        Check(new ArbiterBench(12, 1, 5, 0.6, 3, "dvfs.quad_limit_ignored"), 4, 5);

    [Fact]
    public void Two_of_a_quad_wait_for_the_first_two()
    {
        var arbiter = new ArbiterBench(8, 2, 3, 0, 1, null);
        // All of the first quad and one of the second want to change; three of the chip may, two of them in one quad.
        arbiter.Ask(1, [0, 1, 2, 3, 5]);
        // The first is ready.
        arbiter.Ask(4, [1, 2, 3, 5]);
        // It wants again, and the others are ready.
        arbiter.Ask(6, [0, 2, 3]);
        arbiter.Run(10);
        // What is asked for in one cycle stands in the next.
        Assert.Equal([[], [], [0, 1, 5], [0, 1, 5], [0, 1, 5], [1, 2, 5], [1, 2, 5], [0, 2], [0, 2], [0, 2]], arbiter.Granted);
        Assert.Equal(2, arbiter.Switching[^1]);
    }

    private static void Check(ArbiterBench arbiter, int perQuad, int perChip)
    {
        arbiter.Run(80);
        HashSet<int> granted = [];
        for (int cycle = 0; cycle < 80; cycle++)
        {
            HashSet<int> asked = [.. arbiter.Asked[cycle]];
            granted.IntersectWith(asked);
            foreach (int element in asked.Order())
                if (!granted.Contains(element) && granted.Count < perChip && granted.Count(other => other / 4 == element / 4) < perQuad)
                    granted.Add(element);
            Assert.Equal(granted.Order(), arbiter.Granted[cycle]);
            Assert.Equal(granted.Count, arbiter.Switching[cycle]);
        }
    }
}

/// <summary>The arbiter with everybody who may ask it, and what was asked and granted in each cycle.</summary>
internal sealed class ArbiterBench
{
    private readonly Simulation _simulation;
    private readonly ClockDomain _clock;
    private readonly Asker _asker;
    private readonly SupplyArbiter _arbiter;

    public ArbiterBench(int elements, int perQuad, int perChip, double rate, int seed, string? fault)
    {
        _simulation = new Simulation(new SimulationOptions { CheckQuiescence = true, Seed = (ulong)seed, Faults = fault is null ? FaultSet.None : new FaultSet(fault) });
        _clock = _simulation.Clock("reference", 10_000_000);
        _asker = new Asker(_simulation.Root, "asker", _clock, elements, rate);
        _arbiter = new SupplyArbiter(_simulation.Root, "arbiter", _clock, new PowerOptions { SwitchingPerQuad = perQuad, SwitchingPerChip = perChip }, elements);
        for (int element = 0; element < elements; element++)
        {
            Wiring.Connect(_asker.Request[element], _arbiter.Request[element]);
            Wiring.Connect(_arbiter.Grant[element], _asker.Grant[element]);
        }
    }

    public List<int[]> Asked => _asker.Asked;

    public List<int[]> Granted => _asker.Granted;

    /// <summary>What the arbiter says of itself after each cycle.</summary>
    public List<int> Switching { get; } = [];

    public void Ask(long cycle, int[] elements) => _asker.Script[cycle] = elements;

    public void Run(int cycles)
    {
        for (int cycle = 0; cycle < cycles; cycle++)
        {
            _simulation.RunCycles(_clock, 1);
            Switching.Add(_arbiter.Switching);
        }
    }
}

/// <summary>Asks at random or by a script, and keeps asking until it changes its mind.</summary>
[Module]
internal sealed partial class Asker(Component parent, string name, ClockDomain clock, int elements, double rate) : Module(parent, name, clock)
{
    [Out(Count = "elements")] public partial RegOut<bool>[] Request { get; }

    [In(Count = "elements")] public partial SignalIn<bool>[] Grant { get; }

    [Reg] private RandomStream _random;
    [Reg(Trace = false)] private readonly bool[] _asks = new bool[elements];

    public Dictionary<long, int[]> Script { get; } = [];

    public List<int[]> Asked { get; } = [];

    public List<int[]> Granted { get; } = [];

    protected override Activity Tick()
    {
        Asked.Add([.. Enumerable.Range(0, elements).Where(element => Request[element].Value)]);
        Granted.Add([.. Enumerable.Range(0, elements).Where(element => Grant[element].Value)]);
        for (int element = 0; element < elements; element++)
        {
            if (rate > 0 && _random.NextBool(0.2)) _asks[element] = _random.NextBool(rate);
            if (Script.TryGetValue(Now, out int[]? asking)) _asks[element] = asking.Contains(element);
            Request[element].Set(_asks[element]);
        }
        return Activity.Busy;
    }
}
