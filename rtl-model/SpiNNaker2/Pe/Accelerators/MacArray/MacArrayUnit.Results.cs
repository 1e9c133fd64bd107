using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>Results: a tile's results are handed over as a whole, and written 16 bytes a cycle while the cells work on the next tile.</summary>
public sealed partial class MacArrayUnit
{
    private const int ResultLineBytes = 16;

    private int LinesOfRow => (_job.ColumnsIn(_resultColumnTile) * _job.OutputBytes + ResultLineBytes - 1) / ResultLineBytes;

    private void HandOver()
    {
        int rows = _job.RowsIn(_rowTile);
        int columns = _job.ColumnsIn(_columnTile);
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                _results[row * parameters.CellColumns + column] = _cells.Result(in _job, row, column);
        _resultRowTile = _rowTile;
        _resultColumnTile = _columnTile;
        _resultLine = 0;
        _resultLines = rows * LinesOfRow;
    }

    // Writes a row of 16 bytes; true where it went over the network.
    private bool WriteResults()
    {
        if (_resultLine == _resultLines) return false;
        bool isRemote = _job.IsRemoteTarget;
        if (isRemote ? !Remote.CanPush : !SramResult.CanPush || _writesUnderWay == LineStream.Depth) return false;
        int row = _resultLine / LinesOfRow;
        int line = _resultLine % LinesOfRow;
        int perLine = ResultLineBytes / _job.OutputBytes;
        int columns = Math.Min(perLine, _job.ColumnsIn(_resultColumnTile) - line * perLine);
        uint address = _job.Result(_resultRowTile * _job.TileRows + row, _resultColumnTile * _job.TileColumns + line * perLine);
        ulong low = 0;
        ulong high = 0;
        int at = (int)(address % ResultLineBytes);
        uint mask = _wholeRows ? 0xFFFF : ((1u << (columns * _job.OutputBytes)) - 1) << at;
        for (int i = 0; i < columns; i++, at += _job.OutputBytes)
        {
            ulong value = (ulong)_results[row * parameters.CellColumns + line * perLine + i] & (1UL << (8 * _job.OutputBytes)) - 1;
            if (at < 8) low |= value << (8 * at);
            else high |= value << (8 * (at - 8));
        }
        _resultLine++;
        if (isRemote) Remote.Push(new RemoteRequest(address & ~15u, true, 0, low, high, (ushort)mask));
        else
        {
            SramResult.Push(new SramRequest(address, SramAccess.Write, (ushort)mask, low, high, 0));
            _writesUnderWay++;
        }
        return isRemote;
    }
}
