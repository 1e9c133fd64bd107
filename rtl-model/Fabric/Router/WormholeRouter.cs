using System.Numerics;
using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>
/// An input-queued wormhole router with virtual channels and credits (Dally, Towles, "Principles and Practices of Interconnection Networks", chapters 13, 16 and 17):
/// a head flit takes a free virtual channel of its output, each input offers one flit a cycle, each output takes one, and a tail frees the channel.
/// A flit leaves <see cref="RouterOptions.PipelineStages"/> - 1 cycles after its arrival at the earliest and is at the next router one cycle later.
/// </summary>
[Module]
public sealed partial class WormholeRouter(Component parent, string name, int x, int y, XyRoute route, RouterOptions options) : Module(parent, name)
{
    private const int NoOwner = -1;

    // Interface
    [In(Count = Port5.Count, Optional = true)] public partial In<Flit>[] FlitIn { get; }

    [In(Count = Port5.Count, Depth = 4, Optional = true)] public partial In<byte>[] CreditIn { get; }

    [Out(Count = Port5.Count, Optional = true)] public partial Out<Flit>[] FlitOut { get; }

    [Out(Count = Port5.Count, Optional = true)] public partial Out<byte>[] CreditOut { get; }

    // State
    [Reg, Fsm] private RouterState _state;

    // Virtual channel c of port p has number p x channels + c.
    [Reg] private readonly ChannelBuffers _buffers = new(Port5.Count * options.AllChannels, options.BufferDepth);
    [Reg(Trace = false)] private readonly sbyte[] _target = new sbyte[Port5.Count * options.AllChannels];
    [Reg(Trace = false)] private ulong _routed;
    [Reg(Trace = false)] private readonly int[] _used = new int[Port5.Count * options.AllChannels];
    [Reg(Trace = false)] private ulong _owned;
    [Reg(Trace = false)] private readonly byte[] _nextChannel = new byte[Port5.Count];
    [Reg(Trace = false)] private readonly byte[] _nextInput = new byte[Port5.Count];
    [Reg(Trace = true)] private readonly long[] _forwarded = new long[Port5.Count];
    private readonly int _channels = options.AllChannels;
    private readonly int _perClass = options.VirtualChannels;
    private readonly int _depth = options.BufferDepth;
    private readonly bool _separate = options.SeparateAllocation;
    private readonly int _extraStages = Math.Max(0, options.PipelineStages - (options.SeparateAllocation ? 2 : 1) + Stages(parent.Simulation.Options.Faults.Of<RouterFault>()));
    private readonly sbyte[] _offered = new sbyte[Port5.Count];
    private readonly RouterFault _faults = parent.Simulation.Options.Faults.Of<RouterFault>();

    // Behaviour

    /// <summary>Column.</summary>
    public int X => x;

    /// <summary>Row.</summary>
    public int Y => y;

    /// <summary>Flits that left by a port since the reset.</summary>
    public long Forwarded(int port) => _forwarded[port];

    /// <summary>Flits that are in the buffers.</summary>
    public int Buffered
    {
        get
        {
            int flits = 0;
            for (int channel = 0; channel < Port5.Count * _channels; channel++) flits += _buffers.Count(channel);
            return flits;
        }
    }

    protected override Activity Tick()
    {
        uint arrivals = (uint)ReadyInputs;
        if (arrivals != 0)
        {
            TakeFlits(arrivals & 0x1F);
            TakeCredits(arrivals >> Port5.Count);
        }
        if (_buffers.Occupied == 0)
        {
            State = RouterState.Empty;
            return Activity.Idle;
        }
        ulong mayMove = _separate ? _routed : ulong.MaxValue;
        bool moved = _separate && AllocateChannels();
        uint requests = OfferAll(mayMove, out long earliest);
        for (int output = 0; output < Port5.Count && requests != 0; output++)
        {
            uint wanting = (requests >> (output * 6)) & 0x1F;
            if (wanting == 0) continue;
            int input = Arbitrate(output, wanting);
            Forward(input * _channels + _offered[input], input, output);
            moved = true;
        }
        State = _buffers.Occupied == 0 ? RouterState.Empty : moved ? RouterState.Moving : earliest == long.MaxValue ? RouterState.Blocked : RouterState.Pipeline;
        if (_buffers.Occupied == 0) return Activity.Idle;
        // Nothing moved: a flit that is not eligible yet has a time, one without credit or channel waits for an input.
        return moved ? Activity.Busy : earliest == long.MaxValue ? Activity.Idle : Activity.Until(earliest);
    }

