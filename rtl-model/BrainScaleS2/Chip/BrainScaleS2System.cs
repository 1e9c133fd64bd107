using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>A chip with its FPGA: playback and recording, joined by eight lanes in each direction.</summary>
public sealed class BrainScaleS2System
{
    /// <param name="options">The chip.</param>
    /// <param name="simulation">How to simulate.</param>
    public BrainScaleS2System(ChipOptions options, SimulationOptions? simulation = null)
    {
        Simulation = new Simulation(simulation);
        EventClock = Simulation.Clock("event_clk", ChipOptions.EventPeriod);
        FpgaClock = Simulation.Clock("fpga_clk", ChipOptions.FpgaPeriod);
        Chip = new BrainScaleS2Chip(Simulation.Root, "chip", options, EventClock);
        var fpga = new Component(Simulation.Root, "fpga", FpgaClock);
        Player = new FpgaPlayer(fpga, "player");
        Recorder = new FpgaRecorder(fpga, "recorder");
        FpgaLinkControl = new LinkControl(fpga, "phy");
        FpgaSender = new EventLinkSender(fpga, "link_out", options.Link with { SenderDepth = Math.Max(options.Link.SenderDepth, FpgaDepth) });
        FpgaReceiver = new EventLinkReceiver(fpga, "link_in", options.Link);
        Wiring.Connect(FpgaLinkControl.LaneMask, FpgaSender.LaneMask);
        Wiring.Connect(Player.PackOut, FpgaSender.PackIn);
        for (int channel = 0; channel < EventLinkSender.Channels; channel++) Wiring.Connect(FpgaReceiver.TimedOut[channel], Recorder.EventIn[channel]);
        Wiring.Connect(FpgaReceiver.SampleOut, Recorder.SampleIn);
        EventLanes.Join(Simulation.Root, "to_chip", FpgaSender, Chip.Receiver, FpgaClock, EventClock, options.Link);
        EventLanes.Join(Simulation.Root, "to_fpga", Chip.Sender, FpgaReceiver, EventClock, FpgaClock, options.Link);
        var request = new AsyncFifo<OmnibusRequest>(Simulation.Root, "bus_request", FpgaClock, EventClock);
        var reply = new AsyncFifo<OmnibusReply>(Simulation.Root, "bus_reply", EventClock, FpgaClock);
        Wiring.Connect(Player.BusOut, request.Input);
        Wiring.Connect(request.Output, Chip.Omnibus.MasterIn[(int)OmnibusMaster.Fpga]);
        Wiring.Connect(Chip.Omnibus.MasterOut[(int)OmnibusMaster.Fpga], reply.Input);
        Wiring.Connect(reply.Output, Player.BusIn);
    }

    [ModelChoice("the FPGA has memory to spare: a burst of playback spikes above the link's rate waits there")]
    private const int FpgaDepth = 512;

    /// <summary>The simulation.</summary>
    public Simulation Simulation { get; }

    /// <summary>250 MHz.</summary>
    public ClockDomain EventClock { get; }

    /// <summary>125 MHz.</summary>
    public ClockDomain FpgaClock { get; }

    /// <summary>The chip.</summary>
    public BrainScaleS2Chip Chip { get; }

    /// <summary>Playback.</summary>
    public FpgaPlayer Player { get; }

    /// <summary>Recording.</summary>
    public FpgaRecorder Recorder { get; }

    /// <summary>Lanes of the FPGA's side.</summary>
    public LinkControl FpgaLinkControl { get; }

    /// <summary>Events to the chip.</summary>
    public EventLinkSender FpgaSender { get; }

    /// <summary>Events from the chip.</summary>
    public EventLinkReceiver FpgaReceiver { get; }

    /// <summary>Present time, in us.</summary>
    public double Now => Simulation.Time / 1e9;

    /// <summary>Switches both sides on.</summary>
    public void PowerUp(int lanes = 0xFF)
    {
        Chip.PowerUp(lanes);
        FpgaLinkControl.Registers.TryWrite(0x20, (uint)lanes, 0xF);
        FpgaLinkControl.Registers.Clock();
        FpgaLinkControl.Wake();
    }

    /// <summary>Checks the configuration and the playback's labels.</summary>
    /// <exception cref="ChipConfigurationException">Names the register, its value and what is allowed.</exception>
    public void Check()
    {
        Chip.CheckConfiguration();
        var seen = new HashSet<ushort>();
        foreach (PlaybackInstruction i in Player.Program.Instructions)
        {
            if (i.Kind != PlaybackKind.Spikes) continue;
            Check(i.Pack.First, seen);
            if (i.Pack.Count > 1) Check(i.Pack.Second, seen);
            if (i.Pack.Count > 2) Check(i.Pack.Third, seen);
        }
    }

    /// <summary>Runs for a time in us.</summary>
    public void Run(double microseconds)
    {
        Player.Wake();
        Simulation.RunFor((long)Math.Round(microseconds * 1e9));
    }

    private void Check(ushort label, HashSet<ushort> seen)
    {
        if (seen.Add(label)) Chip.CheckLabel("playback spike", CrossbarTopology.FirstLinkInput + (label >> 14), label & EventCrossbar.LabelMask);
    }
}
