using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Exports;

namespace HwModel.SystemRdl.Tests.Chips;

/// <summary>The map of BrainScaleS-2 against tables copied by hand from the public hardware abstraction (haldls: containers and omnibus_constants). Omnibus addresses count words.</summary>
public class BrainScaleS2MapTests
{
    [Theory]
    [InlineData("pll.adpll", 0x80000)]
    [InlineData("pll.clock_output", 0x80004)]
    [InlineData("pll.self_test", 0x80005)]
    [InlineData("pll.self_test_status", 0x80007)]
    [InlineData("madc.control", 0xC0000)]
    [InlineData("madc.config0", 0xC0001)]
    [InlineData("madc.config9", 0xC000A)]
    [InlineData("padi_top.padi_event", 0x110000)]
    [InlineData("padi_top.bus_config", 0x110001)]
    [InlineData("padi_bottom.stp_config", 0x118002)]
    [InlineData("synapse_drivers_top.driver", 0x110400)]
    [InlineData("synapse_drivers_bottom.driver", 0x118400)]
    [InlineData("spike_counters_left.neuron_reset", 0x122000)]
    [InlineData("spike_counters_left.post_pulse", 0x122400)]
    [InlineData("spike_counters_left.spike_counter", 0x122800)]
    [InlineData("spike_counters_right.spike_counter_reset", 0x12AC00)]
    [InlineData("crossbar.output_config", 0x130000)]
    [InlineData("crossbar.background.source", 0x130001)]
    [InlineData("crossbar.node", 0x130019)]
    [InlineData("crossbar.input_drop_counter", 0x130065)]
    [InlineData("crossbar.output_event_counter", 0x130079)]
    [InlineData("neuron_sram_nw.neuron", 0x160000)]
    [InlineData("neuron_sram_ne.neuron", 0x168000)]
    [InlineData("neuron_sram_sw.neuron.byte2", 0x170002)]
    [InlineData("neuron_sram_se.neuron.byte7", 0x178007)]
    [InlineData("neuron_backend_west.neuron", 0x1A1000)]
    [InlineData("neuron_backend_west.common", 0x1A1800)]
    [InlineData("neuron_backend_east.waits", 0x1A9801)]
    [InlineData("correlation_top.sense", 0x02200000)]
    [InlineData("correlation_bottom.mode", 0x03200003)]
    [InlineData("cadc_top.east", 0x02400000)]
    [InlineData("cadc_top.west", 0x02400800)]
    [InlineData("cadc_bottom.config", 0x03401000)]
    [InlineData("ppu_top.sram", 0x02800000)]
    [InlineData("ppu_top.control", 0x02A00000)]
    [InlineData("ppu_bottom.status", 0x03A00001)]
    [InlineData("synapses_top.weights", 0x02C00000)]
    [InlineData("synapses_top.labels", 0x02C40000)]
    [InlineData("synapses_bottom.weights", 0x03C00000)]
    public void BlocksLieAtTheirOmnibusWords(string path, long word)
    {
        Node? node = Models.FromChip("BrainScaleS2/hicannx.rdl");
        foreach (string part in path.Split('.')) node = node?.Child(part);
        Assert.Equal(word * 4, Assert.IsAssignableFrom<AddressableNode>(node).AbsoluteAddress);
    }

    /// <summary>20 inputs, 12 outputs, 24 + 36 + 16 nodes; three words to a background source.</summary>
    [Fact]
    public void CrossbarHasItsNodesAndCounters()
    {
        AddressMapNode crossbar = Models.FromChip("BrainScaleS2/Crossbar/crossbar.rdl");
        Assert.Equal([76], crossbar.Child("node")!.Dimensions);
        Assert.Equal([20], crossbar.Child("input_drop_counter")!.Dimensions);
        Assert.Equal([12], crossbar.Child("output_event_counter")!.Dimensions);
        var source = Assert.IsType<RegisterFileNode>(crossbar.Child("background")!.Child("source"));
        Assert.Equal(8, Assert.Single(source.Dimensions));
        Assert.Equal(12, source.Stride);
        GoldenMap.Check(crossbar, """
            0x000 output_config
            15:4 enable_event_counter rw
            3:0 enable_slow rw
            0x004 background.source.control
            31:16 period rw
            1 enable_random rw background_mode_e
            0 enable rw
            0x008 background.source.seed
            31:0 seed rw
            0x00C background.source.rate
            29:16 neuron_label rw
            15:8 rate rw
            7:0 mask rw
            0x064 node[76] + 4
            31 enable_drop_counter rw
            29:16 target rw =1
            13:0 mask rw =0
            0x194 input_drop_counter[20] + 4
            15:0 value rw counter
            0x1E4 output_event_counter[12] + 4
            23:0 value rw counter
            """);
    }

