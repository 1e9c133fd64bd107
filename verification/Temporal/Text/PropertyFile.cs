namespace HwModel.Verification.Temporal;

/// <summary>When a trace is sampled.</summary>
/// <param name="Clock">Path of the clock whose rising edges sample, each just before the edge; null: a period is given.</param>
/// <param name="Period">Femtoseconds between samples; 0 where a clock is given.</param>
/// <param name="Start">Femtoseconds to the first sample.</param>
public sealed record Sampling(string? Clock, long Period, long Start);

/// <summary>
/// Properties as a text:
/// <code>
/// clock top.clk;                      // or: sample 2.5 ns;  or: sample 2.5 ns from 1 ns;
/// default disable iff (top.rst);
/// let busy = top.valid &amp;&amp; !top.ready;
/// property held: busy |=> top.valid &amp;&amp; $stable(top.data);
/// cover stall: busy[*4];
/// </code>
/// </summary>
public static class PropertyFile
{
    private static readonly (string Unit, decimal Femtoseconds)[] Units = [("fs", 1m), ("ps", 1e3m), ("ns", 1e6m), ("us", 1e9m), ("ms", 1e12m), ("s", 1e15m)];

    /// <summary>Reads a text and adds its properties to a monitor.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="find">The signal of a path; null where there is none.</param>
    /// <param name="monitor">Gets the properties.</param>
    /// <returns>When to sample.</returns>
    /// <exception cref="PropertyTextException">The text has a mistake; says where, and what is allowed.</exception>
    public static Sampling Read(string text, string file, Func<string, ISampledSignal?> find, PropertyMonitor monitor)
    {
        var parser = new FormulaParser(new PropertyLexer(text, file).All(), file, find);
        Sampling? sampling = null;
        Condition? disable = null;
        while (parser.Peek.Kind != TokenKind.End)
        {
            Token word = parser.ExpectName("clock, sample, default, let, property or cover");
            switch (word.Text)
            {
                case "clock" or "sample" when sampling is not null:
                    throw parser.Error(word, "the sampling is given twice; one clock or one period is allowed");
                case "clock":
                    Token clock = parser.ExpectName("the clock's path");
                    if (find(clock.Text) is not { Width: 1, IsReal: false }) throw parser.Error(clock, $"there is no signal {clock.Text} of one bit");
                    sampling = new Sampling(clock.Text, 0, 0);
                    break;
                case "sample":
                    long period = Time(parser);
                    if (period < 1) throw parser.Error(word, "the period must be at least 1 fs");
                    sampling = new Sampling(null, period, parser.TryTake("from") ? Time(parser) : period);
                    break;
                case "default":
                    disable = Disable(parser);
                    break;
                case "let":
                    Token name = parser.ExpectName("a name");
                    parser.Expect("=");
                    parser.Define(name, parser.ParseAny());
                    break;
                case "property" or "cover":
                    Add(parser, word.Text == "cover", disable, monitor);
                    break;
                default:
                    throw parser.Error(word, $"a statement begins with clock, sample, default, let, property or cover, not {word}");
            }
            parser.Expect(";");
        }
        return sampling ?? throw parser.Error(parser.Peek, "the text does not say when to sample: write \"clock PATH;\" or \"sample 2.5 ns;\"");
    }

    private static void Add(FormulaParser parser, bool isCover, Condition? disable, PropertyMonitor monitor)
    {
        Token name = parser.ExpectName("the property's name");
        parser.Expect(":");
        if (parser.Peek.Text == "disable") disable = Disable(parser);
        try
        {
            if (isCover) monitor.Cover(name.Text, parser.Parse<Sequence>("a sequence"), disable);
            else monitor.Assert(name.Text, parser.Parse<Formula>("a formula"), disable);
        }
        catch (ArgumentException exception)
        {
            throw parser.Error(name, exception.Message.Split(" (Parameter")[0]);
        }
    }

    private static Condition Disable(FormulaParser parser)
    {
        parser.Expect("disable");
        parser.Expect("iff");
        parser.Expect("(");
        Condition condition = parser.Parse<Condition>("a condition");
        parser.Expect(")");
        return condition;
    }

    private static long Time(FormulaParser parser)
    {
        Token number = parser.Take();
        if (number.Kind is not (TokenKind.Number or TokenKind.Real)) throw parser.Error(number, $"a time such as 2.5 ns is expected here, not {number}");
        Token unit = parser.ExpectName("a unit: fs, ps, ns, us, ms or s");
        foreach ((string name, decimal size) in Units)
        {
            if (name != unit.Text) continue;
            decimal time = (number.Kind == TokenKind.Number ? number.Number : (decimal)number.Real) * size;
            return time <= long.MaxValue ? (long)time : throw parser.Error(number, $"{number.Text} {name} is more than 2^63 fs");
        }
        throw parser.Error(unit, $"{unit.Text} is no unit; allowed are fs, ps, ns, us, ms and s");
    }
}
