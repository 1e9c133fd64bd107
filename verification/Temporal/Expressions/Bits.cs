using System.Numerics;

namespace HwModel.Verification.Temporal;

/// <summary>
/// A word of up to 64 bits: a signal, a constant or arithmetic on them. Arithmetic is modulo 2^64 on zero-extended operands.
/// <c>==</c> and its kin build a <see cref="Condition"/>; they do not compare objects.
/// </summary>
public abstract class Bits : IExpression
{
    private protected Bits(string text, int width) => (Text, Width) = (text, width);

    /// <inheritdoc/>
    public string Text { get; }

    /// <summary>Width in bits.</summary>
    public int Width { get; }

    /// <summary>The word's value at the present cycle; false where a bit is unknown.</summary>
    internal abstract bool TryRead(out ulong value);

    internal abstract void Visit(IExpressionVisitor visitor);

    void IExpression.Visit(IExpressionVisitor visitor) => Visit(visitor);

    public static implicit operator Bits(ulong value) => new ConstantBits(value);

    public static implicit operator Bits(int value) => new ConstantBits(checked((ulong)value));

    public static Bits operator +(Bits a, Bits b) => new BinaryBits("+", a, b);

    public static Bits operator -(Bits a, Bits b) => new BinaryBits("-", a, b);

    public static Bits operator *(Bits a, Bits b) => new BinaryBits("*", a, b);

    public static Bits operator &(Bits a, Bits b) => new BinaryBits("&", a, b);

    public static Bits operator |(Bits a, Bits b) => new BinaryBits("|", a, b);

    public static Bits operator ^(Bits a, Bits b) => new BinaryBits("^", a, b);

    public static Bits operator ~(Bits a) => new ComplementBits(a);

    public static Bits operator <<(Bits a, int places) => new BinaryBits("<<", a, places);

    public static Bits operator >>(Bits a, int places) => new BinaryBits(">>", a, places);

    public static Condition operator ==(Bits a, Bits b) => new BitsComparison("==", a, b);

    public static Condition operator !=(Bits a, Bits b) => new BitsComparison("!=", a, b);

    public static Condition operator <(Bits a, Bits b) => new BitsComparison("<", a, b);

    public static Condition operator <=(Bits a, Bits b) => new BitsComparison("<=", a, b);

    public static Condition operator >(Bits a, Bits b) => new BitsComparison(">", a, b);

    public static Condition operator >=(Bits a, Bits b) => new BitsComparison(">=", a, b);

    /// <summary>One bit, 0 the lowest.</summary>
    public Condition this[int index] => new NonZero(Slice(index, index));

    /// <summary>Bits <paramref name="high"/> down to <paramref name="low"/>, both included.</summary>
    public Bits Slice(int high, int low) => new SliceBits(this, high, low);

    /// <summary>True where any bit is set.</summary>
    public Condition Any() => new NonZero(this);

    /// <summary>The value <paramref name="cycles"/> cycles ago; before that cycle of the trace <paramref name="before"/> (the reset value).</summary>
    public Bits Past(int cycles = 1, ulong before = 0) => new PastBits(this, cycles, before);

    /// <summary>Same value as one cycle ago (0 before the first cycle).</summary>
    public Condition Stable() => new Named($"$stable({Text})", this == Past());

    /// <summary>Another value than one cycle ago (0 before the first cycle).</summary>
    public Condition Changed() => new Named($"$changed({Text})", this != Past());

    /// <summary>Bit 0 was 0 one cycle ago and is 1 now.</summary>
    public Condition Rose() => this[0].Rose();

    /// <summary>Bit 0 was 1 one cycle ago and is 0 now.</summary>
    public Condition Fell() => this[0].Fell();

    /// <summary>How many bits are set.</summary>
    public Bits CountOnes() => new CountOnesBits(this);

    /// <summary>Exactly one bit is set.</summary>
    public Condition OneHot() => new Named($"$onehot({Text})", CountOnes() == 1);

    /// <summary>At most one bit is set.</summary>
    public Condition OneHotOrZero() => new Named($"$onehot0({Text})", CountOnes() <= 1);

    /// <summary>A word from a signal.</summary>
    public static Bits Of(ISampledSignal signal) => new SignalBits(signal);

    /// <summary>A word that a function reads.</summary>
    public static Bits Of(string path, int width, Func<ulong> read) => new SignalBits(SampledSignal.OfBits(path, width, read));

    public sealed override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public sealed override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public sealed override string ToString() => Text;
}

