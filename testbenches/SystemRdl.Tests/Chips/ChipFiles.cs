namespace HwModel.SystemRdl.Tests.Chips;

/// <summary>The register specifications of both chips, below rtl-model.</summary>
internal static class ChipFiles
{
    /// <summary>One block each.</summary>
    public static readonly string[] Blocks =
    [
        "SpiNNaker2/Router/router.rdl", "SpiNNaker2/Pe/timer.rdl", "SpiNNaker2/Pe/interrupts.rdl", "SpiNNaker2/Pe/comms.rdl", "SpiNNaker2/Pe/dma.rdl", "SpiNNaker2/Pe/mac.rdl",
        "SpiNNaker2/Pe/explog.rdl", "SpiNNaker2/Pe/rng.rdl", "SpiNNaker2/Pe/rounding.rdl", "SpiNNaker2/Pe/dvfs.rdl", "SpiNNaker2/Noc/noc.rdl", "SpiNNaker2/Links/link.rdl", "SpiNNaker2/Links/spinnlink.rdl", "SpiNNaker2/Chip/Endpoints/management.rdl",
        "BrainScaleS2/Crossbar/crossbar.rdl", "BrainScaleS2/Background/background.rdl", "BrainScaleS2/SynapseDrivers/synapse_drivers.rdl", "BrainScaleS2/Synapses/synapses.rdl", "BrainScaleS2/Padi/padi.rdl",
        "BrainScaleS2/Cadc/cadc.rdl", "BrainScaleS2/Madc/madc.rdl", "BrainScaleS2/Neurons/neuron_backend.rdl", "BrainScaleS2/Neurons/neuron_sram.rdl", "BrainScaleS2/Correlation/correlation.rdl",
        "BrainScaleS2/Ppu/ppu.rdl", "BrainScaleS2/Pll/pll.rdl", "BrainScaleS2/Links/phy.rdl", "BrainScaleS2/Capmem/capmem.rdl",
    ];

    /// <summary>The blocks in their places.</summary>
    public static readonly string[] Maps = ["SpiNNaker2/Pe/pe.rdl", "BrainScaleS2/hicannx.rdl"];

    public static TheoryData<string> BlockData => [.. Blocks];

    public static TheoryData<string> AllData => [.. Blocks, .. Maps];
}
