namespace HwModel.Fabric.Router;

/// <summary>
/// Dimension-order routing on a mesh: first along x, then along y. Free of cycles, hence of deadlock (Dally, Seitz, IEEE ToC C-36, 1987).
/// Packets for another mesh go to the gateway router first and leave by the gateway port.
/// </summary>
/// <param name="Width">Routers along x.</param>
/// <param name="Height">Routers along y.</param>
/// <param name="FirstNode">Number of this mesh's first node; nodes are numbered row by row.</param>
/// <param name="GatewayX">Column of the router with the link to the other mesh.</param>
/// <param name="GatewayY">Row of that router.</param>
/// <param name="GatewayPort">Port of that router which the link is on.</param>
public readonly record struct XyRoute(int Width, int Height, int FirstNode, int GatewayX, int GatewayY, int GatewayPort)
{
    // 2^32 / width, rounded up: its product with a node's number has the row in the upper word, exactly for fewer than 65,536 nodes and 64 columns.
    private readonly ulong _rowsPerNode = uint.MaxValue / (uint)Width + 1UL;

    /// <summary>The output port at router (x, y).</summary>
    public int Port(int x, int y, int destination)
    {
        int node = destination - FirstNode;
        if ((uint)node >= (uint)(Width * Height))
        {
            int towards = Towards(x, y, GatewayX, GatewayY);
            return towards == Port5.Local ? GatewayPort : towards;
        }
        int row = (int)((ulong)node * _rowsPerNode >> 32);
        return Towards(x, y, node - row * Width, row);
    }

    private static int Towards(int x, int y, int toX, int toY) =>
        toX > x ? Port5.East : toX < x ? Port5.West : toY > y ? Port5.North : toY < y ? Port5.South : Port5.Local;
}
