using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Tests.Exports;

namespace HwModel.SystemRdl.Tests.Chips;

/// <summary>The maps of SpiNNaker2 against tables copied by hand from the sources (the datasheet's section, the header's names).</summary>
public class SpiNNaker2MapTests
{
    /// <summary>SpiNNaker datasheet v2.02, 10.10 and 10.11; monitor, dump outputs and CAM entry widened, wait1 at 0x40.</summary>
    [Fact]
    public void RouterFollowsTheDatasheet() => GoldenMap.Check(Models.FromChip("SpiNNaker2/Router/router.rdl"), """
        0x00 control
        31:24 wait2 rw =0
        23:16 wait1 rw =0x40
        15 reload_wait rw pulse
        13:8 monitor rw =0
        7:6 time_phase rw =0
        5 count_parity rw =0
        4 count_framing rw =0
        3 count_timestamp rw =0
        2 dump_interrupt_enable rw =0
        1 error_interrupt_enable rw =0
        0 route_enable rw =1
        0x04 status
        31 any_interrupt r
        30 error_interrupt r
        29 dump_interrupt r
        25:24 output_stage r router_output_stage_e
        16 busy r
        15 counter15 r
        14 counter14 r
        13 counter13 r
        12 counter12 r
        11 counter11 r
        10 counter10 r
        9 counter9 r
        8 counter8 r
        7 counter7 r
        6 counter6 r
        5 counter5 r
        4 counter4 r
        3 counter3 r
        2 counter2 r
        1 counter1 r
        0 counter0 r
        0x08 error_header
        29 parity r =0
        28 framing r =0
        27 timestamp r =0
        26:24 route r =7
        23:16 control_byte r =0
        7:6 time_phase r =0
        0x0C error_routing
        31:0 word r
        0x10 error_payload
        31:0 word r
        0x14 error_status
        31 error r =0 rclr intr
        30 overflow r =0 rclr sticky
        29 parity r =0 rclr sticky
        28 framing r =0 rclr sticky
        27 timestamp r =0 rclr sticky
        15:0 count r =0 rclr counter saturates
        0x18 dump_header
        26:24 route r =7
        23:16 control_byte r =0
        7:6 time_phase r =0
        0x1C dump_routing
        31:0 word r
        0x20 dump_payload
        31:0 word r
        0x24 dump_outputs
        17:14 pe_mask r
        13:8 qpe r
        5:0 links r
        0x28 dump_status
        31 dumped r =0 rclr intr
        30 overflow r =0 rclr sticky
        17:14 pe_mask r =0 rclr sticky
        5:0 links r =0 rclr sticky
        0x2C counter_control
        31:16 reset_counters w =0
        15:0 enable_counters rw =0
        0x30 timing_control
        18 reset_histogram rw pulse
        17 reset_busy rw pulse
        16 reset_cycles rw pulse
        2 enable_histogram rw =0
        1 enable_busy rw =0
        0 enable_cycles rw =0
        0x34 cycle_count
        31:0 count r =0 counter
        0x38 busy_count
        31:0 count r =0 counter
        0x3C undelayed_count
        31:0 count r =0 counter
        0x40 delay_histogram[16] + 4
        31:0 count r =0 counter
        0x80 diversion
        11:10 link5 rw =0 router_diversion_e
        9:8 link4 rw =0 router_diversion_e
        7:6 link3 rw =0 router_diversion_e
        5:4 link2 rw =0 router_diversion_e
        3:2 link1 rw =0 router_diversion_e
        1:0 link0 rw =0 router_diversion_e
        0x84 fixed_route
        31:26 nn_broadcast rw =0x3F
        23:0 fixed_route rw =0
        0x200 filter[16] + 4
        31 interrupt r
        30 interrupt_enable rw =0
        29 event_seen r =0 rclr intr
        24:19 dest_links rw =0
        18 dest_monitor rw =0
        17 dest_local rw =0
        16 dest_dump rw =0
        15 source_external rw =0
        14 source_local rw =0
        13 without_payload rw =0
        12 with_payload rw =0
        11 table_routed rw =0
        10 default_routed rw =0
        8 emergency_outgoing rw =0
        7:4 emergency rw =0
        3:0 packet_types rw =0
        0x300 counter[16] + 4
        31:0 count rw =0 counter swmod
        0xF00 cam_result
        14:1 entry r
        0 miss r
        0xF04 cam_key
        31:0 key rw
        """);

