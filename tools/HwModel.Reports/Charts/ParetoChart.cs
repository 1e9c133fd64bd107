using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>Which end of an axis is the better one.</summary>
public enum Goal
{
    Lower,
    Higher,
}

/// <summary>
/// Design points over two objectives. A point is dominated when another is at least as good in both and better in one; the others are the
/// Pareto front.
/// </summary>
public sealed class ParetoChart(string title, Axis x, Goal xGoal, Axis y, Goal yGoal) : Chart(title)
{
    private readonly List<(string Label, double X, double Y, string? Anchor)> _points = [];

    internal override object Spec
    {
        get
        {
            bool[] front = Front();
            return new
            {
                Kind = "pareto",
                Height = HeightInPixels,
                X = x.Spec,
                Y = y.Spec,
                FrontShape = xGoal == Goal.Lower ? "end" : "start",
                Points = _points.Select((point, i) => new { point.Label, point.X, point.Y, Href = point.Anchor, Front = front[i] }),
            };
        }
    }

    internal override Table Data
    {
        get
        {
            bool[] front = Front();
            Column[] columns = [Column.Words("Point"), Column.Number(x.Name, x.Unit), Column.Number(y.Name, y.Unit), Column.Words("On the front")];
            var table = new Table(Title, columns);
            for (int i = 0; i < _points.Count; i++)
            {
                Cell label = _points[i].Label;
                table.Row(_points[i].Anchor is { } anchor ? label.LinkTo(anchor) : label, _points[i].X, _points[i].Y, front[i]);
            }
            return table;
        }
    }

    /// <summary>One design.</summary>
    /// <param name="anchor">Where a click leads within the page (see <see cref="Table.AnchoredRow"/>).</param>
    /// <exception cref="ArgumentException">A value is not finite: such a design can't be compared.</exception>
    public ParetoChart Point(string label, double xValue, double yValue, string? anchor = null)
    {
        if (!double.IsFinite(xValue) || !double.IsFinite(yValue))
            throw new ArgumentException($"The point \"{label}\" has a value that is not a finite number; such a design can't be compared.");
        _points.Add((label, xValue, yValue, anchor));
        return this;
    }

    /// <summary>For each point whether no other dominates it.</summary>
    internal bool[] Front()
    {
        double xSign = xGoal == Goal.Lower ? 1 : -1, ySign = yGoal == Goal.Lower ? 1 : -1;
        int[] order = [.. Enumerable.Range(0, _points.Count).OrderBy(i => xSign * _points[i].X).ThenBy(i => ySign * _points[i].Y)];
        bool[] front = new bool[_points.Count];
        double best = double.PositiveInfinity, bestX = double.NaN;
        foreach (int i in order)
        {
            double px = _points[i].X, py = ySign * _points[i].Y;
            front[i] = py < best || (py == best && px == bestX); // twins of a front point are on it too
            if (py < best) (best, bestX) = (py, px);
        }
        return front;
    }
}
