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
    private const uint AllPorts = (1 << Port5.Count) - 1;

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
    [Reg] private readonly IslipAllocator _channelAllocator = new(Port5.Count * options.AllChannels, Port5.Count * options.AllChannels);
    [Reg] private readonly IslipAllocator _switchAllocator = new(Port5.Count, Port5.Count);
    private readonly Offer[] _offers = new Offer[Port5.Count];
    private readonly int _channels = options.AllChannels;
    private readonly uint _ofInput = (1u << options.AllChannels) - 1;
    private readonly int _perClass = options.VirtualChannels;
    private readonly int _depth = options.BufferDepth;
    private readonly Arbitration _arbitration = options.Arbitration;
    private readonly bool _separate = options.SeparateAllocation;
    private readonly int _extraStages = Math.Max(0, options.PipelineStages - (options.SeparateAllocation ? 2 : 1) + Stages(parent.Simulation.Options.Faults.Of<RouterFault>()));
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
        TakeFlits(arrivals & AllPorts);
        TakeCredits(arrivals >> Port5.Count);
        if (_buffers.Occupied == 0)
        {
            State = RouterState.Empty;
            return Activity.Idle;
        }
        long earliest = long.MaxValue;
        bool moved = _separate ? AllocateInTwoStages(ref earliest) : AllocateAtOnce(ref earliest);
        if (_buffers.Occupied == 0)
        {
            State = RouterState.Empty;
            return Activity.Idle;
        }
        State = moved ? RouterState.Moving : earliest == long.MaxValue ? RouterState.Blocked : RouterState.Pipeline;
        // Nothing moved: a flit that is not eligible yet has a time, one without credit or channel waits for an input.
        return moved ? Activity.Busy : earliest == long.MaxValue ? Activity.Idle : Activity.Until(earliest);
    }

    private void TakeFlits(uint inputs)
    {
        for (; inputs != 0; inputs &= inputs - 1)
        {
            int input = BitOperations.TrailingZeroCount(inputs);
            Flit flit = FlitIn[input].Pop();
            _buffers.Write(input * _channels + flit.Channel, in flit, Route(flit.Destination), Now + _extraStages);
        }
    }

    private byte Route(int destination)
    {
        int port = route.Port(x, y, destination);
        return (byte)((_faults & RouterFault.WrongTurn) != 0 && destination % 7 == 3 ? Port5.Opposite(port) : port);
    }

    private void TakeCredits(uint outputs)
    {
        for (; outputs != 0; outputs &= outputs - 1)
        {
            int output = BitOperations.TrailingZeroCount(outputs);
            _used[output * _channels + CreditIn[output].Pop()]--;
        }
    }

    private bool HasRoom(int output, int target) => output == Port5.Local ? FlitOut[Port5.Local].CanPush : _used[target] < _depth;

    // The first virtual channel of an output in the class of a packet; a packet keeps its class on the way.
    private int FirstChannel(in WaitingFlit waiting) => waiting.Port * _channels + (waiting.Port == Port5.Local || _perClass == _channels ? 0 : waiting.Flit.Channel / _perClass * _perClass);

    private void Forward(int input, int output)
    {
        Offer offer = _offers[input];
        int channel = input * _channels + offer.Channel;
        ref readonly WaitingFlit waiting = ref _buffers.Take(channel);
        Flit flit = waiting.Flit with { Channel = (byte)(offer.Target - output * _channels), Hops = (byte)(output == Port5.Local ? waiting.Flit.Hops : waiting.Flit.Hops + 1) };
        if (flit.IsTail)
        {
            if ((_routed >> channel & 1) != 0)
            {
                _routed &= ~(1UL << channel);
                _owned &= ~(1UL << offer.Target);
            }
        }
        else if (flit.IsHead) Own(channel, offer.Target);
        _nextInput[output] = (byte)(input + 1 < Port5.Count ? input + 1 : 0);
        _nextChannel[input] = (byte)(offer.Channel + 1 < _channels ? offer.Channel + 1 : 0);
        _forwarded[output]++;
        if (output != Port5.Local) _used[offer.Target] += (_faults & RouterFault.CreditTwice) != 0 && (flit.Sequence & 31) == 31 ? 0 : 1;
        if (_faults != RouterFault.None)
        {
            PushFaulty(flit, output, input, offer.Channel);
            return;
        }
        FlitOut[output].Push(flit);
        CreditOut[input].Push((byte)offer.Channel);
    }

    // The packet at the head of a channel has a virtual channel of its output from now on.
    private void Own(int channel, int target)
    {
        _target[channel] = (sbyte)target;
        _routed |= 1UL << channel;
        _owned |= 1UL << target;
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

    // What an input offers to the switch: one of its channels, and the virtual channel of the output that its flit would take.
    private struct Offer
    {
        public sbyte Channel;
        public sbyte Target;
    }
}