    [Fact]
    public void RouterTablesHoldSixteenThousandEntriesAndAllChips()
    {
        AddressMapNode router = Models.FromChip("SpiNNaker2/Router/router.rdl");
        var multicast = Assert.IsType<MemoryNode>(router.Child("mc_table"));
        var chips = Assert.IsType<MemoryNode>(router.Child("c2c_table"));
        Assert.Equal((0x100000, 16384L * 32), (multicast.AbsoluteAddress, multicast.Size));
        // 65 536 chips, eight to a word of four bytes.
        Assert.Equal((0x200000, 65536L / 8 * 4), (chips.AbsoluteAddress, chips.Size));
        Assert.Equal(24, chips.AddressableChildrenOfTest().Single().Fields.Sum(f => f.Width));
        // 6 link bits and 152 PE bits.
        IEnumerable<RegisterNode> entry = multicast.AddressableChildrenOfTest();
        Assert.Equal(6, entry.Single(r => r.InstanceName == "links").Fields.Single(f => f.InstanceName == "links").Width);
        Assert.Equal(152, entry.Where(r => r.InstanceName.StartsWith("pes", StringComparison.Ordinal)).Sum(r => r.ElementCount * r.Fields.Sum(f => f.Width)));
    }

    [Fact]
    public void RouterInterruptsMeetInTheStatusRegister()
    {
        AddressMapNode router = Models.FromChip("SpiNNaker2/Router/router.rdl");
        var status = Assert.IsType<RegisterNode>(router.Child("status"));
        for (int i = 0; i < 16; i++)
        {
            Reference next = status.Fields.Single(f => f.InstanceName == $"counter{i}").Next!;
            Assert.Equal(("filter", "intr"), (next.Target.InstanceName, next.Property));
            Assert.Equal($"router.filter[{i}]", next.Resolve(new Element(router, null, 0)).Path);
        }
        Assert.Equal("router.error_status->intr", status.Fields.Single(f => f.InstanceName == "error_interrupt").Next!.ToString());
        Assert.Equal("router.dump_status->intr", status.Fields.Single(f => f.InstanceName == "dump_interrupt").Next!.ToString());
    }

