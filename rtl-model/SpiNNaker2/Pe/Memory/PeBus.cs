using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc.Config;
using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Pe.Memory;

/// <summary>What a processing element reaches by address.</summary>
public enum PeTarget : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A register behind the peripheral bus.</summary>
    Peripheral,

    /// <summary>A memory behind the network-on-chip.</summary>
    Remote,
}

/// <summary>An access of one instruction that is done.</summary>
/// <param name="Address">Byte address.</param>
/// <param name="Size">1, 2 or 4 bytes.</param>
/// <param name="Write">Write rather than read.</param>
/// <param name="Value">What was read.</param>
/// <param name="Reply">Done or error.</param>
[Payload]
internal readonly partial record struct BusAccess(uint Address, byte Size, bool Write, uint Value, int Reply)
{
    public bool Is(uint address, int size, bool write) => Address == address && Size == size && Write == write;
}

/// <summary>
/// The accesses of the present instruction that go over the bus. The core asks again in every cycle until all of them are done; each is made once.
/// </summary>
internal sealed class BusAccesses : IStatePart
{
    private const int Most = 8;

    private readonly BusAccess[] _done = new BusAccess[Most];
    private int _count;
    private int _next;
    private bool _asked;
    private bool _waited;

    /// <summary>The core does its cycle; at other times only a debugger looks.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Where the access under way went.</summary>
    public PeTarget UnderWay { get; set; }

    /// <summary>The access under way.</summary>
    public BusAccess Present { get; set; }

    /// <summary>The instruction is not over: it has made an access or waits for one.</summary>
    public bool IsUnderWay => UnderWay != PeTarget.None || (_waited && _count != 0);

    public string Schema => "bus accesses 1";

    /// <summary>A new cycle: the instruction of the last one either waits and begins again, or is over.</summary>
    public void BeginCycle()
    {
        _next = 0;
        if (!_asked) _count = 0;
        _waited = _asked;
        _asked = false;
        IsOpen = true;
    }

    /// <summary>The core has done its cycle.</summary>
    public void EndCycle() => IsOpen = false;

    /// <summary>Finds an access that this instruction has already made.</summary>
    public bool TryRepeat(uint address, int size, bool write, out BusAccess done)
    {
        done = default;
        if (_next >= _count || !_done[_next].Is(address, size, write)) return false;
        done = _done[_next++];
        return true;
    }

    /// <summary>Notes an access as done.</summary>
    public int Note(in BusAccess access)
    {
        UnderWay = PeTarget.None;
        if (_count < Most) _done[_count++] = access;
        _next = _count;
        return access.Reply;
    }

    /// <summary>The instruction has to wait.</summary>
    public int Wait()
    {
        _asked = true;
        return BusReply.Pending;
    }

    public void Reset(PowerOn powerOn)
    {
        _count = _next = 0;
        _asked = _waited = IsOpen = false;
        UnderWay = PeTarget.None;
        Present = default;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_count);
        writer.Write(_asked);
        writer.Write((int)UnderWay);
        Save(writer, Present);
        for (int i = 0; i < _count; i++) Save(writer, _done[i]);
    }

    public void Load(StateReader reader)
    {
        _next = 0;
        _count = Math.Clamp(reader.ReadInt32(), 0, Most);
        _asked = reader.ReadBoolean();
        UnderWay = (PeTarget)reader.ReadInt32();
        Present = LoadAccess(reader);
        for (int i = 0; i < _count; i++) _done[i] = LoadAccess(reader);
    }

    public void Hash(ref StateHash hash)
    {
        hash.Add(_asked ? _count : -1);
        hash.Add((int)UnderWay);
        if (UnderWay != PeTarget.None) hash.Add(Present.Address);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("under_way", 2);
        trace.Bits("address", 32);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits((ulong)UnderWay);
        sampler.Bits(Present.Address);
    }

    private static void Save(StateWriter writer, BusAccess access)
    {
        writer.Write(access.Address);
        writer.Write((int)access.Size);
        writer.Write(access.Write);
        writer.Write(access.Value);
        writer.Write(access.Reply);
    }

    private static BusAccess LoadAccess(StateReader reader) =>
        new(reader.ReadUInt32(), (byte)reader.ReadInt32(), reader.ReadBoolean(), reader.ReadUInt32(), reader.ReadInt32());
}

