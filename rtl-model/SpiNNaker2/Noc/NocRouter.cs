using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;
using RegisterFile = HwModel.Kernel.Registers.RegisterFile;

namespace HwModel.SpiNNaker2.Noc;

/// <summary>
/// A router of the 8 x 8 data mesh: flits of 192 bits, input FIFOs with credits, round robin for each output, first along x or by a table
/// (Hoeppner et al., arXiv:2103.08392; Scholze et al., OJCAS 2026). A flit that meets no other is at the next router exactly five cycles after it was at this one.
/// </summary>
/// <remarks>
/// On the two tiles of the packet router, in the middle of the mesh, this is the switch for what passes. Instead of one local port there are three, one for each outer
/// edge: a flit for the packet router leaves by the port of the edge that it came in by, and a copy enters by the port of the edge that it goes out by.
/// </remarks>
/// <param name="parent">What holds it.</param>
/// <param name="name">Name.</param>
/// <param name="at">Position.</param>
/// <param name="parameters">Times and sizes.</param>
/// <param name="edges">For a tile of the packet router: the directions of its local ports; null: one local port.</param>
[Module]
public sealed partial class NocRouter(Component parent, string name, NocPosition at, NocParameters parameters, int[]? edges = null) : Module(parent, name)
{
    private const int OutputBits = 8;
    private const int StatisticsFlits = 2;

    // Interface
    [In(Count = "MeshPort.Directions + (edges?.Length ?? 1)", Optional = true)] public partial In<NocFlit>[] FlitIn { get; }

    [In(Count = MeshPort.Directions, Depth = 4, Optional = true)] public partial In<byte>[] CreditIn { get; }

    [In(Optional = true)] public partial In<RegisterRequest> Request { get; }

    [Out(Count = "MeshPort.Directions + (edges?.Length ?? 1)", Optional = true)] public partial Out<NocFlit>[] FlitOut { get; }

    [Out(Count = MeshPort.Directions, Optional = true)] public partial Out<byte>[] CreditOut { get; }

    [Out(Optional = true)] public partial Out<RegisterReply> Reply { get; }

    // State
    [Reg, Fsm] private NocState _state;
    [Reg] private readonly PortBuffers _buffers = new(MeshPort.Directions + (edges?.Length ?? 1), parameters.Credits);
    [Reg(Trace = false)] private readonly RegisterFile _registers = new NocRegisters();
    [Reg(Trace = false)] private readonly RouteDecoder _decoder = new(at, parent.Simulation.Options.Faults.Of<NocFault>());
    [Reg] private readonly byte[] _spent = new byte[MeshPort.Directions];
    [Reg(Trace = false)] private readonly byte[] _nextInput = new byte[MeshPort.Directions + (edges?.Length ?? 1)];
    [Reg(Trace = true)] private readonly long[] _forwarded = new long[MeshPort.Directions + (edges?.Length ?? 1)];
    [Reg(Trace = false)] private readonly long[] _waited = new long[MeshPort.Directions + (edges?.Length ?? 1)];
    [Reg(Trace = false)] private readonly uint[] _counted = new uint[MeshPort.Directions + (edges?.Length ?? 1)];
    [Reg(Trace = false)] private readonly byte[] _highWater = new byte[MeshPort.Directions + (edges?.Length ?? 1)];
    [Reg] private long _misrouted;
    [Reg(Trace = false)] private long _overruns;
    [Reg(Trace = false)] private uint _enabled = 0x1F;
    [Reg(Trace = false)] private bool _isCounting;
    [Reg(Trace = false)] private byte _toSend;
    private readonly int _ports = MeshPort.Directions + (edges?.Length ?? 1);
    private readonly int _credits = parameters.Credits;
    private readonly int _stages = parameters.HopCycles - 1 - ((parent.Simulation.Options.Faults.Of<NocFault>() & NocFault.StageSkipped) != 0 ? 1 : 0);
    private readonly NocFault _faults = parent.Simulation.Options.Faults.Of<NocFault>();

    // Behaviour

    /// <summary>Where it is.</summary>
    public NocPosition At => at;

    /// <summary>Its registers (noc.rdl), to be read between runs.</summary>
    public NocRegisters Registers => (NocRegisters)_registers;

    /// <summary>Flits that left by a port since the reset.</summary>
    public long Forwarded(int port) => _forwarded[port];

    /// <summary>Cycles that flits for a port waited at the head of their FIFO since the reset.</summary>
    public long Waited(int port) => _waited[port];

    /// <summary>What the statistics registers counted for a port while they were enabled: flits, or stalled cycles.</summary>
    public uint Counted(int port) => _counted[port];

    /// <summary>The most flits that an input held.</summary>
    public int HighWater(int port) => _highWater[port];