    /// <summary>SpiNNaker2 prototype headers: constants.h for the bases, qpe-types.h for the order of the registers; SpiNNaker datasheet v2.02, section 5 for the bits.</summary>
    [Fact]
    public void PeripheralsOfAPeLieAtThePrototypesAddresses() => GoldenMap.Check(Models.FromChip("SpiNNaker2/Pe/pe.rdl"), """
        0xE1000000 timer.timer1.load
        31:0 value rw =0 swmod
        0xE1000004 timer.timer1.count
        31:0 value r =0xFFFFFFFF
        0xE1000008 timer.timer1.control
        7 run rw =0
        6 mode rw =0 timer_mode_e
        5 interrupt_enable rw =1
        3:2 prescale rw =0 timer_prescale_e
        1 size rw =0 timer_size_e
        0 one_shot rw =0
        0xE100000C timer.timer1.int_clr
        31:0 clear w swmod
        0xE1000010 timer.timer1.raw_int
        0 raw r =0 intr
        0xE1000014 timer.timer1.mask_int
        0 masked r
        0xE1000018 timer.timer1.bg_load
        31:0 value rw =0
        0xE1000028 timer.timer2.control
        7 run rw
        6 mode rw
        5 interrupt_enable rw =1
        3:2 prescale rw
        1 size rw
        0 one_shot rw
        0xE2000000 comms.transmit0.tcr
        31 empty r
        30 full rw sticky wzc
        29 overrun rw sticky wzc
        28 not_full r
        25:24 payload rw comms_payload_e
        23:16 control_byte rw =0
        0xE2000004 comms.transmit0.tdr[4] + 4
        31:0 word rw
        0xE2000014 comms.transmit0.tkr
        31:0 key w swmod
        0xE2000034 comms.transmit1.tkr
        31:0 key w swmod
        0xE2000074 comms.transmit3.tkr
        31:0 key w swmod
        0xE200007C comms.tctl
        0 empty_enable rw
        1 full_enable rw
        7:4 enable rw
        0xE2000084 comms.rdr[4] + 4
        31:0 word r
        0xE2000094 comms.rkr
        31:0 key r swacc
        0xE2000098 comms.rdc
        31:0 count r rclr counter saturates
        0xE20000F8 comms.id
        31:16 chip r
        7:0 pe r
        0xE20000FC comms.gctl
        11 buffered_write rw =0
        0xE2000104 comms.fifo.start
        16:2 address rw
        0xE2000120 comms.fifo.drop_count
        31:0 count r rclr counter
        0xE200013C comms.fifo.control
        0 flush rw pulse
        8 not_empty r
        9 full r
        10 limit r
        0xE2000180 dma.local_address
        16:4 address rw
        0xE2000184 dma.remote_address
        31:4 address rw
        0xE2000188 dma.length
        17:4 bytes rw
        0xE2000190 dma.done
        0 read_done rw intr woclr
        1 write_done rw intr woclr
        0xE20001BC dma.command
        1:0 command w swmod dma_command_e
        0xE3000000 mac.source_a
        31:30 source rw mac_source_e
        29:0 address rw
        0xE3000018 mac.trigger
        0 start rw pulse
        1 operation rw mac_operation_e
        2 signed_a rw
        3 signed_b rw
        4 wide_a rw
        5 wide_b rw
        6 relu rw
        9:8 output_width rw mac_output_e
        20:16 shift rw
        31 done_enable rw
        0xE300001C mac.data_a[4] + 4
        31:0 data w swmod
        0xE300003C mac.noc_dst
        7:0 pe rw
        0xE0100100 explog.exp_s1615
        31:0 result r swacc
        0xE0100100 explog.exp_s1615_arg
        31:0 argument w swmod
        0xE0100104 explog.exp_s031
        31:0 result r swacc
        0xE010010C explog.log_s1615
        31:0 result r swacc
        0xE0100110 explog.log_s031
        31:0 result r swacc
        0xE0100118 explog.control
        3:0 iterations rw =15
        10:8 pending r
        0xE0100200 rounding.thread.config
        13:8 position rw
        4 stochastic rw
        3:2 result_width rw rounding_argument_e
        1:0 argument_width rw rounding_argument_e
        0xE0100208 rounding.thread.argument
        31:0 argument rw swmod
        0xE010020C rounding.thread.result
        31:0 result r
        0xE0100000 rng.kiss.seed[5] + 4
        31:0 state rw
        0xE0100014 rng.kiss.value
        31:0 value r swacc
        0xE0100018 rng.kiss.value_float
        31:0 value r swacc
        0xE0100080 rng.trng_sample_rate
        15:0 cycles rw
        0xE0100090 rng.trng_bitwise_value[2] + 4
        31:0 value r swacc
        0xE000E100 interrupts.iser0
        31:0 enabled rw woset
        0xE000E180 interrupts.icer0
        31:0 enabled rw woclr
        0xE000E200 interrupts.ispr0
        31:0 pending rw woset
        0xE000E280 interrupts.icpr0
        31:0 pending rw woclr
        0xE000E300 interrupts.iabr0
        31:0 active r
        0xE000E400 interrupts.ipr[11] + 4
        31:27 pri3 rw
        23:19 pri2 rw
        15:11 pri1 rw
        7:3 pri0 rw
        0xE000EF00 interrupts.stir
        8:0 intid w swmod pe_interrupt_e
        """);

