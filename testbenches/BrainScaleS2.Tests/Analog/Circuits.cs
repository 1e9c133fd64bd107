using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>Timing, drivers, sensors and converters against published register semantics.</summary>
public sealed class Circuits
{
    [Theory]
    [InlineData(250, 15, 0, 2000, 1992)] // 250 x 8 ns; released 31 - 30 = 1 cycle earlier
    [InlineData(100, 0, 0, 800, 552)] // released 31 cycles earlier
    [InlineData(255, 8, 3, 255 * 64, (255 - 15) * 64)]
    [InlineData(10, 15, 15, 10 * 262144, 9 * 262144)]
    public void Refractory_time_and_release_follow_the_counter(int time, int holdoff, int scale, double refractory, double reset)
    {
        var timing = new RefractoryTiming(time, holdoff, scale);
        Assert.Equal(refractory, timing.RefractoryNanoseconds);
        Assert.Equal(reset, timing.ResetNanoseconds);
        Assert.Equal(refractory, timing.RefractorySlots * 8.0);
        Assert.False(timing.ReleaseIsMissed);
    }

    [Fact]
    public void A_counter_that_starts_beyond_the_release_value_is_flagged()
    {
        Assert.True(new RefractoryTiming(30, 0, 0).ReleaseIsMissed);
        Assert.False(new RefractoryTiming(31, 0, 0).ReleaseIsMissed);
        Assert.Equal(240, new RefractoryTiming(30, 0, 0).ResetNanoseconds);
    }

    [Fact]
    public void A_neuron_over_threshold_fires_with_the_period_of_its_refractory_time_and_charging()
    {
        // After the reset is released the membrane charges from 0.4 V towards 0.8 V: it crosses 0.6 V after tau ln 2.
        NeuronParameters p = Lab.Lif() with { LeakPotential = 0.8, ResetPotential = 0.4, RefractorySlots = 300, ResetSlots = 280 };
        AnalogArray array = Lab.Array(p);
        List<AnalogSpike> spikes = Lab.Run(array, 40000);
        Assert.InRange(spikes.Count, 30, 60);
        long expected = 280 + (long)Math.Ceiling(6 * Math.Log(2) / Lab.Slot);
        for (int i = 1; i < spikes.Count; i++) Assert.Equal(expected, spikes[i].Slot - spikes[i - 1].Slot);
    }

    [Fact]
    public void A_membrane_above_threshold_fires_again_at_the_end_of_the_refractory_time()
    {
        NeuronParameters p = Lab.Lif() with { LeakPotential = 0.8, ResetPotential = 0.7, RefractorySlots = 37, ResetSlots = 5 };
        List<AnalogSpike> spikes = Lab.Run(Lab.Array(p), 1600);
        for (int i = 1; i < spikes.Count; i++) Assert.Equal(37, spikes[i].Slot - spikes[i - 1].Slot);
        Assert.InRange(spikes.Count, 40, 44);
    }

    [Fact]
    public void A_held_reset_relaxes_with_its_time_constant()
    {
        NeuronParameters p = Lab.Lif() with { LeakPotential = 0.8, ResetPotential = 0.3, ResetTau = 0.5, RefractorySlots = 1000, ResetSlots = 1000 };
        AnalogArray array = Lab.Array(p);
        array.Neurons.SetMembrane(0, 0.61);
        array.Advance();
        long spike = array.Spikes.Single().Slot;
        while (array.StartSlot < 800) array.Advance();
        // The membrane at the spike: between the threshold and one slot of charging above it.
        double start = (array.Neurons.Membrane(0) - 0.3) * Math.Exp((array.StartSlot - spike) * Lab.Slot / 0.5) + 0.3;
        Assert.InRange(start, 0.6, 0.6105);
    }

