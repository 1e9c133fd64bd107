using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Tests.Digital;

namespace HwModel.BrainScaleS2.Tests.Analog;

/// <summary>From capmem codes to the circuits: the transfer's published ends, and the way over the register bus.</summary>
public sealed class CapmemCodes
{
    private static readonly NeuronTransfer Transfer = new(AnalogConstants.Default);

    [Fact]
    public void Voltages_and_capacitances_have_the_published_ends()
    {
        // calix: codes 70 to 550 are 0.15 to 1.05 V; Billaudelle 2022: 0 to 1.6 V; haldls: 2.3 pF over 63 codes, above a parasitic one.
        Assert.Equal(0.15, Transfer.FromCodes(new NeuronCodes { VLeak = 70 }, 1022).LeakPotential, 0.001);
        Assert.Equal(1.05, Transfer.FromCodes(new NeuronCodes { VThreshold = 550 }, 1022).Threshold, 0.001);
        Assert.Equal(1.6, Transfer.FromCodes(new NeuronCodes { VReset = 1022 }, 1022).ResetPotential);
        Assert.Equal(0.10, Transfer.FromCodes(new NeuronCodes { Switches = new() { MemCapSize = 0 } }, 1022).Capacitance, 1e-12);
        Assert.Equal(2.40, Transfer.FromCodes(new NeuronCodes { Switches = new() { MemCapSize = 63 } }, 1022).Capacitance, 1e-12);
    }

    [Fact]
    public void Time_constants_span_the_calibrated_range()
    {
        // calix: tau_mem 0.5 to 60 us with the switches, tau_syn 0.3 to 30 us; haldls: the fastest reset about 0.5 us.
        Assert.True(Transfer.FromCodes(new NeuronCodes { IBiasLeak = 1022, Switches = new() { EnableLeakMul = true } }, 1022).TauMembrane < 0.5);
        Assert.True(Transfer.FromCodes(new NeuronCodes { IBiasLeak = 200, Switches = new() { EnableLeakDiv = true } }, 1022).TauMembrane > 60);
        Assert.Equal(0.3, Transfer.FromCodes(new NeuronCodes { ISyninExcTau = 1022 }, 1022).TauExcitatory, 0.001);
        Assert.True(Transfer.FromCodes(new NeuronCodes { ISyninInhTau = 10 }, 1022).TauInhibitory > 30);
        Assert.Equal(0.5, Transfer.FromCodes(new NeuronCodes { IBiasReset = 1022 }, 1022).ResetTau, 1e-12);
        Assert.Equal(1.0, Transfer.FromCodes(new NeuronCodes { IBiasReset = 511 }, 1022).ResetTau, 1e-12);
        Assert.Equal(8.0, Transfer.FromCodes(new NeuronCodes { IBiasReset = 511, Switches = new() { EnableResetDiv = true } }, 1022).ResetTau, 1e-12);
        Assert.Equal(0.5, Transfer.FromCodes(new NeuronCodes { IBiasReset = 511, Switches = new() { EnableResetMul = true } }, 1022).ResetTau, 1e-12);
    }

    [Fact]
    public void Synaptic_charge_is_proportional_to_both_biases()
    {
        // hxtorch's Yin-Yang setting: 8 fC for each weight LSB at tau_s 6 us, gm 500, a full DAC bias.
        double Charge(int gm, int dac) => 6 * Transfer.FromCodes(new NeuronCodes { ISyninExcGm = gm }, dac).JumpExcitatory;
        Assert.Equal(0.008, Charge(500, 1022), 1e-12);
        Assert.Equal(0.004, Charge(250, 1022), 1e-12);
        Assert.Equal(0.004, Charge(500, 511), 1e-12);
    }

    /// <summary>One neuron of each quadrant: column c of block b is neuron 256 (b / 2) + 128 (b mod 2) + c, a word for each row, 32 words from column to column.</summary>
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 0)]
    [InlineData(2, 127)]
    [InlineData(3, 64)]
    public void Codes_written_over_the_bus_set_the_neuron_after_settling(int block, int column)
    {
        var codes = new NeuronCodes { VLeak = 300, VReset = 250, VThreshold = 400, IBiasLeak = 77, ISyninExcTau = 111, ISyninInhTau = 222, ISyninExcGm = 333, ISyninInhGm = 444, IBiasReset = 600 };
        BrainScaleS2System system = Board.Build();
        int neuron = block / 2 * 256 + block % 2 * 128 + column;
        system.Chip.Core.Codes.Use(neuron, new NeuronCodes());
        foreach ((int row, int code) in (ReadOnlySpan<(int, int)>)[(0, 300), (1, 250), (2, 400), (8, 77), (9, 600), (10, 111), (13, 333), (14, 222), (17, 444)])
            system.Player.Program.Write(5, AddressMap.Capmem(block) + (uint)(32 * column + row), (uint)code);
        system.Run(1500);
        Assert.NotEqual(0.019 + 0.001875 * 300, system.Chip.Core.Array.Neurons.Parameters(neuron).LeakPotential, 6);
        system.Run(600);
        NeuronParameters expected = Transfer.FromCodes(codes, system.Chip.Core.Codes.SynapseDac);
        Assert.Equal(expected, system.Chip.Core.Array.Neurons.Parameters(neuron));
        Assert.Equal(0.019 + 0.001875 * 300, expected.LeakPotential, 1e-12);
    }

    [Theory]
    [InlineData("v_leak is 1023, but 0 to 1022 are allowed")]
    public void A_code_that_means_no_value_is_refused(string message) =>
        Assert.Equal(message, Assert.Throws<ChipConfigurationException>(() => Transfer.FromCodes(new NeuronCodes { VLeak = 1023 }, 1022)).Message);
}
