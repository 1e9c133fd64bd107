using HwModel.Kernel;
using HwModel.Networks.Images;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Firmware;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Execution;

/// <summary>The register-transfer level of a mapped network: the chips with the firmware on their processing elements.</summary>
public sealed class ChipMachine : INetworkMachine
{
    private const long Microsecond = 1_000_000_000;

    private readonly MappedNetwork _mapped;
    private readonly PeView[] _views;
    private readonly List<SpikeEvent> _spikes = [];

    /// <param name="mapped">The network; its ticks must come from the global interrupt.</param>
    /// <param name="simulation">How to simulate; null: the defaults.</param>
    /// <param name="options">Every chip; null: with the quads that the network needs. Tick and number of ticks come from the network.</param>
    /// <param name="level">Performance level of the processing elements where no policy changes it.</param>
    public ChipMachine(MappedNetwork mapped, SimulationOptions? simulation = null, ChipOptions? options = null, PerformanceLevel level = PerformanceLevel.PL3)
    {
        if (!mapped.Options.GlobalTick) throw new ArgumentException("on the chip, ticks come from the global interrupt; map the network with GlobalTick", nameof(mapped));
        _mapped = mapped;
        MachineShape shape = mapped.Options.Machine;
        if (!shape.IsRectangle) throw new ArgumentException($"a {shape.Name} on the register-transfer level; rectangles of chips are allowed", nameof(mapped));
        options = (options ?? new ChipOptions()) with { Elements = mapped.ElementsPerChip, TickMicroseconds = mapped.Options.TickMicroseconds, Ticks = mapped.Options.Ticks };
        // The first tick comes when all programs wait for it.
        options = options with { FirstTickMicroseconds = Math.Max(100, Math.Min(options.FirstTickMicroseconds, options.TickMicroseconds)) };
        Simulation = new Simulation(simulation ?? new SimulationOptions());
        Chips = shape.Count == 1
            ? [new Spinnaker2Chip(Simulation.Root, "chip", options)]
            : new Machine(Simulation, new MachineOptions { Width = shape.Width, Height = shape.Height, Wraps = true, Chip = options }).Chips;
        Simulation.Elaborate();
        Dictionary<string, ElfImage> programs = FirmwareImages.Names.ToDictionary(name => name, FirmwareImages.Load);
        foreach (MappedSlice slice in mapped.Slices)
        {
            ProcessingElement element = ElementOf(slice);
            element.Load(programs[slice.Firmware]);
            element.Load(PeFields.Configuration, slice.Image);
            element.Load(PeFields.Status, new byte[PeFields.Data - PeFields.Status]);
            if (mapped.Options.DvfsThreshold is null && level != PerformanceLevel.PL0) Chips[slice.Chip].SetLevel(slice.Pe, level);
            element.Release();
        }
        for (int chip = 0; chip < Chips.Count; chip++) Chips[chip].Router.Load([.. mapped.Tables[chip]]);
        _views = [.. mapped.Slices.Select(slice => new PeView(ElementOf(slice).Memory, slice, mapped.Network.Populations[slice.Population]))];
    }

    /// <summary>The design, to observe and to save.</summary>
    public Simulation Simulation { get; }

    /// <summary>The chips, row by row.</summary>
    public IReadOnlyList<Spinnaker2Chip> Chips { get; }

    /// <summary>The first chip.</summary>
    public Spinnaker2Chip Chip => Chips[0];

    public string Level => "rtl";

    public MappedNetwork Mapped => _mapped;

    public int Ticks { get; private set; }

    /// <summary>A word of the status of a slice's processing element.</summary>
    public uint Status(int slice, PeFields.State word) => _views[slice].Status(word);

    public void Run(int ticks)
    {
        for (int end = Ticks + ticks; Ticks < end;)
        {
            long next = (Chip.Options.FirstTickMicroseconds + (Ticks + 1L) * Chip.Options.TickMicroseconds) * Microsecond;
            Simulation.RunUntil(next);
            Ticks++;
            foreach (PeView view in _views)
            {
                if (view.Status(PeFields.State.State) == (uint)PeFields.RunState.Fault)
                    throw new InvalidOperationException($"The firmware of processing element {view.Slice.Pe} ran into a fault at 0x{view.Status(PeFields.State.Fault):X8}.");
                view.ReadRecord(Ticks, _spikes);
            }
        }
    }

    public double Membrane(int population, int neuron)
    {
        PeView view = _views.First(v => v.Slice.Population == population && neuron >= v.Slice.First && neuron < v.Slice.First + v.Slice.Count);
        return view.Membrane(neuron - view.Slice.First) / _mapped.MembraneScale(population, neuron);
    }

