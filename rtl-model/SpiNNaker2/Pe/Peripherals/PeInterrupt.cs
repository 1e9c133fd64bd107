namespace HwModel.SpiNNaker2.Pe.Peripherals;

/// <summary>Interrupt numbers of a processing element, as the prototype's software numbers them (spinnaker_2_tools, irq.h).</summary>
public static class PeInterrupt
{
    public const int Timer1 = 0;
    public const int Timer2 = 1;

    /// <summary>Any timer.</summary>
    public const int Timers = 2;
    public const int TransmitEmpty = 3;
    public const int TransmitFull = 4;
    public const int ReceiveNotEmpty = 5;
    public const int ReceiveMulticast = 6;
    public const int ReceiveCoreToCore = 7;
    public const int ReceiveNeighbour = 8;

    /// <summary>Of event FIFO 0; FIFO 1 has the number <see cref="EventFifoStride"/> above.</summary>
    public const int EventFifoNotEmpty = 9;

    /// <inheritdoc cref="EventFifoNotEmpty"/>
    public const int EventFifoFull = 10;

    /// <inheritdoc cref="EventFifoNotEmpty"/>
    public const int EventFifoLimit = 11;
    public const int EventFifoStride = 3;
    public const int DmaReadDone = 15;
    public const int DmaWriteDone = 16;
    public const int MacDone = 17;
    public const int ReceiveOverrun = 19;

    /// <summary>Of event FIFO 0; FIFO 1 has the next number.</summary>
    public const int EventFifoOverrun = 20;

    /// <summary>A message of another processing element.</summary>
    public const int Message = 22;

    /// <summary>The first of four lines that are the same for the whole chip; the tick is the first.</summary>
    public const int FeedThrough = 23;

    /// <summary>The line's bit in a word of all lines.</summary>
    public static ulong Bit(int number) => 1UL << number;
}
