using HwModel.Kernel.Tests.Parts;

namespace HwModel.Kernel.Tests.State;

internal enum Phase
{
    [Arcs(Run)] Wait,
    [Arcs(Done, Wait)] Run,
    [Arcs] Done,
}

[Payload]
internal readonly partial record struct Packet(byte Kind, ulong Body, bool Last);

[Module]
internal sealed partial class StateZoo(Component parent, string name, bool illegal = false) : Module(parent, name)
{
    [Reg, Fsm] private Phase _phase = Phase.Wait;
    [Reg] private short _negative = -3;
    [Reg] private double _membrane = -65.5;
    [Reg] private bool _flag = true;
    [Reg] private Packet _packet = new(1, 2, true);
    [Reg(Reset = false)] private uint _floating;
    [Reg(Reset = false)] private readonly byte[] _memory = new byte[64];
    [Reg] private readonly long[] _counts = new long[3];
    [Reg(Trace = false)] private RandomStream _random;

    public uint Floating => _floating;

    public IReadOnlyList<byte> Memory => _memory;

    public Phase Present => Phase;

    public (short, double, bool, Packet, long) Values => (_negative, _membrane, _flag, _packet, _counts[1]);

    protected override Activity Tick()
    {
        _negative++;
        _membrane += 0.25;
        _flag = !_flag;
        _counts[1]++;
        _packet = _packet with { Body = _random.NextBits() };
        Phase = illegal ? Phase.Done : Phase == Phase.Wait ? Phase.Run : Phase.Wait;
        return Activity.Busy;
    }
}

[Module]
internal sealed partial class LightSleeper(Component parent, string name) : Module(parent, name)
{
    [Reg] private long _calls;

    protected override Activity Tick()
    {
        _calls++;
        return Activity.Idle;
    }
}