    public NetworkRun Result()
    {
        double Sum(Func<ChipEnergy, double> part) => Chips.Sum(chip => part(chip.Energy()));
        double Count(Func<PacketRouter, long> count) => Chips.Sum(chip => (double)count(chip.Router));
        double units = Count(OnLinks);
        return new NetworkRun(_mapped, Level, Ticks, [.. _spikes.Order()], [.. _views.Select(Slice)], Simulation.Time * 1e-15)
        {
            Packets =
            [
                new("multicast", _views.Sum(view => (double)ElementOf(view.Slice).Comms.PacketsSent)), new("taken by multicast engines", Count(router => router.Taken(0))), new("core to core", Count(router => router.Taken(1))),
                new("neighbour and global access", Count(router => router.Taken(2))), new("copies on links between chips", units), new("copies to processing elements", Count(router => router.PeCopies)),
            ],
            Drops =
            [
                .. Enum.GetValues<DropCause>().Select(cause => new Amount($"router: {Words(cause)}", Count(router => router.DropsBy(cause)))),
                new("element: event ring full", _views.Sum(view => ElementOf(view.Slice).Comms.EventsLost(0))),
                new("element: receiver full", _views.Sum(view => ElementOf(view.Slice).Comms.PacketsDropped)),
                new("element: key not in the population table", _views.Sum(view => (double)view.Status(PeFields.State.Unknown))),
            ],
            Energy =
            [
                new("chip floor", Sum(energy => energy.Floor)), new("elements asleep", Sum(energy => energy.Sleep)), new("processors", Sum(energy => energy.Core)), new("MAC arrays", Sum(energy => energy.Mac)),
                new("level changes", Sum(energy => energy.Transitions)), new("network-on-chip", Sum(energy => energy.Noc)), new("packet router", Sum(energy => energy.Router)),
                new("links between chips", units * Chip.Options.Power.Energy.ShortLinkUnitPicojoules * 1e-3),
            ],
            Chips = [.. Chips.Select(ChipRunOf)],
            NocCycles = Chip.NocClock.CycleAt(Simulation.Time),
            RecordsLost = _views.Sum(view => view.RecordsLost),
            SimulatedEdges = Simulation.Clocks.Sum(clock => clock.EvaluatedEdges),
        };
    }

    private ProcessingElement ElementOf(MappedSlice slice) => Chips[slice.Chip].Elements[slice.Pe];

    private long OnLinks(PacketRouter router)
    {
        long copies = 0;
        int counted = Simulation.Options.Faults.Has("energy.western_links_free") ? MachineShape.Links / 2 : MachineShape.Links;
        for (int link = 0; link < counted; link++) copies += router.SentOnLink(link);
        return copies;
    }

    private ChipRun ChipRunOf(Spinnaker2Chip chip, int number)
    {
        (int x, int y) = _mapped.Options.Machine.Place(number);
        PacketRouter router = chip.Router;
        List<Amount> load = RouterLoad.Of(chip.RouterClock.CycleAt(Simulation.Time), router.Taken(0), router.SentToNoc, router.SentOnLink);
        NocLoad[] noc = [.. chip.Noc.Routers.SelectMany(node => Enumerable.Range(0, MeshPort.Directions).Select(port => new NocLoad(node.At, port, node.Forwarded(port))))];
        return new ChipRun(number, x, y, load, noc) { Routed = router.Taken(0), Links = [.. Enumerable.Range(0, MachineShape.Links).Select(router.SentOnLink)] };
    }

    private SliceRun Slice(PeView view)
    {
        PowerReading power = Chips[view.Slice.Chip].Power[view.Slice.Pe].Read(Simulation.Time);
        long At(PeFields.State word) => view.Status(word);
        return new SliceRun(view.Slice, At(PeFields.State.Events), At(PeFields.State.Synapses), At(PeFields.State.Spikes), At(PeFields.State.Unknown), ElementOf(view.Slice).Comms.EventsLost(0),
            At(PeFields.State.Overruns), At(PeFields.State.MaxLag), At(PeFields.State.MaxEvents), At(PeFields.State.BusyCycles), At(PeFields.State.MaxBusy), At(PeFields.State.HighTicks))
        {
            AwakeCycles = ElementOf(view.Slice).Processor.ActiveCycles,
            LevelSeconds = power.Levels,
            Nanojoules = power.Total * 1e-3,
        };
    }

    private static string Words(DropCause cause) => cause switch
    {
        DropCause.Waited => "output blocked",
        DropCause.TimeStamp => "time stamp expired",
        DropCause.NoRoute => "no route",
        DropCause.NoSuchTarget => "no such target",
        _ => cause.ToString().ToLowerInvariant(),
    };
}
