using System.Buffers.Binary;
using HwModel.Networks.Images;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Firmware;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Program;
using HwModel.SpiNNaker2.Router;

namespace HwModel.Networks.Execution;

/// <summary>
/// The core level of a mapped network: the real firmware on cycle-accurate cores, and between them a network that delivers all packets of a tick before the next.
/// It shows what the firmware does and how long it takes, apart from the network-on-chip.
/// </summary>
public sealed class CoreMachine
{
    private readonly MappedNetwork _mapped;
    private readonly Element[] _elements;
    private readonly long _tickCycles;
    private readonly List<SpikeEvent> _spikes = [];

    /// <param name="mapped">The network.</param>
    /// <param name="megahertz">Clock of the cores.</param>
    public CoreMachine(MappedNetwork mapped, int megahertz = 300)
    {
        _mapped = mapped;
        _tickCycles = (long)mapped.Options.TickMicroseconds * megahertz;
        Dictionary<string, ElfImage> programs = FirmwareImages.Names.ToDictionary(name => name, FirmwareImages.Load);
        _elements = [.. mapped.Slices.Select(slice => new Element(slice, programs[slice.Firmware]))];
    }

    private sealed class Element
    {
        public Element(MappedSlice slice, ElfImage program)
        {
            Slice = slice;
            Memory = new LocalMemory(0, 128 << 10);
            FirmwareImages.Place(program, Memory);
            Memory.Write(PeFields.Configuration, slice.Image);
            Bus = new FirmwareBus(Memory);
            Core = new CortexM4(CoreParameters.SpiNNaker2, Memory, null, Bus);
        }

        public MappedSlice Slice { get; }

        public LocalMemory Memory { get; }

        public FirmwareBus Bus { get; }

        public CortexM4 Core { get; }

        public uint RecordRead { get; set; }

        public uint Status(PeFields.State word) => BinaryPrimitives.ReadUInt32LittleEndian(Memory.Contents[(int)PeFields.AddressOf(word)..]);

        public uint Config(PeFields.Config word) => BinaryPrimitives.ReadUInt32LittleEndian(Memory.Contents[(int)PeFields.AddressOf(word)..]);
    }

    /// <summary>Recorded spikes, in the order of rows, populations and neurons.</summary>
    public IReadOnlyList<SpikeEvent> Spikes => _spikes;

    /// <summary>Ticks done.</summary>
    public int Ticks { get; private set; }

    /// <summary>A word of the status of a slice's processing element.</summary>
    public uint Status(int slice, PeFields.State word) => _elements[slice].Status(word);

    /// <summary>Packets that a full ring lost.</summary>
    public long Dropped => _elements.Sum(element => element.Bus.Dropped);

    /// <summary>Levels that a slice's processing element asked for.</summary>
    public IReadOnlyList<uint> Levels(int slice) => _elements[slice].Bus.Levels;

    /// <summary>Instructions done by all cores.</summary>
    public long Instructions => _elements.Sum(element => element.Core.Instructions);

    /// <summary>Membrane of a neuron, in the network's own unit.</summary>
    public double Membrane(int population, int neuron)
    {
        Element element = _elements.First(e => e.Slice.Population == population && neuron >= e.Slice.First && neuron < e.Slice.First + e.Slice.Count);
        int words = PeFields.StateWords(_mapped.Network.Populations[population].Model);
        uint at = element.Config(PeFields.Config.State) + 4 * (uint)(words * (neuron - element.Slice.First));
        return BinaryPrimitives.ReadSingleLittleEndian(element.Memory.Contents[(int)at..]) / _mapped.MembraneScale(population, neuron);
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
            if (element.Bus.TimerRuns) Interrupt(element, start);
            element.Core.Advance(end);
            if (element.Status(PeFields.State.State) == (uint)PeFields.RunState.Fault)
                throw new InvalidOperationException($"The firmware of processing element {element.Slice.Pe} ran into a fault at 0x{element.Status(PeFields.State.Fault):X8}.");
            ReadRecord(element);
        }
        foreach (Element element in _elements)
        {
            foreach (uint key in element.Bus.Sent) Deliver(key);
            element.Bus.Sent.Clear();
        }
        _spikes.Sort(first, _spikes.Count - first, null);
    }

    private static void Interrupt(Element element, long now)
    {
        element.Bus.Interrupt = true;
        element.Core.Nvic.SetLine(0, true);
        // The line falls when the handler clears the timer.
        while (element.Bus.Interrupt && element.Core.Cycle < now + 10_000) element.Core.Advance(element.Core.Cycle + 1);
        element.Core.Nvic.SetLine(0, false);
    }

    private void Deliver(uint key)
    {
        foreach (RouteEntry entry in _mapped.Routes)
        {
            if (!entry.Matches(key)) continue;
            foreach (Element element in _elements)
                if (entry.Pes.Contains(element.Slice.Pe)) element.Bus.Arrive(key);
            return;
        }
    }

    private void ReadRecord(Element element)
    {
        uint recorded = element.Status(PeFields.State.Recorded), record = element.Config(PeFields.Config.Record), mask = element.Config(PeFields.Config.RecordMask);
        bool source = _mapped.Network.Populations[element.Slice.Population].IsSource;
        for (; element.RecordRead != recorded; element.RecordRead++)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(element.Memory.Contents[(int)(record + 4 * (element.RecordRead & mask))..]);
            // The tick has 16 bits in the record.
            int tick = Ticks - (ushort)(Ticks - (word >> 16));
            _spikes.Add(new SpikeEvent(source ? tick : tick - 1, element.Slice.Population, element.Slice.First + (int)(word & 0xFFFF)));
        }
    }
}
