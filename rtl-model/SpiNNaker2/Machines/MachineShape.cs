using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Machines;

/// <summary>
/// Which chips a machine has and how their links go round. A board has 48 chips in a hexagon of 8 x 8 coordinates (SpiNNMachine, version_248.py); three boards tile a block of
/// 12 x 12 (version_48_chips.py). Links lead 0 east, 1 north-east, 2 north, 3 west, 4 south-west, 5 south (SpiNNaker datasheet v2.02).
/// </summary>
public sealed class MachineShape
{
    /// <summary>Links of a chip.</summary>
    public const int Links = 6;

    private const int Triad = 12;

    private static readonly (int X, int Y)[] Steps = [(1, 0), (1, 1), (0, 1), (-1, 0), (-1, -1), (0, -1)];

    // Lowest and highest y of every x of a board.
    private static readonly (int Low, int High)[] BoardColumns = [(0, 3), (0, 4), (0, 5), (0, 6), (0, 7), (1, 7), (2, 7), (3, 7)];

    private readonly (int X, int Y)[] _chips;
    private readonly int[] _indexAt;
    private readonly int[] _board;
    private readonly int[] _neighbours;
    private readonly int _width;
    private readonly int _height;
    private readonly (int X, int Y) _latticeA;
    private readonly (int X, int Y) _latticeB;

    private MachineShape(string name, IEnumerable<(int X, int Y)> chips, (int X, int Y) latticeA, (int X, int Y) latticeB, Func<int, int, int> boardOf)
    {
        Name = name;
        _chips = [.. chips];
        (_latticeA, _latticeB) = (latticeA, latticeB);
        _width = 1 + _chips.Max(chip => chip.X);
        _height = 1 + _chips.Max(chip => chip.Y);
        _indexAt = new int[_width * _height];
        Array.Fill(_indexAt, -1);
        for (int i = 0; i < _chips.Length; i++) _indexAt[_chips[i].Y * _width + _chips[i].X] = i;
        _board = [.. _chips.Select(chip => boardOf(chip.X, chip.Y))];
        _neighbours = new int[_chips.Length * Links];
        for (int i = 0; i < _chips.Length; i++)
            for (int link = 0; link < Links; link++) _neighbours[i * Links + link] = Find(_chips[i].X + Steps[link].X, _chips[i].Y + Steps[link].Y);
    }

    /// <summary>A name for reports.</summary>
    public string Name { get; }

    /// <summary>Chips.</summary>
    public int Count => _chips.Length;

    /// <summary>Columns of the smallest rectangle that holds all chips.</summary>
    public int Width => _width;

    /// <summary>Rows of the smallest rectangle that holds all chips.</summary>
    public int Height => _height;

    /// <summary>Whether it is a rectangle of chips on one board, number y times width plus x at (x, y).</summary>
    public bool IsRectangle => Boards == 1 && Count == _width * _height;

    /// <summary>Boards.</summary>
    public int Boards => 1 + _board.Max();

    /// <summary>One board of 48 chips whose outer links go round as if the plane were tiled with it.</summary>
    [ModelChoice("a board used alone is a torus; the hexagon tiles the plane by the steps (8,4) and (4,8)")]
    public static MachineShape Board() => new("board of 48 chips", BoardChips(), (8, 4), (4, 8), (_, _) => 0);

    /// <summary>A torus of boards, three to a block of 12 x 12 chips.</summary>
    /// <param name="width">Blocks along x, at least 1.</param>
    /// <param name="height">Blocks along y, at least 1.</param>
    public static MachineShape Torus(int width, int height)
    {
        if (width is < 1 or > 16 || height is < 1 or > 16) throw new ArgumentOutOfRangeException(nameof(width), $"a machine of {width} x {height} blocks of three boards: 1 to 16 each way are allowed");
        int columns = Triad * width, rows = Triad * height;
        var boards = new int[columns * rows];
        int number = 0;
        foreach ((int X, int Y) corner in Corners(width, height))
        {
            foreach ((int x, int y) in BoardChips()) boards[(corner.Y + y) % rows * columns + (corner.X + x) % columns] = number;
            number++;
        }
        IEnumerable<(int X, int Y)> chips = Enumerable.Range(0, rows).SelectMany(y => Enumerable.Range(0, columns).Select(x => (x, y)));
        return new MachineShape($"torus of {number} boards, {columns * rows} chips", chips, (columns, 0), (0, rows), (x, y) => boards[y * columns + x]);
    }