    private void TakeFlits(uint inputs)
    {
        for (; inputs != 0; inputs &= inputs - 1)
        {
            int input = BitOperations.TrailingZeroCount(inputs);
            Flit flit = FlitIn[input].Pop();
            _buffers.Write(input * _channels + flit.Channel, in flit, Route(in flit), Now + _extraStages);
        }
    }

    private byte Route(in Flit flit) => (byte)((_faults & RouterFault.WrongTurn) != 0 && flit.Destination % 7 == 3 ? Port5.Opposite(route.Port(x, y, flit.Destination)) : route.Port(x, y, flit.Destination));

    private void TakeCredits(uint outputs)
    {
        for (; outputs != 0; outputs &= outputs - 1)
        {
            int output = BitOperations.TrailingZeroCount(outputs);
            _used[output * _channels + CreditIn[output].Pop()]--;
        }
    }

    // Each input offers the head of one of its channels; the result has six bits for each output: which inputs want it.
    private uint OfferAll(ulong mayMove, out long earliest)
    {
        uint requests = 0;
        earliest = long.MaxValue;
        ulong occupied = _buffers.Occupied;
        uint perInput = (1u << _channels) - 1;
        for (int input = 0; input < Port5.Count; input++)
        {
            uint waiting = (uint)(occupied >> (input * _channels)) & perInput;
            if (waiting == 0) continue;
            int first = _nextChannel[input];
            for (int i = 0; i < _channels; i++)
            {
                int channel = first + i < _channels ? first + i : first + i - _channels;
                if ((waiting >> channel & 1) == 0) continue;
                int output = WantedOutput(input * _channels + channel, ref earliest);
                if (output < 0 || (mayMove >> (input * _channels + channel) & 1) == 0) continue;
                _offered[input] = (sbyte)channel;
                requests |= 1u << (output * 6 + input);
                break;
            }
        }
        return requests;
    }

    // Heads that have none take a virtual channel of their output, whether it has a credit or not; they ask for the switch from the next cycle on.
    private bool AllocateChannels()
    {
        bool given = false;
        int all = Port5.Count * _channels;
        int first = (int)(Now % all);
        for (ulong waiting = _buffers.Occupied & ~_routed; waiting != 0;)
        {
            // The first one behind a place that moves with time, so that none is always last.
            ulong behind = waiting >> first << first;
            int channel = BitOperations.TrailingZeroCount(behind != 0 ? behind : waiting);
            waiting &= ~(1UL << channel);
            if (_buffers.EligibleAt(channel) > Now || UnownedChannel(channel, _buffers.PortOf(channel)) is var target && target < 0) continue;
            _target[channel] = (sbyte)target;
            _routed |= 1UL << channel;
            _owned |= 1UL << target;
            given = true;
        }
        return given;
    }

    // A virtual channel of an output, in the packet's class, that no packet holds, with a credit if possible; -1 if there is none. They take turns, so that packets spread.
    private int UnownedChannel(int channel, int output)
    {
        int first = FirstChannel(channel, output);
        int turn = (int)((Now + channel) % _perClass);
        int unowned = -1;
        for (int i = 0; i < _perClass; i++)
        {
            int target = first + (turn + i < _perClass ? turn + i : turn + i - _perClass);
            if ((_owned >> target & 1) != 0) continue;
            if (HasRoom(output, target)) return target;
            if (unowned < 0) unowned = target;
        }
        return unowned;
    }

    // The output that the oldest flit of a channel can go to in this cycle; -1 if it can't move.
    private int WantedOutput(int channel, ref long earliest)
    {
        long eligible = _buffers.EligibleAt(channel);
        if (eligible > Now)
        {
            earliest = Math.Min(earliest, eligible);
            return -1;
        }
        int output = _buffers.PortOf(channel);
        bool canMove = (_routed >> channel & 1) != 0 ? HasRoom(output, _target[channel]) : FreeChannel(channel, output) >= 0;
        return canMove ? output : -1;
    }

