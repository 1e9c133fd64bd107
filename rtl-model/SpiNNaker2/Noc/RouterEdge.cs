using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>
/// The six edges by which the packet router, in the middle of the mesh, meets the network; they are its six network ports. The lower tile has its west, south and east
/// edge (0, 1, 2), the upper one its east, north and west edge (3, 4, 5).
/// </summary>
[Derived("two tiles of the mesh side by side have six outer edges, as many as the published six network ports")]
public static class RouterEdge
{
    /// <summary>How many.</summary>
    public const int Count = 6;

    private static readonly int[] AllSouth = [MeshPort.West, MeshPort.South, MeshPort.East];
    private static readonly int[] AllNorth = [MeshPort.East, MeshPort.North, MeshPort.West];

    /// <summary>The edge by which the packet router's copies for a node leave: the west edge of the nearer half for columns 0 to 3, the east edge for 5 to 7, else south or north.</summary>
    [ModelChoice("the map from quads to ports is not published; the edge in the direction of the destination")]
    public static int Towards(NocPosition to)
    {
        bool isSouth = to.Y <= Floorplan.RouterSouth.Y;
        if (to.X == Floorplan.RouterSouth.X) return isSouth ? 1 : 4;
        return to.X < Floorplan.RouterSouth.X ? (isSouth ? 0 : 5) : isSouth ? 2 : 3;
    }

    /// <summary>The tile that has an edge, and which of its three it is.</summary>
    public static (NocPosition Tile, int Local) Tap(int edge) => edge < 3 ? (Floorplan.RouterSouth, edge) : (Floorplan.RouterNorth, edge - 3);

    /// <summary>The directions of a tile's edges; null where the position is no tile of the packet router.</summary>
    internal static int[]? Directions(NocPosition at) => at == Floorplan.RouterSouth ? AllSouth : at == Floorplan.RouterNorth ? AllNorth : null;
}
