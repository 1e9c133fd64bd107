using HwModel.Reports.Tables;

namespace HwModel.Reports.Charts;

/// <summary>Events over time with one row for each source, for example spikes.</summary>
/// <param name="time">The time axis.</param>
/// <param name="sources">What a source is: "Input".</param>
public sealed class EventRaster(string title, Axis time, string sources) : Chart(title)
{
    private readonly List<(string Name, double[] Times, int[] Sources)> _groups = [];

    internal override object Spec
    {
        get
        {
            int[] all = [.. _groups.SelectMany(group => group.Sources)];
            return new
            {
                Kind = "raster",
                Height = HeightInPixels,
                X = time.Spec,
                Y = new { Name = sources, Unit = "", Min = all.Length == 0 ? 0 : all.Min(), Max = all.Length == 0 ? 1 : all.Max() },
                Groups = _groups.Select(group => new { group.Name, Events = group.Times.Select((at, i) => new[] { at, group.Sources[i] }) }),
            };
        }
    }

    internal override Table Data
    {
        get
        {
            var table = new Table(Title, Column.Words("Group"), Column.Number(time.Name, time.Unit), Column.Number(sources));
            foreach ((string name, double[] times, int[] from) in _groups)
            {
                for (int i = 0; i < times.Length; i++) table.Row(name, times[i], from[i]);
            }
            return table;
        }
    }

    /// <summary>Events of one colour: times in the unit of the time axis, and the source of each.</summary>
    public EventRaster Events(string name, IReadOnlyList<double> times, IReadOnlyList<int> from)
    {
        CheckEqualLengths(name, times.Count, from.Count);
        CheckNewName(name, _groups.Select(group => group.Name));
        _groups.Add((name, [.. times], [.. from]));
        return this;
    }
}
