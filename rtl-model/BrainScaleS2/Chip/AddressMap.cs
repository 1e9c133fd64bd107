using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Blocks on the register bus, in words (haldls, omnibus_constants).</summary>
public static class AddressMap
{
    /// <summary>PHYs of the link.</summary>
    public const uint Phy = 0x40000;

    /// <summary>PLLs.</summary>
    public const uint Pll = 0x80000;

    /// <summary>Fast converter.</summary>
    public const uint Madc = 0xC0000;

    /// <summary>PADI buses of a half.</summary>
    public static uint Padi(int half) => 0x110000u + (uint)half * 0x8000;

    /// <summary>Triggers and spike counters of a back end block.</summary>
    public static uint SpikeCounters(int side) => 0x122000u + (uint)side * 0x8000;

    /// <summary>Crossbar, with the background sources.</summary>
    public const uint Crossbar = 0x130000;

    /// <summary>Analog parameters of a quadrant.</summary>
    public static uint Capmem(int block) => 0x140000u + (uint)block * 0x8000;

    /// <summary>Circuits of the neurons of a quadrant.</summary>
    public static uint NeuronSram(int block) => 0x160000u + (uint)block * 0x8000;

    /// <summary>The first word of a circuit, byte 2 of its SRAM.</summary>
    /// <param name="neuron">Circuit, 0 to 511.</param>
    public static uint NeuronSramOf(int neuron)
    {
        (int block, int place) = NeuronControl.PlaceOf(neuron);
        return NeuronSram(block) + (uint)(NeuronControl.WordsPerNeuron * place + NeuronWords.First);
    }

    /// <summary>Back end of a block of neurons.</summary>
    public static uint NeuronBackend(int side) => 0x1A1000u + (uint)side * 0x8000;

    /// <summary>Columnar converter of a half.</summary>
    public static uint Cadc(int half) => 0x2400000u + (uint)half * 0x1000000;

    /// <summary>Plasticity processor of a half: memory, and control at +0x200000.</summary>
    public static uint Ppu(int half) => 0x2800000u + (uint)half * 0x1000000;

    /// <summary>Synapse drivers of a half.</summary>
    public static uint Drivers(int half) => Padi(half) + 0x400;

    /// <summary>Synapses of a half: weights, and labels <see cref="SynapsePort.Labels"/> behind them.</summary>
    public static uint Synapses(int half) => 0x2C00000u + (uint)half * 0x1000000;

    /// <summary>All blocks.</summary>
    public static IReadOnlyList<OmnibusBlock> Blocks { get; } =
    [
        new("phy", Phy, 9),
        new("pll", Pll, 8),
        new("madc", Madc, 11),
        new("padi_top", Padi(0), 3),
        new("padi_bottom", Padi(1), 3),
        new("spike_counters_left", SpikeCounters(0), 0x1000),
        new("spike_counters_right", SpikeCounters(1), 0x1000),
        new("crossbar", Crossbar, 133),
        new("capmem_nw", Capmem(0), 0x4004),
        new("capmem_ne", Capmem(1), 0x4004),
        new("capmem_sw", Capmem(2), 0x4004),
        new("capmem_se", Capmem(3), 0x4004),
        new("neuron_backend_west", NeuronBackend(0), 0x802),
        new("neuron_backend_east", NeuronBackend(1), 0x802),
        new("cadc_top", Cadc(0), 0x1001),
        new("cadc_bottom", Cadc(1), 0x1001),
        new("ppu_top", Ppu(0), 0x200002),
        new("ppu_bottom", Ppu(1), 0x200002),
        new("drivers_top", Drivers(0), 4 * 128),
        new("drivers_bottom", Drivers(1), 4 * 128),
        new("synapses_top", Synapses(0), SynapsePort.Labels + SynapsePort.Words),
        new("synapses_bottom", Synapses(1), SynapsePort.Labels + SynapsePort.Words),
        new("neuron_sram_nw", NeuronSram(0), NeuronControl.WordsPerNeuron * NeuronControl.NeuronsPerBlock),
        new("neuron_sram_ne", NeuronSram(1), NeuronControl.WordsPerNeuron * NeuronControl.NeuronsPerBlock),
        new("neuron_sram_sw", NeuronSram(2), NeuronControl.WordsPerNeuron * NeuronControl.NeuronsPerBlock),
        new("neuron_sram_se", NeuronSram(3), NeuronControl.WordsPerNeuron * NeuronControl.NeuronsPerBlock),
    ];
}
