using FsCheck;
using FsCheck.Fluent;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Networks;

/// <summary>Random networks from graph to spikes, against the plain simulator.</summary>
internal sealed class NetworkBench(NetworkCoverage coverage) : CaseBench<NetworkConfiguration, NetworkCommand>
{
    // A step of a membrane is a product and a sum in single precision: each may round by half a unit in the last place.
    private const double SingleRounding = 1.0 / (1 << 24);

    // Single-precision membranes differ from double ones by rounding; closer calls than this are left out.
    private const double TooClose = 2e-5;
    private const int MostRows = 200;

    public override string Name => "networks";

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 512, _ => 5120 };

    protected override Gen<NetworkConfiguration> Configurations =>
        from inputs in Gen.Choose(1, 12)
        from hidden in Gen.Choose(1, 24)
        from outputs in Gen.Choose(1, 8)
        from neurons in Gen.Elements(NetworkNeurons.IF, NetworkNeurons.LIF, NetworkNeurons.CubaLIF)
        from recurrent in Gen.Elements(false, true)
        from delay in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(1, 6)))
        from most in Gen.Choose(4, 24)
        from subtract in Gen.Elements(false, true)
        from weights in Gen.Choose(0, 1_000_000)
        from level in Gen.Frequency((3, Gen.Constant(NetworkLevel.Core)), (1, Gen.Constant(NetworkLevel.Chip)))
        select new NetworkConfiguration(inputs, hidden, outputs, neurons, recurrent, delay, most, subtract, weights, level);

    protected override Gen<NetworkCommand> Commands(NetworkConfiguration configuration) => Gen.Frequency(
        (4, from neuron in Gen.Choose(0, configuration.Inputs - 1) select (NetworkCommand)new InputSpike(neuron)),
        (1, Gen.Constant((NetworkCommand)new Volley())),
        (3, from ticks in Gen.Choose(1, 8) select (NetworkCommand)new Pass(ticks)));

    protected override bool IsAllowed(NetworkConfiguration c) =>
        c.Inputs is >= 1 and <= 12 && c.Hidden is >= 1 and <= 24 && c.Outputs is >= 1 and <= 8 && c.Delay is >= 0 and <= 6 && c.PerElement is >= 4 and <= 24 && c.Weights >= 0
        && Enum.IsDefined(c.Neurons) && Enum.IsDefined(c.Level);

    protected override void Execute(NetworkConfiguration c, IReadOnlyList<NetworkCommand> commands, CaseRun run)
    {
        (List<(int Row, int Neuron)> input, int rows) = Input(c, commands);
        NirGraph graph = RandomGraph.Build(c);
        var options = new NirOptions { Step = RandomGraph.Step, ResetBySubtraction = c.Subtract };
        SpikingNetwork network = NirLowering.Lower(graph, options, "random");
        MappedNetwork mapped = Mapper.Map(network, new MappingOptions { Ticks = rows + 1, RecordAll = true, MaxNeuronsPerPe = c.PerElement, Faults = run.Faults }, new SpikeInput("in", input));
        var plain = new PlainRun(QuantisedGraph.Of(graph), mapped, input, rows, c.Subtract);
        if (plain.ClosestCall < TooClose)
        {
            run.Discard("a membrane came too close to its threshold to tell single from double precision");
            return;
        }
        var executor = new EventExecutor(mapped);
        INetworkMachine machine = executor;
        if (c.Level == NetworkLevel.Core) machine = new CoreMachine(mapped);
        else
        {
            var chip = new ChipMachine(mapped, run.SimulationOptions);
            run.Observe(chip.Simulation);
            machine = chip;
        }
        executor.Run(rows + 1);
        machine.Run(rows + 1);
        if (c.Level == NetworkLevel.Core) SpikeSignals.Draw(run.Draw(), mapped, rows, ("plain", plain.Spikes), ("event_level", executor.Result().Spikes), ("core_level", machine.Result().Spikes));
        Compare(mapped, plain, executor, machine, rows, run);
        coverage.Sample(run.Coverage, c, mapped, plain.Spikes.Count);
    }

    private static void Compare(MappedNetwork mapped, PlainRun plain, EventExecutor executor, INetworkMachine machine, int rows, CaseRun run)
    {
        NetworkRun found = machine.Result(), level = executor.Result();
        List<SpikeEvent> spikes = [.. found.Spikes.Where(spike => !mapped.Network.Populations[spike.Population].IsSource)];
        string Name(SpikeEvent spike) => $"'{mapped.Network.Populations[spike.Population].Name}' neuron {spike.Neuron} in row {spike.Row}";
        SpikeEvent? First(IEnumerable<SpikeEvent> a, IEnumerable<SpikeEvent> b) => a.Except(b).Cast<SpikeEvent?>().FirstOrDefault();
        SpikeEvent? missing = First(plain.Spikes, spikes), extra = First(spikes, plain.Spikes);
        run.Check("network.spikes", missing is null, $"The spike of {Name(missing ?? default)} of {plain.Spikes.Count} did not come ({machine.Level} level).");
        run.Check("network.spikes", extra is null, $"A spike of {Name(extra ?? default)} came that the plain network does not have ({machine.Level} level).");
        run.Check("network.levels_agree", found.Spikes.SequenceEqual(level.Spikes), $"The event level has {level.Spikes.Count} spikes and the level {machine.Level} {found.Spikes.Count}, or at other times.");
        double lost = found.Drops.Sum(drop => drop.Value);
        run.Check("network.nothing_lost", lost == 0, $"{lost} packets were lost: {string.Join(", ", found.Drops.Where(drop => drop.Value > 0).Select(drop => $"{drop.Name} {drop.Value}"))}.");
        run.Check("network.synaptic_events", found.SynapticEvents == plain.SynapticEvents, $"{found.SynapticEvents} synaptic events were done; the spikes of {rows} rows and the matrices give {plain.SynapticEvents}.");
        for (int p = 0; p < mapped.Network.Populations.Count; p++)
        {
            Population population = mapped.Network.Populations[p];
            if (population.IsSource) continue;
            for (int n = 0; n < population.Size; n++)
            {
                double expected = plain.Voltage(population.Name, n), actual = machine.Membrane(p, n);
                run.Check("network.membranes", Math.Abs(expected - actual) < 1e-4 + (rows * Math.Abs(expected) * SingleRounding), $"The membrane of '{population.Name}' neuron {n} is {actual:R} after {rows} rows; {expected:R} is right.");
            }
        }
    }

    private static (List<(int Row, int Neuron)> Spikes, int Rows) Input(NetworkConfiguration c, IReadOnlyList<NetworkCommand> commands)
    {
        var spikes = new List<(int, int)>();
        int row = 0;
        foreach (NetworkCommand command in commands)
        {
            switch (command)
            {
                case InputSpike spike:
                    spikes.Add((row, (int)((uint)spike.Neuron % (uint)c.Inputs)));
                    break;
                case Volley:
                    for (int neuron = 0; neuron < c.Inputs; neuron++) spikes.Add((row, neuron));
                    break;
                case Pass pass:
                    row = Math.Min(MostRows, row + Math.Clamp(pass.Ticks, 1, 8));
                    break;
            }
        }
        // The last input has time to reach the output.
        return ([.. spikes.Distinct()], row + c.Delay + 4);
    }
}
