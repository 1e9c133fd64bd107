using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Ppu;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>
/// A HICANN-X chip: events come from the link, the background sources and the neurons, pass the crossbar and the PADI buses, drive the analog core through
/// its synapse drivers, and its spikes come back through the back ends. Everything digital runs at 250 MHz; a slot of the analog core is two of its cycles.
/// </summary>
/// <remarks>From a comparator to the synapse that its spike drives pass 80 ns: the analog step (64 ns) and one cycle each in back end, crossbar, bus and core.</remarks>
public sealed partial class BrainScaleS2Chip : Component
{
    private const int Requesters = 6;

    /// <param name="parent">The component that holds the chip.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="clock">The event fabric's clock, 250 MHz.</param>
    /// <exception cref="ChipConfigurationException">An option is out of range.</exception>
    public BrainScaleS2Chip(Component parent, string name, ChipOptions options, ClockDomain clock)
        : base(parent, name, clock)
    {
        ChipConfigurationException.Check("clock_scale_fast", options.FastScale, 0, 15);
        ChipConfigurationException.Check("clock_scale_slow", options.SlowScale, 0, 15);
        Options = options;
        Describe("mode", options.Analog.Mode);
        Describe("slots_per_step", options.Analog.SlotsPerStep);
        Core = new AnalogCore(this, "core", options.Analog, clock, ChipOptions.CyclesPerSlot);
        Crossbar = new EventCrossbar(this, "crossbar", options.Crossbar);
        Backends = [new NeuronBackend(this, "backend_west", 0), new NeuronBackend(this, "backend_east", 1)];
        Sources = [.. Enumerable.Range(0, EventCrossbar.Sources).Select(i => new BackgroundSource(this, $"background[{i}]"))];
        PadiControls = [new PadiControl(this, "padi_top"), new PadiControl(this, "padi_bottom")];
        Buses = [.. Enumerable.Range(0, ChipGeometry.Halves * ChipGeometry.Buses).Select(i => new PadiBus(this, $"bus[{i}]", options.Padi))];
        LinkControl = new LinkControl(this, "phy");
        Sender = new EventLinkSender(this, "link_out", options.Link);
        Receiver = new EventLinkReceiver(this, "link_in", options.Link);
        Rows = new RowArbiter(this, "rows", Requesters);
        Cadcs = [new CadcController(this, "cadc_top", 0, options.Analog.Correlation), new CadcController(this, "cadc_bottom", 1, options.Analog.Correlation)];
        Madc = new MadcController(this, "madc", options.Analog.Constants);
        Capmem = new CapmemController(this, "capmem", options.Analog.Constants);
        Pll = new ClockUnit(this, "pll");
        Omnibus = new Omnibus(this, "omnibus", AddressMap.Blocks, options.Omnibus);
        Readout = new ReadoutControl(this, "readout");
        DriverControls = [new DriverControl(this, "drivers_top", 0), new DriverControl(this, "drivers_bottom", 1)];
        NeuronControl = new NeuronControl(this, "neuron_sram");
        SynapsePorts = [new SynapsePort(this, "synapses_top", 0, options.Analog.Correlation), new SynapsePort(this, "synapses_bottom", 1, options.Analog.Correlation)];
        Processors = [new PlasticityProcessor(this, "ppu_top", 0), new PlasticityProcessor(this, "ppu_bottom", 1)];
        WireEvents();
        WireConverters();
        WireBus();
    }

    /// <summary>How the chip was built.</summary>
    public ChipOptions Options { get; }

    /// <summary>Neurons, synapses, drivers.</summary>
    public AnalogCore Core { get; }

    /// <summary>The crossbar.</summary>
    public EventCrossbar Crossbar { get; }

    /// <summary>West and east.</summary>
    public IReadOnlyList<NeuronBackend> Backends { get; }

    /// <summary>The eight background sources.</summary>
    public IReadOnlyList<BackgroundSource> Sources { get; }

    /// <summary>Top and bottom.</summary>
    public IReadOnlyList<PadiControl> PadiControls { get; }

    /// <summary>Buses 0 to 3 of the top half, 4 to 7 of the bottom half.</summary>
    public IReadOnlyList<PadiBus> Buses { get; }

    /// <summary>Which lanes of the link are on.</summary>
    public LinkControl LinkControl { get; }

    /// <summary>Events to the FPGA.</summary>
    public EventLinkSender Sender { get; }

    /// <summary>Events from the FPGA.</summary>
    public EventLinkReceiver Receiver { get; }

    /// <summary>Who reads and writes rows: 0 and 1 the converters, 2 and 3 the plasticity processors, 4 and 5 the register bus.</summary>
    public RowArbiter Rows { get; }

    /// <summary>Columnar converters, top and bottom.</summary>
    public IReadOnlyList<CadcController> Cadcs { get; }

    /// <summary>Fast converter.</summary>
    public MadcController Madc { get; }

    /// <summary>Analog parameters.</summary>
    public CapmemController Capmem { get; }

    /// <summary>Clocks.</summary>
    public ClockUnit Pll { get; }

