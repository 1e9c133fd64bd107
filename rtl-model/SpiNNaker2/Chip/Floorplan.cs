using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;

namespace HwModel.SpiNNaker2.Chip;

/// <summary>
/// Who sits where on the 8 x 8 mesh: 38 quads of processing elements, the packet router in the middle, bridges at the border.
/// Positions and core numbers: SpiNNMachine, version_spin2.py (QUAD_MAP). Cores count from 1 to 152; core 0 is the management core.
/// </summary>
public static class Floorplan
{
    /// <summary>Columns and rows of the mesh.</summary>
    public const int Size = 8;

    /// <summary>Processing elements of a quad.</summary>
    public const int PesPerQuad = 4;

    private static readonly NocPosition[] AllQuads = Parse(
        "7,6 7,5 6,6 6,5 6,4 5,4 5,6 3,6 4,6 5,5 3,5 4,5 1,6 2,6 1,5 2,5 1,4 2,4 3,4 1,1 2,1 1,2 2,2 1,3 2,3 3,3 5,1 3,1 4,1 5,2 3,2 4,2 7,1 6,1 7,2 6,2 6,3 5,3");

    private static readonly int[] AllQuadAt = Invert(AllQuads);

    /// <summary>Quads of processing elements in the order of their core numbers.</summary>
    public static ReadOnlySpan<NocPosition> Quads => AllQuads;

    /// <summary>Processing elements.</summary>
    public static int PeCount => AllQuads.Length * PesPerQuad;

    /// <summary>The lower half of the packet router; its edges west, south and east are ports.</summary>
    public static NocPosition RouterSouth => new(4, 3);

    /// <summary>The upper half of the packet router; its edges west, north and east are ports.</summary>
    public static NocPosition RouterNorth => new(4, 4);

    /// <summary>The management core and the root of the configuration network.</summary>
    [ModelChoice("only the coordinate (0,0) of core 0 is published")]
    public static NocPosition Management => new(0, 0);

    /// <summary>The bridge to Ethernet.</summary>
    [ModelChoice("its place is not published; a border node")]
    public static NocPosition Ethernet => new(0, 3);

    /// <summary>The bridge to a DRAM interface.</summary>
    /// <param name="number">Interface 0 or 1.</param>
    [ModelChoice("their places are not published; the two positions of the east side that hold no quad")]
    public static NocPosition Dram(int number) => new(7, (byte)(3 + number));

    /// <summary>The position of a processing element.</summary>
    /// <param name="pe">0 to 151: its core number less one.</param>
    public static NocPosition PositionOf(int pe) => AllQuads[pe / PesPerQuad];

    /// <summary>The number of a processing element, or -1 where the position has none.</summary>
    /// <param name="at">Position.</param>
    /// <param name="index">Its number in the quad, 0 to 3.</param>
    public static int PeAt(NocPosition at, int index) => AllQuadAt[at.Index] is var quad and >= 0 ? (quad * PesPerQuad) + index : -1;

    /// <summary>The number of the quad at a position, or -1.</summary>
    public static int QuadAt(NocPosition at) => AllQuadAt[at.Index];

    /// <summary>The half of the router to which a quad sends its packets.</summary>
    [ModelChoice("not published; the nearer half, the rows being equal on both sides of the middle")]
    public static NocPosition RouterOf(NocPosition from) => from.Y <= 3 ? RouterSouth : RouterNorth;

    private static NocPosition[] Parse(string text)
    {
        string[] pairs = text.Split(' ');
        var positions = new NocPosition[pairs.Length];
        for (int i = 0; i < pairs.Length; i++) positions[i] = new NocPosition((byte)(pairs[i][0] - '0'), (byte)(pairs[i][2] - '0'));
        return positions;
    }

    private static int[] Invert(NocPosition[] quads)
    {
        var at = new int[Size * Size];
        Array.Fill(at, -1);
        for (int quad = 0; quad < quads.Length; quad++) at[quads[quad].Index] = quad;
        return at;
    }
}
