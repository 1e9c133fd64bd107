using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>Where a packet has to go: the rules of SpiNNaker's datasheet, v2.02, section 10, as plainly as they can be said. Shares no code with the router.</summary>
internal static class RouterReference
{
    /// <summary>A copy: on a link with its emergency field, or to a processing element.</summary>
    internal readonly record struct Copy(int Link, int Emergency, int Pe)
    {
        public override string ToString() => Pe >= 0 ? $"PE {Pe}" : $"link {Link} ({Emergency})";
    }

    /// <summary>The copies of a multicast packet; none where it is dropped.</summary>
    /// <param name="table">The entries.</param>
    /// <param name="key">The key.</param>
    /// <param name="link">The arrival link, or -1 for one of this chip.</param>
    /// <param name="emergency">Its emergency field.</param>
    public static HashSet<Copy> Multicast(IReadOnlyList<RouteEntry> table, uint key, int link, int emergency)
    {
        var copies = new HashSet<Copy>();
        if (link >= 0 && emergency is 1 or 2) copies.Add(new Copy((link + 5) % 6, 3, -1));
        if (link >= 0 && emergency == 2) return copies;
        int entry = TableReference.FirstMatch(table, key);
        if (entry < 0)
        {
            if (link >= 0) copies.Add(new Copy((link + (emergency == 3 ? 2 : 3)) % 6, 0, -1));
            return copies;
        }
        for (int l = 0; l < 6; l++)
            if ((table[entry].Links >> l & 1) != 0)
                copies.Add(new Copy(l, 0, -1));
        for (int pe = 0; pe < Floorplan.PeCount; pe++)
            if (table[entry].Pes.Contains(pe))
                copies.Add(new Copy(-1, 0, pe));
        return copies;
    }

    /// <summary>The port of a quad, from the figure of the floorplan.</summary>
    public static int PortOf(NocPosition at) => at.X < 4 ? (at.Y < 4 ? 0 : 5) : at.X > 4 ? (at.Y < 4 ? 2 : 3) : at.Y < 4 ? 1 : 4;
}
