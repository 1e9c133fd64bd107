namespace HwModel.Kernel;

/// <summary>A typed handle on one state element of a module, made by the generator: <c>router.Probes.MulticastState</c>. Properties and test benches read through it; its path is that of the trace.</summary>
/// <typeparam name="T">Type of the state element.</typeparam>
/// <param name="owner">The module.</param>
/// <param name="name">Name of the element in traces.</param>
/// <param name="width">Width in bits.</param>
/// <param name="read">Reads the present value.</param>
/// <param name="bits">A value as bits.</param>
public sealed class Probe<T>(Module owner, string name, int width, Func<T> read, Func<T, ulong> bits)
{
    /// <summary>The module.</summary>
    public Module Owner => owner;

    /// <summary>Path of the element in traces.</summary>
    public string Path => $"{owner.Path}.{name}";

    /// <summary>Width in bits.</summary>
    public int Width => width;

    /// <summary>The present value.</summary>
    public T Value => read();

    /// <summary>The present value as bits.</summary>
    public ulong Bits => bits(read());

    /// <summary>A value as bits.</summary>
    public ulong BitsOf(T value) => bits(value);

    public override string ToString() => Path;
}
