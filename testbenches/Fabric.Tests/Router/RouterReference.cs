using HwModel.Fabric.Router;

namespace HwModel.Fabric.Tests.Router;

/// <summary>What a router does in one cycle.</summary>
internal sealed record RouterStep(List<(int Output, Flit Flit)> Flits, List<(int Input, byte Channel)> Credits);

/// <summary>
/// The router as its documentation tells it (Dally, Towles, chapters 16 to 19), cycle by cycle and as plainly as possible: queues, loops and remainders,
/// everything looked at in every cycle.
/// </summary>
/// <param name="options">The microarchitecture.</param>
/// <param name="isEastStuck">The arbiter of the east port chooses nobody in 30 of 32 cycles.</param>
internal sealed class RouterReference(RouterOptions options, bool isEastStuck = false)
{
    private const int Ports = Port5.Count;
    private readonly int _channels = options.AllChannels;
    private readonly InputChannel[] _inputs = [.. Enumerable.Range(0, Ports * options.AllChannels).Select(i => new InputChannel(i / options.AllChannels, i % options.AllChannels))];
    private readonly bool[,] _held = new bool[Ports, options.AllChannels];
    private readonly int[,] _used = new int[Ports, options.AllChannels];
    private readonly int[] _nextChannel = new int[Ports];
    private readonly int[] _nextInput = new int[Ports];
    private readonly IslipReference _channelMatch = new(Ports * options.AllChannels, Ports * options.AllChannels);
    private readonly IslipReference _switchMatch = new(Ports, Ports);
    private RouterStep _step = new([], []);
    private RouterState _state = RouterState.Empty;
    private bool _waitsForStages;
    private long _cycle;

    /// <summary>How often the state went from one to another.</summary>
    public int[,] Taken { get; } = new int[4, 4];

    public RouterStep Step(long cycle, Flit?[] arriving, byte?[] credits, bool sinkHasRoom)
    {
        _cycle = cycle;
        _step = new RouterStep([], []);
        _waitsForStages = false;
        for (int port = 0; port < Ports; port++)
        {
            // A flit's stages count from its arrival: the last is the switch, where a head needs one more before it for its channel.
            if (arriving[port] is { } flit) _inputs[port * _channels + flit.Channel].Flits.Enqueue((flit, cycle + Math.Max(0, options.PipelineStages - (options.SeparateAllocation ? 2 : 1))));
            if (credits[port] is { } credit) _used[port, credit]--;
        }
        if (_inputs.All(input => input.Flits.Count == 0)) return End(RouterState.Empty);
        bool moved = options.SeparateAllocation ? TwoStages(sinkHasRoom) : AtOnce(sinkHasRoom);
        return End(_inputs.All(input => input.Flits.Count == 0) ? RouterState.Empty : moved ? RouterState.Moving : _waitsForStages ? RouterState.Pipeline : RouterState.Blocked);
    }

    private RouterStep End(RouterState state)
    {
        if (state != _state) Taken[(int)_state, (int)state]++;
        _state = state;
        return _step;
    }

    private bool IsStuck(int output) => isEastStuck && output == Port5.East && _cycle % 32 is >= 2;

    private bool HasRoom(int output, int channel, bool sinkHasRoom) => output == Port5.Local ? sinkHasRoom : _used[output, channel] < options.BufferDepth;

    // The channels of an output that a packet may take: those of its class; into the node there is one class only.
    private IEnumerable<int> Allowed(InputChannel input, int output)
    {
        int group = output == Port5.Local ? 0 : input.Channel / options.VirtualChannels;
        return Enumerable.Range(group * options.VirtualChannels, options.VirtualChannels);
    }

    private static int OutputOf(in Flit flit) => RouterBench.PortOf(flit.Destination);

    // The channels of an input in the order of its round.
    private IEnumerable<InputChannel> Round(int port) => Enumerable.Range(0, _channels).Select(i => _inputs[port * _channels + (_nextChannel[port] + i) % _channels]);

