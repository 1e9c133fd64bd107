using System.Numerics;

namespace HwModel.Fabric.Router;

// Who gets virtual channels and the switch in a cycle: both at once, or in two stages as in BookSim 2.
public sealed partial class WormholeRouter
{
    private const int BitsPerOutput = 6;
    private const int None = -1;

    private readonly sbyte[] _asking = new sbyte[Port5.Count * Port5.Count];

    // Each input offers one flit, which may take a virtual channel with it; each output takes one. Says whether anything moved.
    private bool AllocateAtOnce(ref long earliest)
    {
        uint requests = OfferAll(ref earliest);
        bool moved = requests != 0;
        while (requests != 0)
        {
            int output = BitOperations.TrailingZeroCount(requests) / BitsPerOutput;
            uint wanting = requests >> (output * BitsPerOutput) & AllPorts;
            requests &= ~(AllPorts << (output * BitsPerOutput));
            if (!IsStuck(output)) Forward(Arbitrate(output, wanting), output);
        }
        return moved;
    }

    // Each input offers the head of one of its channels; the result has six bits for each output: which inputs want it.
    private uint OfferAll(ref long earliest)
    {
        uint requests = 0;
        ulong occupied = _buffers.Occupied;
        for (int input = 0; occupied != 0; input++, occupied >>= _channels)
        {
            for (uint left = (uint)occupied & _ofInput; left != 0;)
            {
                int channel = NextOf(ref left, _nextChannel[input]);
                int output = Wanted(input, channel, ref earliest);
                if (output == None) continue;
                requests |= 1u << (output * BitsPerOutput + input);
                break;
            }
        }
        return requests;
    }

    // The output that the oldest flit of a channel can go to in this cycle, which then is the input's offer; none if it can't move.
    private int Wanted(int input, int channel, ref long earliest)
    {
        int number = input * _channels + channel;
        ref readonly WaitingFlit waiting = ref _buffers.Head(number);
        if (waiting.Eligible > Now)
        {
            earliest = Math.Min(earliest, waiting.Eligible);
            return None;
        }
        int output = waiting.Port;
        int target = (_routed >> number & 1) == 0 ? FreeChannel(in waiting) : HasRoom(output, _target[number]) ? _target[number] : None;
        if (target == None) return None;
        _offers[input] = new Offer { Channel = (sbyte)channel, Target = (sbyte)target };
        return output;
    }

    // A virtual channel of an output, in the packet's class, that no packet holds and that has a credit; none if there is none.
    private int FreeChannel(in WaitingFlit waiting)
    {
        int first = FirstChannel(in waiting);
        for (int target = first; target < first + _perClass; target++)
            if ((_owned >> target & 1) == 0 && HasRoom(waiting.Port, target))
                return target;
        return None;
    }

    private bool IsStuck(int output) => (_faults & RouterFault.ArbiterStuck) != 0 && output == Port5.East && (Now & 31) >= 2;

    private int Arbitrate(int output, uint wanting)
    {
        if (_arbitration == Arbitration.Oldest) return Oldest(wanting);
        return _arbitration == Arbitration.FixedPriority ? BitOperations.TrailingZeroCount(wanting) : NextOf(ref wanting, _nextInput[output]);
    }

    private int Oldest(uint wanting)
    {
        int oldest = None;
        long created = long.MaxValue;
        for (; wanting != 0; wanting &= wanting - 1)
        {
            int input = BitOperations.TrailingZeroCount(wanting);
            long age = _buffers.Head(input * _channels + _offers[input].Channel).Flit.Created;
            if (age >= created) continue;
            created = age;
            oldest = input;
        }
        return oldest;
    }

    // Heads without a virtual channel ask for one while packets that got theirs in an earlier cycle ask for the switch. Says whether anything changed.
    private bool AllocateInTwoStages(ref long earliest)
    {
        ulong mayAsk = _buffers.Occupied & _routed;
        bool given = AllocateChannels(ref earliest);
        for (int input = 0; mayAsk != 0; input++, mayAsk >>= _channels) AskForSwitch(input, (uint)mayAsk & _ofInput, ref earliest);
        ulong matched = _switchAllocator.Match();
        for (ulong inputs = matched; inputs != 0; inputs &= inputs - 1)
        {
            int input = BitOperations.TrailingZeroCount(inputs);
            int output = _switchAllocator.OutputOf(input);
            sbyte channel = _asking[input * Port5.Count + output];
            _offers[input] = new Offer { Channel = channel, Target = _target[input * _channels + channel] };
            Forward(input, output);
        }
        return given || matched != 0;
    }

    // A head asks for all virtual channels of its output that no packet holds, whether they have a credit or not.
    private bool AllocateChannels(ref long earliest)
    {
        for (ulong heads = _buffers.Occupied & ~_routed; heads != 0; heads &= heads - 1)
        {
            int channel = BitOperations.TrailingZeroCount(heads);
            ref readonly WaitingFlit waiting = ref _buffers.Head(channel);
            if (waiting.Eligible > Now)
            {
                earliest = Math.Min(earliest, waiting.Eligible);
                continue;
            }
            int first = FirstChannel(in waiting);
            for (int target = first; target < first + _perClass; target++)
                if ((_owned >> target & 1) == 0) _channelAllocator.Request(channel, target);
        }
        ulong given = _channelAllocator.Match();
        for (ulong channels = given; channels != 0; channels &= channels - 1)
        {
            int channel = BitOperations.TrailingZeroCount(channels);
            Own(channel, _channelAllocator.OutputOf(channel));
        }
        return given != 0;
    }

    // An input asks for each output that one of its channels wants; the channel nearest behind the last winner speaks for it.
    private void AskForSwitch(int input, uint channels, ref long earliest)
    {
        uint asked = 0;
        while (channels != 0)
        {
            int channel = NextOf(ref channels, _nextChannel[input]);
            ref readonly WaitingFlit waiting = ref _buffers.Head(input * _channels + channel);
            int output = waiting.Port;
            if (waiting.Eligible > Now) earliest = Math.Min(earliest, waiting.Eligible);
            else if (IsStuck(output)) earliest = Math.Min(earliest, Now + 1);
            else if ((asked >> output & 1) == 0 && HasRoom(output, _target[input * _channels + channel]))
            {
                asked |= 1u << output;
                _asking[input * Port5.Count + output] = (sbyte)channel;
                _switchAllocator.Request(input, output);
            }
        }
    }

    // Takes the lowest bit from a place on, or the lowest of all where there is none behind it.
    private static int NextOf(ref uint bits, int from)
    {
        uint behind = bits >> from << from;
        int next = BitOperations.TrailingZeroCount(behind != 0 ? behind : bits);
        bits &= ~(1u << next);
        return next;
    }
}
