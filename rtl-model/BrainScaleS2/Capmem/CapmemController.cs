using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the controller of the analog parameter memory does.</summary>
public enum CapmemState : byte
{
    /// <summary>All cells hold their codes.</summary>
    [Arcs(Settling)] Idle,

    /// <summary>Cells move to new codes.</summary>
    [Arcs(Update)] Settling,

    /// <summary>A cell has settled and is handed to its circuit.</summary>
    [Arcs(Idle, Settling)] Update,
}

/// <summary>
/// The controllers of the four blocks of analog parameters: register access to the cells, and the time until a new code acts. The refresh itself is not
/// modelled: a cell has its new value a settling time after the write (Billaudelle, thesis 2022, after Hock 2014).
/// </summary>
[Module]
public sealed partial class CapmemController(Component parent, string name, AnalogConstants constants) : Module(parent, name)
{
    /// <summary>Words from one column of cells to the next.</summary>
    public const int WordsPerColumn = 32;

    private const double CycleMicroseconds = 0.004;

    // Interface

    /// <summary>Register bus, block by block: NW, NE, SW, SE.</summary>
    [In(Count = Capmem.Blocks, Depth = 1, Optional = true)] public partial In<OmnibusRequest>[] BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Count = Capmem.Blocks, Optional = true)] public partial Out<OmnibusReply>[] BusOut { get; }

    /// <summary>Settled cells of neurons.</summary>
    [Out(Optional = true)] public partial Out<CapmemUpdate> UpdateOut { get; }

    // State
    [Reg, Fsm] private CapmemState _state;
    [Reg(Trace = false)] private readonly CapmemRegisters[] _registers = [new(), new(), new(), new()];
    [Reg(Trace = false)] private readonly CapmemCells _cells = new();
    [Reg] private long _writes;
    [Reg] private long _updates;
    private readonly long _settling = (long)Math.Round(constants.CapmemSettling / CycleMicroseconds);
    private readonly bool _early = parent.Simulation.Options.Faults.Has("capmem.acts_at_once");
    private readonly bool _wrongColumn = parent.Simulation.Options.Faults.Has("capmem.neighbour_column");
    private readonly bool _disabledActs = parent.Simulation.Options.Faults.Has("capmem.disabled_acts");
    private readonly bool _bitLost = parent.Simulation.Options.Faults.Has("capmem.code_bit_lost");
    private readonly bool _blocksMixed = parent.Simulation.Options.Faults.Has("capmem.blocks_mixed");
    private readonly bool _errorHidden = parent.Simulation.Options.Faults.Has("capmem.error_hidden");
    private readonly bool _lostWhenStalled = parent.Simulation.Options.Faults.Has("capmem.lost_when_stalled");

    // Behaviour

    /// <summary>Writes to cells.</summary>
    public long Writes => _writes;

    /// <summary>The code that was written last to a cell.</summary>
    public int Code(int block, int row, int column) => _cells.Code(block, column * WordsPerColumn + row);

    protected override Activity Tick()
    {
        bool active = false;
        for (int block = 0; block < BusIn.Length; block++)
        {
            Serve(block);
            _registers[block].Clock();
            active |= _registers[block].ActiveCount > 0 || BusIn[block].HasData;
        }
        if (State == CapmemState.Update) State = _cells.Waiting > 0 ? CapmemState.Settling : CapmemState.Idle;
        if (_cells.Waiting > 0 && State == CapmemState.Idle) State = CapmemState.Settling;
        bool canPush = !UpdateOut.IsConnected || UpdateOut.CanPush;
        if (_cells.Waiting > 0 && Now >= _cells.NextDue && (canPush || _lostWhenStalled))
        {
            CapmemUpdate update = _cells.Take();
            if (UpdateOut.IsConnected && canPush) UpdateOut.Push(update);
            _updates++;
            State = CapmemState.Update;
            return Activity.Busy;
        }
        return active ? Activity.Busy : _cells.Waiting > 0 ? Activity.Until(_cells.NextDue) : Activity.Idle;
    }

    private void Serve(int block)
    {
        if (!BusIn[block].HasData || !BusOut[block].CanPush) return;
        OmnibusRequest request = BusIn[block].Peek();
        if (request.Address >= CapmemCells.Words)
        {
            RegisterPort.Serve(_registers[block], BusIn[block], BusOut[block]);
            return;
        }
        BusIn[block].Pop();
        int column = (int)request.Address / WordsPerColumn;
        int row = (int)request.Address % WordsPerColumn;
        bool exists = row < Capmem.Rows && column < Capmem.Columns;
        if (exists && request.IsWrite) Write(block, row, column, (int)request.Data & CapmemTransfer.Disabled);
        BusOut[block].Push(new OmnibusReply(exists && !request.IsWrite ? (uint)_cells.Code(_blocksMixed ? block ^ 1 : block, (int)request.Address) : 0, !exists && !_errorHidden));
    }

    private void Write(int block, int row, int column, int code)
    {
        _writes++;
        if (_bitLost) code &= ~0x200;
        _cells.Store(block, column * WordsPerColumn + row, code);
        if (column >= ChipGeometry.Columns / 2 || (code == CapmemTransfer.Disabled && !_disabledActs)) return;
        int neuron = block / 2 * ChipGeometry.Columns + block % 2 * (ChipGeometry.Columns / 2) + (_wrongColumn ? column ^ 1 : column);
        _cells.Schedule(Now + (_early ? 1 : _settling), new CapmemUpdate((ushort)neuron, (byte)row, (ushort)Math.Min(code, CapmemTransfer.MaxCode)));
    }
}

/// <summary>The codes of all cells, and the cells that have not settled, in the order of their writes.</summary>
internal sealed class CapmemCells : IStatePart
{
    /// <summary>Words of a block.</summary>
    public const int Words = Capmem.Columns * CapmemController.WordsPerColumn;

    private readonly ushort[] _codes = new ushort[Capmem.Blocks * Words];
    private readonly Queue<(long Due, CapmemUpdate Update)> _waiting = new();

    public string Schema => "capmem cells";

    public int Waiting => _waiting.Count;

    public long NextDue => _waiting.Peek().Due;

    public int Code(int block, int word) => _codes[block * Words + word];

    public void Store(int block, int word, int code) => _codes[block * Words + word] = (ushort)code;

    public void Schedule(long due, CapmemUpdate update) => _waiting.Enqueue((due, update));

    public CapmemUpdate Take() => _waiting.Dequeue().Update;

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_codes);
        _waiting.Clear();
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_codes);
        writer.Write(_waiting.Count);
        foreach ((long due, CapmemUpdate update) in _waiting)
        {
            writer.Write(due);
            writer.WriteValue(in update);
        }
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_codes);
        _waiting.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _waiting.Enqueue((reader.ReadInt64(), reader.ReadValue<CapmemUpdate>()));
    }

    public void Hash(ref StateHash hash)
    {
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<ushort, ulong>(_codes)) hash.Add(word);
        foreach ((long due, CapmemUpdate update) in _waiting)
        {
            hash.Add(due);
            hash.Add<CapmemUpdate>(in update);
        }
    }

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("waiting", 16);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)_waiting.Count);
}
