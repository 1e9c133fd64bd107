using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Networks;
using HwModel.Networks.Execution;
using HwModel.Networks.Graph;
using HwModel.Networks.Mapping;
using HwModel.Networks.Nir;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Power;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Energy;

/// <summary>Random networks on the chip; what the energy report says against an integral of its own, against counted packets and against the event level.</summary>
internal sealed class EnergyBench(EnergyCoverage coverage) : CaseBench<EnergyConfiguration, NetworkCommand>
{
    private const int MostRows = 60;

    public override string Name => "energy";

    public override int LongestCase => 24;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 24, Effort.Normal => 192, _ => 1536 };

    protected override Gen<EnergyConfiguration> Configurations =>
        from inputs in Gen.Choose(1, 12)
        from hidden in Gen.Choose(1, 24)
        from most in Gen.Choose(4, 24)
        from policy in Gen.Elements(EnergyPolicy.Low, EnergyPolicy.High, EnergyPolicy.Auto, EnergyPolicy.Auto)
        from threshold in Gen.Choose(1, 12)
        from chips in Gen.Choose(1, 2)
        from weights in Gen.Choose(0, 1_000_000)
        select new EnergyConfiguration(inputs, hidden, most, policy, threshold, chips, weights);

    protected override Gen<NetworkCommand> Commands(EnergyConfiguration configuration) => Gen.Frequency(
        (3, from neuron in Gen.Choose(0, configuration.Inputs - 1) select (NetworkCommand)new InputSpike(neuron)),
        (3, Gen.Constant((NetworkCommand)new Volley())),
        (3, from ticks in Gen.Choose(1, 3) select (NetworkCommand)new Pass(ticks)));

    protected override bool IsAllowed(EnergyConfiguration c) =>
        c.Inputs is >= 1 and <= 12 && c.Hidden is >= 1 and <= 24 && c.PerElement is >= 4 and <= 24 && c.Threshold is >= 1 and <= 12 && c.Chips is >= 1 and <= 2 && c.Weights >= 0 && Enum.IsDefined(c.Policy);

    protected override void Execute(EnergyConfiguration c, IReadOnlyList<NetworkCommand> commands, CaseRun run)
    {
        (List<(int Row, int Neuron)> input, int rows) = Input(c, commands);
        MappedNetwork mapped = Map(c, input, rows, run);
        PerformanceLevel level = c.Policy == EnergyPolicy.High ? PerformanceLevel.PL3 : PerformanceLevel.PL0;
        var executor = new EventExecutor(mapped, level: level);
        var machine = new ChipMachine(mapped, run.SimulationOptions, level: level);
        run.Observe(machine.Simulation);
        var watch = new EnergyWatch(machine, run);
        // The programs start in the first tick: what they cost then is not the network's.
        executor.Run(1);
        watch.Run(1);
        NetworkRun levelStart = executor.Result(), start = machine.Result();
        executor.Run(rows);
        watch.Run(rows);
        NetworkRun found = machine.Result();
        watch.Finish(found);
        Transport(mapped, machine, found, run);
        Agree(start, found, levelStart, executor.Result(), run);
        coverage.Sample(run.Coverage, c, found);
    }

    private static MappedNetwork Map(EnergyConfiguration c, List<(int Row, int Neuron)> input, int rows, CaseRun run)
    {
        NirGraph graph = RandomGraph.Build(new NetworkConfiguration(c.Inputs, c.Hidden, 4, NetworkNeurons.LIF, true, 0, c.PerElement, false, c.Weights, NetworkLevel.Chip));
        SpikingNetwork network = NirLowering.Lower(graph, new NirOptions { Step = RandomGraph.Step }, "random");
        var options = new MappingOptions { Ticks = rows + 1, RecordAll = true, MaxNeuronsPerPe = c.PerElement, DvfsThreshold = c.Policy == EnergyPolicy.Auto ? c.Threshold : null, Faults = run.Faults };
        MappedNetwork mapped = Mapper.Map(network, options, new SpikeInput("in", input));
        return c.Chips == 1 ? mapped : Mapper.Map(network, options with { Machine = MachineShape.Rectangle(2, 1), UsablePes = (mapped.Slices.Count + 1) / 2 }, new SpikeInput("in", input));
    }

    // Every spike takes the way of its slice: hops, lookups and units of links follow by counting. 4.5, 60 and 30 pJ are the model's choices for them.
    private static void Transport(MappedNetwork mapped, ChipMachine machine, NetworkRun found, CaseRun run)
    {
        double hops = 0, lookups = 0, units = 0;
        for (int slice = 0; slice < mapped.Slices.Count; slice++)
        {
            RouteWalk way = RouteWalk.Of(mapped, mapped.Slices[slice]);
            if (way.Elements.Count == 0) continue;
            double spikes = found.Slices[slice].Spikes;
            hops += spikes * way.MeshFlits;
            lookups += spikes * way.Lookups;
            units += spikes * way.Links;
        }
        foreach ((string component, double expected) in new[] { ("network-on-chip", hops * 4.5e-3), ("packet router", lookups * 60e-3), ("links between chips", units * 30e-3) })
            run.Check("energy.transport", Near(found.EnergyOf(component), expected, 1e-9), $"The {component} took {found.EnergyOf(component):0.000} nJ; the spikes and the routing tables give {expected:0.000} nJ.", machine.Simulation.Time);
    }

    private static void Agree(NetworkRun start, NetworkRun end, NetworkRun levelStart, NetworkRun levelEnd, CaseRun run)
    {
        foreach ((string component, double bound) in new[] { ("processors", 0.05), ("elements asleep", 0.02), ("chip floor", 1e-6) })
        {
            double chip = end.EnergyOf(component) - start.EnergyOf(component), level = levelEnd.EnergyOf(component) - levelStart.EnergyOf(component);
            run.Check("energy.levels_agree", Near(level, chip, bound), $"The {component} took {chip:0.0} nJ on the chip and {level:0.0} nJ on the event level, which agree within {100 * bound} %.");
        }
    }

    private static bool Near(double value, double expected, double bound) => Math.Abs(value - expected) <= bound * Math.Abs(expected) + 1e-6;

    private static (List<(int Row, int Neuron)> Spikes, int Rows) Input(EnergyConfiguration c, IReadOnlyList<NetworkCommand> commands)
    {
        var spikes = new List<(int, int)>();
        int row = 0;
        foreach (NetworkCommand command in commands)
        {
            if (command is InputSpike spike) spikes.Add((row, (int)((uint)spike.Neuron % (uint)c.Inputs)));
            else if (command is Volley) spikes.AddRange(Enumerable.Range(0, c.Inputs).Select(neuron => (row, neuron)));
            else if (command is Pass pass) row = Math.Min(MostRows, row + Math.Clamp(pass.Ticks, 1, 3));
        }
        return ([.. spikes.Distinct()], row + 3);
    }
}
