using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Power;

namespace HwModel.SpiNNaker2.Chip;

/// <summary>Energy of a chip since its start by component, in nanojoules.</summary>
/// <param name="Seconds">Simulated time.</param>
/// <param name="Floor">Network, router and periphery at rest.</param>
/// <param name="Sleep">Sleep power of the processing elements.</param>
/// <param name="Core">Processor cycles.</param>
/// <param name="Mac">MAC arrays.</param>
/// <param name="Transitions">Changes of performance levels.</param>
/// <param name="Noc">Hops of flits.</param>
/// <param name="Router">Lookups of the packet router.</param>
/// <param name="Dram">Bytes from and to DRAM.</param>
public sealed record ChipEnergy(double Seconds, double Floor, double Sleep, double Core, double Mac, double Transitions, double Noc, double Router, double Dram)
{
    /// <summary>The sum, nanojoules.</summary>
    public double Total => Floor + Sleep + Core + Mac + Transitions + Noc + Router + Dram;

    /// <summary>Mean power, milliwatts.</summary>
    public double Milliwatts => Seconds > 0 ? Total * 1e-6 / Seconds : 0;

    /// <summary>Adds up a chip. Elements that were not built count as off.</summary>
    internal static ChipEnergy Of(Spinnaker2Chip chip)
    {
        long time = chip.Simulation.Time;
        EnergyConstants constants = chip.Options.Power.Energy;
        double sleep = 0, core = 0, mac = 0, transitions = 0;
        FaultSet faults = chip.Simulation.Options.Faults;
        foreach (PowerController controller in faults.Has("energy.element_forgotten") ? chip.Power.Skip(1) : chip.Power)
        {
            PowerReading reading = controller.Read(time);
            sleep += reading.Sleep;
            core += reading.Core;
            mac += reading.Mac;
            transitions += reading.Transitions;
        }
        long hops = 0;
        int counted = faults.Has("energy.southward_hops_free") ? MeshPort.South : MeshPort.Directions;
        foreach (NocRouter router in chip.Noc.Routers)
            for (int port = 0; port < counted; port++) hops += router.Forwarded(port);
        long rows = 0;
        for (int number = 0; number < Spinnaker2Chip.Drams; number++) rows += chip.Dram(number).RowsRead + chip.Dram(number).RowsWritten;
        // 1 mW for 1 fs is 1 aJ.
        double seconds = time * 1e-15;
        return new ChipEnergy(
            seconds, constants.ChipFloorMilliwatts * time * 1e-9, sleep * 1e-3, core * 1e-3, mac * 1e-3, transitions * 1e-3,
            hops * constants.NocHopPicojoules * 1e-3, chip.Router.Taken(0) * constants.RouterLookupPicojoules * 1e-3,
            rows * FlitMemory.RowBytes * constants.DramBytePicojoules * 1e-3);
    }
}
