using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.Verification.Cases;
using HwModel.Verification.Scoreboards;

namespace HwModel.Benches.Kernel;

/// <summary>A chain of parts in two clock domains: a producer, relays, an asynchronous FIFO, relays, a taker.</summary>
/// <param name="FirstPeriod">Period of the producer's clock in picoseconds, 1 to 9.</param>
/// <param name="SecondPeriod">Period of the taker's clock in picoseconds, 1 to 9.</param>
/// <param name="Phase">Phase of the taker's clock in femtoseconds, 0 to 5000.</param>
/// <param name="Relays">Relays in each domain, 1 to 3.</param>
/// <param name="Age">Cycles that a relay keeps an item, 0 to 6.</param>
/// <param name="Gap">Most idle cycles of the producer between items, 0 to 9.</param>
/// <param name="Pace">Cycles that the taker needs for an item, 1 to 12.</param>
/// <param name="FifoDepth">Depth of the FIFO as a power of two, 1 to 3.</param>
public sealed record ChainConfiguration(int FirstPeriod, int SecondPeriod, int Phase, int Relays, int Age, int Gap, int Pace, int FifoDepth);

/// <summary>What is done to the chain.</summary>
public abstract record ChainCommand;

/// <summary>The producer is asked for more items.</summary>
public sealed record Produce(int Items) : ChainCommand;

/// <summary>Time goes on, in units of 10 ps.</summary>
public sealed record Run(int Time) : ChainCommand;

/// <summary>One run is saved, thrown away, and restored into a new system; the other goes on.</summary>
public sealed record SaveAndRestore : ChainCommand;

/// <summary>The period of the taker's clock changes, in picoseconds.</summary>
public sealed record Retime(int Period) : ChainCommand;

/// <summary>Runs the same commands on several simulations that must not differ.</summary>
internal sealed class KernelBench(KernelCoverage coverage) : CaseBench<ChainConfiguration, ChainCommand>
{
    public override string Name => "chain";

    public override int LongestCase => 24;

    protected override Gen<ChainConfiguration> Configurations =>
        from first in Gen.Choose(1, 9)
        from second in Gen.Choose(1, 9)
        from phase in Gen.Choose(0, 5000)
        from relays in Gen.Choose(1, 3)
        from age in Gen.Choose(0, 6)
        from gap in Gen.Choose(0, 9)
        from pace in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Choose(2, 12)))
        from depth in Gen.Choose(1, 3)
        select new ChainConfiguration(first, second, phase, relays, age, gap, pace, depth);

    protected override Gen<ChainCommand> Commands(ChainConfiguration configuration) => Gen.Frequency(
        (4, from items in Gen.Choose(1, 12) select (ChainCommand)new Produce(items)),
        (5, from time in Gen.Choose(1, 60) select (ChainCommand)new Run(time)),
        (2, Gen.Constant((ChainCommand)new SaveAndRestore())),
        (1, from period in Gen.Choose(1, 9) select (ChainCommand)new Retime(period)));

    protected override bool IsAllowed(ChainConfiguration c) =>
        c.FirstPeriod is >= 1 and <= 9 && c.SecondPeriod is >= 1 and <= 9 && c.Phase is >= 0 and <= 5000 && c.Relays is >= 1 and <= 3
        && c.Age is >= 0 and <= 6 && c.Gap is >= 0 and <= 9 && c.Pace is >= 1 and <= 12 && c.FifoDepth is >= 1 and <= 3;

    protected override void Execute(ChainConfiguration configuration, IReadOnlyList<ChainCommand> commands, CaseRun run)
    {
        var delivered = new InOrderScoreboard<ulong>("chain");
        Chain plain = Follow(configuration, commands, run, run.SimulationOptions, false, delivered);
        string state = plain.State();
        if (delivered.Matched + delivered.ErrorCount > 0) run.Take("kernel.crossing_in_order", delivered, plain.Simulation.Time, period: 1);
        run.Check("kernel.nothing_left", plain.Taker.Taken == plain.Producer.Wanted,
            $"The producer was asked for {plain.Producer.Wanted} items and {plain.Taker.Taken} came out after the chain had time to drain.", plain.Simulation.Time);

        foreach (EvaluationOrder order in (ReadOnlySpan<EvaluationOrder>)[EvaluationOrder.Reverse, EvaluationOrder.Shuffled])
        {
            Chain other = Follow(configuration, commands, run, run.SimulationOptions with { Order = order }, false, null);
            run.Check("kernel.order_independent", other.State() == state && other.Hash == plain.Hash, $"The run in order {order} differs from the run in order {EvaluationOrder.Forward}.");
        }
        try
        {
            Chain watched = Follow(configuration, commands, run, run.SimulationOptions with { CheckQuiescence = true }, false, null);
            run.Check("kernel.quiescence", watched.Hash == plain.Hash, $"The run in which sleepers are evaluated differs from the plain run.");
        }
        catch (QuiescenceException exception)
        {
            run.Fail("kernel.quiescence", exception.Message);
        }
        if (commands.OfType<SaveAndRestore>().Any())
        {
            Chain restored = Follow(configuration, commands, run, run.SimulationOptions, true, null);
            run.Check("kernel.snapshot", restored.State() == state, $"The run that was saved and restored into new systems differs from the run that went on.");
        }
        plain.Cover(coverage, run, commands);
    }

    private static Chain Follow(
        ChainConfiguration configuration, IReadOnlyList<ChainCommand> commands, CaseRun run, SimulationOptions options, bool restores, InOrderScoreboard<ulong>? delivered)
    {
        var chain = new Chain(configuration, options, delivered);
        if (delivered is not null) run.Observe(chain.Simulation);
        ulong expected = 0;
        foreach (ChainCommand command in commands)
        {
            switch (command)
            {
                case Produce produce:
                    for (int i = 0; i < Math.Clamp(produce.Items, 0, 100); i++) delivered?.Expect(++expected, chain.Simulation.Time);
                    chain.Producer.Ask(Math.Clamp(produce.Items, 0, 100));
                    break;
                case Run wait:
                    chain.Simulation.RunFor(10_000L * Math.Clamp(wait.Time, 0, 1000));
                    break;
                case Retime retime:
                    chain.Second.ChangePeriod(1000L * Math.Clamp(retime.Period, 1, 100));
                    // A change takes effect at an edge; let it pass before anything is saved.
                    chain.Simulation.RunFor(1_000_000);
                    break;
                case SaveAndRestore when restores:
                    Snapshot snapshot = chain.Simulation.Save();
                    chain = new Chain(configuration, options, null);
                    chain.Simulation.Restore(Snapshot.FromBytes(snapshot.Bytes.Span));
                    break;
                default:
                    break;
            }
        }
        // Enough for every item one after the other through the whole chain at the slowest clock.
        chain.Simulation.RunFor(9_000L * ((long)chain.Producer.Wanted + 1) * (40 + 8 * configuration.Age + configuration.Gap + configuration.Pace));
        return chain;
    }
}
