using System.Numerics;
using HwModel.SystemRdl.Diagnostics;
using HwModel.SystemRdl.Model;
using HwModel.SystemRdl.Syntax;

namespace HwModel.SystemRdl.Elaboration;

/// <summary>
/// Calculates expressions with Verilog's sizing (SystemRDL 2.0, 11.2; IEEE 1364-2005, 5.4): operands are extended to the widest operand of
/// their context and results are cut to it. Null means that a finding was reported.
/// </summary>
internal sealed class Evaluator(DiagnosticSink sink)
{
    private readonly Dictionary<(Expression, Scope), PropertyValue?> _inner = [];

    /// <summary>A value of any type; paths that are no parameter become <see cref="UnresolvedReference"/>.</summary>
    public PropertyValue? Evaluate(Expression expression, Scope scope)
    {
        switch (expression)
        {
            case BooleanExpression e:
                return e.Value ? BooleanValue.True : BooleanValue.False;
            case StringExpression e:
                return new StringValue(e.Value);
            case KeywordExpression e:
                return new KeywordValue(e.Word);
            case MemberExpression e:
                return Member(e, scope);
            case PathExpression e:
                return Path(e, scope);
            case ArrayExpression e:
                return Array(e, scope);
            case CastExpression { Type: "boolean" } e:
                return Number(e.Operand, scope) is { } truth ? new BooleanValue(!truth.Value.IsZero) : null;
            case CastExpression { Type: not (null or "longint" or "bit") } e:
                return Evaluate(e.Operand, scope);
        }
        if (Width(expression, scope) is not null) return Number(expression, scope);
        return expression switch
        {
            ConditionalExpression e => Number(e.Condition, scope) is { } c ? Evaluate(c.Value.IsZero ? e.WhenFalse : e.WhenTrue, scope) : null,
            ConcatenationExpression e => Strings(e, scope),
            _ => Number(expression, scope),
        };
    }

    /// <summary>A number in its self-determined width.</summary>
    public IntegerValue? Number(Expression expression, Scope scope)
    {
        int width = Width(expression, scope) ?? 64;
        return Integer(expression, width, scope) is { } value ? new IntegerValue(value, width) : null;
    }

    /// <summary>A number inside bounds; reports what is not.</summary>
    public long? Count(Expression expression, Scope scope, long least, long most, RdlRule limit, string what)
    {
        if (Number(expression, scope) is not { } number) return null;
        if (number.Value < least)
        {
            sink.Report(RdlDiagnosticIds.NotPositive, expression.Span, $"{what} must be at least {least}, not {number.Value}.");
            return null;
        }
        if (number.Value > most)
        {
            sink.Report(limit, expression.Span, $"{what} is {number.Value}; at most {most} is supported.");
            return null;
        }
        return (long)number.Value;
    }

    /// <summary>The self-determined width in bits; null for what is no number.</summary>
    private int? Width(Expression expression, Scope scope)
    {
        switch (expression)
        {
            case NumberExpression e:
                return e.Width;
            case BooleanExpression:
                return 1;
            case MemberExpression:
                return 64;
            case PathExpression { Property: null } e:
                return Parameter(e, scope) switch { IntegerValue v => v.Width, BooleanValue => 1, EnumMemberValue => 64, _ => null };
            case UnaryExpression e:
                return e.Op is "~" or "+" or "-" ? Width(e.Operand, scope) : 1;
            case BinaryExpression e:
                if (e.Op is "&&" or "||" or "==" or "!=" or "<" or "<=" or ">" or ">=") return 1;
                if (e.Op is "<<" or ">>" or "**") return Width(e.Left, scope);
                return Wider(Width(e.Left, scope), Width(e.Right, scope));
            case ConditionalExpression e:
                return Wider(Width(e.WhenTrue, scope), Width(e.WhenFalse, scope));
            case CastExpression { Width: { } size }:
                return Inner(size, scope) is { } bits && bits.Value >= 1 && bits.Value <= RdlLimits.Bits ? (int)bits.Value : 64;
            case CastExpression { Type: "longint" }:
                return 64;
            case CastExpression { Type: "bit" or "boolean" }:
                return 1;
            case ConcatenationExpression e:
                long total = 0;
                foreach (Expression item in e.Items)
                {
                    if (Width(item, scope) is not { } width) return null;
                    total += width;
                }
                if (e.Count is not null) total *= Inner(e.Count, scope) is { } count && count.Value <= RdlLimits.Bits ? Math.Max(1, (long)count.Value) : 1;
                return (int)Math.Min(total, RdlLimits.Bits + 1);
            default:
                return null;
        }
    }