    /// <summary>Flits without a way on, over the border of the mesh or to a node with nothing on it: they were dropped.</summary>
    public long Misrouted => _misrouted;

    /// <summary>Flits that came without a credit, under a fault; else that is an exception.</summary>
    public long Overruns => _overruns;

    /// <summary>Flits that are in the router.</summary>
    public int Buffered
    {
        get
        {
            int flits = 0;
            for (int input = 0; input < _ports; input++) flits += _buffers.Count(input);
            return flits;
        }
    }

    /// <summary>Writes a register between two runs, as the configuration network does in a run.</summary>
    /// <returns>False where there is no register.</returns>
    public bool Configure(uint offset, uint value)
    {
        if (!_registers.TryWrite(offset, value, 15)) return false;
        ClockRegisters();
        while (_registers.ActiveCount > 0) ClockRegisters();
        Wake();
        return true;
    }

    protected override Activity Tick()
    {
        ulong ready = ReadyInputs;
        bool isOpen = _registers.ActiveCount > 0 || Request.HasData;
        if (isOpen) Serve();
        bool moved = _buffers.Occupied != 0 && Forward();
        if (_toSend > 0) moved |= SendStatistics();
        if (ready != 0)
        {
            uint credits = (uint)(ready >> _ports) & 15;
            if (credits != 0)
            {
                TakeCredits(credits);
                moved = true;
            }
            TakeFlits((uint)ready & ((1u << _ports) - 1));
        }
        if (_buffers.Occupied == 0)
        {
            State = NocState.Empty;
            return isOpen || moved ? Activity.Busy : Activity.Idle;
        }
        long earliest = Earliest();
        if (moved || isOpen)
        {
            State = NocState.Moving;
            return Activity.Busy;
        }
        State = earliest == long.MaxValue ? NocState.Blocked : NocState.Pipeline;
        return earliest == long.MaxValue ? Activity.Idle : Activity.Until(earliest);
    }

    // The first cycle in which a flit that is still in the stages may leave.
    private long Earliest()
    {
        long earliest = long.MaxValue;
        for (uint inputs = _buffers.Occupied; inputs != 0; inputs &= inputs - 1)
        {
            long eligible = _buffers.EligibleAt(BitOperations.TrailingZeroCount(inputs));
            if (eligible > Now && eligible < earliest) earliest = eligible;
        }
        return earliest;
    }

    private void TakeFlits(uint inputs)
    {
        for (; inputs != 0; inputs &= inputs - 1)
        {
            int input = BitOperations.TrailingZeroCount(inputs);
            // A local port has no credits: its queue waits.
            if (input >= MeshPort.Local && !_buffers.HasRoom(input)) continue;
            NocFlit flit = FlitIn[input].Pop();
            if (!_buffers.HasRoom(input) && (_faults & (NocFault.Overfilled | NocFault.CreditTwice)) != 0)
            {
                _buffers.Overwrite(input, in flit);
                _overruns++;
                continue;
            }
            _buffers.Write(input, in flit, OutputOf(input, flit.Destination), Now + _stages);
            if ((_faults & NocFault.Swapped) != 0 && (flit.Address & 7) == 5) _buffers.Swap(input);
            int count = _buffers.Count(input);
            if (count > _highWater[input]) _highWater[input] = (byte)count;
        }
    }

    private int OutputOf(int input, NocPosition to)
    {
        if (edges is not null && input >= MeshPort.Local) return edges[input - MeshPort.Local];
        int output = _decoder.Output(to);
        return edges is not null && output == MeshPort.Local ? MeshPort.Local + Array.IndexOf(edges, input) : output;
    }

    private void TakeCredits(uint directions)
    {
        for (; directions != 0; directions &= directions - 1)
        {
            int direction = BitOperations.TrailingZeroCount(directions);
            byte credits = CreditIn[direction].Pop();
            _spent[direction] = (byte)Math.Max(0, _spent[direction] - credits);
        }
    }

    // Switch allocation: each input asks for the output of its oldest flit, each output takes one of them.
    private bool Forward()
    {
        ulong requests = 0;
        for (uint inputs = _buffers.Occupied; inputs != 0; inputs &= inputs - 1)
        {
            int input = BitOperations.TrailingZeroCount(inputs);
            if (_buffers.EligibleAt(input) > Now) continue;
            int output = _buffers.OutputOf(input);
            if (CanLeave(output)) requests |= 1UL << (output * OutputBits + input);
        }
        if (requests == 0) return false;
        for (int output = 0; output < _ports; output++)
        {
            uint wanting = (uint)(requests >> (output * OutputBits)) & 0xFF;
            if (wanting != 0) Send(Arbitrate(output, wanting), output);
        }
        return true;
    }