internal sealed class SignalBits : Bits
{
    private readonly ISampledSignal _signal;

    public SignalBits(ISampledSignal signal) : base(signal.Path, signal.Width)
    {
        if (signal.IsReal) throw new ArgumentException($"Signal {signal.Path} is a real number; a word is wanted here.", nameof(signal));
        _signal = signal;
    }

    internal override bool TryRead(out ulong value) => _signal.TryRead(out value);

    internal override void Visit(IExpressionVisitor visitor) => visitor.Meet(_signal);
}

internal sealed class ConstantBits(ulong value)
    : Bits(value.ToString(System.Globalization.CultureInfo.InvariantCulture), Math.Max(1, 64 - BitOperations.LeadingZeroCount(value)))
{
    internal override bool TryRead(out ulong result)
    {
        result = value;
        return true;
    }

    internal override void Visit(IExpressionVisitor visitor)
    {
    }
}

internal sealed class BinaryBits(string sign, Bits a, Bits b)
    : Bits($"({a.Text} {sign} {b.Text})", sign is "&" or "|" or "^" ? Math.Max(a.Width, b.Width) : 64)
{
    private readonly char _sign = sign[0];

    internal override bool TryRead(out ulong value)
    {
        bool known = a.TryRead(out ulong left) & b.TryRead(out ulong right);
        value = _sign switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '&' => left & right,
            '|' => left | right,
            '^' => left ^ right,
            '<' => right < 64 ? left << (int)right : 0,
            _ => right < 64 ? left >> (int)right : 0,
        };
        return known;
    }

    internal override void Visit(IExpressionVisitor visitor)
    {
        a.Visit(visitor);
        b.Visit(visitor);
    }
}

internal sealed class ComplementBits(Bits a) : Bits($"~{a.Text}", a.Width)
{
    internal override bool TryRead(out ulong value)
    {
        bool known = a.TryRead(out value);
        value = ~value & (ulong.MaxValue >> (64 - Width));
        return known;
    }

    internal override void Visit(IExpressionVisitor visitor) => a.Visit(visitor);
}

internal sealed class SliceBits : Bits
{
    private readonly Bits _operand;
    private readonly int _low;

    public SliceBits(Bits operand, int high, int low)
        : base(high == low ? $"{operand.Text}[{low}]" : $"{operand.Text}[{high}:{low}]", Math.Clamp(high - low + 1, 1, 64))
    {
        if (low < 0 || high < low || high > 63)
            throw new ArgumentOutOfRangeException(nameof(high), $"Bits [{high}:{low}] of {operand.Text} do not exist; a word has bits 63 to 0, the higher first.");
        (_operand, _low) = (operand, low);
    }

    internal override bool TryRead(out ulong value)
    {
        bool known = _operand.TryRead(out value);
        value = (value >> _low) & (ulong.MaxValue >> (64 - Width));
        return known;
    }

    internal override void Visit(IExpressionVisitor visitor) => _operand.Visit(visitor);
}

internal sealed class CountOnesBits(Bits a) : Bits($"$countones({a.Text})", 7)
{
    internal override bool TryRead(out ulong value)
    {
        bool known = a.TryRead(out value);
        value = (ulong)BitOperations.PopCount(value);
        return known;
    }

    internal override void Visit(IExpressionVisitor visitor) => a.Visit(visitor);
}

internal sealed class PastBits : Bits, IHistory
{
    private readonly Bits _operand;
    private readonly ulong[] _values;
    private readonly bool[] _known;
    private int _next;

    public PastBits(Bits operand, int cycles, ulong before)
        : base(cycles == 1 ? $"$past({operand.Text})" : $"$past({operand.Text}, {cycles})", operand.Width)
    {
        if (cycles < 1) throw new ArgumentOutOfRangeException(nameof(cycles), $"$past of {operand.Text} looks {cycles} cycles back; at least 1 is wanted.");
        _operand = operand;
        _values = new ulong[cycles + 1];
        _known = new bool[cycles + 1];
        Array.Fill(_values, before);
        Array.Fill(_known, true);
    }

    object? IHistory.Owner { get; set; }

    void IHistory.Advance()
    {
        _known[_next] = _operand.TryRead(out _values[_next]);
        _next = _next + 1 == _values.Length ? 0 : _next + 1;
    }

    internal override bool TryRead(out ulong value)
    {
        value = _values[_next];
        return _known[_next];
    }

    internal override void Visit(IExpressionVisitor visitor)
    {
        _operand.Visit(visitor);
        visitor.Meet(this);
    }
}