    [Fact]
    public void SynapseDriversKeepTheStoredBits()
    {
        AddressMapNode drivers = Models.FromChip("BrainScaleS2/SynapseDrivers/synapse_drivers.rdl");
        var driver = Assert.IsType<RegisterFileNode>(drivers.Child("driver"));
        Assert.Equal(128, Assert.Single(driver.Dimensions));
        Assert.Equal(16, driver.Stride);
        GoldenMap.Check(drivers, """
            0x0 driver.word0
            15 en_receiver rw
            14 en_address_out rw
            13:9 row_address_compare_mask rw =31
            8 en_hagen_dac rw
            7:4 offset rw
            3:0 utilization rw
            0x4 driver.word1
            13:8 hagen_dac_offset rw
            7 en_inh_top rw
            6 en_inh_bottom rw
            5 en_exc_top rw
            4 en_exc_bottom rw
            3:0 recovery rw
            0x8 driver.word2
            7 en_recovery rw
            6 en_charge_sharing rw
            4 en_stp rw
            3 en_hagen_modulation rw
            2 en_renewing rw
            1 en_readout rw
            0 select_target_voltages rw stp_voltages_e
            """);
    }

    /// <summary>haldls, vx/synapse: SynapseQuadBitfield, entry 3 in the low byte.</summary>
    [Fact]
    public void FourSynapsesAreAWord()
    {
        AddressMapNode synapses = Models.FromChip("BrainScaleS2/Synapses/synapses.rdl", "synapses");
        foreach ((string region, string trim, string value) in (ReadOnlySpan<(string, string, string)>)[("weights", "time_calib", "weight"), ("labels", "amp_calib", "label")])
        {
            var memory = Assert.IsType<MemoryNode>(synapses.Child(region));
            Assert.Equal(256 * 64, memory.Entries);
            var quad = Assert.IsType<RegisterNode>(memory.Child("quad"), exactMatch: false);
            Assert.Equal(
                Enumerable.Range(0, 4).SelectMany(i => (string[])[$"{trim}_{i} {31 - 8 * i}:{30 - 8 * i}", $"{value}_{i} {29 - 8 * i}:{24 - 8 * i}"]).Order(),
                quad.Fields.Select(f => $"{f.InstanceName} {f.High}:{f.Low}").Order());
        }
    }

    /// <summary>haldls, vx/v4/neuron: base + 2 + 8 neuron + word.</summary>
    [Fact]
    public void NeuronCircuitsKeepTheirBytes()
    {
        AddressMapNode sram = Models.FromChip("BrainScaleS2/Neurons/neuron_sram.rdl", "neuron_sram");
        var neuron = Assert.IsType<RegisterFileNode>(sram.Child("neuron"));
        Assert.Equal(128, Assert.Single(neuron.Dimensions));
        Assert.Equal(32, neuron.Stride);
        GoldenMap.Check(sram, """
            0x08 neuron.byte2
            6 en_strong_fire rw
            5 en_leak_mul rw
            4 en_leak_div rw
            3 en_leak_deg rw
            2 en_reset_mul rw
            1 en_reset_div rw
            0 en_reset_deg rw
            0x0C neuron.byte3
            7 en_readout rw
            6:5 readout_select rw readout_source_e
            4 en_readout_amp rw
            3 en_unbuf_access rw
            2 en_synin_coba_exc rw
            1 en_synin_coba_inh rw
            0x10 neuron.byte4
            7 en_synin_exc_high_res rw
            6 en_synin_inh_high_res rw
            5 en_synin_exc_small_cap rw
            4 en_synin_inh_small_cap rw
            3 en_exp rw
            2 en_adapt rw
            1 invert_adapt_a rw
            0 invert_adapt_b rw
            0x14 neuron.byte5
            7:2 mem_cap_size rw
            0 en_mem_off rw
            0x18 neuron.byte6
            7 en_byp_exc rw
            6 en_byp_inh rw
            5 en_synin_exc rw
            4 en_synin_inh rw
            3 en_thresh_comp rw
            2 en_fire rw
            0 invert_current rw
            0x1C neuron.byte7
            7 en_pause rw
            6 en_comp_cond_div rw
            5 en_comp_cond_mul rw
            4 connect_soma rw
            3 connect_membrane_right rw
            2 en_comp_cond rw
            1 connect_bottom rw
            0 connect_somata rw
            """);
    }

