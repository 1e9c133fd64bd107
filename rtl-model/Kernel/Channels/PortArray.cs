namespace HwModel.Kernel;

/// <summary>Makes arrays of ports; called by generated code.</summary>
public static class PortArray
{
    /// <summary>Inputs with queues.</summary>
    public static In<T>[] In<T>(int count, int depth, int width, bool optional)
        where T : unmanaged => Make(count, () => new In<T>(depth, width, optional));

    /// <summary>Outputs into queues.</summary>
    public static Out<T>[] Out<T>(int count, int width, bool optional)
        where T : unmanaged => Make(count, () => new Out<T>(width, optional));

    /// <summary>Inputs of levels.</summary>
    public static SignalIn<T>[] SignalIn<T>(int count, int width, bool optional)
        where T : unmanaged => Make(count, () => new SignalIn<T>(width, optional));

    /// <summary>Registered levels.</summary>
    public static RegOut<T>[] RegOut<T>(int count, int width, bool optional)
        where T : unmanaged => Make(count, () => new RegOut<T>(width, optional));

    /// <summary>Combinational levels.</summary>
    public static WireOut<T>[] WireOut<T>(int count, int width, bool optional)
        where T : unmanaged => Make(count, () => new WireOut<T>(width, optional));

    private static TPort[] Make<TPort>(int count, Func<TPort> make)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var ports = new TPort[count];
        for (int i = 0; i < count; i++) ports[i] = make();
        return ports;
    }
}
