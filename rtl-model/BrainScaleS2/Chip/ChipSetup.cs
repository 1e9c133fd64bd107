using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel.Registers;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>
/// Configuration while the simulation stands still, as an experiment's preload does it. Every method refuses what the registers do not hold, with one sentence that names register, value and range;
/// <see cref="CheckConfiguration"/> refuses what does not work together.
/// </summary>
public sealed partial class BrainScaleS2Chip
{
    // Byte address of the processor's control register in its block.
    private const long PpuControl = 0x800000;

    /// <summary>The node that drops everything: no label has a bit that no mask keeps.</summary>
    public static (int Mask, int Target) DropAll => (0, 1);

    /// <summary>Switches on what every experiment needs: back end clocks, PADI buses, the link's lanes, converters.</summary>
    public void PowerUp(int lanes = 0xFF)
    {
        Simulation.Elaborate();
        ChipConfigurationException.Check("enable_phy", lanes, 0, 0xFF);
        foreach (NeuronBackend backend in Backends) Set(backend.Registers, 0x2000, 4u | (uint)Options.SlowScale << 4 | (uint)Options.FastScale << 8, backend);
        foreach (PadiControl padi in PadiControls) Set(padi.Registers, 4, 0xF, padi);
        Set(LinkControl.Registers, 0x20, (uint)lanes, LinkControl);
        foreach (CadcController cadc in Cadcs) Set(cadc.Registers, 0x4000, 1u | 100u << 4 | 20u << 12, cadc);
        for (int half = 0; half < ChipGeometry.Halves; half++)
            for (int driver = 0; driver < ChipGeometry.Drivers; driver++)
                SetDriver(half, driver, Core.Array.Drivers(half)[driver]);
    }

    /// <summary>Lets labels pass from an input to an output of the crossbar.</summary>
    /// <exception cref="ChipConfigurationException">There is no such node, or a value does not fit.</exception>
    public void SetNode(int input, int output, int mask, int target, bool countDrops = true)
    {
        ChipConfigurationException.Check("crossbar input", input, 0, CrossbarTopology.Inputs - 1);
        ChipConfigurationException.Check("crossbar output", output, 0, CrossbarTopology.Outputs - 1);
        int node = CrossbarTopology.Node(input, output);
        if (node < 0)
        {
            string reached = string.Join(", ", Enumerable.Range(0, CrossbarTopology.Outputs).Where(o => CrossbarTopology.Node(input, o) >= 0));
            throw new ChipConfigurationException($"crossbar node ({input}, {output}) does not exist; input {input} reaches the outputs {reached}");
        }
        ChipConfigurationException.Check($"crossbar.node[{node}].mask", mask, 0, EventCrossbar.LabelMask);
        ChipConfigurationException.Check($"crossbar.node[{node}].target", target, 0, EventCrossbar.LabelMask);
        Set(Crossbar.Registers, 0x64 + 4 * node, (uint)mask | (uint)target << 16 | (countDrops ? 1u << 31 : 0), Crossbar);
    }

    /// <summary>Output options of the crossbar.</summary>
    public void SetOutputs(int countEvents = 0xFFF, int slow = 0) =>
        Set(Crossbar.Registers, 0, (uint)ChipConfigurationException.Check("enable_slow", slow, 0, 15) | (uint)ChipConfigurationException.Check("enable_event_counter", countEvents, 0, 0xFFF) << 4, Crossbar);

    /// <summary>Sets a background source; enable starts it.</summary>
    /// <exception cref="ChipConfigurationException">A value does not fit.</exception>
    public void SetBackground(int source, int period, int label, bool enable = true, int? rate = null, uint seed = 1, int mask = 0)
    {
        ChipConfigurationException.Check("background source", source, 0, EventCrossbar.Sources - 1);
        string name = $"background[{source}]";
        ChipConfigurationException.Check($"{name}.period", period, 1, 0xFFFF);
        ChipConfigurationException.Check($"{name}.neuron_label", label, 0, EventCrossbar.LabelMask);
        ChipConfigurationException.Check($"{name}.rate", rate ?? 0, 0, 255);
        ChipConfigurationException.Check($"{name}.mask", mask, 0, 255);
        int at = 4 + 12 * source;
        Set(Crossbar.Registers, at + 4, seed, Crossbar);
        Set(Crossbar.Registers, at + 8, (uint)(mask | (rate ?? 0) << 8 | label << 16), Crossbar);
        Set(Crossbar.Registers, at, (enable ? 1u : 0) | (rate is null ? 0 : 2u) | (uint)period << 16, Crossbar);
    }

    /// <summary>Sets a synapse driver.</summary>
    public void SetDriver(int half, int driver, DriverConfiguration configuration)
    {
        ChipConfigurationException.Check("half", half, 0, ChipGeometry.Halves - 1);
        Core.Array.Drivers(half)[driver] = configuration;
        (ushort word0, ushort word1, ushort word2) = DriverWords.Encode(configuration);
        Set(DriverControls[half].Registers, 16 * driver, word0, DriverControls[half]);
        Set(DriverControls[half].Registers, 16 * driver + 4, word1, DriverControls[half]);
        Set(DriverControls[half].Registers, 16 * driver + 8, word2, DriverControls[half]);
    }

    /// <summary>Sets a synapse.</summary>
    public void SetSynapse(int half, int row, int column, int weight, int label)
    {
        ChipConfigurationException.Check("half", half, 0, ChipGeometry.Halves - 1);
        Core.Array.Synapses(half).Set(row, column, weight, label);
    }