    private bool AtOnce(bool sinkHasRoom)
    {
        var offers = new (InputChannel Input, int Output, int Target)?[Ports];
        for (int port = 0; port < Ports; port++)
        {
            foreach (InputChannel input in Round(port))
            {
                if (offers[port] is not null || input.Flits.Count == 0) continue;
                (Flit flit, long eligible) = input.Flits.Peek();
                int output = OutputOf(in flit);
                if (eligible > _cycle) _waitsForStages = true;
                else if (input.Target is { } held)
                {
                    if (HasRoom(output, held, sinkHasRoom)) offers[port] = (input, output, held);
                }
                else if (Allowed(input, output).Where(channel => !_held[output, channel] && HasRoom(output, channel, sinkHasRoom)).Select(channel => (int?)channel).FirstOrDefault() is { } free)
                {
                    offers[port] = (input, output, free);
                }
            }
        }
        for (int output = 0; output < Ports; output++)
        {
            int[] wanting = [.. Enumerable.Range(0, Ports).Where(port => offers[port]?.Output == output)];
            if (wanting.Length == 0 || IsStuck(output)) continue;
            int winner = options.Arbitration switch
            {
                Arbitration.FixedPriority => wanting[0],
                Arbitration.Oldest => wanting.MinBy(port => offers[port]!.Value.Input.Flits.Peek().Flit.Created),
                _ => wanting.MinBy(port => (port - _nextInput[output] + Ports) % Ports),
            };
            Forward(offers[winner]!.Value.Input, output, offers[winner]!.Value.Target);
        }
        return offers.Any(offer => offer is not null);
    }

    private bool TwoStages(bool sinkHasRoom)
    {
        InputChannel[] holding = [.. _inputs.Where(input => input.Target is not null && input.Flits.Count > 0)];
        bool given = GiveChannels();
        var asks = new bool[Ports, Ports];
        var speakers = new InputChannel?[Ports, Ports];
        for (int port = 0; port < Ports; port++)
        {
            foreach (InputChannel input in Round(port).Where(holding.Contains))
            {
                (Flit flit, long eligible) = input.Flits.Peek();
                int output = OutputOf(in flit);
                if (eligible > _cycle || IsStuck(output)) _waitsForStages = true;
                else if (HasRoom(output, input.Target!.Value, sinkHasRoom))
                {
                    speakers[port, output] ??= input;
                    asks[port, output] = true;
                }
            }
        }
        int[] outputs = _switchMatch.Match(asks);
        for (int port = 0; port < Ports; port++)
            if (outputs[port] >= 0) Forward(speakers[port, outputs[port]]!, outputs[port], speakers[port, outputs[port]]!.Target!.Value);
        return given || outputs.Any(output => output >= 0);
    }

    private bool GiveChannels()
    {
        var asks = new bool[_inputs.Length, _inputs.Length];
        foreach (InputChannel input in _inputs.Where(input => input.Target is null && input.Flits.Count > 0))
        {
            (Flit flit, long eligible) = input.Flits.Peek();
            int output = OutputOf(in flit);
            if (eligible > _cycle) _waitsForStages = true;
            else
                foreach (int channel in Allowed(input, output).Where(channel => !_held[output, channel])) asks[input.Port * _channels + input.Channel, output * _channels + channel] = true;
        }
        int[] given = _channelMatch.Match(asks);
        for (int i = 0; i < given.Length; i++)
        {
            if (given[i] < 0) continue;
            _inputs[i].Target = given[i] % _channels;
            _held[given[i] / _channels, given[i] % _channels] = true;
        }
        return given.Any(channel => channel >= 0);
    }

    private void Forward(InputChannel input, int output, int target)
    {
        Flit flit = input.Flits.Dequeue().Flit;
        // The channel is the packet's from its head to its tail.
        input.Target = flit.IsTail ? null : target;
        _held[output, target] = !flit.IsTail;
        if (output != Port5.Local) _used[output, target]++;
        _nextInput[output] = (input.Port + 1) % Ports;
        _nextChannel[input.Port] = (input.Channel + 1) % _channels;
        _step.Flits.Add((output, flit with { Channel = (byte)target, Hops = (byte)(flit.Hops + (output == Port5.Local ? 0 : 1)) }));
        _step.Credits.Add((input.Port, (byte)input.Channel));
    }

    private sealed class InputChannel(int port, int channel)
    {
        public int Port { get; } = port;

        public int Channel { get; } = channel;

        /// <summary>Flits with the cycle from which they may leave.</summary>
        public Queue<(Flit Flit, long Eligible)> Flits { get; } = [];

        /// <summary>The virtual channel of the output that the packet at the head holds.</summary>
        public int? Target { get; set; }
    }
}
