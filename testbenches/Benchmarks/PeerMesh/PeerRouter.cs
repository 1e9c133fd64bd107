using System.Numerics;
using HwModel.Kernel;

namespace HwModel.Benchmarks.PeerMesh;

/// <summary>
/// The router of the Verilog peer: five input queues of depth 4, XY routing, a round-robin arbiter at each output; the local output is a counting sink.
/// Ports: 0 local, 1 east, 2 west, 3 north, 4 south.
/// </summary>
[Module]
internal sealed partial class PeerRouter(Component parent, string name, int x, int y) : Module(parent, name)
{
    // Interface
    [In(Count = 5, Depth = 4, Optional = true)] public partial In<ulong>[] Input { get; }

    [Out(Count = 4, Optional = true)] public partial Out<ulong>[] Output { get; }

    // State
    [Reg] private readonly byte[] _first = new byte[5];
    [Reg] private long _received;
    [Reg] private long _latency;
    [Reg] private ulong _checksum;

    // Behaviour
    public long Received => _received;

    public long Latency => _latency;

    public ulong Checksum => _checksum;

    protected override Activity Tick()
    {
        uint ready = (uint)ReadyInputs;
        if ((ready & (ready - 1)) == 0) return MoveOne(ready);
        In<ulong>[] inputs = Input;
        ulong requests = 0;
        uint wanted = 0;
        for (uint left = ready; left != 0; left &= left - 1)
        {
            int input = BitOperations.TrailingZeroCount(left);
            int output = Route(inputs[input].Peek());
            requests |= 1UL << (8 * output + input);
            wanted |= 1u << output;
        }
        bool stays = false;
        for (uint left = wanted & ~((uint)FullOutputs << 1); left != 0; left &= left - 1)
        {
            int output = BitOperations.TrailingZeroCount(left);
            uint wanting = (uint)(requests >> (8 * output)) & 0x1F;
            int first = _first[output];
            int input = first + BitOperations.TrailingZeroCount((wanting | (wanting << 5)) >> first);
            if (input >= 5) input -= 5;
            Forward(input, output);
            stays |= (wanting & (wanting - 1)) != 0 || inputs[input].Count > 1;
        }
        return stays ? Activity.Busy : Activity.Idle;
    }

    private Activity MoveOne(uint ready)
    {
        if (ready == 0) return Activity.Idle;
        int input = BitOperations.TrailingZeroCount(ready);
        In<ulong> queue = Input[input];
        int output = Route(queue.Peek());
        if (((uint)FullOutputs << 1 >> output & 1) != 0) return Activity.Idle;
        Forward(input, output);
        return queue.Count > 1 ? Activity.Busy : Activity.Idle;
    }

    private void Forward(int input, int output)
    {
        ulong flit = Input[input].Pop();
        _first[output] = (byte)(input == 4 ? 0 : input + 1);
        if (output == 0) Deliver(flit);
        else Output[output - 1].Push(flit);
    }

    private void Deliver(ulong flit)
    {
        _received++;
        _latency += Now - (long)(flit >> 32);
        _checksum = BitOperations.RotateLeft(_checksum, 1) ^ flit;
    }

    private int Route(ulong flit)
    {
        int dx = (int)(flit & 15);
        if (dx != x) return dx > x ? 1 : 2;
        int dy = (int)(flit >> 4 & 15);
        return dy == y ? 0 : dy > y ? 3 : 4;
    }
}
