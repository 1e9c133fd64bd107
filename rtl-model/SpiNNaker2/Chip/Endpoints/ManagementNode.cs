using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Registers;
using RegisterFile = HwModel.Kernel.Registers.RegisterFile;

namespace HwModel.SpiNNaker2.Chip.Endpoints;

/// <summary>What the management node does.</summary>
public enum ManagementState : byte
{
    /// <summary>It takes the next access.</summary>
    [Arcs(Sending, Answering)] Idle,

    /// <summary>Words of an access go out on the configuration network.</summary>
    [Arcs(Idle, Waiting)] Sending,

    /// <summary>A read is under way there.</summary>
    [Arcs(Idle, Answering)] Waiting,

    /// <summary>An answer goes out on the data network.</summary>
    [Arcs(Idle)] Answering,
}

/// <summary>
/// The management node in the periphery: 128 KB of SRAM, the management registers, a mailbox for packets to core 0, and the root of the configuration network, on the 100 MHz
/// reference (Scholze et al., OJCAS 2026). Accesses of the data network to the windows of <see cref="ConfigMap"/> are passed on to the configuration network, one at a time;
/// so are those of the host, which come from outside of time. The program of the management core is not simulated: the host acts in its place.
/// </summary>
/// <param name="parent">The component that holds it.</param>
/// <param name="name">Its name there.</param>
/// <param name="chip">The chip's number.</param>
[Module]
public sealed partial class ManagementNode(Component parent, string name, int chip) : Module(parent, name)
{
    /// <summary>Packets that the mailbox holds.</summary>
    public const int MailboxDepth = 64;

    /// <summary>Accesses of the host that can wait, and answers that it has not taken.</summary>
    public const int HostDepth = 256;

    // Interface
    [In(Depth = 4)] public partial In<NocFlit> FromNoc { get; }

    [Out] public partial Out<NocFlit> ToNoc { get; }

    [In(Depth = ConfigParameters.FifoDepth)] public partial In<ConfigFlit> FromConfig { get; }

    [Out] public partial Out<ConfigFlit> ToConfig { get; }

    // State
    [Reg, Fsm] private ManagementState _state;
    [Reg(Trace = false)] private readonly RegisterFile _registers = new ManagementRegisters();
    [Reg(Trace = false)] private readonly LazyMemory _memory = new(ConfigMap.ManagementSramBytes);
    [Reg] private NocFlit _request;
    [Reg] private NocFlit _packet;
    [Reg] private byte _index;
    [Reg] private byte _tag;
    [Reg] private bool _ofHost;
    [Reg(Trace = false)] private readonly uint[] _words = new uint[ConfigPacket.MostWords];
    [Reg] private byte _wordCount;
    [Reg(Trace = false)] private readonly CommsPacket[] _mailbox = new CommsPacket[MailboxDepth];
    [Reg] private int _mailHead;
    [Reg] private int _mailCount;
    [Reg] private long _mailLost;
    [Reg(Trace = false)] private readonly HostAccess[] _asked = new HostAccess[HostDepth];
    [Reg(Trace = false)] private int _askedHead;
    [Reg] private int _askedCount;
    [Reg(Trace = false)] private readonly HostAnswer[] _answers = new HostAnswer[HostDepth];
    [Reg(Trace = false)] private int _answersHead;
    [Reg] private int _answersCount;
    [Reg] private long _refused;
    [Reg] private long _errors;

    // Behaviour

    /// <summary>The registers, to be read between runs.</summary>
    public ManagementRegisters Registers => (ManagementRegisters)_registers;

    /// <summary>Flits that ask for nothing that the node does, or in a size that registers do not take: they were dropped.</summary>
    public long Refused => _refused;

    /// <summary>Reads that found no register.</summary>
    public long Errors => _errors;

    /// <summary>Packets for core 0 that were lost because the mailbox was full.</summary>
    public long MailLost => _mailLost;

    /// <summary>Accesses of the host that wait or are under way.</summary>
    public int Outstanding => _askedCount + (_ofHost && _state != ManagementState.Idle ? 1 : 0);

    /// <summary>The host writes a register over the configuration network, as by JTAG.</summary>
    /// <exception cref="InvalidOperationException">Too many accesses wait.</exception>
    public void Write(NocPosition node, uint offset, uint value) => Enter(new HostAccess(node, offset, true, value));

    /// <summary>The host reads a register over the configuration network; <see cref="TryTakeAnswer"/> gives the answer.</summary>
    /// <exception cref="InvalidOperationException">Too many accesses wait.</exception>
    public void Read(NocPosition node, uint offset) => Enter(new HostAccess(node, offset, false, 0));