    [Fact]
    public void A_driver_answers_on_its_bus_when_the_masked_row_select_matches()
    {
        for (int driver = 0; driver < 128; driver++)
        {
            foreach (int mask in (int[])[0, 0b11111, 0b10101])
            {
                var c = new DriverConfiguration { RowAddressCompareMask = mask };
                for (int bus = 0; bus < 4; bus++)
                    for (int select = 0; select < 32; select++)
                        Assert.Equal(driver % 4 == bus && (select & mask) == (driver / 4 & mask), c.Accepts(driver, bus, select));
            }
        }
        Assert.Equal(32, Enumerable.Range(0, 128).Count(d => new DriverConfiguration { RowAddressCompareMask = 0 }.Accepts(d, 2, 17)));
    }

    [Fact]
    public void Only_synapses_with_the_label_of_the_event_conduct()
    {
        AnalogArray array = Lab.Array(Lab.Lif() with { Spikes = false }, neurons: 64);
        for (int column = 0; column < 64; column++) Lab.Weight(array, 0, column, 20, label: column);
        Lab.Run(array, 800, Lab.Event(0, 0, 37));
        for (int column = 0; column < 64; column++) Assert.Equal(column == 37, array.Neurons.Membrane(column) > 0.4001);
    }

    [Fact]
    public void Thirty_pairs_give_the_published_correlation()
    {
        foreach ((double delay, double expected) in ((double, double)[])[(1, 12.3), (5, 5.5)])
        {
            AnalogArray array = Lab.Array(Lab.Lif());
            CorrelationSensors sensors = array.Sensors(0);
            for (int pair = 0; pair < 30; pair++)
            {
                sensors.Pre(4, 0, pair * 20000);
                sensors.Post(9, pair * 20000 + (long)(delay / Lab.Slot));
            }
            Assert.Equal(expected, sensors.Causal(4, 9), 0.05);
            Assert.Equal(30 * 0.5 * Math.Exp(-delay / 5), sensors.Causal(4, 9), 1e-4);
            Assert.Equal(0, sensors.Acausal(4, 9), 1e-4);
            Notebook.Note("10", $"30 pairs at +{delay} us", $"{expected} LSB causal, 0 acausal", $"{sensors.Causal(4, 9):F3} and {sensors.Acausal(4, 9):F3} LSB");
        }
    }

    [Fact]
    public void Acausal_pairs_count_on_the_acausal_side_and_pair_with_the_nearest_spike_only()
    {
        CorrelationSensors sensors = Lab.Array(Lab.Lif()).Sensors(0);
        sensors.Post(3, 1000);
        sensors.Post(3, 1125);
        sensors.Pre(8, 0, 1250); // 1 us after the latest post
        sensors.Pre(8, 0, 1375); // no post since the previous pre
        Assert.Equal(0.5 * Math.Exp(-0.2), sensors.Acausal(8, 3), 1e-6);
        Assert.Equal(0, sensors.Causal(8, 3));
        sensors.Post(3, 1500); // pairs with the pre at 1375 only
        Assert.Equal(0.5 * Math.Exp(-0.2), sensors.Causal(8, 3), 1e-6);
    }

    [Fact]
    public void Correlation_lowers_the_read_value_from_the_baseline()
    {
        AnalogArray array = Lab.Array(Lab.Lif());
        Assert.Equal(200, array.ReadCorrelation(0, 4, 9, acausal: false, 0));
        for (int pair = 0; pair < 30; pair++)
        {
            array.Sensors(0).Pre(4, 0, pair * 20000);
            array.Sensors(0).Post(9, pair * 20000 + 125);
        }
        Assert.Equal(188, array.ReadCorrelation(0, 4, 9, acausal: false, 0));
    }

    [Fact]
    public void Converters_have_the_published_rates()
    {
        Assert.Equal(1.85e6, new CadcTiming(0, 0).Rate, 0.01e6);
        Assert.Equal(992, new CadcTiming().ConversionNanoseconds);
        Assert.Equal(29.41, new Madc().Rate, 0.005);
        Assert.Equal(500.0 / 12, new Madc(0).Rate, 1e-9);
        Assert.Equal(500.0 / 17 / 4, new Madc(5, 1).Rate, 1e-9);
    }

