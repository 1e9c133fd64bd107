using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.SpiNNlink;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;
using HwModel.Verification.Coverage;

namespace HwModel.Benches.Links;

/// <summary>How a board-to-board link is built for a case.</summary>
/// <param name="Errors">Bit error rate: 0 none, else 10 to the power of this less 6; 3 is one in a thousand.</param>
/// <param name="Losses">Lost words in a thousand, 0 to 3.</param>
/// <param name="Pace">Cycles that a router needs for a packet of an odd channel, 1 to 8; of an even one it needs 1, so that some channels are stopped and others are not.</param>
/// <param name="Phase">Offset of the second board's clock in picoseconds, 0 to 9000.</param>
/// <param name="Quirk">The first out-of-credit frame is answered by a nak, as the published code does.</param>
public sealed record SpiNNlinkConfiguration(int Errors, int Losses, int Pace, int Phase, bool Quirk)
{
    /// <summary>Whether the lines do nothing wrong of themselves.</summary>
    public bool IsPerfect => Errors + Losses == 0;

    /// <summary>Bit error rate.</summary>
    public double ErrorRate => Errors switch { 0 => 0, 1 => 1e-5, 2 => 1e-4, _ => 1e-3 };
}

/// <summary>Random traffic on the eight channels of a board-to-board link.</summary>
internal sealed class SpiNNlinkBench(SpiNNlinkCoverage coverage) : CaseBench<SpiNNlinkConfiguration, LinkCommand>
{
    private const long Period = 13_333_333;

    private readonly RegisterTour _tour = new(new SpinnlinkRegisters());

    public override string Name => "traffic";

    public override int LongestCase => 16;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 512, _ => 5120 };

    protected override Gen<SpiNNlinkConfiguration> Configurations =>
        from errors in Gen.Choose(0, 3)
        from losses in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
        from pace in Gen.Frequency((2, Gen.Constant(1)), (1, Gen.Choose(2, 8)))
        from phase in Gen.Choose(0, 9000)
        from quirk in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new SpiNNlinkConfiguration(errors, losses, pace, phase, quirk);

    protected override Gen<LinkCommand> Commands(SpiNNlinkConfiguration configuration) => Gen.Frequency(
        (6, from side in Gen.Choose(0, 1) from packets in Gen.Choose(1, 40) from payload in Gen.Choose(0, 1) from channel in Gen.Choose(0, 12) select (LinkCommand)new SendPackets(side, packets, payload, channel)),
        (2, from cycles in Gen.Choose(1, 300) select (LinkCommand)new Rest(cycles)),
        (1, from side in Gen.Choose(0, 1) from cycles in Gen.Frequency((2, Gen.Choose(1, 200)), (1, Gen.Choose(200, 1500))) select (LinkCommand)new KillLine(side, cycles)),
        (1, from side in Gen.Choose(0, 1) from cycles in Gen.Choose(10, 400) select (LinkCommand)new StopLink(side, cycles)),
        (1, from side in Gen.Choose(0, 1) from cycles in Gen.Choose(1, 2000) select (LinkCommand)new CloseRouter(side, cycles)));

    protected override bool IsAllowed(SpiNNlinkConfiguration c) =>
        c.Errors is >= 0 and <= 3 && c.Losses is >= 0 and <= 3 && c.Pace is >= 1 and <= 8 && c.Phase is >= 0 and <= 9000;

    protected override void Execute(SpiNNlinkConfiguration configuration, IReadOnlyList<LinkCommand> commands, CaseRun run)
    {
        var scenario = new LinkScenario(commands, Period, Frames.Channels, CommsPayload.Bits32, run.Seed);
        var parameters = new SpiNNlinkParameters();
        if (configuration.Quirk) parameters = parameters with { OutOfCreditFrames = 1 };
        var simulation = new Simulation(run.SimulationOptions);
        var ends = new SpiNNlinkEndpoint[2];
        var hosts = new SpiNNlinkHost[2];
        var watch = new SpiNNlinkWatch(scenario, configuration, parameters, coverage, run);
        for (int side = 0; side < 2; side++)
        {
            ClockDomain words = simulation.Clock($"words{side}", Period, side * configuration.Phase * 1000L, side);
            var board = new Component(simulation.Root, $"board{side}", words);
            ends[side] = new SpiNNlinkEndpoint(board, "link", words, SpiNNlinkWatch.Route(side), parameters);
            for (int channel = 0; channel < Frames.Channels; channel++)
            {
                var source = new PacketSource(board, $"source[{channel}]", words, scenario.Packets(side, channel));
                var sink = new PacketSink(board, $"sink[{channel}]", words, channel % 2 == 0 ? 1 : configuration.Pace, scenario.Closed(side));
                Wiring.Connect(source.Packets, ends[side].Inputs[channel]);
                Wiring.Connect(ends[side].Outputs[channel], sink.Packets);
                (int from, int of) = (1 - side, channel);
                sink.Listen((packet, _) => watch.Arrive(from, of, packet));
            }
            hosts[side] = new SpiNNlinkHost(board, ends[side].Bank, scenario.Stopped(side), Sentinel(side));
        }
        var lines = new LineOptions[2];
        for (int side = 0; side < 2; side++) lines[side] = new LineOptions { BitErrorRate = configuration.ErrorRate, LossRate = configuration.Losses / 1000.0, Dead = scenario.Dead(side) };
        _ = new SpiNNlinkCable(simulation.Root, "cable", ends[0], ends[1], lines[0], lines[1]);
        run.Observe(simulation);
        // A lost last frame costs 112 out-of-credit frames; training on a bad line takes some thousands of words.
        long limit = 2 * scenario.Last + 30_000 + scenario.Count * (configuration.Errors == 3 ? 400L : 60L) * Math.Max(1, configuration.Pace / 2);
        while (watch.Cycle < limit && !(watch.IsDone && watch.Cycle > scenario.Last + 200))
        {
            simulation.RunCycles(simulation.Clocks[0], 1);
            watch.Sample(ends);
        }
        Run(200);
        watch.MarkRead();
        foreach (SpiNNlinkHost host in hosts) host.ReadAll();
        Run(100);
        watch.Finish(ends);
        for (int side = 0; side < 2; side++) watch.CheckRegisters(side, hosts[side].Values, Sentinel(1 - side));
        hosts[run.Seed & 1].Try(_tour, run, coverage.Registers);

        void Run(int cycles)
        {
            for (int cycle = 0; cycle < cycles; cycle++)
            {
                simulation.RunCycles(simulation.Clocks[0], 1);
                watch.Sample(ends);
            }
        }
    }

    // What the other side sees in idle words.
    private static ushort Sentinel(int side) => (ushort)(0x5A00 + side);
}

