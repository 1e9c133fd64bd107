using FsCheck;
using FsCheck.Fluent;
using HwModel.Reports;
using HwModel.Reports.Charts;
using HwModel.Reports.Tables;

namespace HwModel.Tools.Tests.Reports;

/// <summary>What charts and tables compute or refuse before anything is drawn.</summary>
public sealed class ChartModelTests
{
    private static readonly Axis X = new("x"), Y = new("y");
    private static readonly Measure Load = new("load");

    /// <summary>The front against its definition: not one other point is at least as good in both and better in one.</summary>
    [Theory]
    [InlineData(Goal.Lower, Goal.Lower)]
    [InlineData(Goal.Lower, Goal.Higher)]
    [InlineData(Goal.Higher, Goal.Lower)]
    [InlineData(Goal.Higher, Goal.Higher)]
    public void The_front_is_what_nothing_dominates(Goal xGoal, Goal yGoal)
    {
        Gen<(int X, int Y)[]> points = Gen.Choose(0, 6).Zip(Gen.Choose(0, 6)).Select(pair => (pair.Item1, pair.Item2)).ArrayOf();
        Prop.ForAll(points.ToArbitrary(), all =>
        {
            var chart = new ParetoChart("p", X, xGoal, Y, yGoal);
            foreach ((int x, int y) in all) chart.Point("", x, y);
            int xs = xGoal == Goal.Lower ? 1 : -1, ys = yGoal == Goal.Lower ? 1 : -1;
            bool[] expected = [.. all.Select(p => !all.Any(q => xs * q.X <= xs * p.X && ys * q.Y <= ys * p.Y && q != p))];
            Assert.Equal(expected, chart.Front());
        }).Check(Seeded.Cases(300));
    }

    [Theory]
    [InlineData(0, 0, 2, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 0, 0, -1)]
    [InlineData(3, 0, 4, 0)]
    [InlineData(0, 0, 1, 2)]
    public void A_link_joins_neighbours(int fromX, int fromY, int toX, int toY)
    {
        var error = Assert.Throws<ArgumentException>(() => new MeshHeatMap("m", 4, 4, [new MeshLink(fromX, fromY, toX, toY, 1)], Load));
        Assert.Contains($"({fromX}, {fromY}) to ({toX}, {toY})", error.Message);
    }

    [Theory]
    [InlineData(0, 0, 3, 0)]
    [InlineData(3, 3, 0, 0)]
    [InlineData(1, 1, 2, 2)]
    public void Torus_edges_and_diagonals_are_neighbours(int fromX, int fromY, int toX, int toY) =>
        Assert.Single(new MeshHeatMap("m", 4, 4, [new MeshLink(fromX, fromY, toX, toY, 1)], Load).Data.Rows);

    [Fact]
    public void Stacked_areas_are_running_sums_and_show_their_own_values()
    {
        Table data = new XyChart("s", X, Y).StackedAreas([1, 2], ("a", [10, 20]), ("b", [1, 2])).Data;
        Assert.Equal([[1, 10, 1], [2, 20, 2]], data.Rows.Select(row => row.Cells.Select(cell => cell.Number)));
    }

    [Fact]
    public void Curves_over_different_xs_make_a_long_table()
    {
        Table data = new XyChart("s", X, Y).Line("a", [1, 2], [10, 20]).Points("b", [3], [30]).Data;
        Assert.Equal(3, data.Columns.Count);
        Assert.Equal(["a", "a", "b"], data.Rows.Select(row => row.Cells[0].Text));
    }

    [Fact]
    public void Histogram_edges_rise_and_are_one_more_than_the_bins()
    {
        Assert.Throws<ArgumentException>(() => new XyChart("h", X, Y).Histogram("a", [0, 1, 1], [5, 5]));
        Assert.Throws<ArgumentException>(() => new XyChart("h", X, Y).Histogram("a", [0, 1], [5, 5]));
        Assert.Throws<ArgumentException>(() => new XyChart("h", X, Y).Histogram("a", [0, double.NaN, 2], [5, 5]));
        Assert.Equal(2, new XyChart("h", X, Y).Histogram("a", [0, 1, 3], [5, 5]).Data.Rows.Count);
    }

    [Fact]
    public void Mistakes_of_the_caller_are_sentences()
    {
        Assert.Throws<ArgumentException>(() => new XyChart("x", X, Y).Line("a", [1], [1, 2]));
        Assert.Throws<ArgumentException>(() => new XyChart("x", X, Y).Line("a", [1], [1]).Line("a", [1], [1]));
        Assert.Throws<ArgumentException>(() => new Table("t", Column.Words("a")).Row("1", "2"));
        Assert.Throws<ArgumentException>(() => new Table("t"));
        Assert.Throws<ArgumentException>(() => new HeatMap("h", "x", ["1"], "y", ["1", "2"], new double[1, 1], Load));
        Assert.Throws<ArgumentException>(() => new ParetoChart("p", X, Goal.Lower, Y, Goal.Lower).Point("a", double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MeshHeatMap("m", 0, 1, [], Load));
        Assert.Throws<ArgumentException>(() => new MeshHeatMap("m", 2, 2, [], Load).NodeLoads([1], Load));
    }
}
