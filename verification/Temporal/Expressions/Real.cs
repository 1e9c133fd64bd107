using System.Globalization;

namespace HwModel.Verification.Temporal;

/// <summary>A real number (a voltage, a charge): a signal, a constant or arithmetic on them. Comparisons build a <see cref="Condition"/>.</summary>
public abstract class Real : IExpression
{
    private protected Real(string text) => Text = text;

    /// <inheritdoc/>
    public string Text { get; }

    internal abstract double Read();

    internal abstract void Visit(IExpressionVisitor visitor);

    void IExpression.Visit(IExpressionVisitor visitor) => Visit(visitor);

    public static implicit operator Real(double value) => new ConstantReal(value);

    public static Real operator +(Real a, Real b) => new BinaryReal('+', a, b);

    public static Real operator -(Real a, Real b) => new BinaryReal('-', a, b);

    public static Real operator *(Real a, Real b) => new BinaryReal('*', a, b);

    public static Real operator /(Real a, Real b) => new BinaryReal('/', a, b);

    public static Condition operator <(Real a, Real b) => new RealComparison("<", a, b);

    public static Condition operator <=(Real a, Real b) => new RealComparison("<=", a, b);

    public static Condition operator >(Real a, Real b) => new RealComparison(">", a, b);

    public static Condition operator >=(Real a, Real b) => new RealComparison(">=", a, b);

    /// <summary>The value <paramref name="cycles"/> cycles ago; before that cycle of the trace <paramref name="before"/>.</summary>
    public Real Past(int cycles = 1, double before = 0) => new PastReal(this, cycles, before);

    /// <summary>Exactly the value of one cycle ago (0 before the first cycle).</summary>
    public Condition Stable() => new Named($"$stable({Text})", new RealComparison("==", this, Past()));

    /// <summary>Not the value of one cycle ago (0 before the first cycle).</summary>
    public Condition Changed() => new Named($"$changed({Text})", new RealComparison("!=", this, Past()));

    /// <summary>A real from a signal.</summary>
    public static Real Of(ISampledSignal signal) => new SignalReal(signal);

    /// <summary>A real that a function reads.</summary>
    public static Real Of(string path, Func<double> read) => new SignalReal(SampledSignal.OfReal(path, read));

    public sealed override string ToString() => Text;
}

internal sealed class SignalReal : Real
{
    private readonly ISampledSignal _signal;

    public SignalReal(ISampledSignal signal) : base(signal.Path)
    {
        if (!signal.IsReal) throw new ArgumentException($"Signal {signal.Path} is bits; a real number is wanted here.", nameof(signal));
        _signal = signal;
    }

    internal override double Read() => _signal.ReadReal();

    internal override void Visit(IExpressionVisitor visitor) => visitor.Meet(_signal);
}

internal sealed class ConstantReal(double value) : Real(Write(value))
{
    internal override double Read() => value;

    internal override void Visit(IExpressionVisitor visitor)
    {
    }

    /// <summary>Always with a point or an exponent, so that it reads back as a real.</summary>
    private static string Write(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E', 'N') >= 0 || text.Contains('∞') ? text : text + ".0";
    }
}

internal sealed class BinaryReal(char sign, Real a, Real b) : Real($"({a.Text} {sign} {b.Text})")
{
    internal override double Read() => sign switch
    {
        '+' => a.Read() + b.Read(),
        '-' => a.Read() - b.Read(),
        '*' => a.Read() * b.Read(),
        _ => a.Read() / b.Read(),
    };

    internal override void Visit(IExpressionVisitor visitor)
    {
        a.Visit(visitor);
        b.Visit(visitor);
    }
}

internal sealed class PastReal : Real, IHistory
{
    private readonly Real _operand;
    private readonly double[] _values;
    private int _next;

    public PastReal(Real operand, int cycles, double before)
        : base(cycles == 1 ? $"$past({operand.Text})" : $"$past({operand.Text}, {cycles})")
    {
        if (cycles < 1) throw new ArgumentOutOfRangeException(nameof(cycles), $"$past of {operand.Text} looks {cycles} cycles back; at least 1 is wanted.");
        _operand = operand;
        _values = new double[cycles + 1];
        Array.Fill(_values, before);
    }

    object? IHistory.Owner { get; set; }

    void IHistory.Advance()
    {
        _values[_next] = _operand.Read();
        _next = _next + 1 == _values.Length ? 0 : _next + 1;
    }

    internal override double Read() => _values[_next];

    internal override void Visit(IExpressionVisitor visitor)
    {
        _operand.Visit(visitor);
        visitor.Meet(this);
    }
}
