using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Tests.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>Small setups of a chip with its FPGA.</summary>
internal static class Board
{
    /// <summary>Time, in us, at which the links are trained.</summary>
    public const double Trained = 4;

    public static BrainScaleS2System Build(ChipOptions? options = null, SimulationOptions? simulation = null)
    {
        var system = new BrainScaleS2System(options ?? new ChipOptions { Analog = new AnalogOptions { Correlation = false } }, simulation);
        system.PowerUp();
        system.Run(Trained);
        return system;
    }

    /// <summary>A system whose upper columnar converter has something that triggers it.</summary>
    public static BrainScaleS2System Build(ChipOptions options, CadcSource source, out CadcTriggers triggers)
    {
        var system = new BrainScaleS2System(options);
        triggers = new CadcTriggers(system.Chip, "triggers", source);
        Wiring.Connect(triggers.TriggerOut, system.Chip.Cadcs[0].TriggerIn);
        system.PowerUp();
        system.Run(Trained);
        return system;
    }

    /// <summary>
    /// Events of the FPGA on channel 0 reach driver 4 of the top half (bus 0, row select 1), whose excitatory row fires neuron 0 at once; the neuron's spikes go to
    /// the FPGA and, where asked for, to driver 8 and on to neuron 32 (output 1).
    /// </summary>
    public static void Chain(BrainScaleS2System system, bool second = false)
    {
        BrainScaleS2Chip chip = system.Chip;
        NeuronParameters neuron = Lab.Lif() with { JumpExcitatory = 0.02, RefractorySlots = 3750 };
        chip.SetNode(CrossbarTopology.FirstLinkInput, 0, 0, 0);
        chip.SetDriver(0, 4, new DriverConfiguration { ExcitatoryBottom = true });
        chip.SetSynapse(0, 8, 0, 63, 7);
        chip.SetNeuron(0, neuron, address: 0x47);
        chip.SetNode(0, CrossbarTopology.FirstLinkOutput, 0, 0);
        if (!second) return;
        // Address 0x87: row select 2, label 7.
        chip.SetNeuron(0, neuron, address: 0x87);
        chip.SetNode(0, 0, 0x3FF, 0x087);
        chip.SetDriver(0, 8, new DriverConfiguration { ExcitatoryBottom = true });
        chip.SetSynapse(0, 16, 32, 63, 7);
        chip.SetNeuron(32, neuron, address: 0x99);
        chip.SetNode(1, CrossbarTopology.FirstLinkOutput + 1, 0, 0);
    }
}
