using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Accelerators.MacArray;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeMac;

/// <summary>What surrounds the array.</summary>
/// <param name="Latency">Most cycles until the far memory answers, 1 to 40.</param>
/// <param name="Noise">Another master hammers the banks.</param>
/// <param name="Polls">The processor reads the status word until the operation is done, instead of waiting for the interrupt.</param>
public sealed record MacConfiguration(int Latency, bool Noise, bool Polls);

/// <summary>An operation: a multiplication of Height x Channels by Channels x Columns, or a convolution of a map of Height x Width x Channels.</summary>
/// <param name="Convolves">Convolution.</param>
/// <param name="Height">Rows of A, or of the feature map.</param>
/// <param name="Width">Columns of the feature map.</param>
/// <param name="Channels">Columns of A, or input channels.</param>
/// <param name="Columns">Columns of B, or output channels.</param>
/// <param name="Kernel">Rows and columns of the kernel.</param>
/// <param name="Stride">Step between outputs.</param>
/// <param name="Types">Bits: 0 A signed, 1 B signed, 2 A wide, 3 B wide, 4 ReLU.</param>
/// <param name="Output">Bytes of a result: 0 one, 1 two, 2 four.</param>
/// <param name="Shift">Right shift of the sums.</param>
/// <param name="Far">Operands: bit 0 A, bit 1 B in the far memory.</param>
/// <param name="Extreme">Most elements at the ends of their range.</param>
/// <param name="Seed">Of the elements.</param>
public sealed record MacOperation(
    bool Convolves, int Height, int Width, int Channels, int Columns, int Kernel, int Stride, int Types, int Output, int Shift, int Far, bool Extreme, int Seed);

/// <summary>Operations of the MAC array against unbounded integers.</summary>
internal sealed class MacBench(MacCoverage coverage) : CaseBench<MacConfiguration, MacOperation>
{
    private const uint A = 0x00000, B = 0x08000, Target = 0x18000;
    private const int MostBytes = 0x7000;
    private const int MostReads = 100_000;

    private readonly RegisterTour _tour = new(new MacRegisters(), new() { ["trigger"] = new TourRule(Zero: 1) });

    public override string Name => "operations";

