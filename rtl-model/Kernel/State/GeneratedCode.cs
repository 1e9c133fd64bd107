namespace HwModel.Kernel;

/// <summary>What generated code calls for state that is not a plain value.</summary>
public static class GeneratedCode
{
    /// <summary>Adds a random stream.</summary>
    public static void Add(ref StateHash hash, in RandomStream stream) => stream.AddTo(ref hash);

    /// <summary>Adds an array's elements.</summary>
    public static void Add<T>(ref StateHash hash, T[] values)
        where T : unmanaged
    {
        for (int i = 0; i < values.Length; i++) PayloadCodec<T>.Instance.Hash(ref hash, in values[i]);
    }

    /// <summary>Declares a variable of any payload type.</summary>
    public static void Declare<T>(TraceDeclaration trace, string name, int width)
        where T : unmanaged => PayloadCodec<T>.Instance.DeclareTrace(trace, name, width);

    /// <summary>Samples a variable of any payload type.</summary>
    public static void Sample<T>(TraceSampler sampler, in T value)
        where T : unmanaged => PayloadCodec<T>.Instance.SampleTrace(sampler, in value);

    /// <summary>0, 1, 2, ...</summary>
    public static IReadOnlyList<ulong> Numbers(int count) => [.. Enumerable.Range(0, count).Select(number => (ulong)number)];
}
