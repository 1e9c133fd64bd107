using HwModel.Kernel;

namespace HwModel.Fabric.Traffic;

/// <summary>Where packets go (Dally, Towles, "Principles and Practices of Interconnection Networks", table 3.1).</summary>
public enum TrafficPattern
{
    /// <summary>To any node, itself included, with the same probability.</summary>
    Uniform,

    /// <summary>(x, y) to (y, x); the mesh is square.</summary>
    Transpose,

    /// <summary>Node number to its bit complement: (x, y) to (width-1-x, height-1-y).</summary>
    BitComplement,

    /// <summary>Almost half-way round in each dimension: x to (x + ceil(width/2) - 1) mod width, and y likewise.</summary>
    Tornado,

    /// <summary>A share of the packets to one node, the rest uniform.</summary>
    Hotspot,

    /// <summary>To (x+1, y+1), modulo the size.</summary>
    Neighbour,
}

/// <summary>Draws destinations on one mesh of a system of one or two.</summary>
/// <param name="Pattern">Where packets go.</param>
/// <param name="Width">Routers along x.</param>
/// <param name="Height">Routers along y of all meshes together: the second mesh's nodes follow the first one's.</param>
/// <param name="HotspotNode">The node that <see cref="TrafficPattern.Hotspot"/> prefers.</param>
/// <param name="HotspotShare">The share of the packets that go there.</param>
public sealed record DestinationRule(TrafficPattern Pattern, int Width, int Height, int HotspotNode, double HotspotShare)
{
    /// <summary>The destination of a packet from a node.</summary>
    public int Draw(int source, ref RandomStream random)
    {
        int nodes = Width * Height;
        (int y, int x) = Math.DivRem(source, Width);
        return Pattern switch
        {
            TrafficPattern.Transpose => x * Width + y,
            TrafficPattern.BitComplement => nodes - 1 - source,
            TrafficPattern.Tornado => (y + (Height + 1) / 2 - 1) % Height * Width + (x + (Width + 1) / 2 - 1) % Width,
            TrafficPattern.Neighbour => (y + 1) % Height * Width + (x + 1) % Width,
            TrafficPattern.Hotspot when random.NextBool(HotspotShare) => HotspotNode,
            _ => random.Next(nodes),
        };
    }
}
