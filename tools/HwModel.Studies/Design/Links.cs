using HwModel.Studies.Expressions;
using HwModel.Studies.Files;
using HwModel.Studies.Text;
using HwModel.Studies.Workloads;

namespace HwModel.Studies.Design;

/// <summary>Factors that follow from others by an expression, in an order in which each stands behind those that it needs.</summary>
internal sealed class Links
{
    private readonly List<(Parameter Parameter, Expression Expression, Place Place)> _ordered = [];

    /// <exception cref="StudyException">A parameter or expression is unknown, set elsewhere too, or the links form a cycle.</exception>
    public Links(IReadOnlyList<(Located Path, Located Expression)> texts, ParameterSet parameters, IEnumerable<string> taken)
    {
        var open = new Dictionary<string, (Parameter Parameter, Expression Expression, Place Place)>();
        foreach ((Located path, Located expression) in texts)
        {
            Parameter parameter = parameters.Find(path);
            if (taken.Contains(parameter.Path)) throw path.Place.Error($"{parameter.Path} is linked and also set or varied; give it one of these");
            open[parameter.Path] = (parameter, Bound.Expression(expression, parameters.Paths), path.Place);
        }
        while (open.Count > 0)
        {
            string? next = open.Keys.FirstOrDefault(path => !open[path].Expression.Names.Any(open.ContainsKey));
            if (next is null)
            {
                string[] cycle = Cycle(open.ToDictionary(entry => entry.Key, entry => entry.Value.Expression));
                throw open[cycle[0]].Place.Error($"the links form a cycle: {string.Join(" needs ", cycle)}; one of them must not depend on the others");
            }
            _ordered.Add(open[next]);
            open.Remove(next);
        }
    }

    /// <summary>The linked parameters.</summary>
    public IEnumerable<string> Paths => _ordered.Select(link => link.Parameter.Path);

    /// <summary>Sets what follows from the settings.</summary>
    /// <returns>Null, or why a linked value is not allowed.</returns>
    public string? Apply(Dictionary<string, string> settings, Func<string, Value> look)
    {
        foreach ((Parameter parameter, Expression expression, _) in _ordered)
        {
            Value value = expression.Evaluate(look);
            string text = value.Word ?? Numbers.Level(value.Number);
            if (value.Word is null && !double.IsFinite(value.Number) || !parameter.Accepts(text)) return $"{parameter.Path} = {expression.Text} gives {value}, but is {parameter.Allowed}";
            settings[parameter.Path] = text;
        }
        return null;
    }

    private static string[] Cycle(Dictionary<string, Expression> open)
    {
        var seen = new List<string> { open.Keys.First() };
        while (true)
        {
            string next = open[seen[^1]].Names.First(open.ContainsKey);
            int at = seen.IndexOf(next);
            seen.Add(next);
            if (at >= 0) return [.. seen.Skip(at)];
        }
    }
}

/// <summary>Expressions with their place.</summary>
internal static class Bound
{
    public static Expression Expression(Located text, IReadOnlyList<string> known)
    {
        try
        {
            return ExpressionParser.Parse(text.Text, known);
        }
        catch (StudyException exception)
        {
            throw text.Place.Error(exception.Message);
        }
    }
}
