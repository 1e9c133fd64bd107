using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.SpiNNaker2.Machines;

namespace HwModel.Cli.Run.Spinnaker2;

/// <summary>The links between chips as a heat map.</summary>
internal static class ChipMap
{
    /// <summary>Largest side of a machine that is drawn.</summary>
    public const int MostChips = 40;

    /// <param name="machine">Chips and links.</param>
    /// <param name="perSecond">Copies a second on a link of a chip.</param>
    public static MeshHeatMap Of(MachineShape machine, Func<int, int, double> perSecond)
    {
        var links = new List<MeshLink>();
        for (int chip = 0; chip < machine.Count; chip++)
        {
            (int x, int y) = machine.Place(chip);
            for (int link = 0; link < MachineShape.Links; link++)
            {
                (int toX, int toY) = machine.Place(machine.Neighbour(chip, link));
                // Links that go round the machine are in the table, not in the picture.
                if (Math.Abs(toX - x) <= 1 && Math.Abs(toY - y) <= 1 && (toX, toY) != (x, y) && !links.Exists(known => known.FromX == x && known.FromY == y && known.ToX == toX && known.ToY == toY))
                    links.Add(new MeshLink(x, y, toX, toY, perSecond(chip, link) * 1e-6));
            }
        }
        return new MeshHeatMap("Links between chips", machine.Width, machine.Height, links, new Measure("Packets", "M/s"));
    }
}
