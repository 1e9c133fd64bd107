using System.ComponentModel.DataAnnotations;
using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Peripherals.Dma;

/// <summary>The engine's times and sizes.</summary>
public sealed record DmaParameters
{
    /// <summary>Cycles from the start of a job to its first access.</summary>
    [ModelChoice("nothing is published; address set-up and the way to the network")]
    [Range(1, 1000)]
    public int StartCycles { get; init; } = 20;

    /// <summary>Reads that wait for their answers at the same time, at most 8.</summary>
    [ModelChoice("the network interface keeps room for the answers of eight reads, so that answers are always taken")]
    [Range(1, 8)]
    public int OutstandingReads { get; init; } = 8;
}

/// <summary>One job.</summary>
/// <param name="Local">Address in the local SRAM.</param>
/// <param name="Remote">Address of the other side.</param>
/// <param name="Packets">16-byte packets.</param>
/// <param name="Write">From local to remote.</param>
[Payload]
public readonly partial record struct DmaJob(uint Local, uint Remote, int Packets, bool Write);

/// <summary>What the engine does.</summary>
internal enum DmaState : byte
{
    /// <summary>No job.</summary>
    [Arcs(Starting)] Idle,

    /// <summary>A job begins.</summary>
    [Arcs(Reading, Writing, Draining)] Starting,

    /// <summary>From the remote address to the local SRAM.</summary>
    [Arcs(Idle, Starting, Draining)] Reading,

    /// <summary>From the local SRAM to the remote address.</summary>
    [Arcs(Idle, Starting, Draining)] Writing,

    /// <summary>The job was aborted; what is under way comes in and is dropped.</summary>
    [Arcs(Idle)] Draining,
}

