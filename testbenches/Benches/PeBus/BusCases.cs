namespace HwModel.Benches.PeBus;

/// <summary>How the local bus is built.</summary>
/// <param name="Guard">Cycles of the starvation guard, 2 to 16.</param>
public sealed record SramConfiguration(int Guard);

/// <summary>What the masters do.</summary>
public abstract record SramCommand;

/// <summary>An access of one master.</summary>
/// <param name="Port">Master, 0 to 7.</param>
/// <param name="Bank">Bank, 0 to 3.</param>
/// <param name="Row">Row of the bank, 0 to 3.</param>
/// <param name="Kind">0 read, 1 write, 2 exclusive read, 3 exclusive write.</param>
/// <param name="Mask">Bytes of a write.</param>
/// <param name="Data">What is written.</param>
public sealed record OneAccess(int Port, int Bank, int Row, int Kind, int Mask, int Data) : SramCommand;

/// <summary>Accesses of one master to one bank, back to back.</summary>
public sealed record Hammer(int Port, int Bank, int Count) : SramCommand;

/// <summary>Later accesses begin some cycles later.</summary>
public sealed record Rest(int Cycles) : SramCommand;

/// <summary>How the peripheral bus is built.</summary>
/// <param name="WaitStates">Cycles that a block takes to answer, 1 to 4.</param>
public sealed record PeripheralConfiguration(int WaitStates);

/// <summary>An access to the peripheral bus.</summary>
/// <param name="Window">Window 0 to 2, or 3 for an address without a block.</param>
/// <param name="Offset">Bytes from the window's base.</param>
/// <param name="Size">1, 2 or 4 bytes.</param>
/// <param name="Write">Write rather than read.</param>
/// <param name="Value">What is written.</param>
public sealed record PeripheralCommand(int Window, int Offset, int Size, bool Write, int Value);