    /// <summary>The next answer for the host.</summary>
    public bool TryTakeAnswer(out HostAnswer answer)
    {
        answer = _answersCount == 0 ? default : _answers[_answersHead];
        if (_answersCount == 0) return false;
        _answersHead = (_answersHead + 1) % HostDepth;
        _answersCount--;
        return true;
    }

    /// <summary>The next packet for core 0.</summary>
    public bool TryTakePacket(out CommsPacket packet)
    {
        packet = _mailCount == 0 ? default : _mailbox[_mailHead];
        if (_mailCount == 0) return false;
        _mailHead = (_mailHead + 1) % MailboxDepth;
        _mailCount--;
        return true;
    }

    /// <summary>Reads the SRAM, between runs.</summary>
    public void ReadMemory(uint offset, Span<byte> data) => _memory.Read(offset, data);

    /// <summary>Writes the SRAM, between runs.</summary>
    public void WriteMemory(uint offset, ReadOnlySpan<byte> data) => _memory.Write(offset, data);

    protected override Activity Tick() => _state switch
    {
        ManagementState.Idle => Begin(),
        ManagementState.Sending => Send(),
        ManagementState.Waiting => Wait(),
        _ => Answer(),
    };

    private void Enter(in HostAccess access)
    {
        if (_askedCount + _answersCount >= HostDepth) throw new InvalidOperationException($"{Path}: {_askedCount} accesses of the host wait and {_answersCount} answers were not taken; together they can be {HostDepth}");
        _asked[(_askedHead + _askedCount++) % HostDepth] = access;
        Wake();
    }

    private Activity Begin()
    {
        if (_askedCount > 0)
        {
            HostAccess access = _asked[_askedHead];
            _askedHead = (_askedHead + 1) % HostDepth;
            _askedCount--;
            Start(access.Node, access.Offset, access.Write ? NocClass.Write : NocClass.ReadRequest, CommsPayload.Bits32, access.Value, 0, ofHost: true);
            return Activity.Busy;
        }
        if (!FromNoc.HasData) return Activity.Idle;
        _request = FromNoc.Pop();
        Serve();
        return Activity.Busy;
    }

    private void Serve()
    {
        switch (_request.Class)
        {
            case NocClass.Multicast or NocClass.CoreToCore or NocClass.Neighbour:
                Keep();
                break;
            case NocClass.Write or NocClass.ReadRequest when !_request.HasParity:
                _refused++;
                break;
            case NocClass.Write when _request.Address - ConfigMap.ManagementSram < ConfigMap.ManagementSramBytes:
                FlitMemory.Write(_memory, in _request, _request.Address - ConfigMap.ManagementSram);
                break;
            case NocClass.ReadRequest when _request.Address - ConfigMap.ManagementSram < ConfigMap.ManagementSramBytes:
                (ulong low, ulong high) = _memory.Row((_request.Address - ConfigMap.ManagementSram) / FlitMemory.RowBytes);
                Respond(CommsPayload.Bits128, low, high);
                break;
            case NocClass.Write:
                ServeWrite();
                break;
            case NocClass.ReadRequest:
                ServeRead();
                break;
            default:
                _refused++;
                break;
        }
    }

    private void Keep()
    {
        if (_mailCount == MailboxDepth)
        {
            _mailLost++;
            return;
        }
        _mailbox[(_mailHead + _mailCount++) % MailboxDepth] =
            new CommsPacket((byte)((_request.Control & 0x3F) | ((int)_request.Class << 6)), _request.Address, _request.Payload, _request.Low, _request.High, RouteOf(_request.Source), !_request.HasParity, false);
    }

    // Copies of the router have their arrival link as the column of their source, in row 7.
    private static byte RouteOf(NocPosition source) => source.Y == 7 ? source.X : (byte)7;

    // Registers take whole words.
    private void ServeWrite()
    {
        bool isWhole = _request.Payload != CommsPayload.None && (_request.Payload != CommsPayload.Bits32 || (_request.Control & 15) == 15);
        if (!isWhole) _refused++;
        else if (ConfigMap.TryFind(_request.Address, out NocPosition node, out uint offset)) Start(node, offset, NocClass.Write, _request.Payload, _request.Low, _request.High, ofHost: false);
        else
            for (int i = 0; i < ConfigPacket.PayloadWords(_request.Payload); i++)
                WriteOwn(_request.Address - ConfigMap.Management + 4 * (uint)i, (uint)((i < 2 ? _request.Low : _request.High) >> (32 * (i & 1))));
    }

