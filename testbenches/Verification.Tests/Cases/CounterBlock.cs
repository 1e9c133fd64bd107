using FsCheck;
using FsCheck.Fluent;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;
using HwModel.Verification.Faults;

namespace HwModel.Verification.Tests.Cases;

public sealed record CounterConfiguration(int Limit, bool Wraps);

public abstract record CounterCommand;

public sealed record Add(int Amount) : CounterCommand;

public sealed record Clear : CounterCommand;

/// <summary>A saturating or wrapping counter with a bug that can be switched in: small enough that every expected number can be worked out.</summary>
internal sealed class CounterBlock : IVerificationBlock
{
    private readonly CoverPoint _value;

    public CounterBlock()
    {
        Coverage = new CoverageModel("counter");
        _value = Coverage.Point("value", Bin.Value("zero", 0), Bin.Range("some", 1, 99), Bin.Illegal("too many", 100, long.MaxValue));
        Benches = [new Bench(_value)];
    }

    public string Name => "counter";

    public string Description => "A counter.";

    public IReadOnlyList<PropertyInfo> Properties { get; } = [new("counter.in_range", "The counter never passes its limit."), new("counter.clears", "A clear gives zero.")];

    public IReadOnlyList<Fault> Faults { get; } = [new("counter.off_by_one", "The limit is one too high."), new("counter.clear_ignored", "A clear does nothing."), new("counter.throws", "It throws.")];

    public CoverageModel Coverage { get; }

    public IReadOnlyList<ICaseBench> Benches { get; }

    public string TestPlan { get; set; } = """
        block: counter
        testpoints:
          - { name: range, stage: V1, properties: [counter.in_range] }
          - { name: clear, stage: V2, properties: [counter.clears] }
          - { name: values, stage: V3, coverage: [value] }
        """;

    private sealed class Bench(CoverPoint value) : CaseBench<CounterConfiguration, CounterCommand>
    {
        public override string Name => "commands";

        public override int LongestCase => 40;

        protected override Gen<CounterConfiguration> Configurations =>
            from limit in Gen.Choose(3, 50) from wraps in Gen.Elements(false, true) select new CounterConfiguration(limit, wraps);

        protected override Gen<CounterCommand> Commands(CounterConfiguration configuration) => Gen.Frequency(
            (4, Gen.Choose(0, 9).Select(n => (CounterCommand)new Add(n))), (1, Gen.Constant((CounterCommand)new Clear())));

        protected override bool IsAllowed(CounterConfiguration configuration) => configuration.Limit >= 3;

        protected override void Execute(CounterConfiguration configuration, IReadOnlyList<CounterCommand> commands, CaseRun run)
        {
            int limit = configuration.Limit + (run.Faults.Has("counter.off_by_one") ? 1 : 0), count = 0;
            foreach (CounterCommand command in commands)
            {
                if (command is Add add)
                {
                    count = configuration.Wraps ? (count + add.Amount) % (limit + 1) : Math.Min(count + add.Amount, limit);
                    if (run.Faults.Has("counter.throws") && count == 2) throw new InvalidOperationException("two");
                }
                else
                {
                    if (!run.Faults.Has("counter.clear_ignored")) count = 0;
                    run.Check("counter.clears", count == 0, $"The counter was {count} after a clear.");
                }
                run.Check("counter.in_range", count <= configuration.Limit, $"The counter was {count}; its limit is {configuration.Limit}.");
                run.Coverage.Sample(value, count);
                run.Metric("count", count);
            }
        }
    }
}
