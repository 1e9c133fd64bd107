using HwModel.SpiNNaker2.Machines;

namespace HwModel.SpiNNaker2.Tests.Machines;

/// <summary>Shapes of machines against counting.</summary>
public sealed class MachineShapeTests
{
    public static TheoryData<string> Names => ["board", "triads", "rectangle"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_link_leads_back_by_its_opposite(string name)
    {
        MachineShape shape = Shape(name);
        for (int chip = 0; chip < shape.Count; chip++)
        {
            Assert.Equal(6, Enumerable.Range(0, 6).Select(link => shape.Neighbour(chip, link)).Distinct().Count());
            for (int link = 0; link < 6; link++)
            {
                int other = shape.Neighbour(chip, link);
                Assert.Equal(chip, shape.Neighbour(other, MachineShape.Opposite(link)));
                // East and north together are north-east.
                if (link == 0) Assert.Equal(shape.Neighbour(chip, 1), shape.Neighbour(other, 2));
                Assert.Equal(shape.LeavesBoard(chip, link), shape.LeavesBoard(other, MachineShape.Opposite(link)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ways_are_shortest(string name)
    {
        MachineShape shape = Shape(name);
        Span<byte> way = stackalloc byte[64];
        for (int from = 0; from < shape.Count; from += 7)
        {
            // Breadth first.
            var distance = new int[shape.Count];
            Array.Fill(distance, -1);
            distance[from] = 0;
            var queue = new Queue<int>([from]);
            while (queue.TryDequeue(out int chip))
            {
                for (int link = 0; link < 6; link++)
                {
                    int next = shape.Neighbour(chip, link);
                    if (distance[next] >= 0) continue;
                    distance[next] = distance[chip] + 1;
                    queue.Enqueue(next);
                }
            }
            for (int to = 0; to < shape.Count; to++)
            {
                int length = shape.Way(from, to, way);
                Assert.Equal(distance[to], length);
                int at = from;
                foreach (byte link in way[..length]) at = shape.Neighbour(at, link);
                Assert.Equal(to, at);
            }
        }
    }

    [Fact]
    public void Boards_have_48_chips_and_their_corner_is_the_Ethernet_chip()
    {
        Assert.Equal(48, MachineShape.Board().Count);
        Assert.Equal((7, 3), MachineShape.Board().Place(43));
        MachineShape torus = MachineShape.Torus(2, 4);
        Assert.Equal((1152, 24), (torus.Count, torus.Boards));
        // A hexagon of 4 chips a side has 8 links outwards on each side, but 48 in all: 16 a pair of sides.
        int crossing = Enumerable.Range(0, torus.Count).Sum(chip => Enumerable.Range(0, 3).Count(link => torus.LeavesBoard(chip, link)));
        Assert.Equal(24 * 24, crossing);
    }

    private static MachineShape Shape(string name) => name switch { "board" => MachineShape.Board(), "triads" => MachineShape.Torus(1, 2), _ => MachineShape.Rectangle(5, 4) };
}
