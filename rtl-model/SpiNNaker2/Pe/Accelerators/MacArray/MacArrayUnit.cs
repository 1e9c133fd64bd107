using System.Buffers.Binary;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>
/// The machine-learning accelerator: 16 x 4 multiply-accumulate cells, output stationary, for matrix multiplications and two-dimensional convolutions of
/// 8- and 16-bit operands (Scholze et al., OJCAS 2026). Fetch, products and write-back overlap.
/// </summary>
/// <remarks>
/// Layout in memory: a row of A, of B and of the result begins at a multiple of 16 bytes. A convolution reads its input as rows of pixels, a pixel as a row
/// of channels; B has a row for each (kernel row, kernel column, input channel) with an element for each output channel; the result has a row for each
/// output pixel. The products of a result are added in the order kernel row, 16 bytes of channels, kernel column, channel.
/// Files: sequence and registers (this one), operand fetch (Fetch), results (Results).
/// </remarks>
[Module]
public sealed partial class MacArrayUnit(Component parent, string name, MacParameters parameters) : Module(parent, name)
{
    private const int DataWords = 4;
    private const uint StartBit = 1u << 0, OverflowBit = 1u << 2;

    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Out] public partial Out<SramRequest> SramA { get; }

    [In(Depth = 4)] public partial In<SramReply> SramAnswerA { get; }

    [Out] public partial Out<SramRequest> SramB { get; }

    [In(Depth = 4)] public partial In<SramReply> SramAnswerB { get; }

    [Out] public partial Out<SramRequest> SramResult { get; }

    [In(Depth = 4)] public partial In<SramReply> SramAnswerResult { get; }

    [Out(Optional = true)] public partial Out<RemoteRequest> Remote { get; }

    [In(Depth = 8, Optional = true)] public partial In<RemoteReply> RemoteAnswer { get; }

    /// <summary>Bit n is interrupt n (<see cref="PeInterrupt"/>).</summary>
    [Out(Optional = true)] public partial RegOut<ulong> Interrupts { get; }

    // State
    [Reg] private readonly MacRegisters _registers = new();
    [Reg, Fsm] private MacState _state = MacState.Idle;
    [Reg] private MacJob _job;
    [Reg] private readonly MacCells _cells = new(parameters, parent.Simulation.Options.Faults);
    [Reg] private int _rowTile;
    [Reg] private int _columnTile;
    [Reg] private int _depthLeft;
    [Reg] private int _blockLeft;
    [Reg] private int _element;
    [Reg(Trace = false)] private long _until;
    [Reg(Trace = false)] private long _startedAt;
    [Reg] private readonly LineStream _linesA = new();
    [Reg] private readonly LineStream _linesB = new();
    [Reg] private readonly FeatureWindow _window = new();
    [Reg] private CursorA _fetchA;
    [Reg] private CursorB _fetchB;
    [Reg] private readonly uint[] _block = new uint[DataWords];
    [Reg] private bool _blockPushed;
    [Reg(Trace = false)] private readonly long[] _results = new long[parameters.CellRows * parameters.CellColumns];
    [Reg] private int _resultRowTile;
    [Reg] private int _resultColumnTile;
    [Reg] private int _resultLine;
    [Reg] private int _resultLines;
    [Reg] private int _writesUnderWay;
    [Reg] private long _products;
    [Reg] private long _multiplyCycles;
    [Reg] private long _waitsForA;
    [Reg] private long _waitsForB;
    [Reg] private long _waitsForResults;
    [Reg] private long _operations;
    [Reg] private long _lastCycles;
    private readonly byte[] _columnA = new byte[parameters.CellRows];
    private readonly byte[] _rowB = new byte[16];
    private readonly bool _wholeRows = parent.Simulation.Options.Faults.Has("mac.whole_row_written");
    private readonly bool _countsTwice = parent.Simulation.Options.Faults.Has("mac.products_counted_twice");
    private readonly bool _doneLost = parent.Simulation.Options.Faults.Has("mac.done_lost");
    private readonly bool _busyEndsEarly = parent.Simulation.Options.Faults.Has("mac.busy_ends_early");
    private readonly bool _freeLoads = parent.Simulation.Options.Faults.Has("mac.loads_take_no_time");
    private readonly bool _shiftsAcrossRows = parent.Simulation.Options.Faults.Has("mac.shift_across_output_rows");

    // Behaviour

    /// <summary>Products of two bytes that were added up.</summary>
    public long Products => _products;

    /// <summary>Operations that ended.</summary>
    public long Operations => _operations;

    /// <summary>Cycles of the last operation, from the trigger to its end.</summary>
    public long LastCycles => _lastCycles;

    /// <summary>Cycles in which the cells multiplied.</summary>
    public long MultiplyCycles => _multiplyCycles;

    /// <summary>Cycles in which the cells waited for operand A, operand B, and the write-back.</summary>
    public (long A, long B, long Results) Waits => (_waitsForA, _waitsForB, _waitsForResults);

    /// <summary>Whether an operation runs.</summary>
    public bool IsBusy => _state != MacState.Idle;

    protected override Activity Tick()
    {
        if (_state != MacState.Idle)
        {
            TakeAnswers();
            bool remoteUsed = WriteResults();
            remoteUsed |= FetchB(remoteUsed);
            FetchA(remoteUsed);
            Sequence();
        }
        if (Request.HasData && Reply.CanPush) Serve();
        ShowStatus();
        bool interrupts = _registers.Status.Done && _registers.Trigger.DoneEnable;
        ulong lines = interrupts ? PeInterrupt.Bit(PeInterrupt.MacDone) : 0;
        if (Interrupts.Value != lines) Interrupts.Set(lines);
        return _state == MacState.Idle ? Activity.Idle : Activity.Busy;
    }

    private void Serve()
    {
        RegisterRequest request = Request.Peek();
        if (!_registers.Holds(request.Offset)) Answer(RegisterReply.Missing);
        else if (!request.Write) Answer(new RegisterReply(_registers.ReadWord(request.Offset), false));
        else if (Write(request.Offset, request.Value)) Answer(RegisterReply.Written);
    }

    private void Answer(in RegisterReply reply)
    {
        Request.Pop();
        Reply.Push(reply);
    }

    private void ShowStatus()
    {
        _registers.Status.BusyInput = IsBusy && !(_busyEndsEarly && _state == MacState.Finishing) ? 1u : 0;
        _registers.Status.OverflowInput = _cells.Overflow ? 1u : 0;
        _registers.SettleAll();
    }

    // False where the write has to wait: the data registers still hold a block that was not loaded.
    private bool Write(uint offset, uint value)
    {
        long word = (offset - _registers.DataA[0].Address) / 4;
        bool pushes = word >= 0 && word < DataWords && IsBusy && _job.SourceA == MacSource.Register;
        if (pushes && _blockPushed) return false;
        if (offset == _registers.Status.Address && (value & OverflowBit) != 0) _cells.ClearOverflow();
        _registers.Status.OverflowInput = _cells.Overflow ? 1u : 0;
        _registers.WriteWord(offset, value);
        if (pushes) _blockPushed = word == CellRowsInUse - 1;
        else if (offset == _registers.Trigger.Address && (value & StartBit) != 0 && !IsBusy) Begin();
        return true;
    }

    private void Begin()
    {
        _job = MacJob.From(_registers);
        _rowTile = _columnTile = 0;
        _fetchA = new CursorA(0, 0, 0, 0, 0, -1, 0, !_job.IsEmpty && _job.SourceA != MacSource.Register);
        _fetchB = new CursorB(0, 0, 0, 0, 0, 0, !_job.IsEmpty);
        _blockPushed = false;
        _startedAt = Now;
        _until = Now + parameters.StartCycles;
        State = MacState.Starting;
    }

    private void Sequence()
    {
        switch (_state)
        {
            case MacState.Starting:
                if (Now < _until) return;
                if (_job.IsEmpty) EndTiles();
                else BeginTile();
                return;
            case MacState.Loading:
                Load();
                return;
            case MacState.Multiplying:
                Multiply();
                return;
            case MacState.Draining:
                Drain();
                return;
            case MacState.Finishing:
                if (Now < _until || _resultLines != _resultLine || _writesUnderWay != 0) return;
                _registers.Status.BusyInput = 0;
                _registers.Status.DoneInput = _doneLost && _job.Depth % 7 == 0 ? 0 : 1u;
                _registers.Clock();
                _registers.Status.DoneInput = 0;
                _lastCycles = Now - _startedAt;
                _operations++;
                State = MacState.Idle;
                return;
        }
    }

    private void BeginTile()
    {
        _cells.Clear();
        _depthLeft = _job.Depth;
        _element = 0;
        State = MacState.Loading;
    }

    private void EndTiles()
    {
        _until = Now + parameters.FinishCycles;
        State = MacState.Finishing;
    }

    private int CellRowsInUse => _job.RowsIn(_rowTile) * (_job.WideA ? 2 : 1);

    private void Load()
    {
        int columns = Math.Min(parameters.BlockColumns, _depthLeft);
        bool isThere = _job.SourceA == MacSource.Register ? _blockPushed : _window.Ready - _element >= columns;
        if (!isThere)
        {
            _waitsForA++;
            return;
        }
        if (_job.SourceA == MacSource.Register)
        {
            for (int word = 0; word < DataWords; word++) _block[word] = _registers.DataA[word].Data;
            _blockPushed = false;
            _element = 0;
        }
        _blockLeft = columns;
        State = MacState.Multiplying;
        if (_freeLoads) Multiply();
    }

    private void Multiply()
    {
        if (!_linesB.HasLine)
        {
            _waitsForB++;
            return;
        }
        int rows = CellRowsInUse;
        int columns = _job.ColumnsIn(_columnTile) * (_job.WideB ? 2 : 1);
        for (int row = 0; row < rows; row++) _columnA[row] = ByteOfA(row);
        BinaryPrimitives.WriteUInt64LittleEndian(_rowB, _linesB.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(_rowB.AsSpan(8), _linesB.High);
        _cells.Multiply(in _job, _columnA, _rowB, rows, columns);
        _products += rows * columns * (_countsTwice && _job.WideA ? 2 : 1);
        _multiplyCycles++;
        _linesB.Take();
        _element++;
        if (_job.SourceA != MacSource.Register && _element == _window.Elements)
        {
            _window.Take();
            _element = 0;
        }
        _blockLeft--;
        if (--_depthLeft == 0)
        {
            _until = Now + parameters.TileOverhead;
            State = MacState.Draining;
        }
        else if (_blockLeft == 0) State = MacState.Loading;
    }

    private byte ByteOfA(int cellRow)
    {
        int row = _job.WideA ? cellRow >> 1 : cellRow;
        int index = _job.WideA ? 2 * _element + (cellRow & 1) : _element;
        if (_job.SourceA != MacSource.Register) return _window[row, index];
        int at = row * (_job.WideA ? 8 : 4) + index;
        return (byte)(_block[at >> 2] >> (8 * (at & 3)));
    }

    private void Drain()
    {
        if (Now < _until) return;
        if (_resultLine != _resultLines)
        {
            _waitsForResults++;
            return;
        }
        HandOver();
        if (++_columnTile == _job.ColumnTiles)
        {
            _columnTile = 0;
            _rowTile++;
        }
        if (_rowTile < _job.RowTiles) BeginTile();
        else EndTiles();
    }
}
