using HwModel.Studies.Expressions;
using HwModel.Studies.Files;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>Finds by bisection the largest value of a parameter at which a condition does not hold yet.</summary>
internal sealed class Search
{
    private readonly double _from, _to, _resolution;

    public Search(SearchText text, ParameterSet parameters, IReadOnlyList<string> metrics)
    {
        Parameter = parameters.Find(text.Path);
        if (Parameter.Kind != ParameterKind.Real) throw text.Path.Place.Error($"{Parameter.Path} is {Parameter.Allowed}; a search needs a parameter that takes any number");
        double Read(Located value) => double.Parse(parameters.Value(Parameter, value), System.Globalization.CultureInfo.InvariantCulture);
        (_from, _to, _resolution) = (Read(text.From), Read(text.To), Read(text.Resolution));
        if (!(_from < _to)) throw text.From.Place.Error($"the search begins at {text.From.Text} and ends at {text.To.Text}; 'to' must be above 'from'");
        if (!(_resolution > 0) || (_to - _from) / _resolution > 1e9) throw text.Resolution.Place.Error($"the resolution of the search is above 0 and not finer than a billionth of the range, not '{text.Resolution.Text}'");
        Until = Bound.Expression(text.Until, [.. metrics, .. parameters.Paths]);
    }

    public Parameter Parameter { get; }

    public Expression Until { get; }

    /// <summary>Part of the key of a search's runs.</summary>
    public string Key => $"{Parameter.Path} from {Numbers.Exact(_from)} to {Numbers.Exact(_to)} resolution {Numbers.Exact(_resolution)} until {Until.Text}";

    /// <summary>Searches.</summary>
    /// <param name="run">A run at a value.</param>
    /// <param name="settings">The other settings.</param>
    /// <exception cref="RunFailedException">The condition holds at the lower end already.</exception>
    public (double Value, RunResult Result) Find(Func<IReadOnlyDictionary<string, string>, RunResult> run, IReadOnlyDictionary<string, string> settings, ParameterSet parameters)
    {
        bool Holds(double value, out RunResult result)
        {
            var at = new Dictionary<string, string>(settings) { [Parameter.Path] = Numbers.Level(value) };
            RunResult given = run(at);
            result = given;
            return Until.Holds(name => given.Metrics.TryGetValue(name, out double metric) ? Value.Of(metric) : Value.Read(at.GetValueOrDefault(name) ?? parameters[name].Default));
        }
        if (Holds(_from, out RunResult best)) throw new RunFailedException($"{Until.Text} holds already at {Parameter.Path} = {Numbers.Level(_from)}, where the search begins");
        if (!Holds(_to, out RunResult top)) return (_to, top);
        double low = _from, high = _to;
        while (high - low > _resolution)
        {
            double middle = (low + high) / 2;
            if (Holds(middle, out RunResult result)) high = middle;
            else (low, best) = (middle, result);
        }
        return (double.Parse(Numbers.Level(low), System.Globalization.CultureInfo.InvariantCulture), best);
    }
}