/// <summary>Stands for the host at a register bank: writes the idle sentinel, stops and starts the link, and reads all registers in the end.</summary>
internal sealed class SpiNNlinkHost
{
    private const int Registers = 24, Patience = 1000;
    private const uint Sentinel = 0x4C, Stop = 0x5C;

    private readonly Source<RegisterRequest> _requests;
    private readonly Drain<RegisterReply> _replies;

    public SpiNNlinkHost(Component board, SpiNNlinkBank bank, IReadOnlyList<(long From, long To)> stopped, ushort sentinel)
    {
        _requests = new Source<RegisterRequest>(board, "requests");
        _replies = new Drain<RegisterReply>(board, "replies");
        Wiring.Connect(_requests.Output, bank.Request);
        Wiring.Connect(bank.Reply, _replies.Input);
        _requests.Add(new RegisterRequest(Sentinel, sentinel, true));
        foreach ((long from, long to) in stopped)
        {
            _requests.Add(new RegisterRequest(Stop, 1, true), from);
            _requests.Add(new RegisterRequest(Stop, 0, true), to);
        }
    }

    /// <summary>Tries registers of the bank; what is accessed counts.</summary>
    public void Try(RegisterTour tour, CaseRun run, CoverRegisters item) =>
        tour.Run(run.Seed, 10, address => Access(new RegisterRequest((uint)address, 0, false), run, item), (address, value) => Access(new RegisterRequest((uint)address, value, true), run, item));

    private uint Access(RegisterRequest request, CaseRun run, CoverRegisters item)
    {
        int answered = _replies.Taken.Count;
        _requests.Add(request);
        for (int cycles = 0; _replies.Taken.Count == answered; cycles++)
        {
            if (cycles == Patience) throw new InvalidOperationException($"the access of register 0x{request.Offset:X} was not answered");
            _requests.Simulation.RunCycles(_requests.Clock, 1);
        }
        run.Coverage.Access(item, request.Offset, request.Write, request.Value);
        return _replies.Taken[^1].Item.Value;
    }

    /// <summary>The last values that were read, by register number.</summary>
    public uint[] Values => [.. _replies.Taken.TakeLast(Registers).Select(reply => reply.Item.Value)];

    public void ReadAll()
    {
        for (uint number = 0; number < Registers; number++) _requests.Add(new RegisterRequest(4 * number, 0, false));
    }
}
