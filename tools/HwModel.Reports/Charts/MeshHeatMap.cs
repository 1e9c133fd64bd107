using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>The load of one directed link between neighbouring nodes of a mesh or torus.</summary>
public sealed record MeshLink(int FromX, int FromY, int ToX, int ToY, double Load);

/// <summary>
/// A mesh of nodes at their grid positions, with every directed link as an arrow coloured by its load. Neighbours are one step apart along
/// a row, a column or a diagonal; a link between opposite edges is drawn as a wrap-around.
/// </summary>
public sealed class MeshHeatMap : Chart
{
    private readonly int _width;
    private readonly int _height;
    private readonly Measure _load;
    private readonly MeshLink[] _links;
    private IReadOnlyList<double>? _nodeLoads;
    private Measure _nodeLoad = new("");
    private bool _originTop;

    /// <param name="width">Nodes in a row, 1 to 256.</param>
    /// <param name="height">Nodes in a column, 1 to 256.</param>
    /// <param name="links">Loads in the unit of <paramref name="load"/>; links left out are not drawn.</param>
    /// <param name="load">What the loads are: Link utilisation in flit/cycle.</param>
    public MeshHeatMap(string title, int width, int height, IEnumerable<MeshLink> links, Measure load)
        : base(title)
    {
        if (width is < 1 or > 256) throw new ArgumentOutOfRangeException(nameof(width), width, "A mesh is 1 to 256 nodes wide.");
        if (height is < 1 or > 256) throw new ArgumentOutOfRangeException(nameof(height), height, "A mesh is 1 to 256 nodes high.");
        (_width, _height, _links, _load) = (width, height, [.. links], load);
        foreach (MeshLink link in _links) Check(link);
    }

    internal override object Spec => new
    {
        Kind = "mesh",
        Height = HeightInPixels,
        Columns = _width,
        Rows = _height,
        OriginTop = _originTop,
        Value = _load.Spec(_links.Select(link => link.Load)),
        NodeValue = new { _nodeLoad.Name, _nodeLoad.Unit },
        Nodes = from y in Enumerable.Range(0, _height)
                from x in Enumerable.Range(0, _width)
                select new double?[] { x, y, _nodeLoads?[y * _width + x] },
        Links = _links.Select(link => new
        {
            From = new[] { link.FromX, link.FromY },
            To = new[] { link.ToX, link.ToY },
            Step = new[] { Step(link.FromX, link.ToX, _width), Step(link.FromY, link.ToY, _height) },
            Wraps = Math.Abs(link.ToX - link.FromX) > 1 || Math.Abs(link.ToY - link.FromY) > 1,
            link.Load,
        }),
    };

    internal override Table Data
    {
        get
        {
            var table = new Table(Title, Column.Words("From"), Column.Words("To"), Column.Number(_load.Name, _load.Unit));
            foreach (MeshLink link in _links) table.Row($"{link.FromX}, {link.FromY}", $"{link.ToX}, {link.ToY}", link.Load);
            return table;
        }
    }

    /// <summary>A number inside each node, in the order y * width + x.</summary>
    public MeshHeatMap NodeLoads(IReadOnlyList<double> loads, Measure load)
    {
        CheckEqualLengths(load.Name, _width * _height, loads.Count);
        (_nodeLoads, _nodeLoad) = (loads, load);
        return this;
    }

    /// <summary>Draws row 0 at the top instead of the bottom.</summary>
    public MeshHeatMap OriginAtTop()
    {
        _originTop = true;
        return this;
    }

    /// <summary>-1, 0 or 1 along one axis of the grid; across the edge it is the step of the wrap-around.</summary>
    private static int Step(int from, int to, int count)
    {
        int step = to - from;
        return Math.Abs(step) > 1 && Math.Abs(step) == count - 1 ? -Math.Sign(step) : step;
    }

    private void Check(MeshLink link)
    {
        int dx = Step(link.FromX, link.ToX, _width), dy = Step(link.FromY, link.ToY, _height);
        bool inside = link.FromX >= 0 && link.FromX < _width && link.ToX >= 0 && link.ToX < _width
            && link.FromY >= 0 && link.FromY < _height && link.ToY >= 0 && link.ToY < _height;
        if (!inside || Math.Abs(dx) > 1 || Math.Abs(dy) > 1 || (dx == 0 && dy == 0))
        {
            throw new ArgumentException(
                $"The link from ({link.FromX}, {link.FromY}) to ({link.ToX}, {link.ToY}) does not join two neighbours of a mesh of {_width} x {_height} nodes.");
        }
    }
}
