using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeComms;

/// <summary>How the event FIFOs are set up.</summary>
/// <param name="Record">Record format, 0 to 3: 4, 8, 12, 20 bytes.</param>
/// <param name="Words">Words of a ring, 6 to 40.</param>
/// <param name="Mode">0 drop, 1 overwrite, 2 stall.</param>
/// <param name="Slow">The network takes a packet every so many cycles, 1 to 9.</param>
public sealed record CommsConfiguration(int Record, int Words, int Mode, int Slow);

/// <summary>What network and software do.</summary>
public abstract record CommsCommand;

/// <summary>Packets arrive.</summary>
/// <param name="Kind">0 for the receiver, 1 and 2 for the event FIFOs.</param>
/// <param name="Count">How many, one after the other.</param>
public sealed record Arrive(int Kind, int Count) : CommsCommand;

/// <summary>Software takes records out of a ring.</summary>
public sealed record Take(int Fifo, int Count) : CommsCommand;

/// <summary>Software takes a packet from the receiver.</summary>
public sealed record Receive : CommsCommand;

/// <summary>Software sends a packet.</summary>
/// <param name="Set">Register set, 0 to 3.</param>
/// <param name="Payload">0 none, 1, 2 or 4 words (3).</param>
public sealed record Launch(int Set, int Payload) : CommsCommand;

/// <summary>Cycles pass.</summary>
public sealed record Idle(int Cycles) : CommsCommand;

/// <summary>Events, packets and launches against lists of what was sent.</summary>
internal sealed class CommsBench(CommsCoverage coverage) : CaseBench<CommsConfiguration, CommsCommand>
{
    private readonly RegisterTour _tour = new(new CommsRegisters(), new()
    {
        ["fifo.max_fill"] = TourRule.Moving,
        ["fifo.control"] = new TourRule(Changing: 1),
    });

    public override string Name => "packets";

    public override int LongestCase => 30;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 300, _ => 3000 };

    protected override Gen<CommsConfiguration> Configurations =>
        from record in Gen.Choose(0, 3)
        from words in Gen.Choose(6, 40)
        from mode in Gen.Choose(0, 2)
        from slow in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Choose(2, 9)))
        select new CommsConfiguration(record, words, mode, slow);

    protected override Gen<CommsCommand> Commands(CommsConfiguration configuration) => Gen.Frequency(
        (5, from kind in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(1, 2))) from count in Gen.Choose(1, 8) select (CommsCommand)new Arrive(kind, count)),
        (3, from fifo in Gen.Choose(0, 1) from count in Gen.Choose(1, 6) select (CommsCommand)new Take(fifo, count)),
        (1, Gen.Constant((CommsCommand)new Receive())),
        (3, from set in Gen.Choose(0, 3) from payload in Gen.Choose(0, 3) select (CommsCommand)new Launch(set, payload)),
        (2, from cycles in Gen.Choose(0, 30) select (CommsCommand)new Idle(cycles)));

    protected override bool IsAllowed(CommsConfiguration c) => c.Record is >= 0 and <= 3 && c.Words is >= 6 and <= 40 && c.Mode is >= 0 and <= 2 && c.Slow is >= 1 and <= 9;

    protected override void Execute(CommsConfiguration configuration, IReadOnlyList<CommsCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var array = new MemoryArray(128 * 1024);
        var sram = new LocalSram(top, "sram", new SramParameters(), array);
        var comms = new CommsController(top, "comms", new CommsParameters(), 0, 0);
        var arriving = new Source<CommsPacket>(top, "arriving");
        var leaving = new Drain<CommsPacket>(top, "leaving", configuration.Slow);
        // Somebody of higher priority is always in the bank of the rings.
        var noise = new Source<SramRequest>(top, "noise");
        for (int i = 0; i < 6000; i++) noise.Add(SramRequest.Read(CommsWatch.RingOf(0)), i * 5 / 4);
        var answers = new Drain<SramReply>(top, "answers");
        Wiring.Connect(noise.Output, sram.Request[SramPort.ProcessorData]);
        Wiring.Connect(sram.Reply[SramPort.ProcessorData], answers.Input);
        Wiring.Connect(comms.Sram, sram.Request[SramPort.EventHandler]);
        Wiring.Connect(sram.Reply[SramPort.EventHandler], comms.SramAnswer);
        Wiring.Connect(arriving.Output, comms.NetworkIn);
        Wiring.Connect(comms.NetworkOut, leaving.Input);
        var agent = new RegisterAgent(top, comms.Request, comms.Reply);
        simulation.Elaborate();
        run.Observe(simulation);
        agent.Answered = request => run.Coverage.Access(coverage.Registers, request.Offset, request.Write, request.Value);
        var watch = new CommsWatch(configuration, run, coverage, agent, comms, arriving, leaving, array);
        foreach (CommsCommand command in commands) watch.Do(command);
        watch.Finish();
        agent.Try(_tour, run.Seed, 40);
    }
}
