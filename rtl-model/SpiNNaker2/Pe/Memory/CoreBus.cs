namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>How the bus answers an access of the core.</summary>
public static class BusReply
{
    /// <summary>The access is done without wait states; any positive number is done with so many wait states.</summary>
    public const int Done = 0;

    /// <summary>Not yet: the core asks again in the next cycle.</summary>
    public const int Pending = -1;

    /// <summary>Nothing answers at the address, or not in this size: a bus fault.</summary>
    public const int Error = -2;
}

/// <summary>
/// Everything that a core reaches besides its own memories: peripherals, the network, other memories.
/// Accesses are 1, 2 or 4 bytes; the data is in the low bits.
/// </summary>
public abstract class CoreBus
{
    /// <summary>An access has begun and must be asked for until it is done: the core takes no interrupt before.</summary>
    public virtual bool IsUnderWay => false;

    /// <summary>Reads; the reply is one of <see cref="BusReply"/> or a number of wait states.</summary>
    public abstract int Read(uint address, int size, out uint value);

    /// <summary>Writes; the reply is one of <see cref="BusReply"/> or a number of wait states.</summary>
    public abstract int Write(uint address, int size, uint value);
}

/// <summary>A bus where nothing answers.</summary>
public sealed class EmptyBus : CoreBus
{
    public override int Read(uint address, int size, out uint value)
    {
        value = 0;
        return BusReply.Error;
    }

    public override int Write(uint address, int size, uint value) => BusReply.Error;
}