    public override int LongestCase => 3;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 400, _ => 4000 };

    protected override Gen<MacConfiguration> Configurations =>
        from latency in Gen.Choose(1, 40)
        from noise in Gen.Elements(false, true)
        from polls in Gen.Elements(false, true)
        select new MacConfiguration(latency, noise, polls);

    protected override Gen<MacOperation> Commands(MacConfiguration configuration) =>
        from convolves in Gen.Elements(false, true)
        from height in Gen.Frequency((15, Gen.Choose(1, 7)), (1, Gen.Constant(0)))
        from width in Gen.Choose(1, 7)
        from channels in Gen.Frequency((3, Gen.Choose(1, 24)), (1, Gen.Choose(25, 300)))
        from columns in Gen.Choose(1, 20)
        from kernel in Gen.Choose(1, 3)
        from stride in Gen.Choose(1, 2)
        from types in Gen.Choose(0, 31)
        from output in Gen.Choose(0, 2)
        from shift in Gen.Frequency((3, Gen.Choose(0, 12)), (1, Gen.Choose(13, 31)))
        from far in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from extreme in Gen.Elements(false, true)
        from seed in Gen.Choose(0, int.MaxValue)
        select new MacOperation(convolves, height, width, channels, columns, kernel, stride, types, output, shift, far, extreme, seed);

    protected override bool IsAllowed(MacConfiguration c) => c.Latency is >= 1 and <= 40;

    protected override void Execute(MacConfiguration configuration, IReadOnlyList<MacOperation> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var memory = new MemoryArray(128 * 1024);
        var sram = new LocalSram(top, "sram", new SramParameters(), memory);
        var array = new MacArrayUnit(top, "mac", new MacParameters());
        var far = new FarMemory(top, "far", configuration.Latency, run.Seed);
        Connect(array.SramA, array.SramAnswerA, SramPort.MacOperandA);
        Connect(array.SramB, array.SramAnswerB, SramPort.MacOperandB);
        Connect(array.SramResult, array.SramAnswerResult, SramPort.MacResult);
        Wiring.Connect(array.Remote, far.Request);
        Wiring.Connect(far.Reply, array.RemoteAnswer);
        if (configuration.Noise)
        {
            var noise = new Source<SramRequest>(top, "noise");
            for (int i = 0; i < 2000; i++) noise.Add(SramRequest.Read((uint)(i % 512 * 256)), i * 3 / 2);
            var answers = new Drain<SramReply>(top, "answers");
            Connect(noise.Output, answers.Input, SramPort.ProcessorData);
        }
        var agent = new RegisterAgent(top, array.Request, array.Reply);
        simulation.Elaborate();
        run.Observe(simulation);
        foreach (MacOperation command in commands)
        {
            var at = new MacShape(command);
            if (!at.Fits(MostBytes)) run.Skip();
            else Do(at, configuration, run, memory, far, array, agent);
        }
        if (!array.IsBusy) agent.Try(_tour, run.Seed, 24);
        run.Coverage.Take(coverage.Engine, simulation);

        void Connect(Out<SramRequest> request, In<SramReply> reply, int port)
        {
            Wiring.Connect(request, sram.Request[port]);
            Wiring.Connect(sram.Reply[port], reply);
        }
    }

    private void Do(MacShape at, MacConfiguration configuration, CaseRun run, MemoryArray memory, FarMemory far, MacArrayUnit array, RegisterAgent agent)
    {
        MacOperation o = at.Operation;
        int[,] a = at.DrawA(), b = at.DrawB();
        MacShape.Lay(a, at.BytesA, ((o.Far & 1) != 0 ? far.Cells : memory.Cells)[(int)A..]);
        MacShape.Lay(b, at.BytesB, ((o.Far & 2) != 0 ? far.Cells : memory.Cells)[(int)B..]);
        byte[] before = memory.Cells.ToArray();
        long products = array.Products;
        Start(at, agent);
        run.Coverage.Sample(coverage.Notice, configuration.Polls ? 1 : 0);
        if (configuration.Polls) Poll(at, run, array, agent);
        bool ended = agent.RunUntil(() => (array.Interrupts.Value >> 17 & 1) != 0, 400_000);
        run.Check("mac.ends", ended, $"{at} does not end.");
        if (!ended) return;
        (BigInteger[,] expected, bool overflow) = at.Expected(a, b);
        byte[] wanted = before;
        MacShape.LayResults(expected, at.OutputBytes, wanted.AsSpan((int)Target));
        byte[] found = memory.Cells.ToArray();
        int first = found.AsSpan().CommonPrefixLength(wanted);
        bool inside = first >= Target && first < Target + at.Rows * MacShape.Pitch(o.Columns * at.OutputBytes) && (first - Target) % MacShape.Pitch(o.Columns * at.OutputBytes) < o.Columns * at.OutputBytes;
        run.Check("mac.results", first == found.Length || !inside, $"{at} differs from unbounded integers in byte {first - Target} of the result.");
        run.Check("mac.nothing_beside", first == found.Length || inside, $"{at} wrote at 0x{first:X}, beside its result.");
        run.Check("mac.overflow", agent.Read(0x40) == (overflow ? 6u : 2u), $"{at} {(overflow ? "left" : "did not leave")} the range of 24 bits; the status says otherwise.");
        run.Check("mac.products", array.Products - products == (long)at.Rows * at.Depth * o.Columns * at.BytesA * at.BytesB, $"{at} counted {array.Products - products} products.");
        if (o.Far == 0 && !configuration.Noise && !o.Convolves && at.Depth >= 5)
            run.Check("mac.cycles", array.LastCycles == at.PublishedCycles, $"{at} took {array.LastCycles} cycles, not {at.PublishedCycles}.");
        Sample(at, overflow, run);
    }

    // Neither would let the processor take a result that is still being written; both would let it wait for ever.
    private static void Poll(MacShape at, CaseRun run, MacArrayUnit array, RegisterAgent agent)
    {
        uint status = 1;
        for (int i = 0; i < MostReads && status == 1; i++)
        {
            status = agent.Read(0x40) & 3;
            run.Check("mac.status", status is 1 or 2, $"During {at} {array.Path} is read as {(status == 0 ? "neither busy nor done" : "busy and done")}: {array.Path}.registers.status.busy and {array.Path}.registers.status.done.", array.Simulation.Time);
        }
    }

    private void Sample(MacShape at, bool overflow, CaseRun run)
    {
        MacOperation o = at.Operation;
        run.Coverage.Sample(coverage.Kind, o.Convolves ? 1 : 0);
        run.Coverage.Sample(coverage.Wide, o.Types >> 2 & 3);
        run.Coverage.Sample(coverage.Signs, o.Types & 3);
        run.Coverage.Sample(coverage.WideSigns, o.Types >> 2 & 3, o.Types & 3);
        run.Coverage.Sample(coverage.Output, at.OutputBytes);
        run.Coverage.Sample(coverage.Far, o.Far & 3);
        run.Coverage.Sample(coverage.Overflow, overflow ? 1 : 0);
        run.Coverage.Sample(coverage.Relu, o.Types >> 4 & 1);
    }

    private static void Start(MacShape at, RegisterAgent agent)
    {
        MacOperation o = at.Operation;
        agent.Write(0x40, 6);
        agent.Write(0x00, A | ((o.Far & 1) != 0 ? 1u << 30 : 0));
        agent.Write(0x04, B | ((o.Far & 2) != 0 ? 1u << 30 : 0));
        agent.Write(0x08, Target);
        agent.Write(0x0C, (uint)at.Rows);
        agent.Write(0x10, (uint)o.Channels);
        agent.Write(0x14, (uint)o.Columns);
        agent.Write(0x2C, (uint)(at.MapWidth << 16 | o.Height));
        agent.Write(0x30, (uint)(o.Columns << 16 | o.Channels));
        agent.Write(0x34, (uint)(at.Stride << 24 | at.Stride << 16 | at.Kernel << 8 | at.Kernel));
        agent.Write(0x38, 1);
        agent.Write(0x18, 1u | (o.Convolves ? 2u : 0) | (uint)(o.Types & 31) << 2 | (uint)o.Output << 8 | (uint)o.Shift << 16 | 1u << 31);
    }
}