    /// <summary>A rectangle of chips on one board, a torus.</summary>
    public static MachineShape Rectangle(int width, int height)
    {
        if (width is < 1 or > 256 || height is < 1 or > 256) throw new ArgumentOutOfRangeException(nameof(width), $"a machine of {width} x {height} chips: 1 to 256 each way are allowed");
        return new($"{width} x {height} chips", Enumerable.Range(0, height).SelectMany(y => Enumerable.Range(0, width).Select(x => (x, y))), (width, 0), (0, height), (_, _) => 0);
    }

    /// <summary>Where a chip is.</summary>
    public (int X, int Y) Place(int chip) => _chips[chip];

    /// <summary>The chip behind a link.</summary>
    public int Neighbour(int chip, int link) => _neighbours[chip * Links + link];

    /// <summary>The link by which the other side of a link arrives.</summary>
    public static int Opposite(int link) => (link + 3) % Links;

    /// <summary>Whether a link leads to another board, over a long-range line.</summary>
    public bool LeavesBoard(int chip, int link) => _board[chip] != _board[Neighbour(chip, link)];

    /// <summary>Writes the links of a shortest way, the longer direction first; returns how many.</summary>
    /// <param name="from">Start.</param>
    /// <param name="to">End.</param>
    /// <param name="way">Room for the links.</param>
    public int Way(int from, int to, Span<byte> way)
    {
        (int dx, int dy) = Shortest(_chips[to].X - _chips[from].X, _chips[to].Y - _chips[from].Y);
        int diagonal = dx > 0 && dy > 0 ? Math.Min(dx, dy) : dx < 0 && dy < 0 ? Math.Max(dx, dy) : 0;
        dx -= diagonal;
        dy -= diagonal;
        Span<(int Steps, byte Link)> parts =
        [
            (Math.Abs(diagonal), (byte)(diagonal > 0 ? 1 : 4)), (Math.Abs(dx), (byte)(dx > 0 ? 0 : 3)), (Math.Abs(dy), (byte)(dy > 0 ? 2 : 5)),
        ];
        int length = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            int longest = part;
            for (int i = part + 1; i < parts.Length; i++)
                if (parts[i].Steps > parts[longest].Steps)
                    longest = i;
            (parts[part], parts[longest]) = (parts[longest], parts[part]);
            for (int step = 0; step < parts[part].Steps; step++) way[length++] = parts[part].Link;
        }
        return length;
    }

    private static int Hops(int dx, int dy) => (dx >= 0) == (dy >= 0) ? Math.Max(Math.Abs(dx), Math.Abs(dy)) : Math.Abs(dx) + Math.Abs(dy);

    private (int X, int Y) Shortest(int dx, int dy)
    {
        (int X, int Y) best = (dx, dy);
        for (int a = -2; a <= 2; a++)
        {
            for (int b = -2; b <= 2; b++)
            {
                (int x, int y) = (dx + a * _latticeA.X + b * _latticeB.X, dy + a * _latticeA.Y + b * _latticeB.Y);
                if (Hops(x, y) < Hops(best.X, best.Y)) best = (x, y);
            }
        }
        return best;
    }

    private int Find(int x, int y)
    {
        for (int a = -1; a <= 1; a++)
        {
            for (int b = -1; b <= 1; b++)
            {
                (int px, int py) = (x + a * _latticeA.X + b * _latticeB.X, y + a * _latticeA.Y + b * _latticeB.Y);
                if (px >= 0 && py >= 0 && px < _width && py < _height && _indexAt[py * _width + px] is var index and >= 0) return index;
            }
        }
        throw new InvalidOperationException($"{Name}: no chip at ({x},{y}) modulo the machine");
    }

    private static IEnumerable<(int X, int Y)> BoardChips()
    {
        for (int x = 0; x < BoardColumns.Length; x++)
            for (int y = BoardColumns[x].Low; y <= BoardColumns[x].High; y++) yield return (x, y);
    }

    private static IEnumerable<(int X, int Y)> Corners(int width, int height)
    {
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                foreach ((int dx, int dy) in new[] { (0, 0), (8, 4), (4, 8) }) yield return (Triad * x + dx, Triad * y + dy);
    }
}