/// <summary>
/// The bulk DMA: copies 16 bytes a cycle between the local SRAM and any memory of the machine. Two jobs fit, one running and one waiting; they do not overlap.
/// A read is done when its last row is in the SRAM, a write when its last packet left.
/// </summary>
[Module]
public sealed partial class BulkDma(Component parent, string name, DmaParameters parameters) : Module(parent, name)
{
    private const int Slots = 8;

    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Out] public partial Out<SramRequest> Sram { get; }

    [In(Depth = 4)] public partial In<SramReply> SramAnswer { get; }

    [Out] public partial Out<RemoteRequest> Remote { get; }

    [In(Depth = 4)] public partial In<RemoteReply> RemoteAnswer { get; }

    /// <summary>Bit n is interrupt n (<see cref="PeInterrupt"/>).</summary>
    [Out(Optional = true)] public partial RegOut<ulong> Interrupts { get; }

    // State
    [Reg] private readonly DmaRegisters _registers = new();
    [Reg, Fsm] private DmaState _state = DmaState.Idle;
    [Reg] private DmaJob _job;
    [Reg] private DmaJob _next;
    [Reg] private bool _hasNext;
    [Reg(Trace = false)] private long _startAt;
    [Reg] private int _issued;
    [Reg] private int _received;
    [Reg] private int _finished;
    [Reg] private byte _freeSlots = 0xFF;
    [Reg] private readonly uint[] _slotAddress = new uint[Slots];
    [Reg] private long _packetsRead;
    [Reg] private long _packetsWritten;
    private readonly bool _lastLost = parent.Simulation.Options.Faults.Has("dma.last_packet_lost");
    private readonly bool _doneEarly = parent.Simulation.Options.Faults.Has("dma.done_before_last_write");
    private readonly bool _startSkipped = parent.Simulation.Options.Faults.Has("dma.start_skipped");
    private readonly bool _abortIgnored = parent.Simulation.Options.Faults.Has("dma.abort_ignored");
    private readonly bool _doneSwapped = parent.Simulation.Options.Faults.Has("dma.done_bits_swapped");
    private readonly bool _unbounded = parent.Simulation.Options.Faults.Has("dma.outstanding_unbounded");
    private readonly bool _nextLost = parent.Simulation.Options.Faults.Has("dma.next_job_lost");
    private readonly bool _slotMixed = parent.Simulation.Options.Faults.Has("dma.slot_mixed");

    // Behaviour

    /// <summary>Packets that came from the network into the SRAM.</summary>
    public long PacketsRead => _packetsRead;

    /// <summary>Packets that left for the network.</summary>
    public long PacketsWritten => _packetsWritten;

    /// <summary>Whether a job runs or waits.</summary>
    public bool IsBusy => _state != DmaState.Idle;

    protected override Activity Tick()
    {
        if (Request.HasData && Reply.CanPush) Serve(Request.Pop());
        Activity next = _state switch
        {
            DmaState.Starting => Start(),
            DmaState.Reading => Read(),
            DmaState.Writing => Write(),
            DmaState.Draining => Drain(),
            _ => Activity.Idle,
        };
        ShowStatus();
        ulong lines = Lines();
        if (Interrupts.Value != lines) Interrupts.Set(lines);
        return next;
    }

    private void Serve(in RegisterRequest request)
    {
        if (!_registers.Holds(request.Offset))
        {
            Reply.Push(RegisterReply.Missing);
            return;
        }
        if (!request.Write)
        {
            Reply.Push(new RegisterReply(_registers.ReadWord(request.Offset), false));
            return;
        }
        _registers.WriteWord(request.Offset, request.Value);
        if (request.Offset == _registers.Command.Address) Obey(_registers.Command.Command);
        Reply.Push(RegisterReply.Written);
    }

    private void Obey(DmaRegisters.DmaCommandE command)
    {
        if (command == DmaRegisters.DmaCommandE.Start) Enqueue();
        else if (command == DmaRegisters.DmaCommandE.Abort) Abort();
    }

    private void ShowStatus()
    {
        DmaRegisters.StatusRegister status = _registers.Status;
        status.BusyInput = IsBusy ? 1u : 0;
        status.QueueFullInput = _hasNext ? 1u : 0;
        status.OutstandingInput = (ulong)(Slots - BitOperations.PopCount(_freeSlots));
        status.RemainingInput = IsBusy ? (ulong)(_job.Packets - _finished) : 0;
        _registers.SettleAll();
    }

    // The end of a job, or an error: for one cycle of the register.
    private void Raise(bool read, bool write, bool error)
    {
        (_registers.Done.ReadDoneInput, _registers.Done.WriteDoneInput, _registers.Status.BusErrorInput) = (read ? 1u : 0, write ? 1u : 0, error ? 1u : 0);
        _registers.Clock();
        _registers.Done.ReadDoneInput = _registers.Done.WriteDoneInput = _registers.Status.BusErrorInput = 0;
    }

    // A job that finds the queue full is not taken.
    private void Enqueue()
    {
        bool write = _registers.Config.Direction == DmaRegisters.DmaDirectionE.Write;
        var job = new DmaJob(_registers.LocalAddress.Word32(), _registers.RemoteAddress.Word32(), (int)_registers.Length.Bytes, write);
        if (_state == DmaState.Idle) Begin(job);
        else if (!_hasNext) (_next, _hasNext) = (job, !_nextLost);
    }

    private void Begin(in DmaJob job)
    {
        _job = job;
        _issued = _received = _finished = 0;
        _startAt = Now + (_startSkipped ? 0 : parameters.StartCycles);
        State = DmaState.Starting;
    }

    private void Abort()
    {
        if (_abortIgnored) return;
        _hasNext = false;
        if (_state != DmaState.Idle) State = DmaState.Draining;
    }

    private Activity Start()
    {
        if (Now < _startAt) return Activity.Until(_startAt);
        State = _job.Write ? DmaState.Writing : DmaState.Reading;
        return _job.Write ? Write() : Read();
    }

    private Activity Read()
    {
        bool moved = TakeAcknowledge();
        if (RemoteAnswer.HasData && Sram.CanPush)
        {
            RemoteReply answer = RemoteAnswer.Pop();
            int slot = _slotMixed && answer.Tag == 5 ? 2 : answer.Tag;
            if (answer.Error)
            {
                Raise(read: false, write: false, error: true);
                _finished++;
            }
            else Sram.Push(SramRequest.Write(_slotAddress[slot], answer.Low, answer.High));
            _freeSlots |= (byte)(1 << answer.Tag);
            _received++;
            _packetsRead++;
            moved = true;
        }
        int outstanding = Slots - BitOperations.PopCount(_freeSlots);
        if (_issued < Total() && outstanding < (_unbounded ? Slots : parameters.OutstandingReads) && Remote.CanPush)
        {
            int slot = BitOperations.TrailingZeroCount(_freeSlots);
            _freeSlots &= (byte)~(1 << slot);
            _slotAddress[slot] = LocalAddressOf(_issued);
            Remote.Push(RemoteRequest.Read(_job.Remote + 16 * (uint)_issued, (byte)slot));
            _issued++;
            moved = true;
        }
        if (_finished == Total() || (_doneEarly && _received == Total())) return Finish();
        return moved ? Activity.Busy : Activity.Idle;
    }

    // The SRAM answers a write when it is done.
    private bool TakeAcknowledge()
    {
        if (!SramAnswer.HasData) return false;
        SramAnswer.Pop();
        _finished++;
        return true;
    }

    private Activity Write()
    {
        bool moved = false;
        if (SramAnswer.HasData && Remote.CanPush)
        {
            SramReply row = SramAnswer.Pop();
            Remote.Push(new RemoteRequest(_job.Remote + 16 * (uint)_finished, true, 0, row.Low, row.High, 0xFFFF));
            _received++;
            _finished++;
            _packetsWritten++;
            moved = true;
        }
        if (_issued < Total() && Sram.CanPush)
        {
            Sram.Push(SramRequest.Read(LocalAddressOf(_issued)));
            _issued++;
            moved = true;
        }
        if (_finished == Total()) return Finish();
        return moved ? Activity.Busy : Activity.Idle;
    }

    private int Total() => _lastLost && _job.Packets > 1 ? _job.Packets - 1 : _job.Packets;

    private uint LocalAddressOf(int packet) => _job.Local + 16 * (uint)packet & RemoteMap.LocalMask;

    private Activity Finish()
    {
        Raise(_job.Write == _doneSwapped, _job.Write != _doneSwapped, error: false);
        if (_hasNext)
        {
            _hasNext = false;
            Begin(_next);
        }
        else State = DmaState.Idle;
        return Activity.Busy;
    }

    // A read waits for the answers under way and for the writes of those that came; a write waits for the rows under way.
    private Activity Drain()
    {
        bool moved = false;
        if (SramAnswer.HasData)
        {
            SramAnswer.Pop();
            _finished++;
            if (_job.Write) _received++;
            moved = true;
        }
        if (RemoteAnswer.HasData)
        {
            _freeSlots |= (byte)(1 << RemoteAnswer.Pop().Tag);
            _received++;
            _finished++;
            moved = true;
        }
        if (_received == _issued && _finished == _issued)
        {
            State = DmaState.Idle;
            return Activity.Busy;
        }
        return moved ? Activity.Busy : Activity.Idle;
    }

    private ulong Lines()
    {
        ulong lines = 0;
        if (_registers.Done.ReadDone && _registers.Config.ReadDoneEnable) lines |= PeInterrupt.Bit(PeInterrupt.DmaReadDone);
        if (_registers.Done.WriteDone && _registers.Config.WriteDoneEnable) lines |= PeInterrupt.Bit(PeInterrupt.DmaWriteDone);
        return lines;
    }
}