    private bool CanLeave(int output)
    {
        if ((_enabled >> Math.Min(output, MeshPort.Local) & 1) == 0) return false;
        // What has nowhere to go is dropped and counted.
        if (!FlitOut[output].IsConnected) return true;
        if (output >= MeshPort.Local) return FlitOut[output].CanPush;
        return _spent[output] < _credits + ((_faults & NocFault.Overfilled) != 0 ? 1 : 0);
    }

    private int Arbitrate(int output, uint wanting)
    {
        int first = _nextInput[output];
        int input = first + BitOperations.TrailingZeroCount((wanting | wanting << _ports) >> first);
        if (input >= _ports) input -= _ports;
        if ((_faults & NocFault.ArbiterStuck) == 0) _nextInput[output] = (byte)(input + 1 < _ports ? input + 1 : 0);
        return input;
    }

    private void Send(int input, int output)
    {
        long waited = Now - _buffers.EligibleAt(input);
        NocFlit flit = _buffers.Take(input);
        _waited[output] += waited;
        _forwarded[output]++;
        if (_isCounting) Count(output, waited);
        if (input < MeshPort.Local) ReturnCredit(input, _forwarded[output]);
        if (!FlitOut[output].IsConnected)
        {
            _misrouted++;
            return;
        }
        if (output < MeshPort.Local) _spent[output]++;
        if (_faults != NocFault.None && !TryPassFaults(ref flit, output)) return;
        FlitOut[output].Push(flit);
    }

    private void Count(int output, long waited)
    {
        bool stalls = (Registers.StatModuleControl.Stalls >> Math.Min(output, MeshPort.Local) & 1) != 0;
        _counted[output] += stalls ? (uint)waited : 1;
    }

    private void ReturnCredit(int input, long number)
    {
        if (!CreditOut[input].IsConnected) return;
        if ((_faults & NocFault.CreditLost) != 0 && (number & 7) == 7) return;
        CreditOut[input].Push((byte)((_faults & NocFault.CreditTwice) != 0 && (number & 7) == 7 ? 2 : 1));
    }

    private bool TryPassFaults(ref NocFlit flit, int output)
    {
        if ((_faults & NocFault.PayloadFlipped) != 0 && output == MeshPort.West) flit = flit with { Low = flit.Low ^ 0x80 };
        if ((_faults & NocFault.FlitLost) == 0 || (_forwarded[output] & 15) != 15) return true;
        if (output < MeshPort.Local) _spent[output]--;
        return false;
    }

    private uint StatisticsAddress => (uint)Registers.StatTopAddress.ReadBits(0);

    // The counters of the five ports as writes to the address in the registers: four words, then one; as if the node's own element had sent them.
    private bool SendStatistics()
    {
        // The packet router's tiles have no local source; an address where nobody is gets nothing.
        if (edges is not null || !NocAddress.TryFind(StatisticsAddress, out NocPosition to, out int peMask))
        {
            _toSend = 0;
            return false;
        }
        if (!_buffers.HasRoom(MeshPort.Local)) return false;
        bool isFirst = _toSend == StatisticsFlits;
        uint address = StatisticsAddress & ~15u;
        NocFlit flit = isFirst
            ? NocFlit.Create(to, peMask, NocClass.Write, CommsPayload.Bits128, 0, at, 0, address, _counted[0] | (ulong)_counted[1] << 32, _counted[2] | (ulong)_counted[3] << 32)
            : NocFlit.Create(to, peMask, NocClass.Write, CommsPayload.Bits32, 15, at, 0, address + 16, _counted[MeshPort.Local]);
        _buffers.Write(MeshPort.Local, in flit, OutputOf(MeshPort.Local, flit.Destination), Now + _stages);
        _toSend--;
        return true;
    }

    // One register access a cycle.
    private void Serve()
    {
        if (Request.HasData && Reply.CanPush)
        {
            RegisterRequest request = Request.Pop();
            ulong value = 0;
            bool answered = request.Write ? _registers.TryWrite(request.Offset, request.Value, 15) : _registers.TryRead(request.Offset, 15, out value);
            Reply.Push(answered ? new RegisterReply((uint)value, false) : RegisterReply.Missing);
        }
        ClockRegisters();
    }

    private void ClockRegisters()
    {
        NocRegisters registers = Registers;
        registers.Clock();
        _decoder.Decode(registers);
        NocRegisters.PortEnableRegister ports = registers.PortEnable;
        int open = (ports.East ? 1 : 0) | (ports.North ? 2 : 0) | (ports.West ? 4 : 0) | (ports.South ? 8 : 0) | (ports.Local ? 16 : 0);
        _enabled = registers.RouterEnable.Enable ? (uint)open : 0;
        _isCounting = registers.StatEnable.Enable;
        if (registers.StatTopControl.Clear) Array.Clear(_counted);
        if (registers.StatTopControl.Send) _toSend = StatisticsFlits;
    }
}
