using HwModel.Fabric.Router;

namespace HwModel.Fabric.Tests.Router;

/// <summary>Dimension-order routes: ports by hand, whole ways by walking, positions against plain division.</summary>
public sealed class XyRouteTests
{
    // A mesh of four columns and three rows whose nodes begin at 100; the gateway is router (3, 1), by its east port.
    private static readonly XyRoute Route = new(4, 3, 100, 3, 1, Port5.East);

    [Theory]
    [InlineData(1, 1, 105, Port5.Local)]
    [InlineData(1, 1, 106, Port5.East)]
    [InlineData(1, 1, 107, Port5.East)]
    [InlineData(1, 1, 104, Port5.West)]
    [InlineData(1, 1, 109, Port5.North)]
    [InlineData(1, 1, 101, Port5.South)]
    // Along x as long as the column differs, whatever the row.
    [InlineData(1, 1, 110, Port5.East)]
    [InlineData(1, 1, 102, Port5.East)]
    [InlineData(1, 1, 108, Port5.West)]
    [InlineData(1, 1, 100, Port5.West)]
    [InlineData(0, 0, 100, Port5.Local)]
    [InlineData(3, 2, 111, Port5.Local)]
    [InlineData(3, 0, 111, Port5.North)]
    [InlineData(3, 2, 103, Port5.South)]
    // Nodes of another mesh, below and above this one's numbers: to the gateway and out by its port.
    [InlineData(0, 1, 99, Port5.East)]
    [InlineData(0, 1, 112, Port5.East)]
    [InlineData(3, 0, 99, Port5.North)]
    [InlineData(3, 2, 112, Port5.South)]
    [InlineData(3, 2, 0, Port5.South)]
    [InlineData(3, 1, 99, Port5.East)]
    [InlineData(3, 1, 112, Port5.East)]
    public void Ports(int x, int y, int destination, int port) => Assert.Equal(port, Route.Port(x, y, destination));

    [Theory]
    [InlineData(Port5.West)]
    [InlineData(Port5.South)]
    public void The_gateway_has_the_port_that_it_was_given(int port)
    {
        XyRoute route = Route with { GatewayX = 0, GatewayY = 0, GatewayPort = port };
        Assert.Equal((port, Port5.West, Port5.South), (route.Port(0, 0, 112), route.Port(2, 1, 112), route.Port(0, 1, 99)));
        // A packet for the gateway's own node stays.
        Assert.Equal(Port5.Local, route.Port(0, 0, 100));
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(4, 3, 7)]
    [InlineData(3, 8, 24)]
    public void A_walk_ends_at_its_destination_first_along_x_and_then_along_y(int width, int height, int first)
    {
        var route = new XyRoute(width, height, first, width - 1, 0, Port5.East);
        for (int source = 0; source < width * height; source++)
        {
            for (int destination = 0; destination < width * height; destination++)
            {
                (int x, int y) = (source % width, source / width);
                var ports = new List<int>();
                for (int port; (port = route.Port(x, y, first + destination)) != Port5.Local;)
                {
                    ports.Add(port);
                    (int dx, int dy) = port switch { Port5.East => (1, 0), Port5.West => (-1, 0), Port5.North => (0, 1), _ => (0, -1) };
                    (x, y) = (x + dx, y + dy);
                    Assert.True(ports.Count <= width + height);
                }
                (int toX, int toY) = (destination % width, destination / width);
                Assert.Equal((toX, toY), (x, y));
                int alongX = toX - source % width, alongY = toY - source / width;
                Assert.Equal(
                    Enumerable.Repeat(alongX > 0 ? Port5.East : Port5.West, Math.Abs(alongX)).Concat(Enumerable.Repeat(alongY > 0 ? Port5.North : Port5.South, Math.Abs(alongY))), ports);
            }
        }
    }

    // The row comes from a product in place of a division: right at both ends of every row, for all widths up to 64 and 65,535 nodes.
    [Fact]
    public void Every_row_is_that_of_a_division()
    {
        for (int width = 1; width <= 64; width++)
        {
            int height = 65_535 / width;
            var route = new XyRoute(width, height, 0, 0, 0, Port5.West);
            for (int row = 0; row < height; row++)
            {
                foreach (int column in (int[])[0, width - 1])
                    if (route.Port(column, row, row * width + column) != Port5.Local) Assert.Fail($"node {row * width + column} of {width} columns is not at ({column}, {row})");
            }
        }
    }
}
