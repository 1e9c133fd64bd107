namespace HwModel.Kernel;

/// <summary>An array element of a queue's reference: a struct, so that storing needs no check of the array's type.</summary>
internal struct InQueueSlot
{
    public InQueue Queue;
}

/// <inheritdoc cref="InQueueSlot"/>
internal struct SignalSlot
{
    public SignalOut Signal;
}
