using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>The ways between quads and the packet router on the mesh: along the row first, then along the column (<see cref="RouteDecoder"/>); from the router by the edge of the copy first.</summary>
internal static class NocPaths
{
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];
    private static readonly int[] Entries = [.. Enumerable.Range(0, Floorplan.Quads.Length).Select(EdgeInto)];

    /// <summary>The network port of the router by which a quad's packets come.</summary>
    public static int EntryOf(int quad) => Entries[quad];

    /// <summary>Adds flits to every link from a quad to the router; element 4 y + x times the directions, plus the direction.</summary>
    public static void AddToRouter(int quad, long flits, long[] links) => Walk(Floorplan.Quads[quad], Floorplan.RouterOf(Floorplan.Quads[quad]), flits, links);

    /// <summary>Adds flits to every link from the router to a quad.</summary>
    public static void AddFromRouter(int quad, long flits, long[] links)
    {
        NocPosition to = Floorplan.Quads[quad];
        (NocPosition tile, int local) = RouterEdge.Tap(RouterEdge.Towards(to));
        int direction = RouterEdge.Directions(tile)![local];
        links[tile.Index * MeshPort.Directions + direction] += flits;
        Walk(new NocPosition((byte)(tile.X + Steps[direction].X), (byte)(tile.Y + Steps[direction].Y)), to, flits, links);
    }

    private static int Walk(NocPosition at, NocPosition to, long flits, long[]? links)
    {
        int direction = -1;
        while (at != to)
        {
            direction = at.X < to.X ? MeshPort.East : at.X > to.X ? MeshPort.West : at.Y < to.Y ? MeshPort.North : MeshPort.South;
            if (links is not null) links[at.Index * MeshPort.Directions + direction] += flits;
            at = new NocPosition((byte)(at.X + Steps[direction].X), (byte)(at.Y + Steps[direction].Y));
        }
        return direction;
    }

    private static int EdgeInto(int quad)
    {
        NocPosition tile = Floorplan.RouterOf(Floorplan.Quads[quad]);
        int side = MeshPort.Opposite(Walk(Floorplan.Quads[quad], tile, 0, null));
        return Enumerable.Range(0, RouterEdge.Count).First(edge => RouterEdge.Tap(edge).Tile == tile && RouterEdge.Directions(tile)![RouterEdge.Tap(edge).Local] == side);
    }
}
