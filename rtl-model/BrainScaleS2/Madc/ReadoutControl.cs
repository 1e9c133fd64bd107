using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Holds which membranes the fast converter sees: one of an even and one of an odd column.</summary>
[Module]
public sealed partial class ReadoutControl(Component parent, string name) : Module(parent, name)
{
    // Interface

    /// <summary>To the core.</summary>
    [Out] public partial RegOut<ReadoutSelection> Selection { get; }

    // State
    [Reg(Trace = false)] private ReadoutSelection _selection; // the output shows it

    // Behaviour

    /// <summary>Selects two circuits; while the simulation stands still.</summary>
    /// <exception cref="ChipConfigurationException">No such circuits, or of the wrong columns.</exception>
    public void Select(int even, int odd)
    {
        ChipConfigurationException.Check("readout.even", even, 0, ChipGeometry.Neurons - 1);
        ChipConfigurationException.Check("readout.odd", odd, 0, ChipGeometry.Neurons - 1);
        if (even % 2 != 0) throw new ChipConfigurationException($"readout.even is {even}, but circuits of even columns are allowed: 0, 2, ... {ChipGeometry.Neurons - 2}");
        if (odd % 2 == 0) throw new ChipConfigurationException($"readout.odd is {odd}, but circuits of odd columns are allowed: 1, 3, ... {ChipGeometry.Neurons - 1}");
        _selection = new ReadoutSelection(true, (ushort)even, (ushort)odd);
        Wake();
    }

    protected override Activity Tick()
    {
        if (Selection.Value != _selection) Selection.Set(_selection);
        return Activity.Idle;
    }
}