    [Fact]
    public void PadiAndConverters()
    {
        GoldenMap.Check(Models.FromChip("BrainScaleS2/Padi/padi.rdl"), """
            0x0 padi_event
            26:22 row_select_address w
            21:16 event_address w
            3:0 fire_bus w swmod
            0x4 bus_config
            31:28 dacen_pulse_extension3 rw
            27:24 dacen_pulse_extension2 rw
            23:20 dacen_pulse_extension1 rw
            19:16 dacen_pulse_extension0 rw
            7:4 enable_extended_timing rw
            3:0 enable_spl1 rw
            0x8 stp_config
            4 enable_recovery_clock rw
            3:0 recovery_clock_speed rw
            """);
        GoldenMap.Check(Models.FromChip("BrainScaleS2/Cadc/cadc.rdl"), """
            0x0 east[256] + 4
            7:0 offset rw =128
            0x2000 west[256] + 4
            7:0 offset rw =128
            0x4000 config
            19:12 dead_time rw =20
            11:4 reset_wait rw =100
            0 enable rw
            """);
        GoldenMap.Check(Models.FromChip("BrainScaleS2/Madc/madc.rdl"), """
            0x00 control
            6 enable_iconv_amplifier w
            5 enable_pre_amplifier w
            4 enable_continuous_sampling w
            3 enable_power_down_after_sampling w
            2 stop_recording w pulse
            1 start_recording w pulse
            0 wake_up w pulse
            0x04 config0
            15:14 sar_reset_length rw
            13:12 sar_reset_wait rw
            11 enable_sar_reset_on_fall rw
            10:8 sample_duration_adjust rw =5
            7:4 active_mux_input_select_length rw
            3 active_mux_initially_selected_input rw
            0x08 config1
            15:12 conversion_cycles_offset rw =12
            9:0 powerup_wait_value rw =96
            0x0C config2
            15 enable_calibration rw
            9:0 calibration_wait_value rw
            0x10 config3
            15:0 number_of_samples rw
            0x14 config4
            9:5 preamp_sampling_window_end rw
            4:0 preamp_sampling_window_start rw
            0x20 config7
            7:3 preamp_gain_capacitor_size rw =31
            2 connect_preamp_to_pads rw
            1 connect_pads_to_madc rw
            0 connect_preamp_to_madc rw
            0x24 config8
            12:1 madc_clock_scale_value rw
            0 enable_madc_clock_scaling rw
            """);
    }

    [Fact]
    public void NeuronBackendCorrelationPpuAndPll()
    {
        AddressMapNode backend = Models.FromChip("BrainScaleS2/Neurons/neuron_backend.rdl", "neuron_backend");
        Assert.Equal([256], backend.Child("neuron")!.Dimensions);
        GoldenMap.Check(backend, """
            0x0 neuron.byte0
            7:6 reset_holdoff_1_0 rw
            5:0 address_out_7_2 rw
            0x4 neuron.byte1
            7:6 reset_holdoff_3_2 rw
            5:4 address_out_1_0 rw
            3:0 refractory_time_7_4 rw
            0x8 neuron.byte2
            7 en_bayesian_extension rw
            6 en_adapt_pulse rw
            5:2 refractory_time_3_0 rw
            1 select_input_clock rw neuron_clock_e
            0 post_overwrite rw
            0xC neuron.byte3
            7 en_1_bayesian rw
            6 en_0_bayesian rw
            5 en_neuron_master rw
            4 en_spike_out rw
            3 connect_fire_to_right rw
            2 connect_fire_from_right rw
            1 connect_fire_bottom rw
            0 en_neuron_slave rw
            0x2000 common
            23:20 clock_scale_post_pulse rw
            19:16 clock_scale_adapt_pulse rw
            15:12 sample_positive_edge rw
            11:8 clock_scale_fast rw
            7:4 clock_scale_slow rw
            2 enable_clocks rw
            1 force_reset rw
            0 enable_event_registers rw
            0x2004 waits
            31:24 wait_fire_neuron rw =4
            23:16 wait_spike_counter_read rw =112
            15:8 wait_spike_counter_reset rw =4
            7:0 wait_global_post_pulse rw =1
            """);
        GoldenMap.Check(Models.FromChip("BrainScaleS2/Correlation/correlation.rdl"), """
            0x0 sense
            11:0 sense_delay rw =1
            0x4 duration
            11:0 reset_duration rw =200
            0x8 fall
            11:0 reset_fall_time rw =5
            0xC mode
            2 select_voltage_left rw
            1 select_voltage_right rw
            0 reset_mode rw correlation_reset_e
            """);
        GoldenMap.Check(Models.FromChip("BrainScaleS2/Ppu/ppu.rdl"), """
            0x800000 control
            3 cache_controller_enable rw
            2 force_clock_off rw
            1 force_clock_on rw
            0 inhibit_reset rw
            0x800004 status
            0 sleep r
            """);
        GoldenMap.Check(Models.FromChip("BrainScaleS2/Pll/pll.rdl"), """
            0x00 adpll.word0
            30:29 pre_div_p2 rw =1
            28:27 pre_div_p1 rw =1
            26:25 pre_div_p0 rw =1
            24:20 core_div_m1 rw =2
            19:15 core_div_m0 rw =1
            14:10 loop_div_n rw =10
            9:5 loop_filter_prop rw
            4:0 loop_filter_int rw
            0x04 adpll.word1
            31 use_external_config rw
            30 enable rw
            24 disable_output rw
            23:22 filter_shift rw
            21 lock_window rw
            20 pfd_select rw
            19 enforce_lock rw
            18 open_lock rw
            17:12 dco_power_switch rw =63
            11:0 tune rw =512
            0x14 self_test
            31:12 check_value rw
            11:8 check_range rw
            6:5 select_source rw pll_clock_e
            4:1 pre_scaler_p rw
            0 clock_enable rw
            0x1C self_test_status
            21 success r
            20 finished r
            19:0 counter_value r
            """);
    }
}
