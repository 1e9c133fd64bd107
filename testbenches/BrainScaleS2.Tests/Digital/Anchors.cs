using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Tests.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>Published numbers of the digital part, on the assembled chip.</summary>
public sealed class Anchors
{
    private static BrainScaleS2System Quiet() => Board.Build();

    // A driver that listens everywhere on its bus, so that no event is unheard.
    private static void Listen(BrainScaleS2Chip chip)
    {
        for (int half = 0; half < 2; half++)
            for (int bus = 0; bus < 4; bus++)
                chip.SetDriver(half, bus, new DriverConfiguration { ExcitatoryBottom = true, RowAddressCompareMask = 0 });
    }

    /// <summary>halco, routing_crossbar: 24 nodes of neurons, 36 of the link, 16 of background sources.</summary>
    [Fact]
    public void The_crossbar_has_its_76_nodes()
    {
        int Count(int first, int last) => Enumerable.Range(first, last - first).Sum(i => Enumerable.Range(0, 12).Count(o => CrossbarTopology.Node(i, o) >= 0));
        Assert.Equal((24, 36, 16), (Count(0, 8), Count(8, 12), Count(12, 20)));
        int[] numbers = [.. from i in Enumerable.Range(0, 20) from o in Enumerable.Range(0, 12) where CrossbarTopology.Node(i, o) >= 0 select CrossbarTopology.Node(i, o)];
        Assert.Equal(Enumerable.Range(0, 76), numbers);
        for (int k = 0; k < 4; k++)
        {
            Assert.All([k, k + 4, k + 8], o => Assert.True(CrossbarTopology.Node(k, o) >= 0 && CrossbarTopology.Node(k + 4, o) >= 0));
            Assert.True(CrossbarTopology.Node(12 + k, k) >= 0 && CrossbarTopology.Node(12 + k, 8 + k) >= 0 && CrossbarTopology.Node(12 + k, 4 + k) < 0);
            Assert.True(CrossbarTopology.Node(16 + k, 4 + k) >= 0 && CrossbarTopology.Node(16 + k, 8 + k) >= 0 && CrossbarTopology.Node(16 + k, k) < 0);
            Assert.All(Enumerable.Range(0, 8), o => Assert.True(CrossbarTopology.Node(8 + k, o) >= 0));
        }
    }

    [Theory]
    [InlineData(0, 1, 0x1234, false)] // mask 0, target 1: nothing passes
    [InlineData(0, 0, 0x1234, true)]
    [InlineData(0x3FFF, 0x1234, 0x1234, true)]
    [InlineData(0x3FFF, 0x1234, 0x1235, false)]
    [InlineData(0x00F0, 0x0030, 0x1234, true)]
    [InlineData(0x00F0, 0x0031, 0x1234, false)]
    public void A_node_compares_the_masked_label(int mask, int target, int label, bool passes)
    {
        BrainScaleS2System system = Quiet();
        Listen(system.Chip);
        system.Chip.SetNode(CrossbarTopology.FirstLinkInput, 3, mask, target);
        system.Player.Program.Spikes(6, (ushort)label);
        system.Run(5);
        Assert.Equal(passes ? 1 : 0, system.Chip.Buses[3].Events);
    }

