using System.Numerics;
using HwModel.Networks.Mapping;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Machines;
using HwModel.SpiNNaker2.Router;
using HwModel.SpiNNaker2.Router.Tables;

namespace HwModel.Networks.Execution;

/// <summary>Where a packet goes by the routing tables, followed from chip to chip without time.</summary>
/// <param name="Elements">Processing elements that get a copy: chip and number.</param>
/// <param name="Lookups">Routers that it passes.</param>
/// <param name="Links">Copies on links between chips.</param>
/// <param name="Lost">Routers that have no way for it.</param>
/// <param name="MeshFlits">Flits on each link of the meshes of all chips it passes, summed up over the chips.</param>
public sealed record RouteWalk(IReadOnlyList<(int Chip, int Pe)> Elements, int Lookups, int Links, int Lost, long MeshFlits)
{
    private const int MostLookups = 1 << 16;

    /// <summary>The way of a slice's packets.</summary>
    /// <param name="mapped">The network.</param>
    /// <param name="slice">The slice that sends.</param>
    /// <exception cref="InvalidOperationException">The tables lead a packet round in a circle.</exception>
    public static RouteWalk Of(MappedNetwork mapped, MappedSlice slice)
    {
        MachineShape machine = mapped.Options.Machine;
        var elements = new List<(int, int)>();
        var open = new Stack<(int Chip, int Arrival)>([(slice.Chip, -1)]);
        int lookups = 0, links = 0, lost = 0;
        long flits = NocHops.ToRouter(slice.Pe);
        while (open.TryPop(out (int Chip, int Arrival) at))
        {
            if (++lookups > MostLookups) throw new InvalidOperationException($"the routing tables send the packets of key 0x{slice.Key:X} round in a circle");
            int index = RoutingTable.FirstMatch(mapped.Tables[at.Chip], slice.Key);
            RouteEntry? entry = index < 0 ? null : mapped.Tables[at.Chip][index];
            uint ways = entry?.Links ?? (at.Arrival < 0 ? 0u : 1u << MachineShape.Opposite(at.Arrival));
            if (entry is null && at.Arrival < 0) lost++;
            for (; ways != 0; ways &= ways - 1)
            {
                int link = BitOperations.TrailingZeroCount(ways);
                links++;
                open.Push((machine.Neighbour(at.Chip, link), MachineShape.Opposite(link)));
            }
            if (entry is not { } found) continue;
            for (int pe = 0; pe < Floorplan.PeCount; pe++)
                if (found.Pes.Contains(pe)) elements.Add((at.Chip, pe));
            flits += NocHops.FromRouter(found.Pes);
        }
        return new RouteWalk(elements, lookups, links, lost, flits);
    }
}
