namespace HwModel.BrainScaleS2.Experiments;

/// <summary>A number that an experiment measured.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit; empty for a count or ratio.</param>
/// <param name="Note">What to compare it with.</param>
/// <param name="Holds">Whether it is as expected; null where nothing is expected.</param>
public sealed record ExperimentFigure(string Name, double Value, string Unit = "", string Note = "", bool? Holds = null);

/// <summary>A series of points in a chart; series of one chart share its axes.</summary>
/// <param name="Chart">The chart's title.</param>
/// <param name="X">Name of the x axis.</param>
/// <param name="XUnit">Its unit.</param>
/// <param name="Y">Name of the y axis.</param>
/// <param name="YUnit">Its unit.</param>
/// <param name="Name">Name of the series.</param>
/// <param name="Xs">x values.</param>
/// <param name="Ys">y values.</param>
/// <param name="IsPoints">Points instead of a line.</param>
public sealed record ExperimentSeries(string Chart, string X, string XUnit, string Y, string YUnit, string Name, IReadOnlyList<double> Xs, IReadOnlyList<double> Ys, bool IsPoints = false);

/// <summary>Spikes over time.</summary>
/// <param name="Name">What is shown.</param>
/// <param name="Times">In us.</param>
/// <param name="Sources">Which neuron.</param>
public sealed record ExperimentRaster(string Name, IReadOnlyList<double> Times, IReadOnlyList<int> Sources);

/// <summary>A map of the unit square, such as the decisions of a classifier, or of a matrix.</summary>
/// <param name="Name">What is shown.</param>
/// <param name="X">Name of the x axis.</param>
/// <param name="Y">Name of the y axis.</param>
/// <param name="Values">[row, column], from the bottom up.</param>
/// <param name="Measure">What the values are.</param>
/// <param name="IsMatrix">Rows and columns are numbered from 0 instead of placed in the unit square.</param>
public sealed record ExperimentMap(string Name, string X, string Y, double[,] Values, string Measure, bool IsMatrix = false);

/// <summary>What an experiment found.</summary>
public sealed class ExperimentResult
{
    private readonly List<ExperimentFigure> _figures = [];
    private readonly List<ExperimentSeries> _series = [];
    private readonly List<ExperimentRaster> _rasters = [];
    private readonly List<ExperimentMap> _maps = [];
    private readonly List<string> _remarks = [];

    /// <summary>Numbers.</summary>
    public IReadOnlyList<ExperimentFigure> Figures => _figures;

    /// <summary>Curves.</summary>
    public IReadOnlyList<ExperimentSeries> Series => _series;

    /// <summary>Spikes.</summary>
    public IReadOnlyList<ExperimentRaster> Rasters => _rasters;

    /// <summary>Maps.</summary>
    public IReadOnlyList<ExperimentMap> Maps => _maps;

    /// <summary>What a reader should know.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>Chip time that was simulated, in us.</summary>
    public double ChipTime { get; set; }

    /// <summary>Whether everything that is expected holds.</summary>
    public bool Holds => _figures.TrueForAll(f => f.Holds != false);

    /// <summary>Adds a number.</summary>
    public ExperimentResult Figure(string name, double value, string unit = "", string note = "", bool? holds = null)
    {
        _figures.Add(new ExperimentFigure(name, value, unit, note, holds));
        return this;
    }

    /// <summary>Adds a curve.</summary>
    public ExperimentResult Add(ExperimentSeries series)
    {
        _series.Add(series);
        return this;
    }

    /// <summary>Adds spikes.</summary>
    public ExperimentResult Add(ExperimentRaster raster)
    {
        _rasters.Add(raster);
        return this;
    }

    /// <summary>Adds a map.</summary>
    public ExperimentResult Add(ExperimentMap map)
    {
        _maps.Add(map);
        return this;
    }

    /// <summary>Adds a remark.</summary>
    public ExperimentResult Remark(string text)
    {
        _remarks.Add(text);
        return this;
    }
}
