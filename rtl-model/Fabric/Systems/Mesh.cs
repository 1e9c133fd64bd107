using HwModel.Fabric.Router;
using HwModel.Kernel;

namespace HwModel.Fabric.Systems;

/// <summary>A rectangle of routers, joined to their neighbours.</summary>
public sealed class Mesh : Component
{
    private readonly WormholeRouter[] _routers;

    internal Mesh(Component parent, string name, ClockDomain clock, MeshOptions options, XyRoute route)
        : base(parent, name, clock)
    {
        Width = options.Width;
        Height = options.Height;
        Describe("width", Width);
        Describe("height", Height);
        Describe("buffer_depth", options.Router.BufferDepth);
        Describe("virtual_channels", options.Router.AllChannels);
        Describe("pipeline_stages", options.Router.PipelineStages);
        _routers = new WormholeRouter[Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                var router = new WormholeRouter(this, $"router[{y}][{x}]", x, y, route, options.Router);
                _routers[y * Width + x] = router;
                if (x > 0) Join(this[x - 1, y], Port5.East, router);
                if (y > 0) Join(this[x, y - 1], Port5.North, router);
            }
        }
    }

    /// <summary>Routers along x.</summary>
    public int Width { get; }

    /// <summary>Routers along y.</summary>
    public int Height { get; }

    /// <summary>All routers, row by row.</summary>
    public IReadOnlyList<WormholeRouter> Routers => _routers;

    /// <summary>The router at column x and row y.</summary>
    public WormholeRouter this[int x, int y] => _routers[y * Width + x];

    private static void Join(WormholeRouter a, int port, WormholeRouter b)
    {
        int other = Port5.Opposite(port);
        Wiring.Connect(a.FlitOut[port], b.FlitIn[other]);
        Wiring.Connect(b.CreditOut[other], a.CreditIn[port]);
        Wiring.Connect(b.FlitOut[other], a.FlitIn[port]);
        Wiring.Connect(a.CreditOut[port], b.CreditIn[other]);
    }
}
