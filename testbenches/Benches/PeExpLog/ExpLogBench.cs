using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeExpLog;

/// <summary>How the unit is set up.</summary>
/// <param name="Iterations">Of a job, 1 to 16.</param>
public sealed record ExpLogConfiguration(int Iterations);

/// <summary>What software does.</summary>
public abstract record ExpLogCommand;

/// <summary>Writes an argument.</summary>
/// <param name="Port">0 exp s16.15, 1 exp s0.31, 2 ln s16.15, 3 ln s0.31.</param>
/// <param name="Argument">As an integer of the format.</param>
public sealed record Begin(int Port, int Argument) : ExpLogCommand;

/// <summary>Reads the oldest result.</summary>
public sealed record Fetch : ExpLogCommand;

/// <summary>Exponentials and logarithms against double precision, which has 21 bits to spare.</summary>
internal sealed class ExpLogBench(ExpLogCoverage coverage) : CaseBench<ExpLogConfiguration, ExpLogCommand>
{
    private const int Depth = 4;
    private const uint Control = 0x18;
    private static readonly uint[] Offsets = [0x00, 0x04, 0x0C, 0x10];

    public override string Name => "functions";

    public override int LongestCase => 24;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 800, _ => 8000 };

    protected override Gen<ExpLogConfiguration> Configurations =>
        from iterations in Gen.Frequency((2, Gen.Constant(16)), (1, Gen.Choose(1, 15)))
        select new ExpLogConfiguration(iterations);

    protected override Gen<ExpLogCommand> Commands(ExpLogConfiguration configuration) => Gen.Frequency(
        (5, from port in Gen.Choose(0, 3) from argument in Arguments(port) select (ExpLogCommand)new Begin(port, argument)),
        (3, Gen.Constant((ExpLogCommand)new Fetch())));

    private static Gen<int> Arguments(int port) => port == 0
        ? Gen.Frequency((6, Gen.Choose(-12 << 15, 11 << 15)), (1, Gen.Choose(int.MinValue, int.MaxValue)), (1, Gen.Elements(0, 1, -1, 32768, int.MinValue, int.MaxValue)))
        : Gen.Frequency((4, Gen.Choose(int.MinValue, int.MaxValue)), (3, Gen.Choose(1, int.MaxValue)), (2, Gen.Choose(1, 1 << 16)), (1, Gen.Elements(0, 1, -1, int.MinValue, int.MaxValue)));

    protected override bool IsAllowed(ExpLogConfiguration c) => c.Iterations is >= 1 and <= 16;

    protected override void Execute(ExpLogConfiguration configuration, IReadOnlyList<ExpLogCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var block = new ExpLogBlock(top, "explog", new ExpLogParameters());
        var agent = new RegisterAgent(top, block.Unit.Request, block.Unit.Reply);
        simulation.Elaborate();
        run.Observe(simulation);
        agent.Answered = request => run.Coverage.Access(coverage.Registers, request.Offset, request.Write, request.Value);
        agent.Write(Control, (uint)configuration.Iterations - 1);
        var waiting = new Queue<(Begin Job, long At)>();
        foreach (ExpLogCommand command in commands)
        {
            if (command is Begin begin && waiting.Count < Depth) Start(begin with { Port = begin.Port & 3 }, waiting, agent);
            else if (command is Fetch || waiting.Count == Depth) Take(configuration, waiting, agent, run);
            run.Check("explog.pending", (agent.Read(Control) >> 8 & 7) == waiting.Count, $"The control register does not say {waiting.Count} jobs.");
            run.Coverage.Sample(coverage.Pending, waiting.Count);
        }
        while (waiting.Count > 0) Take(configuration, waiting, agent, run);
        run.Check("explog.empty", agent.Access(new RegisterRequest(0, 0, false)).Error, $"A read without a job was answered.");
        run.Coverage.Take(coverage.Lane, simulation);
    }

    private static void Start(Begin begin, Queue<(Begin Job, long At)> waiting, RegisterAgent agent)
    {
        agent.Write(Offsets[begin.Port], (uint)begin.Argument);
        waiting.Enqueue((begin, agent.AnsweredAt));
    }

    private void Take(ExpLogConfiguration configuration, Queue<(Begin Job, long At)> waiting, RegisterAgent agent, CaseRun run)
    {
        if (waiting.Count == 0)
        {
            run.Skip();
            return;
        }
        (Begin job, long at) = waiting.Dequeue();
        var result = (int)agent.Read(Offsets[job.Port]);
        // The read waits for the result: if it was made at once its answer tells the latency. A write is answered one cycle after it is taken, a result is read one cycle after it is there.
        bool waited = agent.AnsweredAt - agent.AskedAt > 2;
        long took = agent.AnsweredAt - at;
        int right = 6 + configuration.Iterations;
        if (waited && waiting.Count == 0 && agent.AskedAt < at + right - 2) run.Check("explog.latency", took == right, $"A job of {configuration.Iterations} iterations took {took} cycles; {right} are right.");
        double unit = (job.Port & 1) == 0 ? 1 << 15 : 2147483648.0;
        double exact = Exact(job, unit);
        double error = Math.Abs(result - exact);
        if (configuration.Iterations == 16) run.Check("explog.accuracy", error <= 2, $"{Text(job)} gave {result}, which is {error:F1} units from {exact:F2}.");
        else if (job.Port < 2) run.Check("explog.few_iterations", error <= 2 + (Math.Abs(exact) * Math.Pow(2, -(2 * configuration.Iterations) - 1)), $"{Text(job)} in {configuration.Iterations} iterations gave {result} instead of {exact:F2}.");
        run.Coverage.Sample(coverage.Port, job.Port);
        run.Coverage.Sample(coverage.Sign, Math.Sign(job.Argument));
        run.Coverage.Sample(coverage.PortSign, job.Port, Math.Sign(job.Argument));
        run.Coverage.Sample(coverage.Iterations, configuration.Iterations);
        run.Coverage.Sample(coverage.Saturated, exact is int.MaxValue or int.MinValue ? 1 : 0);
    }

    private static string Text(Begin job) => $"{(job.Port < 2 ? "exp" : "ln")} of {job.Argument} in {((job.Port & 1) == 0 ? "s16.15" : "s0.31")}";

    private static double Exact(Begin job, double unit)
    {
        double x = job.Argument / unit;
        double y = job.Port < 2 ? Math.Exp(x) : x > 0 ? Math.Log(x) : double.NegativeInfinity;
        return Math.Clamp(y * unit, int.MinValue, int.MaxValue);
    }
}
