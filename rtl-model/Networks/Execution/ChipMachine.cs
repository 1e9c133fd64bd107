using HwModel.Kernel;
using HwModel.Networks.Images;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Firmware;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.SpiNNaker2.Power;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Execution;

/// <summary>The register-transfer level of a mapped network: the chip with the firmware on its processing elements.</summary>
public sealed class ChipMachine : INetworkMachine
{
    private const long Microsecond = 1_000_000_000;

    private readonly MappedNetwork _mapped;
    private readonly PeView[] _views;
    private readonly List<SpikeEvent> _spikes = [];

    /// <param name="mapped">The network; its ticks must come from the global interrupt.</param>
    /// <param name="simulation">How to simulate; null: the defaults.</param>
    /// <param name="options">The chip; null: with the quads that the network needs. Tick and number of ticks come from the network.</param>
    /// <param name="level">Performance level of the processing elements where no policy changes it.</param>
    public ChipMachine(MappedNetwork mapped, SimulationOptions? simulation = null, ChipOptions? options = null, PerformanceLevel level = PerformanceLevel.PL3)
    {
        if (!mapped.Options.GlobalTick) throw new ArgumentException("on the chip, ticks come from the global interrupt; map the network with GlobalTick", nameof(mapped));
        _mapped = mapped;
        options = (options ?? new ChipOptions()) with
        {
            Elements = (mapped.Slices.Count + Floorplan.PesPerQuad - 1) / Floorplan.PesPerQuad * Floorplan.PesPerQuad,
            TickMicroseconds = mapped.Options.TickMicroseconds,
            Ticks = mapped.Options.Ticks,
        };
        // The first tick comes when all programs wait for it.
        options = options with { FirstTickMicroseconds = Math.Max(100, Math.Min(options.FirstTickMicroseconds, options.TickMicroseconds)) };
        Simulation = new Simulation(simulation ?? new SimulationOptions());
        Chip = new Spinnaker2Chip(Simulation.Root, "chip", options);
        Simulation.Elaborate();
        Dictionary<string, ElfImage> programs = FirmwareImages.Names.ToDictionary(name => name, FirmwareImages.Load);
        foreach (MappedSlice slice in mapped.Slices)
        {
            ProcessingElement element = Chip.Elements[slice.Pe];
            element.Load(programs[slice.Firmware]);
            element.Load(PeFields.Configuration, slice.Image);
            element.Load(PeFields.Status, new byte[PeFields.Data - PeFields.Status]);
            if (mapped.Options.DvfsThreshold is null && level != PerformanceLevel.PL0) Chip.SetLevel(slice.Pe, level);
            element.Release();
        }
        Chip.Router.Load([.. mapped.Routes]);
        _views = [.. mapped.Slices.Select(slice => new PeView(Chip.Elements[slice.Pe].Memory, slice, mapped.Network.Populations[slice.Population]))];
    }

    /// <summary>The design, to observe and to save.</summary>
    public Simulation Simulation { get; }

    /// <summary>The chip.</summary>
    public Spinnaker2Chip Chip { get; }

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
        ChipEnergy energy = Chip.Energy();
        double routerCycles = Chip.RouterClock.CycleAt(Simulation.Time);
        return new NetworkRun(_mapped, Level, Ticks, [.. _spikes.Order()], [.. _views.Select(Slice)], Simulation.Time * 1e-15)
        {
            Packets =
            [
                new("multicast", Chip.Router.Taken(0)), new("core to core", Chip.Router.Taken(1)), new("neighbour and global access", Chip.Router.Taken(2)),
                new("copies to processing elements", Chip.Router.PeCopies),
            ],
            Drops =
            [
                .. Enum.GetValues<DropCause>().Select(cause => new Amount($"router: {Words(cause)}", Chip.Router.DropsBy(cause))),
                new("element: event ring full", _views.Sum(view => Chip.Elements[view.Slice.Pe].Comms.EventsLost(0))),
                new("element: receiver full", _views.Sum(view => Chip.Elements[view.Slice.Pe].Comms.PacketsDropped)),
                new("element: key not in the population table", _views.Sum(view => (double)view.Status(PeFields.State.Unknown))),
            ],
            Energy =
            [
                new("chip floor", energy.Floor), new("elements asleep", energy.Sleep), new("processors", energy.Core), new("MAC arrays", energy.Mac),
                new("level changes", energy.Transitions), new("network-on-chip", energy.Noc), new("packet router", energy.Router),
            ],
            RouterUtilisation =
            [
                new("multicast engine", Chip.Router.Taken(0) / routerCycles),
                .. Enumerable.Range(0, RouterEdge.Count).Select(port => new Amount($"network port {port}", Chip.Router.SentToNoc(port) / routerCycles)),
                .. Enumerable.Range(0, 6).Select(link => new Amount($"link {link}", Chip.Router.SentOnLink(link) / routerCycles)),
            ],
            Noc = [.. Chip.Noc.Routers.SelectMany(router => Enumerable.Range(0, MeshPort.Directions).Select(port => new NocLoad(router.At, port, router.Forwarded(port))))],
            NocCycles = Chip.NocClock.CycleAt(Simulation.Time),
            RecordsLost = _views.Sum(view => view.RecordsLost),
            SimulatedEdges = Simulation.Clocks.Sum(clock => clock.EvaluatedEdges),
        };
    }

    private SliceRun Slice(PeView view)
    {
        PowerReading power = Chip.Power[view.Slice.Pe].Read(Simulation.Time);
        long At(PeFields.State word) => view.Status(word);
        return new SliceRun(view.Slice, At(PeFields.State.Events), At(PeFields.State.Synapses), At(PeFields.State.Spikes), At(PeFields.State.Unknown), Chip.Elements[view.Slice.Pe].Comms.EventsLost(0),
            At(PeFields.State.Overruns), At(PeFields.State.MaxLag), At(PeFields.State.MaxEvents), At(PeFields.State.BusyCycles), At(PeFields.State.MaxBusy), At(PeFields.State.HighTicks))
        {
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
