using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;

namespace HwModel.SpiNNaker2.Noc.Config;

/// <summary>What an endpoint of the configuration network does.</summary>
public enum ConfigTargetState : byte
{
    /// <summary>Words of a packet come in.</summary>
    [Arcs(Asking)] Receiving,

    /// <summary>The access of one register goes to its block.</summary>
    [Arcs(Waiting, Answering, Receiving)] Asking,

    /// <summary>The block has it.</summary>
    [Arcs(Asking, Answering, Receiving)] Waiting,

    /// <summary>Words of the answer go out.</summary>
    [Arcs(Receiving)] Answering,
}

/// <summary>
/// The endpoint of the configuration network at a node: makes register accesses of its packets, one after the other, and answers reads. A write of two or four words
/// goes to so many registers in a row. Writes are posted; one that finds no register is counted.
/// </summary>
/// <param name="parent">The component that holds it.</param>
/// <param name="name">Its name there.</param>
/// <param name="at">Its node.</param>
/// <param name="windows">The blocks at the node, in the order of the ports.</param>
[Module]
public sealed partial class ConfigTarget(Component parent, string name, NocPosition at, PeripheralWindow[] windows) : Module(parent, name)
{
    // Interface
    [In(Depth = ConfigParameters.FifoDepth)] public partial In<ConfigFlit> FromNetwork { get; }

    [Out] public partial Out<ConfigFlit> ToNetwork { get; }

    [Out(Count = "windows.Length", Optional = true)] public partial Out<RegisterRequest>[] BlockRequest { get; }

    [In(Count = "windows.Length", Optional = true)] public partial In<RegisterReply>[] BlockReply { get; }

    // State
    [Reg, Fsm] private ConfigTargetState _state;
    [Reg(Trace = false)] private readonly uint[] _words = new uint[ConfigPacket.MostWords];
    [Reg] private byte _count;
    [Reg] private NocFlit _packet;
    [Reg] private NocFlit _answer;
    [Reg] private byte _index;
    [Reg] private byte _block;
    [Reg(Trace = false)] private readonly uint[] _read = new uint[4];
    [Reg(Trace = false)] private byte _missing;
    [Reg] private long _reads;
    [Reg] private long _writes;
    [Reg] private long _errors;
    [Reg] private long _refused;
    private readonly PeripheralWindow[] _windows = windows;
    private readonly ConfigFaults _faults = new(parent.Simulation.Options.Faults);

    // Behaviour

    /// <summary>Registers read.</summary>
    public long Reads => _reads;

    /// <summary>Registers written.</summary>
    public long Writes => _writes;

    /// <summary>Accesses to offsets where no register is.</summary>
    public long Errors => _errors;

    /// <summary>Packets that ask for nothing that registers do, or whose parity is wrong: they were dropped.</summary>
    public long Refused => _refused;

    protected override Activity Tick() => _state switch
    {
        ConfigTargetState.Receiving => Receive(),
        ConfigTargetState.Asking => Ask(),
        ConfigTargetState.Waiting => Wait(),
        _ => Answer(),
    };

    private Activity Receive()
    {
        if (!FromNetwork.HasData) return Activity.Idle;
        ConfigFlit flit = FromNetwork.Pop();
        if (_count < ConfigPacket.MostWords) _words[_count++] = flit.Word;
        if (!flit.IsTail) return Activity.Busy;
        _packet = ConfigPacket.Join(_words.AsSpan(0, _count));
        bool isWhole = _count == ConfigPacket.Words(in _packet);
        _count = 0;
        (_index, _missing) = (0, 0);
        Array.Clear(_read);
        if (!isWhole || !_packet.HasParity || _packet.Class is not (NocClass.Write or NocClass.ReadRequest) || _packet.Payload == CommsPayload.None) _refused++;
        else State = ConfigTargetState.Asking;
        return Activity.Busy;
    }

    private Activity Ask()
    {
        uint offset = (_packet.Address & ~3u) + (_faults.AddressStuck ? 0 : 4u * _index);
        int block = Array.FindIndex(_windows, window => window.Holds(offset));
        if (block < 0 || !BlockRequest[block].IsConnected) return Next(RegisterReply.Missing);
        if (!BlockRequest[block].CanPush) return Activity.Idle;
        uint value = (uint)((_index < 2 ? _packet.Low : _packet.High) >> (32 * (_index & 1)));
        BlockRequest[block].Push(new RegisterRequest(offset - _windows[block].Base, value, _packet.Class == NocClass.Write));
        _block = (byte)block;
        State = ConfigTargetState.Waiting;
        return Activity.Idle;
    }

    private Activity Wait() => BlockReply[_block].HasData ? Next(BlockReply[_block].Pop()) : Activity.Idle;

    private Activity Next(RegisterReply reply)
    {
        bool write = _packet.Class == NocClass.Write;
        if (reply.Error)
        {
            _errors++;
            _missing++;
        }
        else if (write) _writes++;
        else _reads++;
        _read[_index] = reply.Value;
        bool isLast = ++_index == ConfigPacket.PayloadWords(_packet.Payload);
        if (!isLast) State = ConfigTargetState.Asking;
        else if (write) State = ConfigTargetState.Receiving;
        else BeginAnswer();
        return Activity.Busy;
    }

    // Nothing at the address: an answer without payload.
    private void BeginAnswer()
    {
        CommsPayload size = _missing == _index && !_faults.ErrorHidden ? CommsPayload.None : _packet.Payload;
        _answer = NocFlit.Create(
            _packet.Source, 1 << _packet.SourcePe, NocClass.ReadResponse, size, _faults.TagLost ? (byte)0 : _packet.Control, at, 0, _packet.Address, _read[0] | (ulong)_read[1] << 32, _read[2] | (ulong)_read[3] << 32);
        _index = 0;
        State = ConfigTargetState.Answering;
    }

    private Activity Answer()
    {
        if (!ToNetwork.CanPush) return Activity.Idle;
        int words = ConfigPacket.Words(in _answer);
        ConfigFlit flit = ConfigPacket.Word(in _answer, _index++);
        if (_faults.TailLost && words > 3 && _index == words - 1) (flit, _index) = (flit with { IsTail = true }, (byte)words);
        ToNetwork.Push(flit);
        if (_index == words) State = ConfigTargetState.Receiving;
        return Activity.Busy;
    }
}