    /// <summary>SpiNNaker2 prototype headers, quadpe_regfile.h.</summary>
    [Theory]
    [InlineData("cmgmt_src", 0x0C0)]
    [InlineData("cmgmt_div", 0x0C4)]
    [InlineData("cmgmt_dnoc", 0x0C8)]
    [InlineData("cmgmt_share", 0x0CC)]
    [InlineData("pre_switch_count", 0x100)]
    [InlineData("t_fdown2clkoff", 0x104)]
    [InlineData("t_fup2clkoff", 0x110)]
    [InlineData("t_fup2freq", 0x118)]
    [InlineData("t_off2clk", 0x11C)]
    [InlineData("t_off2vdd", 0x128)]
    [InlineData("t_on2clk", 0x12C)]
    [InlineData("t_on2vdd", 0x138)]
    [InlineData("t_precharge_pu", 0x13C)]
    [InlineData("t_precharge_sc", 0x140)]
    [InlineData("t_vdown2clkoff", 0x144)]
    [InlineData("t_vdown2vdd", 0x14C)]
    [InlineData("t_vfdown2clkoff", 0x150)]
    [InlineData("t_vfdown2vdd", 0x15C)]
    [InlineData("t_vfup2clkoff", 0x160)]
    [InlineData("t_vfup2vdd", 0x16C)]
    [InlineData("t_vup2clkoff", 0x170)]
    [InlineData("t_vup2vdd", 0x178)]
    [InlineData("command_core0", 0x180)]
    [InlineData("ctrl_core0", 0x184)]
    [InlineData("command_core01", 0x1A0)]
    [InlineData("command_core23", 0x1A8)]
    [InlineData("command_core02", 0x1B0)]
    [InlineData("command_core13", 0x1B8)]
    [InlineData("ctrl_core_all", 0x1C4)]
    [InlineData("status_core", 0x1D0)]
    [InlineData("arm_ctrl", 0x200)]
    [InlineData("arm_ctrl_all", 0x210)]
    [InlineData("share_config", 0x220)]
    [InlineData("sram_delay_vhigh", 0x260)]
    [InlineData("sram_delay_vlow", 0x264)]
    [InlineData("sram_retention", 0x268)]
    public void QuadRegistersLieAtTheHeadersOffsets(string name, long offset) =>
        Assert.Equal(offset, Assert.IsType<RegisterNode>(Models.FromChip("SpiNNaker2/Pe/dvfs.rdl").Child(name)).Offset);

    /// <summary>quadpe_regfile.h: dnoc_router_en is at 0x300, the start of this map.</summary>
    [Theory]
    [InlineData("router_enable", 0x300)]
    [InlineData("port_enable", 0x304)]
    [InlineData("decode_mode", 0x310)]
    [InlineData("route_lut", 0x314)]
    [InlineData("fifo_enable", 0x334)]
    [InlineData("stat_enable", 0x338)]
    [InlineData("stat_top_address", 0x344)]
    public void NocRegistersLieAtTheHeadersOffsets(string name, long offset)
    {
        AddressMapNode pe = Models.FromChip("SpiNNaker2/Pe/pe.rdl");
        Assert.Equal(0xF2000000 + offset, Assert.IsType<RegisterNode>(pe.Child("noc")!.Child(name)).AbsoluteAddress);
    }

    /// <summary>spio, spio_hss_multiplexer_reg_bank.h: register n is at byte 4 n.</summary>
    [Fact]
    public void SpinnlinkRegistersCountWords()
    {
        AddressMapNode bank = Models.FromChip("SpiNNaker2/Links/spinnlink.rdl");
        string[] names =
        [
            "vers", "crce", "frme", "busy", "lnak", "rnak", "lack", "rack", "looc", "rooc", "crdt", "sfrm", "tfrm", "dfrm", "rfrm", "empt", "full", "cfcl", "cfcr", "idso", "idsi",
            "hand", "reco", "stop",
        ];
        for (int n = 0; n < names.Length; n++) Assert.Equal(4 * n, Assert.IsType<RegisterNode>(bank.Child(names[n])).Offset);
        Assert.Equal(names.Length, bank.Children.Count);
    }
}

internal static class TestExtensions
{
    public static IEnumerable<RegisterNode> AddressableChildrenOfTest(this MemoryNode memory) => memory.Children.OfType<RegisterNode>();
}