    private void WriteOwn(uint offset, uint value)
    {
        if (!_registers.TryWrite(offset, value, 15)) _refused++;
        _registers.SettleAll();
    }

    // A read for a word reads that word, any other the row of four.
    private void ServeRead()
    {
        CommsPayload size = _request.Payload == CommsPayload.Bits32 ? CommsPayload.Bits32 : CommsPayload.Bits128;
        uint address = size == CommsPayload.Bits32 ? _request.Address & ~3u : _request.Address & ~15u;
        if (ConfigMap.TryFind(address, out NocPosition node, out uint offset))
        {
            Start(node, offset, NocClass.ReadRequest, size, 0, 0, ofHost: false);
            return;
        }
        Span<uint> read = stackalloc uint[4];
        read.Clear();
        bool found = false;
        for (int i = 0; i < ConfigPacket.PayloadWords(size); i++) found |= TryReadOwn(address - ConfigMap.Management + 4 * (uint)i, out read[i]);
        RespondRegisters(found ? size : CommsPayload.None, read[0] | (ulong)read[1] << 32, read[2] | (ulong)read[3] << 32);
    }

    private bool TryReadOwn(uint offset, out uint value)
    {
        Registers.Chip.ChipNumberInput = (ulong)chip;
        Registers.Mailbox.WaitingInput = (ulong)_mailCount;
        Registers.Mailbox.LostInput = (ulong)Math.Min(_mailLost, ushort.MaxValue);
        Registers.ConfigErrors.ErrorsInput = (uint)_errors;
        _registers.SettleAll();
        bool found = _registers.TryRead(offset, 15, out ulong word);
        _registers.SettleAll();
        value = (uint)word;
        return found;
    }

    private void Start(NocPosition node, uint offset, NocClass kind, CommsPayload size, ulong low, ulong high, bool ofHost)
    {
        _packet = NocFlit.Create(node, 1, kind, size, ++_tag, Floorplan.Management, 0, offset, low, high);
        (_index, _wordCount, _ofHost) = (0, 0, ofHost);
        State = ManagementState.Sending;
    }

    private Activity Send()
    {
        if (!ToConfig.CanPush) return Activity.Idle;
        ConfigFlit flit = ConfigPacket.Word(in _packet, _index++);
        ToConfig.Push(flit);
        if (flit.IsTail) State = _packet.Class == NocClass.Write ? ManagementState.Idle : ManagementState.Waiting;
        return Activity.Busy;
    }

    private Activity Wait()
    {
        if (!FromConfig.HasData) return Activity.Idle;
        ConfigFlit flit = FromConfig.Pop();
        if (_wordCount < ConfigPacket.MostWords) _words[_wordCount++] = flit.Word;
        if (!flit.IsTail) return Activity.Busy;
        NocFlit answer = ConfigPacket.Join(_words.AsSpan(0, _wordCount));
        _wordCount = 0;
        if (answer.Control != _tag || answer.Class != NocClass.ReadResponse) return Activity.Busy; // not the answer to this read
        bool isError = answer.Payload == CommsPayload.None;
        if (isError) _errors++;
        if (_ofHost)
        {
            _answers[(_answersHead + _answersCount++) % HostDepth] = new HostAnswer(_packet.Destination, _packet.Address, isError ? 0 : (uint)answer.Low, isError);
            State = ManagementState.Idle;
        }
        else RespondRegisters(answer.Payload, answer.Low, answer.High);
        return Activity.Busy;
    }

    // Registers stand at their places in the row; where none is, the answer is empty.
    private void RespondRegisters(CommsPayload size, ulong low, ulong high)
    {
        if (size == CommsPayload.Bits32)
        {
            ulong word = (low & uint.MaxValue) << (8 * (int)(_request.Address & 4));
            (low, high) = (_request.Address & 8) == 0 ? (word, 0UL) : (0UL, word);
        }
        Respond(size == CommsPayload.None ? CommsPayload.None : CommsPayload.Bits128, low, high);
    }

    private void Respond(CommsPayload size, ulong low, ulong high)
    {
        _packet = NocFlit.Create(_request.Source, 1 << _request.SourcePe, NocClass.ReadResponse, size, _request.Control, Floorplan.Management, 0, _request.Address, low, high);
        State = ManagementState.Answering;
    }

    private Activity Answer()
    {
        if (!ToNoc.CanPush) return Activity.Idle;
        ToNoc.Push(_packet);
        State = ManagementState.Idle;
        return Activity.Busy;
    }
}