public sealed class StateTests
{
    [Fact]
    public void Power_on_state_is_random_where_no_reset_touches_it_or_zero_on_request()
    {
        StateZoo random = Build(new SimulationOptions { Seed = 3 }).Zoo;
        StateZoo other = Build(new SimulationOptions { Seed = 4 }).Zoo;
        StateZoo zero = Build(new SimulationOptions { InitialState = InitialState.Zero }).Zoo;
        Assert.NotEqual(random.Floating, other.Floating);
        Assert.NotEqual(random.Memory, other.Memory);
        Assert.True(random.Memory.Distinct().Count() > 20);
        Assert.Equal(0u, zero.Floating);
        Assert.All(zero.Memory, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_reset_restores_initial_values_and_leaves_memories_alone()
    {
        (Simulation simulation, StateZoo zoo) = Build(new SimulationOptions());
        var initial = zoo.Values;
        byte[] memory = [.. zoo.Memory];
        uint floating = zoo.Floating;
        simulation.RunCycles(simulation.Clocks[0], 5);
        Assert.NotEqual(initial, zoo.Values);
        simulation.Reset();
        Assert.Equal(initial, zoo.Values);
        Assert.Equal(Phase.Wait, zoo.Present);
        Assert.Equal(memory, zoo.Memory);
        Assert.Equal(floating, zoo.Floating);
    }

    [Fact]
    public void A_snapshot_holds_every_kind_of_state()
    {
        (Simulation simulation, StateZoo zoo) = Build(new SimulationOptions { Seed = 9 });
        simulation.RunCycles(simulation.Clocks[0], 7);
        (Simulation copy, StateZoo copied) = Build(new SimulationOptions { Seed = 1234 });
        copy.Restore(simulation.Save());
        Assert.Equal(zoo.Values, copied.Values);
        Assert.Equal(zoo.Present, copied.Present);
        Assert.Equal(zoo.Memory, copied.Memory);
        Assert.Equal(zoo.Floating, copied.Floating);
        simulation.RunCycles(simulation.Clocks[0], 50);
        copy.RunCycles(copy.Clocks[0], 50);
        Assert.Equal(zoo.Values, copied.Values);
    }

    [Fact]
    public void A_foreign_or_damaged_snapshot_is_refused_in_a_sentence()
    {
        (Simulation simulation, _) = Build(new SimulationOptions());
        byte[] bytes = simulation.Save().Bytes.ToArray();
        Assert.Contains("another design", Refusal(new Simulation(), bytes));
        Assert.Contains("another design", Refusal(WithStage(3), WithStage(2).Save().Bytes.ToArray()));
        Assert.Contains("does not begin with HWMS", Refusal(simulation, [1, 2, 3]));
        Assert.Contains("does not begin with HWMS", Refusal(simulation, new byte[100]));
        byte[] flipped = [.. bytes];
        flipped[40] ^= 1;
        Assert.Contains("check sum", Refusal(simulation, flipped));
        Assert.Contains("check sum", Refusal(simulation, bytes[..^3]));
        byte[] future = [.. bytes];
        future[4] = 99;
        Assert.Contains("format version 99", Refusal(simulation, future));

        static string Refusal(Simulation simulation, byte[] bytes) =>
            Assert.Throws<SnapshotException>(() => simulation.Restore(Snapshot.FromBytes(bytes))).Message;

        static Simulation WithStage(int depth)
        {
            var simulation = new Simulation();
            var stage = new Stage(simulation.Root, "stage", depth, simulation.Clock("clk", 1));
            Wiring.Connect(stage.Output, stage.Input);
            return simulation;
        }
    }

    [Fact]
    public void An_illegal_arc_is_named_with_path_states_and_time()
    {
        var simulation = new Simulation();
        var zoo = new StateZoo(new Component(simulation.Root, "top", simulation.Clock("clk", 1_000)), "zoo", illegal: true);
        var error = Assert.Throws<IllegalArcException>(() => simulation.RunCycles(simulation.Clocks[0], 10));
        Assert.Equal("top.zoo.phase went from Wait to Done in cycle 0 (0 fs); from Wait it may go to Run", error.Message);
        Assert.Equal(0, zoo.Machines[0].Taken((int)Phase.Wait, (int)Phase.Done));
    }

    [Fact]
    public void A_module_that_counts_its_calls_while_asleep_fails_the_checker()
    {
        var simulation = new Simulation(new SimulationOptions { CheckQuiescence = true });
        _ = new LightSleeper(new Component(simulation.Root, "top", simulation.Clock("clk", 1_000)), "sleeper");
        var error = Assert.Throws<QuiescenceException>(() => simulation.RunCycles(simulation.Clocks[0], 10));
        Assert.Equal("top.sleeper slept in cycle 1 of clk (1000 fs), but when called all the same it changed its state; a module may sleep only while a call would change nothing", error.Message);
    }

    [Fact]
    public void Trace_variables_have_names_widths_and_states()
    {
        (Simulation simulation, _) = Build(new SimulationOptions());
        Dictionary<string, TraceVariable> variables = TraceTap.Variables(simulation).ToDictionary(variable => variable.Path);
        Assert.Equal((TraceKind.Enum, 2, true), (variables["top.zoo.phase"].Kind, variables["top.zoo.phase"].Width, variables["top.zoo.phase"].IsState));
        Assert.Equal(["Wait", "Run", "Done"], variables["top.zoo.phase"].Enum!.Names);
        Assert.Equal(16, variables["top.zoo.negative"].Width);
        Assert.Equal(TraceKind.Real, variables["top.zoo.membrane"].Kind);
        Assert.Equal(1, variables["top.zoo.flag"].Width);
        Assert.Equal(8, variables["top.zoo.packet.kind"].Width);
        Assert.Equal(64, variables["top.zoo.counts[2]"].Width);
        Assert.DoesNotContain(variables.Keys, path => path.Contains("memory[") || path.Contains("random"));
    }

    private static (Simulation Simulation, StateZoo Zoo) Build(SimulationOptions options)
    {
        var simulation = new Simulation(options);
        var zoo = new StateZoo(new Component(simulation.Root, "top", simulation.Clock("clk", 1_000)), "zoo");
        simulation.Elaborate();
        return (simulation, zoo);
    }
}
