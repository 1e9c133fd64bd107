using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.PeParts;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeBus;

/// <summary>Answers register accesses after some cycles and remembers them.</summary>
[Module]
internal sealed partial class EchoBlock(Component parent, string name, int waitStates) : Module(parent, name)
{
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Reg] private int _waited;
    private readonly int _waitStates = waitStates;

    public List<RegisterRequest> Seen { get; } = [];

    protected override Activity Tick()
    {
        if (!Request.HasData) return Activity.Idle;
        if (++_waited < _waitStates) return Activity.Busy;
        _waited = 0;
        RegisterRequest request = Request.Pop();
        Seen.Add(request);
        Reply.Push(new RegisterReply(Answer(request), false));
        return Activity.Busy;
    }

    public static uint Answer(in RegisterRequest request) => request.Write ? 0 : (request.Offset * 0x9E3779B1) ^ 0x5A5A5A5A;
}

/// <summary>Accesses to the peripheral bus: the right block, the right offset, errors, time.</summary>
internal sealed class PeripheralBench(BusCoverage coverage) : CaseBench<PeripheralConfiguration, PeripheralCommand>
{
    private static readonly PeripheralWindow[] Windows = [new(0xE010_0000, 0x100), new(0xE100_0000, 0x60), new(0xE200_0180, 0x80)];

    public override string Name => "registers";

    public override int LongestCase => 20;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 32, Effort.Normal => 400, _ => 4000 };

    protected override Gen<PeripheralConfiguration> Configurations => from states in Gen.Choose(1, 4) select new PeripheralConfiguration(states);

    protected override Gen<PeripheralCommand> Commands(PeripheralConfiguration configuration) =>
        from window in Gen.Choose(0, 3)
        from offset in Gen.Frequency((6, from word in Gen.Choose(0, 63) select word * 4), (1, Gen.Choose(0, 255)))
        from size in Gen.Frequency((6, Gen.Constant(4)), (1, Gen.Elements(1, 2)))
        from write in Gen.Elements(false, true)
        from value in Gen.Choose(0, int.MaxValue)
        select new PeripheralCommand(window, offset, size, write, value);

    protected override bool IsAllowed(PeripheralConfiguration c) => c.WaitStates is >= 1 and <= 4;

    protected override void Execute(PeripheralConfiguration configuration, IReadOnlyList<PeripheralCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        var top = new Component(simulation.Root, "pe", simulation.Clock("pe", 3_333_333));
        var bus = new PeripheralBus(top, "bus", Windows);
        var source = new Source<PeripheralRequest>(top, "source");
        var drain = new Drain<RegisterReply>(top, "drain");
        EchoBlock[] blocks = [.. Windows.Select((_, i) => new EchoBlock(top, $"block[{i}]", configuration.WaitStates))];
        Wiring.Connect(source.Output, bus.Request);
        Wiring.Connect(bus.Reply, drain.Input);
        for (int i = 0; i < blocks.Length; i++)
        {
            Wiring.Connect(bus.BlockRequest[i], blocks[i].Request);
            Wiring.Connect(blocks[i].Reply, bus.BlockReply[i]);
        }
        simulation.Elaborate();
        run.Observe(simulation);
        foreach (PeripheralCommand command in commands) One(configuration, command, run, simulation, source, drain, blocks);
        run.Coverage.Take(coverage.Peripherals, simulation);
    }

    private void One(
        PeripheralConfiguration configuration, PeripheralCommand command, CaseRun run, Simulation simulation, Source<PeripheralRequest> source, Drain<RegisterReply> drain, EchoBlock[] blocks)
    {
        int window = command.Window & 3;
        uint offset = (uint)command.Offset & 0xFF;
        uint address = window == 3 ? 0xE400_0000 + offset : Windows[window].Base + offset;
        bool right = window < 3 && offset < Windows[window].Size && command.Size == 4 && (offset & 3) == 0;
        int before = drain.Taken.Count;
        int[] seen = [.. blocks.Select(block => block.Seen.Count)];
        source.Add(new PeripheralRequest(address, (uint)command.Value, (byte)command.Size, command.Write));
        for (int i = 0; i < 40 && drain.Taken.Count == before; i++) simulation.RunCycles(source.Clock, 1);
        if (drain.Taken.Count == before)
        {
            run.Fail("pe-bus.decode", $"The access of 0x{address:X8} was not answered.");
            return;
        }
        (RegisterReply reply, long cycle) = drain.Taken[^1];
        run.Check("pe-bus.bus_error", reply.Error == !right, $"The access of {command.Size} bytes at 0x{address:X8} {(reply.Error ? "was an error" : "was answered")}.");
        for (int i = 0; i < blocks.Length; i++)
        {
            bool expected = right && i == window;
            run.Check("pe-bus.decode", blocks[i].Seen.Count - seen[i] == (expected ? 1 : 0), $"Block {i} got {blocks[i].Seen.Count - seen[i]} accesses for one at 0x{address:X8}.");
            if (!expected || blocks[i].Seen.Count == seen[i]) continue;
            var wanted = new RegisterRequest(offset, (uint)command.Value, command.Write);
            run.Check("pe-bus.decode", blocks[i].Seen[^1] == wanted, $"Block {i} got {blocks[i].Seen[^1]} for the access at 0x{address:X8}.");
            run.Check("pe-bus.decode", reply.Value == EchoBlock.Answer(wanted), $"The answer of block {i} came back as 0x{reply.Value:X8}.");
            // A request and an answer through two queues each; the block takes its wait states.
            long cycles = cycle - source.Pushed[^1];
            run.Check("pe-bus.apb_time", cycles == 3 + configuration.WaitStates, $"The access at 0x{address:X8} took {cycles} cycles; {3 + configuration.WaitStates} are right.");
        }
        run.Coverage.Sample(coverage.Window, window);
        run.Coverage.Sample(coverage.Outcome, right ? command.Write ? 1 : 0 : command.Size != 4 ? 2 : (offset & 3) != 0 ? 3 : 4);
    }
}