    private bool HasRoom(int output, int target) => output == Port5.Local ? FlitOut[Port5.Local].CanPush : _used[target] < _depth;

    // A virtual channel of an output, in the packet's class, that no packet holds and that has a credit; -1 if there is none.
    private int FreeChannel(int channel, int output)
    {
        int first = FirstChannel(channel, output);
        for (int target = first; target < first + _perClass; target++)
            if ((_owned >> target & 1) == 0 && HasRoom(output, target))
                return target;
        return -1;
    }

    private int FirstChannel(int channel, int output) => output * _channels + (output == Port5.Local ? 0 : _buffers.Head(channel).Channel / _perClass * _perClass);

    private int Arbitrate(int output, uint wanting)
    {
        if (options.Arbitration == Arbitration.Oldest) return Oldest(wanting);
        if (options.Arbitration == Arbitration.FixedPriority) return BitOperations.TrailingZeroCount(wanting);
        int first = _nextInput[output];
        int input = first + BitOperations.TrailingZeroCount((wanting | wanting << Port5.Count) >> first);
        return input < Port5.Count ? input : input - Port5.Count;
    }

    private int Oldest(uint wanting)
    {
        int oldest = NoOwner;
        long created = long.MaxValue;
        for (; wanting != 0; wanting &= wanting - 1)
        {
            int input = BitOperations.TrailingZeroCount(wanting);
            long age = _buffers.Head(input * _channels + _offered[input]).Created;
            if (age >= created) continue;
            created = age;
            oldest = input;
        }
        return oldest;
    }

    private void Forward(int channel, int input, int output)
    {
        int target = (_routed >> channel & 1) != 0 ? _target[channel] : FreeChannel(channel, output);
        Flit flit = _buffers.Take(channel);
        int outChannel = target - output * _channels;
        if (flit.IsHead && !flit.IsTail)
        {
            _target[channel] = (sbyte)target;
            _routed |= 1UL << channel;
            _owned |= 1UL << target;
        }
        else if (flit.IsTail && (_routed >> channel & 1) != 0)
        {
            _routed &= ~(1UL << channel);
            _owned &= ~(1UL << target);
        }
        _nextInput[output] = (byte)(input + 1 < Port5.Count ? input + 1 : 0);
        int used = channel - input * _channels;
        _nextChannel[input] = (byte)(used + 1 < _channels ? used + 1 : 0);
        _forwarded[output]++;
        if (output != Port5.Local) _used[target] += (_faults & RouterFault.CreditTwice) != 0 && (flit.Sequence & 31) == 31 ? 0 : 1;
        flit = flit with { Channel = (byte)outChannel, Hops = (byte)(output == Port5.Local ? flit.Hops : flit.Hops + 1) };
        if (_faults != RouterFault.None)
        {
            PushFaulty(flit, output, input, used);
            return;
        }
        FlitOut[output].Push(flit);
        CreditOut[input].Push((byte)used);
    }

    private static int Stages(RouterFault faults) => (faults & RouterFault.StageAdded) != 0 ? 1 : (faults & RouterFault.StageSkipped) != 0 ? -1 : 0;

    private void PushFaulty(Flit flit, int output, int input, int used)
    {
        bool fourth = (flit.Sequence & 3) == 3;
        if (_faults.HasFlag(RouterFault.SequenceFlipped) && output == Port5.East) flit = flit with { Sequence = flit.Sequence ^ 1 };
        if (!(_faults.HasFlag(RouterFault.FlitLost) && fourth)) FlitOut[output].Push(flit);
        if (_faults.HasFlag(RouterFault.FlitRepeated) && fourth && flit.Place == FlitPlace.Single)
            _buffers.Write(input * _channels + used, flit with { Channel = (byte)used, Sequence = flit.Sequence - 1 }, (byte)output, Now + 1);
        else if (!(_faults.HasFlag(RouterFault.CreditLost) && fourth)) CreditOut[input].Push((byte)used);
    }
}