    /// <summary>Register bus; its master <see cref="OmnibusMaster.Fpga"/> is the outside's.</summary>
    public Omnibus Omnibus { get; }

    /// <summary>Which membranes the fast converter sees.</summary>
    public ReadoutControl Readout { get; }

    /// <summary>Configuration of the synapse drivers, top and bottom.</summary>
    public IReadOnlyList<DriverControl> DriverControls { get; }

    /// <summary>Configuration of the neuron circuits.</summary>
    public NeuronControl NeuronControl { get; }

    /// <summary>Synapses on the register bus, top and bottom.</summary>
    public IReadOnlyList<SynapsePort> SynapsePorts { get; }

    /// <summary>Plasticity processors, top and bottom.</summary>
    public IReadOnlyList<PlasticityProcessor> Processors { get; }

    private void WireEvents()
    {
        for (int i = 0; i < EventCrossbar.Sources; i++)
        {
            Wiring.Connect(Crossbar.SourceSettings[i], Sources[i].Settings);
            Wiring.Connect(Sources[i].EventOut, Crossbar.EventIn[CrossbarTopology.FirstBackgroundInput + i]);
            NeuronBackend backend = Backends[i / NeuronBackend.Outputs];
            int output = i % NeuronBackend.Outputs;
            Wiring.Connect(Core.FireOut[i], backend.FireIn[output]);
            Wiring.Connect(backend.EventOut[output], Crossbar.EventIn[i]);
            Wiring.Connect(Crossbar.EventOut[i], Buses[i].EventIn);
            Wiring.Connect(PadiControls[i / ChipGeometry.Buses].Settings[i % ChipGeometry.Buses], Buses[i].Settings);
            Wiring.Connect(PadiControls[i / ChipGeometry.Buses].ManualOut[i % ChipGeometry.Buses], Buses[i].ManualIn);
            Wiring.Connect(Buses[i].EventOut, Core.Padi[i]);
        }
        for (int channel = 0; channel < EventLinkSender.Channels; channel++)
        {
            Wiring.Connect(Receiver.EventOut[channel], Crossbar.EventIn[CrossbarTopology.FirstLinkInput + channel]);
            Wiring.Connect(Crossbar.EventOut[CrossbarTopology.FirstLinkOutput + channel], Sender.EventIn[channel]);
        }
        Wiring.Connect(LinkControl.LaneMask, Sender.LaneMask);
    }

    private void WireConverters()
    {
        Rows.Join(Core);
        for (int half = 0; half < ChipGeometry.Halves; half++)
        {
            Cadcs[half].Join(Rows, half);
            Processors[half].Join(Rows, ChipGeometry.Halves + half, Cadcs[half]);
            SynapsePorts[half].Join(Rows, 2 * ChipGeometry.Halves + half);
            Wiring.Connect(DriverControls[half].UpdateOut, Core.DriverIn[half]);
            Wiring.Connect(Processors[half].MasterOut, Omnibus.MasterIn[half]);
            Wiring.Connect(Omnibus.MasterOut[half], Processors[half].MasterIn);
        }
        Wiring.Connect(Readout.Selection, Core.ReadoutIn);
        for (int i = 0; i < 2; i++) Wiring.Connect(Core.Readout[i], Madc.Voltage[i]);
        Wiring.Connect(Madc.SampleOut, Sender.SampleIn);
        Wiring.Connect(Capmem.UpdateOut, Core.CapmemIn);
        Wiring.Connect(NeuronControl.UpdateOut, Core.NeuronIn);
    }

    private void WireBus()
    {
        int block = 0;
        void Next(In<OmnibusRequest> requests, Out<OmnibusReply> replies)
        {
            Wiring.Connect(Omnibus.BlockOut[block], requests);
            Wiring.Connect(replies, Omnibus.BlockIn[block++]);
        }

        // In the order of the address map.
        Next(LinkControl.BusIn, LinkControl.BusOut);
        Next(Pll.BusIn, Pll.BusOut);
        Next(Madc.BusIn, Madc.BusOut);
        foreach (PadiControl padi in PadiControls) Next(padi.BusIn, padi.BusOut);
        foreach (NeuronBackend backend in Backends) Next(backend.CounterBusIn, backend.CounterBusOut);
        Next(Crossbar.BusIn, Crossbar.BusOut);
        for (int i = 0; i < Capmem.BusIn.Length; i++) Next(Capmem.BusIn[i], Capmem.BusOut[i]);
        foreach (NeuronBackend backend in Backends) Next(backend.BusIn, backend.BusOut);
        foreach (CadcController cadc in Cadcs) Next(cadc.BusIn, cadc.BusOut);
        foreach (PlasticityProcessor processor in Processors) Next(processor.BusIn, processor.BusOut);
        foreach (DriverControl drivers in DriverControls) Next(drivers.BusIn, drivers.BusOut);
        foreach (SynapsePort synapses in SynapsePorts) Next(synapses.BusIn, synapses.BusOut);
        for (int i = 0; i < NeuronControl.Blocks; i++) Next(NeuronControl.BusIn[i], NeuronControl.BusOut[i]);
    }
}
