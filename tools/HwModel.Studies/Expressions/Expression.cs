using System.Globalization;

namespace HwModel.Studies.Expressions;

/// <summary>A number or a word.</summary>
internal readonly record struct Value(double Number, string? Word)
{
    public bool IsTrue => Word is null && Number != 0;

    public static Value Of(double number) => new(number, null);

    public static Value Of(bool truth) => new(truth ? 1 : 0, null);

    /// <summary>A text as a number if it is one.</summary>
    public static Value Read(string text) => Text.Numbers.Parse(text) is { } number ? Of(number) : new Value(double.NaN, text);

    public override string ToString() => Word ?? Number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>An expression over parameters and metrics: constraints, linked factors, filters. See <see cref="ExpressionParser"/> for the language.</summary>
internal sealed class Expression(string text, IReadOnlyList<string> names, Func<Func<string, Value>, Value> evaluate)
{
    /// <summary>As written.</summary>
    public string Text => text;

    /// <summary>The parameters and metrics in it.</summary>
    public IReadOnlyList<string> Names => names;

    public Value Evaluate(Func<string, Value> look) => evaluate(look);

    /// <summary>Whether it holds; comparisons with what is not a number do not.</summary>
    public bool Holds(Func<string, Value> look) => evaluate(look).IsTrue;
}
