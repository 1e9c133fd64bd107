using HwModel.Networks.Graph;
using HwModel.Networks.Images;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Firmware;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.SpiNNaker2.Power;

namespace HwModel.Networks.Execution;

/// <summary>
/// The core level of a mapped network: the real firmware on cycle-accurate cores, and between them a network that delivers all packets of a tick before the next.
/// It shows what the firmware does and how long it takes, apart from the network-on-chip.
/// </summary>
public sealed class CoreMachine : INetworkMachine
{
    private readonly MappedNetwork _mapped;
    private readonly Element[] _elements;
    private readonly long _tickCycles;
    private readonly List<SpikeEvent> _spikes = [];
    private readonly RouteWalk[] _ways;
    private readonly Element[][] _targets;
    private long _delivered;
    private long _unrouted;
    private long _sent;
    private Transport _transport;

    /// <param name="mapped">The network.</param>
    /// <param name="megahertz">Clock of the cores.</param>
    public CoreMachine(MappedNetwork mapped, int megahertz = 300)
    {
        _mapped = mapped;
        _tickCycles = (long)mapped.Options.TickMicroseconds * megahertz;
        Dictionary<string, ElfImage> programs = FirmwareImages.Names.ToDictionary(name => name, FirmwareImages.Load);
        _elements = [.. mapped.Slices.Select(slice => new Element(slice, mapped.Network.Populations[slice.Population], programs[slice.Firmware]))];
        _ways = [.. mapped.Slices.Select(slice => RouteWalk.Of(mapped, slice))];
        var at = _elements.ToDictionary(element => (element.View.Slice.Chip, element.View.Slice.Pe));
        _targets = [.. _ways.Select(way => way.Elements.Where(at.ContainsKey).Select(place => at[place]).ToArray())];
    }

    private sealed class Element
    {
        public Element(MappedSlice slice, Population population, ElfImage program)
        {
            var memory = new LocalMemory(0, 128 << 10);
            FirmwareImages.Place(program, memory);
            memory.Write(PeFields.Configuration, slice.Image);
            View = new PeView(memory, slice, population);
            Bus = new FirmwareBus(memory);
            Core = new CortexM4(CoreParameters.SpiNNaker2, memory, null, Bus);
        }

        public PeView View { get; }

        public FirmwareBus Bus { get; }

        public CortexM4 Core { get; }
    }

    /// <summary>Recorded spikes, in the order of rows, populations and neurons.</summary>
    public IReadOnlyList<SpikeEvent> Spikes => _spikes;

    /// <summary>Ticks done.</summary>
    public int Ticks { get; private set; }

    /// <summary>A word of the status of a slice's processing element.</summary>
    public uint Status(int slice, PeFields.State word) => _elements[slice].View.Status(word);

    /// <summary>Packets that a full ring lost.</summary>
    public long Dropped => _elements.Sum(element => element.Bus.Dropped);

    /// <summary>Levels that a slice's processing element asked for.</summary>
    public IReadOnlyList<uint> Levels(int slice) => _elements[slice].Bus.Levels;

    /// <summary>Instructions done by all cores.</summary>
    public long Instructions => _elements.Sum(element => element.Core.Instructions);

    public string Level => "core";

    public MappedNetwork Mapped => _mapped;

    public double Membrane(int population, int neuron)
    {
        PeView view = _elements.Select(element => element.View).First(v => v.Slice.Population == population && neuron >= v.Slice.First && neuron < v.Slice.First + v.Slice.Count);
        return view.Membrane(neuron - view.Slice.First) / _mapped.MembraneScale(population, neuron);
    }

    /// <summary>Runs ticks.</summary>
    public void Run(int ticks)
    {
        for (int end = Ticks + ticks; Ticks < end; Ticks++) Tick();
    }

    private void Tick()
    {
        // The programs start in the time before the first tick.
        long start = (Ticks + 1) * _tickCycles, end = start + _tickCycles;
        int first = _spikes.Count;
        foreach (Element element in _elements)
        {
            element.Core.Advance(start);
            Interrupt(element, start);
            element.Core.Advance(end);
            if (element.View.Status(PeFields.State.State) == (uint)PeFields.RunState.Fault)
                throw new InvalidOperationException($"The firmware of processing element {element.View.Slice.Pe} ran into a fault at 0x{element.View.Status(PeFields.State.Fault):X8}.");
            element.View.ReadRecord(Ticks, _spikes);
        }
        for (int i = 0; i < _elements.Length; i++) Deliver(i);
        _spikes.Sort(first, _spikes.Count - first, null);
    }

    private void Interrupt(Element element, long now)
    {
        if (_mapped.Options.GlobalTick)
        {
            element.Core.Nvic.SetLine(PeInterrupt.FeedThrough, true);
            element.Core.Nvic.SetLine(PeInterrupt.FeedThrough, false);
            return;
        }
        if (!element.Bus.TimerRuns) return;
        element.Bus.Interrupt = true;
        element.Core.Nvic.SetLine(PeInterrupt.Timer1, true);
        // The line falls when the handler clears the timer.
        while (element.Bus.Interrupt && element.Core.Cycle < now + 10_000) element.Core.Advance(element.Core.Cycle + 1);
        element.Core.Nvic.SetLine(PeInterrupt.Timer1, false);
    }

    private void Deliver(int from)
    {
        List<uint> sent = _elements[from].Bus.Sent;
        RouteWalk way = _ways[from];
        foreach (uint key in sent)
            foreach (Element target in _targets[from]) target.Bus.Arrive(key);
        _sent += sent.Count;
        _delivered += (long)sent.Count * _targets[from].Length;
        _unrouted += (long)sent.Count * way.Lost;
        _transport = new Transport(_transport.Lookups + sent.Count * (double)way.Lookups, _transport.MeshFlits + sent.Count * (double)way.MeshFlits, _transport.LinkUnits + sent.Count * (double)way.Links);
        sent.Clear();
    }

    public NetworkRun Result()
    {
        SliceRun[] slices = [.. _elements.Select(Slice)];
        double seconds = Ticks * _mapped.Options.TickMicroseconds * 1e-6;
        return new NetworkRun(_mapped, Level, Ticks, [.. _spikes], slices, seconds)
        {
            Energy = EnergyEstimate.Of(_mapped, slices, seconds, _transport, Rail.High),
            Packets = [new("multicast", _sent), new("copies on links between chips", _transport.LinkUnits), new("copies to processing elements", _delivered)],
            Drops =
            [
                new("router: no route", _unrouted), new("element: event ring full", Dropped),
                new("element: key not in the population table", slices.Sum(slice => (double)slice.Unknown)),
            ],
            RecordsLost = _elements.Sum(element => element.View.RecordsLost),
        };
    }

    private static SliceRun Slice(Element element)
    {
        long At(PeFields.State word) => element.View.Status(word);
        return new SliceRun(element.View.Slice, At(PeFields.State.Events), At(PeFields.State.Synapses), At(PeFields.State.Spikes), At(PeFields.State.Unknown), element.Bus.Dropped,
            At(PeFields.State.Overruns), At(PeFields.State.MaxLag), At(PeFields.State.MaxEvents), At(PeFields.State.BusyCycles), At(PeFields.State.MaxBusy), At(PeFields.State.HighTicks));
    }
}
