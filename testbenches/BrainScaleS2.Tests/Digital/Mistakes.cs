using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Tests.Analog;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>Configurations that make no sense are refused with register, value and what is allowed.</summary>
public sealed class Mistakes
{
    private static string Refused(Action action) => Assert.Throws<ChipConfigurationException>(action).Message;

    [Fact]
    public void Values_that_no_register_holds()
    {
        BrainScaleS2Chip chip = Board.Build().Chip;
        Assert.Equal("crossbar.node[0].mask is 16384, but 0 to 16383 are allowed", Refused(() => chip.SetNode(0, 0, 0x4000, 0)));
        Assert.Equal("crossbar node (12, 4) does not exist; input 12 reaches the outputs 0, 8", Refused(() => chip.SetNode(12, 4, 0, 0)));
        Assert.Equal("background[2].period is 0, but 1 to 65535 are allowed", Refused(() => chip.SetBackground(2, 0, 0)));
        Assert.Equal("background[2].rate is 256, but 0 to 255 are allowed", Refused(() => chip.SetBackground(2, 5, 0, rate: 256)));
        Assert.Equal("neuron[3].address_out is 256, but 0 to 255 are allowed", Refused(() => chip.SetNeuron(3, Lab.Lif(), 256)));
        Assert.Equal("neuron[3].reset_holdoff is 16, but 0 to 15 are allowed", Refused(() => chip.SetNeuron(3, Lab.Lif(), 0, holdoff: 16)));
        Assert.Equal(
            "neuron[3].refractory_time is 40 us, but 0 to 32.64 us are allowed at clock_scale_slow 4",
            Refused(() => chip.SetNeuron(3, Lab.Lif() with { RefractorySlots = 5000 }, 0)));
        Assert.Equal("readout.even is 3, but circuits of even columns are allowed: 0, 2, ... 510", Refused(() => chip.Readout.Select(3, 1)));
        Assert.Equal("enable_phy is 256, but 0 to 255 are allowed", Refused(() => chip.PowerUp(256)));
        Assert.Contains("clock_scale_slow is 16", Refused(() => new BrainScaleS2System(new ChipOptions { SlowScale = 16 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_of_synapses_drivers_parameters_and_clocks()
    {
        BrainScaleS2Chip chip = Board.Build().Chip;
        Assert.Equal("synapse[1][3][4].weight is 64, but 0 to 63 are allowed", Refused(() => chip.SetSynapse(1, 3, 4, 64, 0)));
        Assert.Equal("synapse[0][3][4].label is -1, but 0 to 63 are allowed", Refused(() => chip.SetSynapse(0, 3, 4, 1, -1)));
        Assert.Equal("synapse row 256, column 0 does not exist; rows are 0 to 255, columns 0 to 255", Refused(() => chip.SetSynapse(0, 256, 0, 1, 0)));
        Assert.Equal("half is 2, but 0 to 1 are allowed", Refused(() => chip.SetSynapse(2, 0, 0, 1, 0)));
        Assert.Equal("driver of half 1 is 128, but 0 to 127 are allowed", Refused(() => chip.SetDriver(1, 128, new DriverConfiguration())));
        Assert.Equal("driver[0][5].row_address_compare_mask is 32, but 0 to 31 are allowed", Refused(() => chip.SetDriver(0, 5, new DriverConfiguration { RowAddressCompareMask = 32 })));
        Assert.Equal("driver[0][5].utilization is 16, but 0 to 15 are allowed", Refused(() => chip.SetDriver(0, 5, new DriverConfiguration { Utilization = 16 })));
        Assert.Equal("syn_i_bias_dac is 1023, but 0 to 1022 are allowed", Refused(() => chip.Core.Codes.SynapseDac = 1023));
        Assert.Equal("pll.pre_div_p0 is 5, but 1 to 4 are allowed", Refused(() => new PllDividers(P0: 5).Checked("pll")));
        Assert.Equal("half is 2, but 0 to 1 are allowed", Refused(() => chip.SetProcessor(2, true)));
        // What was refused has changed nothing.
        Assert.Equal(0, chip.Core.Array.Synapses(1).Weight(3, 4));
    }

    [Fact]
    public void Two_neurons_with_one_address_on_one_output()
    {
        BrainScaleS2Chip chip = Board.Build().Chip;
        chip.SetNeuron(5, Lab.Lif(), 9);
        chip.SetNeuron(40, Lab.Lif(), 9);
        chip.CheckConfiguration();
        chip.SetNeuron(256 + 31, Lab.Lif(), 9);
        Assert.Equal("neuron[287].address_out is 9, but neuron[5] has it on the same event output 0; the 64 neurons of an output need different values of 0 to 255", Refused(chip.CheckConfiguration));
    }

    [Fact]
    public void Labels_that_no_driver_can_receive()
    {
        BrainScaleS2System system = Board.Build();
        BrainScaleS2Chip chip = system.Chip;
        for (int driver = 0; driver < 128; driver++) chip.SetDriver(0, driver, new DriverConfiguration { Receiver = driver is 1 or 9 });
        chip.SetNode(13, 1, 0, 0);
        chip.SetBackground(1, 100, 0x40 * 2, mask: 0);
        chip.CheckConfiguration();
        chip.SetBackground(1, 100, 0x40 * 3);
        Assert.Equal(
            "background[1].neuron_label gives label 192 (row select 3) on PADI bus 1 of the top half, where no driver receives it; row selects 0, 2 are received",
            Refused(chip.CheckConfiguration));
        chip.SetBackground(1, 100, 0, mask: 0xC0);
        Assert.Contains("row select 3", Refused(chip.CheckConfiguration), StringComparison.Ordinal);
        chip.SetBackground(1, 100, 0, enable: false);
        chip.SetNode(8, 2, 0, 0);
        system.Player.Program.Spikes(5, 0x11);
        Assert.Contains("no driver of that bus has en_receiver", Refused(system.Check), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_two_signs()
    {
        BrainScaleS2Chip chip = Board.Build().Chip;
        Assert.Contains("a row has one sign", Refused(() => chip.SetDriver(0, 0, new DriverConfiguration { ExcitatoryBottom = true, InhibitoryBottom = true })), StringComparison.Ordinal);
    }
}