    /// <summary>halco and haldls, synapse_driver: every row select on every bus, against the rule; mask 0 makes all 32 drivers of a bus answer.</summary>
    [Fact]
    public void Row_selects_reach_their_drivers()
    {
        foreach (int mask in (int[])[0b11111, 0b00101, 0])
        {
            BrainScaleS2System system = Quiet();
            BrainScaleS2Chip chip = system.Chip;
            for (int driver = 0; driver < 128; driver++)
            {
                chip.SetDriver(0, driver, new DriverConfiguration { ExcitatoryBottom = true, RowAddressCompareMask = mask });
                chip.SetSynapse(0, 2 * driver, driver, 63, 9);
            }
            NeuronParameters neuron = Lab.Lif() with { Spikes = false };
            for (int column = 0; column < 128; column++) chip.SetNeuron(column, neuron, 0, spikeOut: false);
            chip.Relax();
            // The label's bits 12 and 11 choose the bus, 10 to 6 the row select.
            for (int bus = 0; bus < 4; bus++) chip.SetNode(CrossbarTopology.FirstLinkInput, bus, 3 << 11, bus << 11);
            (int bus, int select) sent = (2, 22);
            system.Player.Program.Spikes(6, (ushort)(sent.bus << 11 | sent.select << 6 | 9));
            system.Run(5);
            bool[] moved = [.. Enumerable.Range(0, 128).Select(n => chip.Core.Array.Neurons.Membrane(n) > 0.4001)];
            for (int driver = 0; driver < 128; driver++) Assert.Equal(driver % 4 == sent.bus && (sent.select & mask) == (driver / 4 & mask), moved[driver]);
            if (mask == 0) Assert.Equal(32, moved.Count(m => m));
        }
    }

    [Theory]
    [InlineData(2083)]
    [InlineData(2)]
    [InlineData(65535)]
    public void A_regular_source_sends_after_each_full_period(int period)
    {
        BrainScaleS2System system = Quiet();
        Listen(system.Chip);
        system.Chip.SetNode(12, 0, 0, 0);
        system.Chip.SetBackground(0, period, 5);
        long start = system.EventClock.CycleAt(system.Simulation.Time);
        var cycles = new List<long>();
        long last = 0;
        for (long i = 0; i < Math.Min(8L * period, 4L * 65536) && cycles.Count < 4; i++)
        {
            system.Simulation.RunCycles(system.EventClock, 1);
            if (system.Chip.Sources[0].Spikes > last) cycles.Add(system.EventClock.CycleAt(system.Simulation.Time - 1));
            last = system.Chip.Sources[0].Spikes;
        }
        for (int i = 1; i < cycles.Count; i++) Assert.Equal(period, cycles[i] - cycles[i - 1]);
        // Enable is in the register at once, two cycles later at the source.
        Assert.InRange(cycles[0] - start, period, period + 2);
    }

    /// <summary>haldls, background: an 8-bit number at most the rate, so a bin has a spike with probability (rate + 1)/256; rate 0 is silent.</summary>
    [Theory]
    [InlineData(4, 12)]
    [InlineData(2, 200)]
    [InlineData(3, 1)]
    public void A_Poisson_source_has_the_mean_interval_of_its_comparator(int period, int rate)
    {
        var simulation = new Simulation();
        ClockDomain clock = simulation.Clock("clk", ChipOptions.EventPeriod);
        var top = new Component(simulation.Root, "top", clock);
        var source = new BackgroundSource(top, "source");
        var settings = new SettingsPin(top, "pin", new BackgroundSettings(true, true, (ushort)period, 77, 0, (byte)rate, 0));
        var sink = new EventCounter(top, "sink");
        Wiring.Connect(settings.Settings, source.Settings);
        Wiring.Connect(source.EventOut, sink.EventIn);
        double mean = period * 256.0 / (rate + 1);
        simulation.RunCycles(clock, (long)(1e5 * mean));
        Assert.Equal(mean, 1e5 * mean / source.Spikes, 0.02 * mean);
        Notebook.Note("3", $"mean interval of a Poisson source, period {period}, rate {rate}", $"{mean:F2} cycles within 2 %", $"{1e5 * mean / source.Spikes:F2} cycles");
    }

    [Fact]
    public void Rate_0_is_silent()
    {
        BrainScaleS2System system = Quiet();
        Listen(system.Chip);
        system.Chip.SetBackground(3, 2, 0, rate: 0);
        system.Run(1000);
        Assert.Equal(0, system.Chip.Sources[3].Spikes);
    }

