using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Tests.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>The assembled chip with its FPGA.</summary>
public sealed class WholeChip
{
    private static readonly ushort ToDriver4 = (ushort)BrainScaleS2Chip.DriverLabel(4, 7);

    [Fact]
    public void An_event_of_the_FPGA_comes_back_as_the_spike_that_it_caused()
    {
        BrainScaleS2System system = Board.Build();
        Board.Chain(system);
        system.Player.Program.Spikes(10, ToDriver4);
        system.Check();
        system.Run(20);
        RecordedSpike spike = Assert.Single(system.Recorder.Log.Spikes);
        Assert.Equal(0x047, spike.Label);
        Assert.Equal(1, system.Chip.Core.Events);
        Assert.Equal(0, system.Chip.Core.Unheard);
        // 10 us, one hop, the membrane's rise, the way to the crossbar.
        Assert.InRange(spike.Time * 0.004, 10.17, 10.17 + 1.0);
    }

    [Fact]
    public void From_a_comparator_to_the_next_synapse_pass_80_ns()
    {
        BrainScaleS2System system = Board.Build();
        Board.Chain(system, second: true);
        system.Player.Program.Spikes(10, ToDriver4);
        system.Run(Board.Trained + 30);
        Assert.Equal(2, system.Recorder.Log.Spikes.Count);
        Assert.Equal([0x087, 0x4199], system.Recorder.Log.Spikes.Select(s => (int)s.Label));
        // Equal neurons, equal weights: the second one rises as the first did, so the times of the spikes differ by rise plus 80 ns; the rise is that of the first event.
        double rise = Rise();
        double between = (system.Recorder.Log.Spikes[1].Time - system.Recorder.Log.Spikes[0].Time) * 4;
        Assert.Equal(rise + 80, between, 8.0);
    }

    // From a pulse to the comparator, in ns, on the core alone.
    private static double Rise()
    {
        AnalogArray array = Lab.Array(Lab.Lif() with { JumpExcitatory = 0.02, RefractorySlots = 3750 });
        Lab.Weight(array, 0, 0, 63, 7);
        return 8.0 * (Lab.Run(array, 4000, Lab.Event(1000, 0, 7)).Single().Slot - 1000);
    }

    [Fact]
    public void A_quiet_chip_has_no_edges()
    {
        BrainScaleS2System system = Board.Build();
        Board.Chain(system);
        system.Run(2000);
        long edges = system.EventClock.EvaluatedEdges + system.FpgaClock.EvaluatedEdges;
        system.Simulation.RunFor(1_000_000_000_000_000);
        Assert.Equal(edges, system.EventClock.EvaluatedEdges + system.FpgaClock.EvaluatedEdges);
    }

    [Fact]
    public void Sleeping_modules_have_nothing_to_do()
    {
        var options = new ChipOptions { Analog = new AnalogOptions { Correlation = false } };
        BrainScaleS2System system = Board.Build(options, new SimulationOptions { CheckQuiescence = true });
        Board.Chain(system, second: true);
        system.Player.Program.Spikes(4.5, ToDriver4);
        system.Run(3);
        Assert.Equal(2, system.Chip.Backends.Sum(b => b.Spikes));
    }

