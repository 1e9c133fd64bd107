using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>Operand fetch: both operands run ahead of the cells, each by as many rows as it has room for, on ports of their own.</summary>
public sealed partial class MacArrayUnit
{
    private const byte TagOfB = 8;

    private void TakeAnswers()
    {
        if (SramAnswerA.HasData)
        {
            SramReply row = SramAnswerA.Pop();
            _linesA.Arrive(row.Tag, row.Low, row.High);
        }
        if (SramAnswerB.HasData)
        {
            SramReply row = SramAnswerB.Pop();
            _linesB.Arrive(row.Tag, row.Low, row.High);
        }
        if (SramAnswerResult.HasData)
        {
            SramAnswerResult.Pop();
            _writesUnderWay--;
        }
        if (RemoteAnswer.HasData)
        {
            RemoteReply row = RemoteAnswer.Pop();
            LineStream lines = (row.Tag & TagOfB) != 0 ? _linesB : _linesA;
            lines.Arrive(row.Tag & ~TagOfB, row.Low, row.High);
        }
        if (!_linesA.HasLine) return;
        _window.Arrive(_linesA.Note >> 2, _linesA.Note & 3, _linesA.Low, _linesA.High);
        _linesA.Take();
    }

    private void FetchA(bool remoteUsed)
    {
        bool isRemote = _job.SourceA == MacSource.Noc;
        if (!_fetchA.Active || !CanAsk(_linesA, isRemote, remoteUsed, isRemote || SramA.CanPush)) return;
        CursorA at = _fetchA;
        int rows = _job.RowsIn(at.RowTile);
        uint shifted = ShiftedRows(in at, rows);
        if (at.Row < 0)
        {
            if (!_window.HasRoom) return;
            int slot = _window.Begin(_job.ElementsIn(at.Chunk), rows - System.Numerics.BitOperations.PopCount(shifted), (int)shifted);
            at = at with { Row = NextFetched(0, shifted), Slot = (byte)slot };
        }
        uint address = _job.ChunkOfA(at.RowTile * _job.TileRows + at.Row, at.KernelY, at.KernelX, at.Chunk);
        byte tag = _linesA.Ask((byte)(at.Slot << 2 | at.Row));
        if (isRemote) Remote.Push(RemoteRequest.Read(address, tag));
        else SramA.Push(SramRequest.Read(address, tag));
        int next = NextFetched(at.Row + 1, shifted);
        _fetchA = next < rows ? at with { Row = next } : at.Next(in _job);
    }

    // Rows of a chunk that come from the chunk before; the last one never does.
    private uint ShiftedRows(in CursorA at, int rows)
    {
        uint shifted = 0;
        for (int row = 0; row < rows; row++)
        {
            int pixel = at.RowTile * _job.TileRows + row;
            bool isShifted = _job.IsShifted(pixel, at.KernelX, rows, row) || (_shiftsAcrossRows && at.KernelX > 0 && _job.StrideX == 1 && row + 1 < rows);
            if (isShifted) shifted |= 1u << row;
        }
        return shifted;
    }

    private static int NextFetched(int row, uint shifted)
    {
        while ((shifted >> row & 1) != 0) row++;
        return row;
    }

    private bool FetchB(bool remoteUsed)
    {
        bool isRemote = _job.SourceB == MacSource.Noc;
        if (!_fetchB.Active || !CanAsk(_linesB, isRemote, remoteUsed, isRemote || SramB.CanPush)) return false;
        int channel = _fetchB.Chunk * _job.ChunkElements + _fetchB.Element;
        uint address = _job.LineOfB(_fetchB.ColumnTile, _fetchB.KernelY, _fetchB.KernelX, channel);
        byte tag = _linesB.Ask(0);
        if (isRemote) Remote.Push(RemoteRequest.Read(address, (byte)(tag | TagOfB)));
        else SramB.Push(SramRequest.Read(address, tag));
        _fetchB = _fetchB.Next(in _job);
        return isRemote;
    }

    private bool CanAsk(LineStream lines, bool isRemote, bool remoteUsed, bool sramFree) => isRemote
        ? !remoteUsed && Remote.CanPush && lines.Count < parameters.RemoteReads
        : sramFree && lines.Count < LineStream.Depth;
}