    /// <summary>haldls, neuron: refractory_time x 2^(scale + 1) x 4 ns; the reset ends 31 - 2 x holdoff counts before; a counter that starts beyond the release value is flagged.</summary>
    [Theory]
    [InlineData(250, 15, 0)]
    [InlineData(100, 0, 0)]
    [InlineData(37, 9, 4)]
    [InlineData(20, 0, 2)]
    public void Refractory_and_reset_times_follow_the_counter(int time, int holdoff, int scale)
    {
        var bench = new BackendBench(time, holdoff, scale);
        bench.Fire(0);
        long start = bench.Cycle;
        long refractory = 0, reset = 0;
        for (int i = 0; i < 20_000; i++)
        {
            if (bench.Backend.IsRefractory(0)) refractory = bench.Cycle + 1 - start;
            if (bench.Backend.IsReset(0)) reset = bench.Cycle + 1 - start;
            bench.Step();
        }
        long count = 2L << scale;
        Assert.Equal(time * count, refractory);
        int held = 31 - 2 * holdoff;
        Assert.Equal((time < held ? time : time - held) * count, reset);
        Assert.Equal(time < held ? 1 : 0, bench.Backend.MissedReleases);
    }

    /// <summary>Billaudelle 2022: 125 MEvent/s on each bus; one source more than a bus can take drops events and counts them.</summary>
    [Fact]
    public void Eight_buses_carry_125_million_events_a_second_each_and_a_ninth_source_drops()
    {
        BrainScaleS2System system = Quiet();
        BrainScaleS2Chip chip = system.Chip;
        Listen(chip);
        for (int i = 0; i < 8; i++)
        {
            chip.SetNode(CrossbarTopology.FirstBackgroundInput + i, i, 0, 0);
            chip.SetBackground(i, 2, 1);
        }
        system.Run(100);
        long[] events = [.. chip.Buses.Select(b => b.Events)];
        Assert.All(events, e => Assert.InRange(e, 12_490, 12_500));
        Assert.Equal(0, chip.Crossbar.Dropped);
        chip.SetNode(CrossbarTopology.FirstLinkInput, 0, 0, 0);
        for (int i = 0; i < 1000; i++) system.Player.Program.Spikes(system.Now + 1 + 0.1 * i, 2);
        system.Run(110);
        Assert.InRange(chip.Crossbar.Dropped, 990, 1000);
        Assert.Equal(chip.Crossbar.Dropped, chip.Crossbar.Registers.InputDropCounter.Sum(c => c.Value));
        // Only the two inputs of the full bus lose events.
        Assert.Equal(chip.Crossbar.Dropped, chip.Crossbar.Registers.InputDropCounter[8].Value + chip.Crossbar.Registers.InputDropCounter[12].Value);
    }