    private static int? Wider(int? a, int? b) => a is null || b is null ? null : Math.Max(a.Value, b.Value);

    /// <summary>Widths and counts inside expressions are calculated once, or nesting would double the work at each level.</summary>
    private IntegerValue? Inner(Expression expression, Scope scope)
    {
        if (_inner.TryGetValue((expression, scope), out PropertyValue? known)) return known as IntegerValue;
        IntegerValue? value = Number(expression, scope);
        if (_inner.Count > 4096) _inner.Clear();
        _inner[(expression, scope)] = value;
        return value;
    }

    private BigInteger? Integer(Expression expression, int width, Scope scope)
    {
        switch (expression)
        {
            case NumberExpression e:
                return e.Value;
            case BooleanExpression e:
                return e.Value ? 1 : 0;
            case MemberExpression e:
                return Member(e, scope) is EnumMemberValue member ? member.Member.Value : null;
            case PathExpression e:
                return PathNumber(e, scope);
            case UnaryExpression e:
                return Unary(e, width, scope);
            case BinaryExpression e:
                return Binary(e, width, scope);
            case ConditionalExpression e:
                if (Number(e.Condition, scope) is not { } condition) return null;
                return Integer(condition.Value.IsZero ? e.WhenFalse : e.WhenTrue, width, scope);
            case CastExpression e:
                return Cast(e, scope);
            case ConcatenationExpression e:
                return Concatenation(e, scope);
            default:
                sink.Report(RdlDiagnosticIds.ExpressionType, expression.Span, "A number is needed here.");
                return null;
        }
    }

    private static BigInteger Cut(BigInteger value, int width) => value & ((BigInteger.One << width) - 1);

    private static BigInteger Bit(bool value) => value ? BigInteger.One : BigInteger.Zero;

    private BigInteger? Unary(UnaryExpression e, int width, Scope scope)
    {
        if (e.Op is "~" or "+" or "-")
        {
            if (Integer(e.Operand, width, scope) is not { } value) return null;
            return Cut(e.Op switch { "~" => -value - 1, "-" => -value, _ => value }, width);
        }
        if (Number(e.Operand, scope) is not { } operand) return null;
        BigInteger v = operand.Value;
        return e.Op switch
        {
            "!" => Bit(v.IsZero),
            "&" => Bit(v == (BigInteger.One << operand.Width) - 1),
            "~&" => Bit(v != (BigInteger.One << operand.Width) - 1),
            "|" => Bit(!v.IsZero),
            "~|" => Bit(v.IsZero),
            "^" => Bit(IsOdd(v)),
            _ => Bit(!IsOdd(v)),
        };
    }

    private static bool IsOdd(BigInteger value)
    {
        bool odd = false;
        foreach (byte part in value.ToByteArray())
            for (int rest = part; rest != 0; rest &= rest - 1) odd = !odd;
        return odd;
    }

    private BigInteger? Binary(BinaryExpression e, int width, Scope scope)
    {
        switch (e.Op)
        {
            case "&&" or "||":
                if (Number(e.Left, scope) is not { } a || Number(e.Right, scope) is not { } b) return null;
                return Bit(e.Op == "&&" ? !a.Value.IsZero && !b.Value.IsZero : !a.Value.IsZero || !b.Value.IsZero);
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                return Compare(e, scope);
            case "<<" or ">>" or "**":
                return Shift(e, width, scope);
        }
        if (Integer(e.Left, width, scope) is not { } left || Integer(e.Right, width, scope) is not { } right) return null;
        if (e.Op is "/" or "%" && right.IsZero)
        {
            sink.Report(RdlDiagnosticIds.DivisionByZero, e.Right.Span, "The right side of a division is zero.");
            return null;
        }
        return Cut(
            e.Op switch
            {
                "+" => left + right,
                "-" => left - right,
                "*" => left * right,
                "/" => left / right,
                "%" => left % right,
                "&" => left & right,
                "|" => left | right,
                "^" => left ^ right,
                _ => -(left ^ right) - 1,
            },
            width);
    }

    private BigInteger? Shift(BinaryExpression e, int width, Scope scope)
    {
        if (Integer(e.Left, width, scope) is not { } left || Number(e.Right, scope) is not { } right) return null;
        if (e.Op == "**") return BigInteger.ModPow(left, right.Value, BigInteger.One << width);
        if (right.Value >= width) return BigInteger.Zero;
        return e.Op == "<<" ? Cut(left << (int)right.Value, width) : left >> (int)right.Value;
    }

