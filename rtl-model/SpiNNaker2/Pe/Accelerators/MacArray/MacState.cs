using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>What the array does.</summary>
internal enum MacState : byte
{
    /// <summary>No operation.</summary>
    [Arcs(Starting)] Idle,

    /// <summary>An operation begins; the first operands are fetched.</summary>
    [Arcs(Loading, Finishing)] Starting,

    /// <summary>Loads four columns of A into the rows of cells, or waits for them.</summary>
    [Arcs(Multiplying)] Loading,

    /// <summary>A product in every cell, or waits for a row of B.</summary>
    [Arcs(Loading, Draining)] Multiplying,

    /// <summary>The last products of a tile; hands its results over.</summary>
    [Arcs(Loading, Finishing)] Draining,

    /// <summary>The last results are written.</summary>
    [Arcs(Idle)] Finishing,
}

/// <summary>How far the fetch of operand A has come.</summary>
/// <param name="Row">Next row of the chunk; -1: the chunk is not begun.</param>
/// <param name="Slot">Where the chunk goes.</param>
/// <param name="Active">Whether there is anything left to fetch.</param>
[Payload]
internal readonly partial record struct CursorA(int RowTile, int ColumnTile, int KernelY, int Chunk, int KernelX, int Row, byte Slot, bool Active)
{
    /// <summary>The next chunk: kernel columns first, then channels, kernel rows, tiles.</summary>
    public CursorA Next(in MacJob job)
    {
        if (KernelX + 1 < job.KernelWidth) return this with { KernelX = KernelX + 1, Row = -1 };
        if (Chunk + 1 < job.Chunks) return this with { Chunk = Chunk + 1, KernelX = 0, Row = -1 };
        if (KernelY + 1 < job.KernelHeight) return this with { KernelY = KernelY + 1, Chunk = 0, KernelX = 0, Row = -1 };
        if (ColumnTile + 1 < job.ColumnTiles) return new CursorA(RowTile, ColumnTile + 1, 0, 0, 0, -1, 0, true);
        return new CursorA(RowTile + 1, 0, 0, 0, 0, -1, 0, RowTile + 1 < job.RowTiles);
    }
}

/// <summary>How far the fetch of operand B has come, in the order in which A is used.</summary>
/// <param name="Element">Next channel of the chunk.</param>
/// <param name="Active">Whether there is anything left to fetch.</param>
[Payload]
internal readonly partial record struct CursorB(int RowTile, int ColumnTile, int KernelY, int Chunk, int KernelX, int Element, bool Active)
{
    /// <summary>The next row of B.</summary>
    public CursorB Next(in MacJob job)
    {
        if (Element + 1 < job.ElementsIn(Chunk)) return this with { Element = Element + 1 };
        if (KernelX + 1 < job.KernelWidth) return this with { KernelX = KernelX + 1, Element = 0 };
        if (Chunk + 1 < job.Chunks) return this with { Chunk = Chunk + 1, KernelX = 0, Element = 0 };
        if (KernelY + 1 < job.KernelHeight) return this with { KernelY = KernelY + 1, Chunk = 0, KernelX = 0, Element = 0 };
        if (ColumnTile + 1 < job.ColumnTiles) return new CursorB(RowTile, ColumnTile + 1, 0, 0, 0, 0, true);
        return new CursorB(RowTile + 1, 0, 0, 0, 0, 0, RowTile + 1 < job.RowTiles);
    }
}