    /// <summary>
    /// Sets a neuron: its circuit, and the bytes of its back end. The refractory time takes the finest of the block's two clocks that can count it, rounded up; the circuit then gets what the registers say.
    /// </summary>
    /// <param name="neuron">Circuit, 0 to 511.</param>
    /// <param name="nominal">The circuit; the chip's mismatch is added.</param>
    /// <param name="address">8-bit event address.</param>
    /// <param name="spikeOut">Whether its spikes go to the crossbar.</param>
    /// <param name="holdoff">4-bit hold-off: the reset ends 31 - 2 x holdoff counts before the refractory time.</param>
    public void SetNeuron(int neuron, NeuronParameters nominal, int address, bool spikeOut = true, int holdoff = 15)
    {
        RefractoryTiming timing = SetBackend(neuron, nominal, address, spikeOut, holdoff);
        Core.CatchUp();
        Core.Array.Configure(neuron, nominal with { RefractorySlots = timing.RefractorySlots, ResetSlots = timing.ResetSlots });
        NeuronControl.Preset(neuron, NeuronWords.Encode(Core.Array.Switches(neuron)));
        Core.Wake();
    }

    /// <summary>Sets a neuron to capmem codes and switches, settled, and the bytes of its back end as above. The cells' registers keep what they hold.</summary>
    /// <exception cref="ChipConfigurationException">A code does not fit, or switches contradict themselves.</exception>
    public void SetNeuron(int neuron, NeuronCodes codes, int address, bool spikeOut = true, int holdoff = 15)
    {
        ChipConfigurationException.Check("neuron", neuron, 0, ChipGeometry.Neurons - 1);
        codes.Switches.Checked(neuron);
        NeuronParameters nominal = new NeuronTransfer(Options.Analog.Constants).FromCodes(codes, Core.Codes.SynapseDac);
        RefractoryTiming timing = SetBackend(neuron, nominal, address, spikeOut, holdoff);
        Core.Codes.Use(neuron, codes with { Refractory = timing });
        SetSwitches(neuron, codes.Switches);
    }

    /// <summary>Turns the switches of a neuron circuit, as the bytes of its SRAM would.</summary>
    /// <exception cref="ChipConfigurationException">Switches contradict themselves.</exception>
    public void SetSwitches(int neuron, NeuronSwitches switches)
    {
        ChipConfigurationException.Check("neuron", neuron, 0, ChipGeometry.Neurons - 1);
        NeuronControl.Preset(neuron, NeuronWords.Encode(switches.Checked(neuron)));
        Core.CatchUp();
        Core.Turn(neuron, switches);
        Core.Wake();
    }

    private RefractoryTiming SetBackend(int neuron, NeuronParameters nominal, int address, bool spikeOut, int holdoff)
    {
        ChipConfigurationException.Check("neuron", neuron, 0, ChipGeometry.Neurons - 1);
        int fast = Codes(nominal.RefractorySlots, Options.FastScale);
        int slow = Codes(nominal.RefractorySlots, Options.SlowScale);
        bool useFast = fast <= 255;
        if (!useFast && slow > 255)
            throw new ChipConfigurationException(FormattableString.Invariant($"neuron[{neuron}].refractory_time is {nominal.RefractorySlots * 0.008} us, but 0 to {(255 << Options.SlowScale) * 0.008} us are allowed at clock_scale_slow {Options.SlowScale}"));
        var timing = new RefractoryTiming(useFast ? fast : slow, holdoff, useFast ? Options.FastScale : Options.SlowScale);
        (NeuronBackend backend, int index) = BackendOf(neuron);
        uint[] bytes = new BackendConfiguration(address, timing.RefractoryTime, holdoff, useFast, spikeOut).Bytes($"neuron[{neuron}]");
        for (int i = 0; i < bytes.Length; i++) Set(backend.Registers, 16 * index + 4 * i, bytes[i], backend);
        return timing;
    }

    /// <summary>Lets a plasticity processor run from its reset vector, or holds it in reset.</summary>
    public void SetProcessor(int half, bool run)
    {
        ChipConfigurationException.Check("half", half, 0, ChipGeometry.Halves - 1);
        Set(Processors[half].Registers, PpuControl, run ? 1u : 0, Processors[half]);
    }

    /// <summary>Puts all membranes to rest, as the wait before an experiment does.</summary>
    public void Relax()
    {
        Core.Array.Neurons.Relax();
        Core.Wake();
    }

    /// <summary>The block and the index in it of a circuit.</summary>
    public (NeuronBackend Backend, int Index) BackendOf(int neuron)
    {
        int column = neuron % ChipGeometry.Columns;
        return (Backends[column / NeuronBackend.Columns], neuron / ChipGeometry.Columns * NeuronBackend.Columns + column % NeuronBackend.Columns);
    }

    /// <summary>Input of the crossbar that a circuit's spikes come to.</summary>
    public static int InputOf(int neuron) => neuron % ChipGeometry.Columns / 32;

    /// <summary>14-bit label of a circuit's spikes: {output 3, address 8}.</summary>
    public int LabelOf(int neuron)
    {
        (NeuronBackend backend, int index) = BackendOf(neuron);
        return backend.Registers.Neuron[index].Address() | InputOf(neuron) << 8;
    }

    /// <summary>The label that the bus needs to reach a driver: {row select 5, synapse label 6}.</summary>
    public static int DriverLabel(int driver, int synapseLabel) => driver / ChipGeometry.Buses << 6 | synapseLabel;

    /// <summary>Converts all membranes at once, as a debugger would: noise and offsets as in a conversion.</summary>
    public int ReadMembrane(int neuron) => Core.Array.ReadMembrane(neuron, 0);

    private static int Codes(int slots, int scale) => slots + (1 << scale) - 1 >> scale;

    private static void Set(RegisterFile file, long address, uint value, Kernel.Module owner)
    {
        file.Clock();
        file.TryWrite(address, value, 0xF);
        file.Clock();
        owner.Wake();
    }
}
