using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Noc;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Chip.Endpoints;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Config;

/// <summary>Sixteen plain registers at every node behind the management node, against an array.</summary>
internal sealed class ConfigRegisterBench(ConfigCoverage coverage) : CaseBench<ConfigConfiguration, ConfigCommand>
{
    private const int Nodes = 64, Words = 16, Chip = 0x0304;
    private static readonly uint[] OwnRegisters = [0x0000, 0x0010, 0x0014];
    private const uint Locks = 0x2080;

    public override string Name => "registers";

    public override int LongestCase => 60;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 24, Effort.Normal => 200, _ => 2000 };

    protected override Gen<ConfigConfiguration> Configurations => Gen.Constant(new ConfigConfiguration(3));

    private static readonly Gen<int> Places = Gen.Frequency((3, Gen.Elements(1, 2, 63)), (2, Gen.Choose(1, 63)));

    private static readonly Gen<int> Registers = Gen.Frequency((8, Gen.Choose(0, 15)), (1, Gen.Choose(16, 40)));

    protected override Gen<ConfigCommand> Commands(ConfigConfiguration configuration) => Gen.Frequency(
        (3, from node in Places from word in Registers from value in Gen.Choose(1, 1 << 30) select (ConfigCommand)new WriteRegister(node, word, value)),
        (3, from node in Places from word in Registers select (ConfigCommand)new ReadRegister(node, word)),
        (3, from node in Places from word in Registers from size in Gen.Choose(1, 3) from value in Gen.Choose(1, 1 << 30) select (ConfigCommand)new WriteOverNoc(node, word, size, value)),
        (3, from node in Places from word in Registers from row in Gen.Elements(false, true) select (ConfigCommand)new ReadOverNoc(node, word, row)),
        (1, from row in Gen.Choose(0, 63) from value in Gen.Choose(1, 1 << 30) select (ConfigCommand)new TouchMemory(row, value)),
        (1, from word in Gen.Choose(0, 2) select (ConfigCommand)new ReadManagement(word)),
        (2, from number in Gen.Frequency((2, Gen.Choose(0, 1)), (1, Gen.Choose(0, 15))) from way in Gen.Choose(0, 2) select (ConfigCommand)new TouchLock(number, way)),
        (1, from cycles in Gen.Choose(0, 100) select (ConfigCommand)new PassTime(cycles)));

    protected override void Execute(ConfigConfiguration configuration, IReadOnlyList<ConfigCommand> commands, CaseRun run)
    {
        var simulation = new Simulation(run.SimulationOptions);
        ClockDomain clock = simulation.Clock("reference", 10_000_000);
        var noc = new ConfigNoc(simulation.Root, "config", clock);
        var top = new Component(simulation.Root, "bench", clock);
        var management = new ManagementNode(top, "management", Chip);
        var feeder = new Feeder<NocFlit>(top, "feeder", clock);
        var taker = new Taker<NocFlit>(top, "taker", clock);
        Wiring.Connect(feeder.Items, management.FromNoc);
        Wiring.Connect(management.ToNoc, taker.Items);
        noc.Attach(Floorplan.Management, management.FromConfig, management.ToConfig);
        var targets = new List<ConfigTarget>();
        for (int node = 1; node < Nodes; node++)
        {
            var target = new ConfigTarget(top, $"target[{node}]", noc.Routers[node].At, [new PeripheralWindow(0, 4 * Words)]);
            var block = new WordBlock(top, $"words[{node}]", Words);
            Wiring.Connect(target.BlockRequest[0], block.Request);
            Wiring.Connect(block.Reply, target.BlockReply[0]);
            noc.Attach(noc.Routers[node].At, target.FromNetwork, target.ToNetwork);
            targets.Add(target);
        }
        var arrived = new Queue<NocFlit>();
        taker.Listen((flit, _) => arrived.Enqueue(flit));
        run.Observe(simulation);
        simulation.Elaborate();
        var plain = new uint[Nodes, Words];
        var held = new bool[16];
        byte tag = 0;
        foreach (ConfigCommand command in commands)
        {
            switch (command)
            {
                case WriteRegister write:
                    management.Write(noc.Routers[Node(write.Node)].At, Offset(write.Word), (uint)write.Value);
                    Note(plain, Node(write.Node), Math.Abs(write.Word), 1, (uint)write.Value);
                    run.Coverage.Sample(coverage.Access, 0);
                    Wait(simulation, clock, management);
                    break;
                case ReadRegister read:
                    management.Read(noc.Routers[Node(read.Node)].At, Offset(read.Word));
                    Wait(simulation, clock, management);
                    bool answered = management.TryTakeAnswer(out HostAnswer answer);
                    run.Check("cnoc.answers", answered, $"The host's read of word {read.Word} at node {Node(read.Node)} got no answer.", simulation.Time);
                    if (!answered) break;
                    bool isThere = Math.Abs(read.Word) < Words;
                    run.Coverage.Sample(coverage.Access, isThere ? 1 : 5);
                    run.Check("cnoc.registers", answer.Error != isThere && (!isThere || answer.Value == plain[Node(read.Node), Math.Abs(read.Word)]), $"The host read {answer} at node {Node(read.Node)}.", simulation.Time);
                    break;
                case WriteOverNoc write:
                    int count = (write.Size & 3) switch { 2 => 2, 3 => 4, _ => 1 };
                    CommsPayload size = count == 4 ? CommsPayload.Bits128 : count == 2 ? CommsPayload.Bits64 : CommsPayload.Bits32;
                    uint value = (uint)write.Value;
                    uint address = ConfigMap.Address(noc.Routers[Node(write.Node)].At, Offset(write.Word));
                    feeder.Add(NocFlit.Create(Floorplan.Management, 1, NocClass.Write, size, 15, Floorplan.PositionOf(0), 2, address, value | (ulong)(value + 1) << 32, value + 2 | (ulong)(value + 3) << 32));
                    for (int i = 0; i < count; i++) Note(plain, Node(write.Node), Math.Abs(write.Word) + i, 1, value + (uint)i);
                    run.Coverage.Sample(coverage.Access, 2);
                    simulation.RunCycles(clock, 160);
                    break;
                case ReadOverNoc read:
                    int first = read.Row ? Math.Abs(read.Word) & ~3 : Math.Abs(read.Word);
                    feeder.Add(NocFlit.Create(Floorplan.Management, 1, NocClass.ReadRequest, read.Row ? CommsPayload.None : CommsPayload.Bits32, ++tag, Floorplan.PositionOf(0), 2, ConfigMap.Address(noc.Routers[Node(read.Node)].At, 4 * (uint)first)));
                    simulation.RunCycles(clock, 200);
                    run.Coverage.Sample(coverage.Access, read.Row ? 4 : 3);
                    CheckAnswer(run, simulation, arrived, plain, Node(read.Node), first, read.Row, tag);
                    break;
                case TouchMemory touch:
                    uint at = ConfigMap.ManagementSram + (16 * ((uint)touch.Row & 63));
                    feeder.Add(NocFlit.Create(Floorplan.Management, 1, NocClass.Write, CommsPayload.Bits128, 0, Floorplan.PositionOf(0), 2, at, (ulong)touch.Value, ~(ulong)touch.Value));
                    feeder.Add(NocFlit.Create(Floorplan.Management, 1, NocClass.ReadRequest, CommsPayload.None, ++tag, Floorplan.PositionOf(0), 2, at));
                    simulation.RunCycles(clock, 20);
                    run.Coverage.Sample(coverage.Access, 6);
                    bool isRead = arrived.TryDequeue(out NocFlit memory);
                    run.Check("cnoc.registers", isRead && memory.Control == tag && memory.Low == (ulong)touch.Value && memory.High == ~(ulong)touch.Value, $"Row {touch.Row & 63} of the management node was read as {memory}.", simulation.Time);
                    break;
                case ReadManagement own:
                    int word = (int)((uint)own.Word % 3);
                    if (Word(OwnRegisters[word]) is { } number)
                        run.Check("cnoc.registers", number == (word == 0 ? Chip : 0) || word == 2, $"The management node's register 0x{OwnRegisters[word]:X} was read as 0x{number:X}.", simulation.Time);
                    break;
                case TouchLock touch:
                    int lockNumber = touch.Lock & 15, way = (int)((uint)touch.Way % 3);
                    uint lockAt = Locks + (4 * (uint)lockNumber);
                    if (way > 0) feeder.Add(NocFlit.Create(Floorplan.Management, 1, NocClass.Write, CommsPayload.Bits32, 15, Floorplan.PositionOf(0), 2, ConfigMap.Management + lockAt, way == 1 ? 0u : 1));
                    else if (Word(lockAt) is { } found)
                        run.Check("cnoc.registers", found == (held[lockNumber] ? 1u : 0), $"Lock {lockNumber}, which is {(held[lockNumber] ? "held" : "free")}, was read as {found}.", simulation.Time);
                    if (way > 0) simulation.RunCycles(clock, 20);
                    held[lockNumber] = way != 1;
                    break;
                case PassTime time:
                    simulation.RunCycles(clock, Math.Clamp(time.Cycles, 0, 400));
                    break;
            }
        }
        // A word of the management node's own registers; null where no answer comes.
        uint? Word(uint offset)
        {
            feeder.Add(NocFlit.Create(Floorplan.Management, 1, NocClass.ReadRequest, CommsPayload.Bits32, ++tag, Floorplan.PositionOf(0), 2, ConfigMap.Management + offset));
            simulation.RunCycles(clock, 20);
            bool isAnswered = arrived.TryDequeue(out NocFlit answer);
            run.Check("cnoc.answers", isAnswered && answer.Control == tag && answer.Class == NocClass.ReadResponse, $"The read of the management node's register 0x{offset:X} was answered by {(isAnswered ? answer.ToString() : "nothing")}.", simulation.Time);
            return isAnswered ? (uint)(((offset & 8) == 0 ? answer.Low : answer.High) >> (8 * (int)(offset & 4))) : null;
        }

        simulation.RunCycles(clock, 200);
        run.Check("cnoc.answers", arrived.Count == 0 && !management.TryTakeAnswer(out _), $"{arrived.Count} answers too many.", simulation.Time);
        foreach (ConfigTarget target in targets) run.Coverage.Take(coverage.Target, target.Machines[0]);
        run.Coverage.Take(coverage.Management, management.Machines[0]);
    }

    private static int Node(int number) => 1 + (int)((uint)(number - 1) % (Nodes - 1));

    private static uint Offset(int word) => 4 * (uint)Math.Abs(word);

    private static void Note(uint[,] plain, int node, int word, int count, uint value)
    {
        for (int i = 0; i < count; i++)
            if (word + i < Words)
                plain[node, word + i] = value;
    }

    // A read can hang under a fault: not for ever.
    private static void Wait(Simulation simulation, ClockDomain clock, ManagementNode management)
    {
        for (int cycles = 0; cycles < 400 && management.Outstanding > 0; cycles += 10) simulation.RunCycles(clock, 10);
        simulation.RunCycles(clock, 80);
    }

    private static void CheckAnswer(CaseRun run, Simulation simulation, Queue<NocFlit> arrived, uint[,] plain, int node, int first, bool row, byte tag)
    {
        bool isAnswered = arrived.TryDequeue(out NocFlit answer);
        run.Check("cnoc.answers", isAnswered && answer.Control == tag && answer.Class == NocClass.ReadResponse && answer.Destination == Floorplan.PositionOf(0) && answer.PeMask == 4,
            $"The read of word {first} at node {node} with tag {tag} was answered by {(isAnswered ? answer.ToString() : "nothing")}.", simulation.Time);
        if (!isAnswered) return;
        bool isThere = first < Words;
        Span<uint> words = [(uint)answer.Low, (uint)(answer.Low >> 32), (uint)answer.High, (uint)(answer.High >> 32)];
        bool right = answer.Payload == CommsPayload.None ? !isThere : isThere;
        for (int i = 0; right && isThere && i < 4; i++)
        {
            bool isWanted = row || i == (first & 3);
            int word = (first & ~3) + i;
            right = words[i] == (isWanted && word < Words ? plain[node, word] : 0);
        }
        run.Check("cnoc.registers", right, $"The {(row ? "row" : "word")} {first} at node {node} was read as {words[0]:X} {words[1]:X} {words[2]:X} {words[3]:X} ({answer.Payload}).", simulation.Time);
    }
}

/// <summary>Plain words that answer after a cycle.</summary>
[Module]
internal sealed partial class WordBlock(Component parent, string name, int words) : Module(parent, name)
{
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Reg(Trace = false)] private readonly uint[] _words = new uint[words];

    protected override Activity Tick()
    {
        if (!Request.HasData || !Reply.CanPush) return Activity.Idle;
        RegisterRequest request = Request.Pop();
        int word = (int)(request.Offset / 4);
        if (word >= _words.Length) Reply.Push(RegisterReply.Missing);
        else if (request.Write)
        {
            _words[word] = request.Value;
            Reply.Push(RegisterReply.Written);
        }
        else Reply.Push(new RegisterReply(_words[word], false));
        return Activity.Busy;
    }
}
