using HwModel.SpiNNaker2.Router;

namespace HwModel.SpiNNaker2.Tests.Router;

/// <summary>What a routing table means, as plainly as it can be said.</summary>
internal static class TableReference
{
    /// <summary>The index of the first entry that matches; -1: none.</summary>
    public static int FirstMatch(IReadOnlyList<RouteEntry> table, uint key)
    {
        for (int i = 0; i < table.Count; i++)
            if ((key & table[i].Mask) == table[i].Key)
                return i;
        return -1;
    }
}