    [Fact]
    public void Converter_transfer_follows_the_capmem_anchors()
    {
        var array = new AnalogArray(new AnalogOptions());
        var capmem = new CapmemTransfer(AnalogConstants.Default);
        Assert.Equal(0.15, capmem.Voltage("v", 70), 0.001);
        Assert.Equal(1.05, capmem.Voltage("v", 550), 0.001);
        Assert.Equal(20, array.Cadc.Convert(0, 0.15, 0));
        Assert.Equal(220, array.Cadc.Convert(0, 1.05, 0));
        Assert.Equal(0, array.Cadc.Convert(0, 0, 0));
        Assert.Equal(255, array.Cadc.Convert(0, 1.6, 0));
        Assert.Equal(512, Madc.Convert(0.6, AnalogConstants.Default));
    }

    [Fact]
    public void Capmem_takes_a_write_over_after_settling_and_keeps_its_value_when_disabled()
    {
        var capmem = new Capmem(AnalogConstants.Default);
        capmem.Write(1, 2, 3, 400, slot: 100);
        Assert.Equal(400, capmem.Code(1, 2, 3));
        Assert.Equal(0, capmem.EffectiveCode(1, 2, 3, 100 + 249_999));
        Assert.Equal(400, capmem.EffectiveCode(1, 2, 3, 100 + 250_000));
        capmem.Write(1, 2, 3, CapmemTransfer.Disabled, slot: 300_000);
        Assert.Equal(400, capmem.EffectiveCode(1, 2, 3, 900_000));
        Assert.Contains("0 to 1023", Assert.Throws<ChipConfigurationException>(() => capmem.Write(0, 0, 0, 1024, 0)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)] // rest 50, charge 330: a train depresses
    [InlineData(0, true)] // rest 400, charge 100: a train facilitates
    public void Short_term_plasticity_follows_its_voltages(int set, bool facilitates)
    {
        AnalogArray array = Lab.Array(Lab.Lif());
        array.Drivers(0)[0] = new DriverConfiguration { ExcitatoryBottom = true, ShortTermPlasticity = true, TargetVoltageSet = set, Recovery = 0 };
        DriverBank bank = array.Drivers(0);
        double[] pulses = [.. Enumerable.Range(0, 10).Select(i => bank.Pulse(0, 0, 12 * i))];
        for (int i = 1; i < pulses.Length; i++) Assert.Equal(facilitates, pulses[i] > pulses[i - 1]);
        // By hand: rest 400 -> 340 -> pulse 60/350; rest 50 -> 106 -> pulse 294/350.
        Assert.Equal(facilitates ? 60.0 / 350 : 294.0 / 350, pulses[0], 1e-12);
        Assert.Equal(pulses[0], bank.Pulse(0, 0, 1_000_000), 1e-9);
    }

    [Fact]
    public void Charge_is_shared_between_shorted_membranes()
    {
        NeuronParameters p = Lab.Lif() with { Leak = 0, Spikes = false };
        AnalogArray array = Lab.Array(p, neurons: 2);
        array.Configure(0, p with { ShortRight = true, Capacitance = 1.2 });
        array.Neurons.SetMembrane(0, 0.7);
        array.Neurons.SetMembrane(1, 0.4);
        array.Advance();
        Assert.Equal((1.2 * 0.7 + 2.4 * 0.4) / 3.6, array.Neurons.Membrane(0), 1e-12);
        Assert.Equal(array.Neurons.Membrane(0), array.Neurons.Membrane(1));
    }

    /// <summary>Two circuits of half the capacitance and leak, one above the other and shorted, are the single circuit: same membrane, same spikes, wherever the pulses come in.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Circuits_joined_across_the_halves_are_one_neuron(bool simd)
    {
        NeuronParameters whole = Lab.Lif() with { JumpExcitatory = 0.002, JumpInhibitory = 0.002, RefractorySlots = 400 };
        NeuronParameters half = whole with { Capacitance = 1.2, Leak = whole.Leak / 2 };
        var options = new AnalogOptions { Simd = simd };
        AnalogArray single = Lab.Array(whole, options);
        AnalogArray joined = Lab.Array(half with { ShortBottom = true }, options);
        joined.Configure(256, half with { Spikes = false });
        joined.Neurons.ResetState();
        for (int d = 0; d < 2; d++)
        {
            joined.Drivers(1)[d] = new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true };
            Lab.Weight(single, d, 0, d == 0 ? 63 : -40);
            joined.Synapses(1).SetWeight(2 * d, 0, d == 0 ? 63 : 0);
            joined.Synapses(1).SetWeight(2 * d + 1, 0, d == 0 ? 0 : 40);
        }
        Lab.Weight(joined, 0, 0, 63);
        DriverEvent[] top = [.. Enumerable.Range(0, 12).Select(i => Lab.Event(20 + 21 * i, i % 4 == 3 ? 1 : 0))];
        DriverEvent[] both = [.. top.Select((e, i) => e with { Half = e.Driver == 1 ? 1 : i % 2 })];
        List<AnalogSpike> expected = Lab.Run(single, 280, top);
        Assert.Equal(expected, Lab.Run(joined, 280, both));
        Assert.Single(expected);
        AnalogArray quiet = Lab.Array(whole, options), pair = Lab.Array(half with { ShortBottom = true }, options);
        pair.Configure(256, half with { Spikes = false });
        pair.Neurons.ResetState();
        Lab.Weight(quiet, 0, 0, 20);
        Lab.Weight(pair, 0, 0, 20);
        Lab.Run(quiet, 400, Lab.Event(5), Lab.Event(100));
        Lab.Run(pair, 400, Lab.Event(5), Lab.Event(100));
        Assert.Equal(quiet.Neurons.Membrane(0), pair.Neurons.Membrane(0), 1e-13);
        Assert.Equal(pair.Neurons.Membrane(0), pair.Neurons.Membrane(256));
        Assert.InRange(quiet.Neurons.Membrane(0), 0.405, 0.6);
    }

