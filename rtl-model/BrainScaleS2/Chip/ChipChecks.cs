using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What a configuration must not be, though every register holds a legal value.</summary>
public sealed partial class BrainScaleS2Chip
{
    /// <summary>Refuses two neurons with one address on an output, and labels of neurons and sources that a bus brings to no driver.</summary>
    /// <exception cref="ChipConfigurationException">Names the register, its value and what is allowed.</exception>
    public void CheckConfiguration()
    {
        Simulation.Elaborate();
        CheckAddresses();
        for (int neuron = 0; neuron < ChipGeometry.Neurons; neuron++)
            if (Sends(neuron))
                CheckLabel($"neuron[{neuron}].address_out", InputOf(neuron), LabelOf(neuron));
        for (int source = 0; source < EventCrossbar.Sources; source++) CheckSource(source);
    }

    /// <summary>Refuses a label that a node lets onto a bus on which no driver takes it.</summary>
    /// <param name="register">Where the label stands.</param>
    /// <param name="input">Input of the crossbar.</param>
    /// <param name="label">14 bits.</param>
    /// <exception cref="ChipConfigurationException">No driver takes it.</exception>
    public void CheckLabel(string register, int input, int label)
    {
        for (int output = 0; output < CrossbarTopology.FirstLinkOutput; output++)
        {
            int node = CrossbarTopology.Node(input, output);
            if (node < 0 || (label & Crossbar.Registers.Node[node].Mask) != Crossbar.Registers.Node[node].Target) continue;
            int half = output / ChipGeometry.Buses;
            int bus = output % ChipGeometry.Buses;
            int select = PadiBus.Decode((ushort)label).RowSelect;
            if (IsHeard(half, bus, select)) continue;
            string heard = string.Join(", ", Enumerable.Range(0, 32).Where(s => IsHeard(half, bus, s)));
            throw new ChipConfigurationException(
                $"{register} gives label {label} (row select {select}) on PADI bus {bus} of the {(half == 0 ? "top" : "bottom")} half, where no driver receives it; " +
                (heard.Length == 0 ? "no driver of that bus has en_receiver" : $"row selects {heard} are received"));
        }
    }

    private bool IsHeard(int half, int bus, int select)
    {
        for (int driver = bus; driver < ChipGeometry.Drivers; driver += ChipGeometry.Buses)
            if (Core.Array.Drivers(half)[driver].Accepts(driver, bus, select))
                return true;
        return false;
    }

    private void CheckAddresses()
    {
        var taken = new Dictionary<int, int>();
        for (int neuron = 0; neuron < ChipGeometry.Neurons; neuron++)
        {
            if (!Sends(neuron)) continue;
            int label = LabelOf(neuron);
            if (taken.TryAdd(label, neuron)) continue;
            throw new ChipConfigurationException(
                $"neuron[{neuron}].address_out is {label & 0xFF}, but neuron[{taken[label]}] has it on the same event output {InputOf(neuron)}; the 64 neurons of an output need different values of 0 to 255");
        }
    }

    private bool Sends(int neuron)
    {
        (NeuronBackend backend, int index) = BackendOf(neuron);
        return backend.Registers.Neuron[index].Byte3.EnSpikeOut;
    }

    private void CheckSource(int source)
    {
        CrossbarRegisters.BackgroundSourceTGroup s = Crossbar.Registers.Background.Source[source];
        if (!s.Control.Enable) return;
        int mask = (int)s.Rate.Mask;
        // All labels that the random bits can give.
        for (int bits = mask; ; bits = bits - 1 & mask)
        {
            CheckLabel($"background[{source}].neuron_label", CrossbarTopology.FirstBackgroundInput + source, (int)s.Rate.NeuronLabel & ~mask | bits);
            if (bits == 0) return;
        }
    }
}