/// <summary>
/// The processor's way to peripherals and to the network, a word at a time and one after the other. A write over the network is posted;
/// everything else holds the instruction until it is answered.
/// </summary>
public sealed class PeBus(PeMap map) : CoreBus
{
    private CortexM4Core? _core;
    private BusAccesses _accesses = new();

    /// <summary>Accesses over the network.</summary>
    public override bool IsUnderWay => _accesses.IsUnderWay;

    internal void Attach(CortexM4Core core, BusAccesses accesses)
    {
        _core = core;
        _accesses = accesses;
    }

    public override int Read(uint address, int size, out uint value)
    {
        value = 0;
        return Access(address, size, write: false, ref value);
    }

    public override int Write(uint address, int size, uint value) => Access(address, size, write: true, ref value);

    private int Access(uint address, int size, bool write, ref uint value)
    {
        if (!_accesses.IsOpen) return BusReply.Error; // a debugger's view does not go over the bus
        if (_accesses.TryRepeat(address, size, write, out BusAccess done))
        {
            if (!write) value = done.Value;
            return done.Reply;
        }
        if (_accesses.UnderWay != PeTarget.None) return Finish(address, size, write, ref value);
        return Begin(address, size, write, value);
    }

    private int Begin(uint address, int size, bool write, uint value)
    {
        switch (map.TargetOf(address))
        {
            case PeTarget.Peripheral:
                if (!_core!.Peripheral.CanPush) return _accesses.Wait();
                _core.Peripheral.Push(new PeripheralRequest(address, value, (byte)size, write));
                break;
            case PeTarget.Remote:
                if (!_core!.Remote.CanPush) return _accesses.Wait();
                if (write)
                {
                    _core.Remote.Push(WriteOf(address, size, value));
                    return _accesses.Note(new BusAccess(address, (byte)size, true, 0, BusReply.Done));
                }
                _core.Remote.Push(ConfigMap.IsRegister(address) ? RemoteRequest.ReadWord(address, 0) : RemoteRequest.Read(address & ~15u, 0));
                break;
            default:
                return BusReply.Error;
        }
        _accesses.UnderWay = map.TargetOf(address);
        _accesses.Present = new BusAccess(address, (byte)size, write, 0, BusReply.Done);
        return _accesses.Wait();
    }

    private int Finish(uint address, int size, bool write, ref uint value)
    {
        BusAccess present = _accesses.Present;
        bool error;
        uint read;
        if (_accesses.UnderWay == PeTarget.Peripheral)
        {
            if (!_core!.PeripheralAnswer.HasData) return _accesses.Wait();
            RegisterReply reply = _core.PeripheralAnswer.Pop();
            (read, error) = (reply.Value, reply.Error);
        }
        else
        {
            if (!_core!.RemoteAnswer.HasData) return _accesses.Wait();
            RemoteReply reply = _core.RemoteAnswer.Pop();
            ulong half = (present.Address & 8) == 0 ? reply.Low : reply.High;
            uint word = (uint)(half >> (8 * (int)(present.Address & 7)));
            (read, error) = (present.Size == 4 ? word : present.Size == 2 ? (ushort)word : (byte)word, reply.Error);
        }
        int result = _accesses.Note(present with { Value = read, Reply = error ? BusReply.Error : BusReply.Done });
        if (!present.Is(address, size, write)) return _accesses.Wait(); // the core was reset meanwhile
        if (!write) value = read;
        return result;
    }

    private static RemoteRequest WriteOf(uint address, int size, uint value)
    {
        int at = (int)(address & 15);
        ulong data = (ulong)value << (8 * (at & 7));
        var mask = (ushort)(((1 << size) - 1) << at);
        return new RemoteRequest(address & ~15u, true, 0, at < 8 ? data : 0, at < 8 ? 0 : data, mask);
    }
}
