namespace HwModel.Verification.Temporal;

/// <summary>Joins parsed operands: words with words, reals with reals, conditions with conditions.</summary>
internal static class ExpressionBuilder
{
    public static object Binary(
        string sign, object left, object right, Func<string, PropertyTextException> error, Func<string, Condition> leftCondition, Func<string, Condition> rightCondition)
    {
        if (sign is "||" or "&&")
        {
            (Condition a, Condition b) = (leftCondition("a condition"), rightCondition("a condition"));
            return sign == "||" ? a | b : a & b;
        }
        if (left is Real || right is Real) return OfReals(sign, left as Real ?? Number(left), right as Real ?? Number(right), error);
        if (left is Condition p && right is Condition q && sign is "|" or "^" or "&")
            return sign switch { "|" => (Condition)left | (Condition)right, "^" => (Condition)left ^ (Condition)right, _ => (Condition)left & (Condition)right };
        Bits x = left as Bits ?? (left is Condition c ? new ConditionBits(c) : throw error($"\"{sign}\" joins words, not formulas"));
        Bits y = right as Bits ?? (right is Condition d ? new ConditionBits(d) : throw error($"\"{sign}\" joins words, not formulas"));
        return sign switch
        {
            "|" => x | y,
            "^" => x ^ y,
            "&" => x & y,
            "==" => x == y,
            "!=" => x != y,
            "<" => x < y,
            "<=" => x <= y,
            ">" => x > y,
            ">=" => x >= y,
            "<<" => new BinaryBits("<<", x, y),
            ">>" => new BinaryBits(">>", x, y),
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            _ => throw error("\"/\" divides real numbers only"),
        };
    }

    public static object Function(string name, object operand, int cycles, Func<string, PropertyTextException> error, Func<Condition> condition) => (name, operand) switch
    {
        ("$past", Bits bits) => bits.Past(cycles),
        ("$past", Real real) => real.Past(cycles),
        ("$past", _) => condition().Past(cycles),
        ("$rose", Bits bits) => new Named($"$rose({bits.Text})", bits.Rose()),
        ("$rose", not Real) => condition().Rose(),
        ("$fell", Bits bits) => new Named($"$fell({bits.Text})", bits.Fell()),
        ("$fell", not Real) => condition().Fell(),
        ("$stable", Bits bits) => bits.Stable(),
        ("$stable", Real real) => real.Stable(),
        ("$stable", _) => condition().Stable(),
        ("$changed", Bits bits) => bits.Changed(),
        ("$changed", Real real) => real.Changed(),
        ("$changed", _) => condition().Changed(),
        ("$onehot", Bits bits) => bits.OneHot(),
        ("$onehot0", Bits bits) => bits.OneHotOrZero(),
        ("$countones", Bits bits) => bits.CountOnes(),
        ("$onehot" or "$onehot0" or "$countones" or "$rose" or "$fell", _) => throw error($"{name} takes a word"),
        _ => throw error($"there is no function {name}; there are $past, $rose, $fell, $stable, $changed, $onehot, $onehot0 and $countones"),
    };

    private static object OfReals(string sign, Real? x, Real? y, Func<string, PropertyTextException> error)
    {
        if (x is null || y is null) throw error($"\"{sign}\" joins a real number with something that is no number");
        return sign switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "<" => x < y,
            "<=" => x <= y,
            ">" => x > y,
            ">=" => x >= y,
            _ => throw error($"\"{sign}\" is not defined for real numbers; compare them with <, <=, > or >="),
        };
    }

    /// <summary>A whole number as a real; null where the operand is no constant.</summary>
    private static Real? Number(object operand) =>
        operand is ConstantBits constant && constant.TryRead(out ulong value) ? (Real)(double)value : null;
}