    /// <summary>Schreiber 2021: 1.85 MSample/s; haldls, cadc: 992 ns with the default waits.</summary>
    [Theory]
    [InlineData(0, 0, 135)]
    [InlineData(100, 20, 248)]
    [InlineData(100, 0, 228)]
    [InlineData(255, 255, 638)]
    public void Conversions_of_the_columnar_converter_follow_each_other(int wait, int dead, int cycles)
    {
        BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions { Correlation = false } }, CadcSource.Membranes, out CadcTriggers triggers);
        CadcController cadc = system.Chip.Cadcs[0];
        cadc.Registers.Clock();
        cadc.Registers.TryWrite(0x4000, 1u | (uint)wait << 4 | (uint)dead << 12, 0xF);
        cadc.Registers.Clock();
        triggers.Start(20);
        var done = new List<long>();
        uint last = 0;
        for (int i = 0; i < 25 * cycles && done.Count < 20; i++)
        {
            system.Simulation.RunCycles(system.EventClock, 1);
            if (cadc.Done > last) done.Add(system.EventClock.Cycle);
            last = cadc.Done;
        }
        for (int i = 1; i < done.Count; i++) Assert.Equal(cycles, done[i] - done[i - 1]);
        Assert.Equal(20, done.Count);
    }

    /// <summary>haldls, madc: 500 MHz / (5 + 12) = 29.41 MSample/s.</summary>
    [Fact]
    public void The_fast_converter_takes_29_million_samples_a_second()
    {
        BrainScaleS2System system = Quiet();
        BrainScaleS2Chip chip = system.Chip;
        chip.SetNeuron(6, Lab.Lif() with { LeakPotential = 0.6, Spikes = false }, 0, spikeOut: false);
        chip.Core.Array.Neurons.SetMembrane(6, 0.6);
        chip.Readout.Select(6, 7);
        PlaybackProgram program = system.Player.Program;
        program.Write(5, AddressMap.Madc + 4, 2941);
        program.Write(5, AddressMap.Madc, 1);
        program.Write(6, AddressMap.Madc, 2);
        system.Run(110);
        IReadOnlyList<MadcSample> samples = system.Recorder.Log.Samples;
        Assert.Equal(2941, samples.Count);
        Assert.All(samples, s => Assert.Equal(new MadcSample(512, 0), s));
        // 2,941 samples take 100 us: the last one is not there 1 us before.
        Assert.Equal(29.41, 500.0 / 17, 0.005);
    }

    /// <summary>Heinemann and Schemmel 2026: one hop 0.17 us, 250 MEvent/s.</summary>
    [Fact]
    public void The_link_has_its_latency_and_its_capacity()
    {
        BrainScaleS2System system = Quiet();
        BrainScaleS2Chip chip = system.Chip;
        chip.SetNode(CrossbarTopology.FirstLinkInput, CrossbarTopology.FirstLinkOutput, 0, 0);
        system.Player.Program.Spikes(10, 0x1234);
        system.Run(20);
        RecordedSpike spike = Assert.Single(system.Recorder.Log.Spikes);
        // There and through the crossbar; the time of the recording is that of the departure.
        Assert.InRange(spike.Time * 4 - 10_000, 170 - 12, 170 + 20);
        for (int i = 0; i < 4; i++)
        {
            chip.SetBackground(i, 2, 1);
            chip.SetNode(CrossbarTopology.FirstBackgroundInput + i, CrossbarTopology.FirstLinkOutput + i, 0, 0);
        }
        system.Run(5);
        long sent = chip.Sender.Sent;
        system.Run(100);
        Assert.Equal(25_000, chip.Sender.Sent - sent, 10.0);
        Notebook.Note("18", "events of the chip's link in 100 us", $"25,000 (250 MEvent/s)", $"{chip.Sender.Sent - sent:N0}");
        Notebook.Note("18", "time of a hop", $"170 ns, and a few cycles of the crossbar", $"{spike.Time * 4 - 10_000} ns");
        Assert.True(chip.Sender.Lost > 0);
        Assert.Equal(0, system.FpgaReceiver.Lost);
    }

    /// <summary>haldls, pll: 1 GHz, 500 and 250 MHz at the defaults.</summary>
    [Fact]
    public void The_clocks_follow_their_dividers()
    {
        BrainScaleS2System system = Quiet();
        system.Run(20);
        Assert.Equal((500, 500, 250, 500), system.Chip.Pll.Clocks);
        Assert.Equal(1000, system.Chip.Pll.Dividers(0).Dco);
        // PPU clock: M1 of ADPLL 1 to 5 gives 100 MHz.
        system.Player.Program.Write(25, AddressMap.Pll + 2, 1u << 29 | 1u << 27 | 1u << 25 | 5u << 20 | 1u << 15 | 10u << 10);
        // Self test of that clock: 20 us count 2,000 cycles.
        system.Player.Program.Write(45, AddressMap.Pll + 5, 1u | 2u << 5 | 3u << 8 | 2004u << 12);
        system.Player.Program.Read(70, AddressMap.Pll + 7);
        system.Run(80);
        Assert.Equal(100, system.Chip.Pll.Clocks.Ppu);
        Assert.Equal(2000u | 1u << 20 | 1u << 21, Assert.Single(system.Player.Program.Answers).Data);
        Assert.Contains("1 to 31", Assert.Throws<ChipConfigurationException>(() => new PllDividers(N: 32).Checked("adpll[0]")).Message, StringComparison.Ordinal);
    }
}
