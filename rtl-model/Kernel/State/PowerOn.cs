namespace HwModel.Kernel;

/// <summary>What state holds before the first reset, where no reset touches it.</summary>
public enum InitialState
{
    /// <summary>Random bits from the run's seed: bugs of a missing reset show.</summary>
    Random,

    /// <summary>All zero.</summary>
    Zero,
}

/// <summary>Gives initial values to state elements.</summary>
public sealed class PowerOn
{
    private RandomStream _random;
    private readonly InitialState _initial;
    private readonly ulong _seed;

    internal PowerOn(InitialState initial, ulong seed, bool isFirst)
    {
        _initial = initial;
        _seed = seed;
        IsFirst = isFirst;
        _random = RandomStream.Derive(seed, "power-on");
    }

    /// <summary>Power-on rather than a later reset: elements that no reset touches are filled too.</summary>
    public bool IsFirst { get; }

    /// <summary>Starts the fill of one instance; its bits depend on nothing but the seed and its path.</summary>
    internal void Begin(string path) => _random = RandomStream.Derive(_seed, path + "#power-on");

    /// <summary>The random stream of an instance.</summary>
    public RandomStream Stream(string path) => RandomStream.Derive(_seed, path);

    /// <summary>A value of a primitive type or enum that no reset touches.</summary>
    public T Value<T>()
        where T : unmanaged
    {
        if (_initial == InitialState.Zero) return default;
        ulong bits = _random.NextBits();
        if (typeof(T) == typeof(bool)) return (T)(object)((bits & 1) != 0);
        if (typeof(T) == typeof(double)) return (T)(object)(double)(uint)bits;
        if (typeof(T) == typeof(float)) return (T)(object)(float)(ushort)bits;
        if (typeof(T).IsEnum)
        {
            Array values = Enum.GetValues(typeof(T));
            return (T)values.GetValue((int)(bits % (ulong)values.Length))!;
        }
        if (typeof(T).IsPrimitive) return System.Runtime.CompilerServices.Unsafe.As<ulong, T>(ref bits);
        return default;
    }

    /// <summary>Fills an array that no reset touches, such as a memory.</summary>
    public void Fill<T>(T[] values)
        where T : unmanaged
    {
        if (_initial == InitialState.Zero)
        {
            Array.Clear(values);
            return;
        }
        int filled = 0;
        if (values is byte[] bytes)
            for (; filled + 8 <= bytes.Length; filled += 8)
                System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(filled), _random.NextBits());
        for (; filled < values.Length; filled++) values[filled] = Value<T>();
    }
}