    [Fact]
    public void Adaptation_lengthens_the_intervals()
    {
        NeuronParameters p = Lab.Lif() with { LeakPotential = 0.8, AdaptationPotential = 0.4, TauAdaptation = 100, AdaptationB = 0.01, RefractorySlots = 25 };
        List<AnalogSpike> spikes = Lab.Run(Lab.Array(p), 20000);
        Assert.InRange(spikes.Count, 5, 30);
        for (int i = 2; i < 5; i++) Assert.True(spikes[i].Slot - spikes[i - 1].Slot > spikes[i - 1].Slot - spikes[i - 2].Slot);
    }

    [Fact]
    public void Mistakes_are_refused_with_register_value_and_range()
    {
        AnalogArray array = Lab.Array(Lab.Lif());
        Assert.Equal("synapse[0][3][4].weight is 64, but 0 to 63 are allowed", Assert.Throws<ChipConfigurationException>(() => array.Synapses(0).SetWeight(3, 4, 64)).Message);
        Assert.Equal("synapse[1][0][0].label is -1, but 0 to 63 are allowed", Assert.Throws<ChipConfigurationException>(() => array.Synapses(1).SetLabel(0, 0, -1)).Message);
        Assert.Equal(
            "driver[0][5]: en_exc_top and en_inh_top are both 1, but a row has one sign: set at most one of them",
            Assert.Throws<ChipConfigurationException>(() => array.Drivers(0)[5] = new DriverConfiguration { ExcitatoryTop = true, InhibitoryTop = true }).Message);
        Assert.Contains("1 to 64", Assert.Throws<ChipConfigurationException>(() => new AnalogArray(new AnalogOptions { SlotsPerStep = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("v_leak", Assert.Throws<ChipConfigurationException>(() => new NeuronTransfer(AnalogConstants.Default).FromCodes(new NeuronCodes { VLeak = 1023 }, 600)).Message, StringComparison.Ordinal);
        Assert.Throws<ChipConfigurationException>(() => array.Configure(255, Lab.Lif() with { ShortRight = true }));
        Assert.Throws<ChipConfigurationException>(() => array.Configure(0, Lab.Lif() with { Leak = double.NaN }));
    }
}
