using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace HwModel.Verification.Cases;

/// <summary>Simpler copies of a record: one parameter of its constructor at a time becomes simpler.</summary>
public static class RecordShrinker
{
    private static readonly ConcurrentDictionary<Type, (ConstructorInfo Constructor, PropertyInfo[] Properties)?> Shapes = [];

    /// <summary>Copies with one number nearer to 0, one flag cleared, one enum at its first member, simplest first. None where the type is no positional record.</summary>
    public static IEnumerable<T> Simpler<T>(T record)
        where T : class
    {
        if (Shapes.GetOrAdd(record.GetType(), ShapeOf) is not { } shape) yield break;
        object?[] values = [.. shape.Properties.Select(property => property.GetValue(record))];
        for (int i = 0; i < values.Length; i++)
        {
            foreach (object simpler in SimplerValues(values[i]))
            {
                object?[] changed = [.. values];
                changed[i] = simpler;
                yield return (T)shape.Constructor.Invoke(changed);
            }
        }
    }

    private static (ConstructorInfo, PropertyInfo[])? ShapeOf(Type type)
    {
        // A record also has a copy constructor, with one parameter of its own type.
        ConstructorInfo? constructor = type.GetConstructors().Where(c => c.GetParameters() is not [{ } only] || only.ParameterType != type)
            .OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        if (constructor is null) return null;
        PropertyInfo?[] properties = [.. constructor.GetParameters().Select(parameter => type.GetProperty(parameter.Name!))];
        return Array.IndexOf(properties, null) >= 0 ? null : (constructor, [.. properties.Select(property => property!)]);
    }

    private static IEnumerable<object> SimplerValues(object? value)
    {
        switch (value)
        {
            case true:
                return [false];
            case Enum e:
                Array members = Enum.GetValues(e.GetType());
                return Equals(members.GetValue(0), e) ? [] : [members.GetValue(0)!];
            case double d:
                return d == 0 || !double.IsFinite(d) ? [] : Math.Abs(d) > 1 && d != Math.Truncate(d) ? [0.0, Math.Truncate(d)] : [0.0, .. Math.Abs(d) > 1 ? (object[])[Math.Truncate(d / 2)] : []];
            case byte or sbyte or short or ushort or int or uint or long:
                return Smaller(Convert.ToInt64(value, CultureInfo.InvariantCulture)).Select(n => Convert.ChangeType(n, value.GetType(), CultureInfo.InvariantCulture));
            case ulong u:
                return u == 0 ? [] : ((ulong[])[0, u / 2, u - 1]).Distinct().Where(n => n < u).Cast<object>();
            default:
                return [];
        }
    }

    private static IEnumerable<long> Smaller(long n)
    {
        if (n == 0) return [];
        if (n < 0) return [.. n > long.MinValue ? (long[])[-n] : [], 0, n / 2];
        return ((long[])[0, n / 2, n - 1]).Distinct();
    }
}
