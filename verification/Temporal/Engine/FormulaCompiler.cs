namespace HwModel.Verification.Temporal;

/// <summary>Collects the conditions of one property and the tables of its automaton.</summary>
internal sealed class FormulaCompiler
{
    private const int MostConditions = 64;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<Condition> _conditions = [];
    private readonly string _name;

    public FormulaCompiler(string name)
    {
        _name = name;
        Sequences = new SequenceTable();
        Formulas = new FormulaTable(Sequences);
    }

    public SequenceTable Sequences { get; }

    public FormulaTable Formulas { get; }

    /// <summary>The distinct conditions in the order of their bits in a letter.</summary>
    public Condition[] Conditions => [.. _conditions];

    /// <summary>The condition's bit in a letter; conditions with the same text share one.</summary>
    public int Atom(Condition condition)
    {
        if (_numbers.TryGetValue(condition.Text, out int number)) return number;
        if (_conditions.Count == MostConditions)
            throw new ArgumentException($"Property {_name} uses more than {MostConditions} different conditions; split it.", nameof(condition));
        _numbers.Add(condition.Text, number = _conditions.Count);
        _conditions.Add(condition);
        return number;
    }
}