    [Fact]
    public void The_order_of_evaluation_does_not_show()
    {
        ulong[] hashes = [.. Enum.GetValues<EvaluationOrder>().Select(order =>
        {
            BrainScaleS2System system = Busy(new SimulationOptions { Order = order });
            system.Run(40);
            Assert.InRange(system.Recorder.Log.Spikes.Count, 10, 100_000);
            return HashOf(system);
        })];
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public void A_snapshot_goes_on_with_the_same_bits()
    {
        BrainScaleS2System first = Busy();
        first.Run(17.3);
        Snapshot snapshot = first.Simulation.Save();
        BrainScaleS2System second = Board.Build(BusyOptions);
        second.Simulation.Restore(Snapshot.FromBytes(snapshot.Bytes.Span));
        first.Run(20);
        second.Run(20);
        Assert.Equal(HashOf(first), HashOf(second));
        Assert.Equal(first.Recorder.Log.Spikes, second.Recorder.Log.Spikes);
    }

    [Fact]
    public void Registers_written_over_the_bus_act_like_presets()
    {
        BrainScaleS2System system = Board.Build();
        Board.Chain(system);
        // The link's node is closed by the host, then opened again.
        uint node = AddressMap.Crossbar + 25 + (uint)CrossbarTopology.Node(CrossbarTopology.FirstLinkInput, 0);
        PlaybackProgram program = system.Player.Program;
        program.Write(8, node, 1u << 16);
        program.Spikes(10, ToDriver4);
        program.Read(12, node);
        program.Write(14, node, 0);
        program.Spikes(16, ToDriver4);
        program.Read(18, AddressMap.SpikeCounters(0) + 0x800);
        program.Read(20, 0xF00000);
        system.Run(40);
        Assert.Equal(1, system.Chip.Core.Events);
        Assert.Equal([(1u << 16, false), (1u, false), (0u, true)], program.Answers.Select(a => (a.Data, a.IsError)));
        Assert.Equal(1, system.Player.Errors);
    }

    [Fact]
    public void Settled_analog_parameters_act_after_2_ms()
    {
        BrainScaleS2System system = Board.Build();
        BrainScaleS2Chip chip = system.Chip;
        chip.Core.Codes.Use(300, new NeuronCodes());
        chip.SetNeuron(300, chip.Core.Codes.Parameters(300), 1);
        // Circuit 300: bottom half, column 44: block SW, row 0 is v_leak.
        system.Player.Program.Write(100, AddressMap.Capmem(2) + (32 * 44), 400);
        system.Run(100 + 1990);
        Assert.Equal(0.019 + 0.001875 * 640, chip.Core.Array.Neurons.Parameters(300).LeakPotential, 1e-12);
        system.Run(30);
        Assert.Equal(0.019 + 0.001875 * 400, chip.Core.Array.Neurons.Parameters(300).LeakPotential, 1e-12);
    }

    private static ChipOptions BusyOptions => new() { Analog = new AnalogOptions { Mode = ChipMode.Calibrated, TemporalNoise = true } };

    private static BrainScaleS2System Busy(SimulationOptions? simulation = null)
    {
        BrainScaleS2System system = Board.Build(BusyOptions, simulation);
        BrainScaleS2Chip chip = system.Chip;
        NeuronParameters neuron = new NeuronTransfer(AnalogConstants.Default).Calibrated(new NeuronTargets());
        var random = new Random(3);
        for (int n = 0; n < 512; n += 3)
        {
            chip.SetNeuron(n, neuron, n / 256 * 128 + n % 128);
            for (int row = 0; row < 64; row++) chip.SetSynapse(n / 256, row, n % 256, random.Next(63), random.Next(4));
        }
        for (int half = 0; half < 2; half++)
            for (int driver = 0; driver < 128; driver++)
                chip.SetDriver(half, driver, new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true, RowAddressCompareMask = 0b00111 });
        for (int i = 0; i < 8; i++)
        {
            chip.SetBackground(i, 25 + i, 0x40 * i, rate: 200, seed: (uint)i + 5, mask: 3);
            chip.SetNode(CrossbarTopology.FirstBackgroundInput + i, i, 0, 0);
            chip.SetNode(i, 8 + i % 4, 0, 0);
            chip.SetNode(i, (i + 4) % 8, 0x7, 3);
        }
        chip.SetOutputs();
        return system;
    }

    private static ulong HashOf(BrainScaleS2System system)
    {
        var hash = new StateHash(0);
        foreach (byte b in system.Simulation.Save().Bytes.Span) hash.Add(b);
        return hash.Value;
    }
}