    private BigInteger? Compare(BinaryExpression e, Scope scope)
    {
        if (Wider(Width(e.Left, scope), Width(e.Right, scope)) is { } width)
        {
            if (Integer(e.Left, width, scope) is not { } left || Integer(e.Right, width, scope) is not { } right) return null;
            return Bit(e.Op switch
            {
                "==" => left == right,
                "!=" => left != right,
                "<" => left < right,
                "<=" => left <= right,
                ">" => left > right,
                _ => left >= right,
            });
        }
        if (Evaluate(e.Left, scope) is not { } a || Evaluate(e.Right, scope) is not { } b) return null;
        if (e.Op is "==" or "!=" && a.GetType() == b.GetType() && a is StringValue or KeywordValue) return Bit(a.Equals(b) == (e.Op == "=="));
        sink.Report(RdlDiagnosticIds.ExpressionType, e.Span, $"The two sides of '{e.Op}' are not of types that can be compared.");
        return null;
    }

    private BigInteger? Cast(CastExpression e, Scope scope)
    {
        int width = e.Type is "bit" or "boolean" ? 1 : 64;
        if (e.Type is not (null or "bit" or "boolean" or "longint"))
        {
            sink.Report(RdlDiagnosticIds.ExpressionType, e.Span, $"A number cannot be made from a value of type {e.Type}.");
            return null;
        }
        if (e.Width is not null)
        {
            if (Inner(e.Width, scope) is not { } bits) return null;
            if (bits.Value < 1 || bits.Value > RdlLimits.Bits)
            {
                sink.Report(bits.Value < 1 ? RdlDiagnosticIds.NotPositive : RdlDiagnosticIds.NumberLimit, e.Span, $"The width of a cast is 1 to {RdlLimits.Bits} bits.");
                return null;
            }
            width = (int)bits.Value;
        }
        if (Number(e.Operand, scope) is not { } operand) return null;
        return e.Type == "boolean" ? Bit(!operand.Value.IsZero) : Cut(operand.Value, width);
    }

    private BigInteger? Concatenation(ConcatenationExpression e, Scope scope)
    {
        if (Width(e, scope) is not { } total)
        {
            sink.Report(RdlDiagnosticIds.ExpressionType, e.Span, "The parts of a concatenation are all numbers or all strings.");
            return null;
        }
        if (total > RdlLimits.Bits)
        {
            sink.Report(RdlDiagnosticIds.NumberLimit, e.Span, $"The concatenation has more than {RdlLimits.Bits} bits.");
            return null;
        }
        long count = 1;
        if (e.Count is not null)
        {
            if (Inner(e.Count, scope) is not { } times) return null;
            if (times.Value < 1 || times.Value > RdlLimits.Bits)
            {
                sink.Report(times.Value < 1 ? RdlDiagnosticIds.NotPositive : RdlDiagnosticIds.NumberLimit, e.Count.Span, $"A replication count is 1 to {RdlLimits.Bits}.");
                return null;
            }
            count = (long)times.Value;
        }
        BigInteger value = 0;
        int width = 0;
        foreach (Expression item in e.Items)
        {
            if (Number(item, scope) is not { } part) return null;
            value = (value << part.Width) | part.Value;
            width += part.Width;
        }
        BigInteger result = value;
        for (long i = 1; i < count; i++) result = (result << width) | value;
        return result;
    }

    private StringValue? Strings(ConcatenationExpression e, Scope scope)
    {
        string text = "";
        foreach (Expression item in e.Items)
        {
            PropertyValue? part = Evaluate(item, scope);
            if (part is not StringValue s)
            {
                if (part is not null)
                    sink.Report(RdlDiagnosticIds.ExpressionType, item.Span, "The parts of a concatenation are all numbers or all strings.");
                return null;
            }
            text += s.Value;
            if (text.Length > RdlLimits.StringCharacters) return TooLong(e);
        }
        long count = 1;
        if (e.Count is not null)
        {
            if (Inner(e.Count, scope) is not { } times) return null;
            count = times.Value > RdlLimits.StringCharacters ? RdlLimits.StringCharacters + 1L : (long)times.Value;
        }
        if (count * text.Length > RdlLimits.StringCharacters) return TooLong(e);
        return new StringValue(text.Length == 0 || count == 0 ? "" : string.Concat(Enumerable.Repeat(text, (int)count)));
    }

    private StringValue? TooLong(Expression e)
    {
        sink.Report(RdlDiagnosticIds.ExpressionLimit, e.Span, $"The string has more than {RdlLimits.StringCharacters} characters.");
        return null;
    }

    private ArrayValue? Array(ArrayExpression e, Scope scope)
    {
        var items = new List<PropertyValue>();
        foreach (Expression item in e.Items)
        {
            if (Evaluate(item, scope) is not { } value) return null;
            items.Add(value);
        }
        return new ArrayValue(items);
    }

    private EnumMemberValue? Member(MemberExpression e, Scope scope)
    {
        TypeEntry? entry = scope.FindType(e.Type.Text);
        if (entry?.Enum is not { } type)
        {
            sink.Report(
                RdlDiagnosticIds.UnknownEnum, e.Type.Span, $"There is no enumeration '{e.Type.Text}' here.", suggestion: Suggestions.Closest(e.Type.Text, scope.TypeNames(true)));
            return null;
        }
        if (type.Find(e.Member.Text) is { } member) return new EnumMemberValue(type, member);
        sink.Report(
            RdlDiagnosticIds.UnknownEnumMember,
            e.Member.Span,
            $"The enumeration '{type.Name}' has no member '{e.Member.Text}'.",
            type.Location,
            "the enumeration is defined here",
            Suggestions.Closest(e.Member.Text, type.Members.Select(m => m.Identifier)));
        return null;
    }

    /// <summary>The value of a parameter, an element of it, or null where the path is none (nothing is reported).</summary>
    private PropertyValue? Parameter(PathExpression e, Scope scope)
    {
        if (e.Parts.Count != 1 || e.Property is not null) return null;
        if (!scope.Parameters.TryGetValue(e.Parts[0].Name.Text, out ParameterEntry? entry)) return null;
        PropertyValue? value = entry.Value;
        foreach (Expression index in e.Parts[0].Indices)
        {
            if (value is not ArrayValue array || Inner(index, scope) is not { } i || i.Value >= array.Items.Count) return null;
            value = array.Items[(int)i.Value];
        }
        return value;
    }

    private PropertyValue? Path(PathExpression e, Scope scope)
    {
        if (e.Parts.Count > 1 || e.Property is not null || !scope.Parameters.TryGetValue(e.Parts[0].Name.Text, out ParameterEntry? entry))
            return new UnresolvedReference(e, scope);
        if (Parameter(e, scope) is { } value) return value;
        if (entry.Value is not null)
        {
            sink.Report(RdlDiagnosticIds.ReferenceIndex, e.Span, $"The parameter '{e.Parts[0].Name.Text}' has no such element.");
            return null;
        }
        string instance = scope.Owner is { } owner ? $"'{owner.Path}' " : "";
        sink.Report(
            RdlDiagnosticIds.MissingParameter,
            scope.Owner?.Location ?? e.Span,
            $"The instance {instance}gives no value to the parameter '{e.Parts[0].Name.Text}', which has no default.",
            e.Span,
            "the parameter is used here");
        return null;
    }

    private BigInteger? PathNumber(PathExpression e, Scope scope)
    {
        switch (Path(e, scope))
        {
            case null:
                return null;
            case IntegerValue v:
                return v.Value;
            case BooleanValue v:
                return Bit(v.Value);
            case EnumMemberValue v:
                return v.Member.Value;
            case UnresolvedReference:
                NotConstant(e, scope);
                return null;
            default:
                sink.Report(RdlDiagnosticIds.ExpressionType, e.Span, $"The parameter '{e.Parts[0].Name.Text}' is no number.");
                return null;
        }
    }

    private void NotConstant(PathExpression e, Scope scope)
    {
        string name = e.Parts[0].Name.Text;
        if (scope.FindElement(name) is not null)
        {
            sink.Report(RdlDiagnosticIds.NotConstant, e.Span, $"'{name}' is a component; its value is known only at run time and cannot be calculated with.");
            return;
        }
        for (Scope? outer = scope.Parent; outer is not null; outer = outer.Parent)
        {
            if (!outer.Parameters.ContainsKey(name)) continue;
            sink.Report(
                RdlDiagnosticIds.UnknownElement,
                e.Span,
                $"'{name}' is a parameter of the enclosing component and not known inside; pass it on as a parameter of this component.",
                outer.Parameters[name].Definition.Name.Span,
                "the parameter is declared here");
            return;
        }
        sink.Report(
            RdlDiagnosticIds.UnknownElement,
            e.Span,
            $"There is no parameter or instance '{name}' here.",
            suggestion: Suggestions.Closest(name, scope.Parameters.Keys.Concat(scope.Elements.Keys)));
    }
}
