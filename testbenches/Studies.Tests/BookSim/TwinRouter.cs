namespace HwModel.Studies.Tests.BookSim;

/// <summary>A one-flit packet.</summary>
internal sealed class TwinPacket
{
    public required int Destination { get; init; }

    public required long Created { get; init; }

    public int Channel { get; set; }
}

/// <summary>
/// The input-queued router of BookSim 2 (Jiang et al., ISPASS 2013; iq_router) for one-flit packets: VC allocation and switch allocation a cycle each, or both
/// in one when speculative, then switch traversal; credits go back when a flit wins the switch. Written to be plain, not fast.
/// </summary>
internal sealed class TwinRouter
{
    private enum State
    {
        Idle,
        WantsChannel,
        Active,
    }

    public const int Ports = 5;

    private readonly TwinOptions _options;
    private readonly int _x, _y;
    private readonly Queue<TwinPacket>[] _buffers;
    private readonly State[] _state;
    private readonly int[] _output, _outputChannel;
    private readonly int[] _usedBy, _credits;
    private readonly Islip _channelAllocator, _switchAllocator;
    private readonly int[] _firstChannel = new int[Ports];
    private readonly List<int> _becameActive = [];
    private readonly int[] _switchLabel = new int[Ports * Ports];

    public TwinRouter(TwinOptions options, int x, int y)
    {
        (_options, _x, _y) = (options, x, y);
        int all = Ports * options.Channels;
        _buffers = [.. Enumerable.Range(0, all).Select(_ => new Queue<TwinPacket>())];
        _state = new State[all];
        _output = new int[all];
        _outputChannel = new int[all];
        _usedBy = new int[all];
        Array.Fill(_usedBy, -1);
        _credits = new int[all];
        Array.Fill(_credits, options.Buffer);
        _channelAllocator = new Islip(all, all);
        _switchAllocator = new Islip(Ports, Ports);
    }

    /// <summary>Flits that won the switch in this cycle, with their output.</summary>
    public List<(int Output, TwinPacket Packet)> Won { get; } = [];

    /// <summary>Credits that go back in this cycle: input and channel.</summary>
    public List<(int Input, int Channel)> Credits { get; } = [];

    public void Credit(int output, int channel) => _credits[output * _options.Channels + channel]++;

    public void Arrive(int input, TwinPacket packet)
    {
        int at = input * _options.Channels + packet.Channel;
        if (_buffers[at].Count >= _options.Buffer) throw new InvalidOperationException("a buffer overflows");
        _buffers[at].Enqueue(packet);
        if (_state[at] == State.Idle) _state[at] = State.WantsChannel;
    }

    public void Step()
    {
        Won.Clear();
        Credits.Clear();
        int channels = _options.Channels;
        _channelAllocator.Clear();
        for (int at = 0; at < _state.Length; at++)
        {
            if (_state[at] != State.WantsChannel) continue;
            int port = Route(_buffers[at].Peek().Destination);
            for (int c = 0; c < channels; c++)
                if (_usedBy[port * channels + c] < 0) _channelAllocator.Request(at, port * channels + c);
        }
        _channelAllocator.Allocate();
        AllocateSwitch();
        // VC allocation takes effect.
        for (int at = 0; at < _state.Length; at++)
        {
            if (_state[at] != State.WantsChannel || _channelAllocator.OutputOf[at] is var given && given < 0) continue;
            _usedBy[given] = at;
            (_output[at], _outputChannel[at]) = Math.DivRem(given, channels);
            _becameActive.Add(at);
        }
        // The switch takes effect; a speculative winner without a channel, or without credit in it, wasted its turn.
        for (int input = 0; input < Ports; input++)
        {
            int output = _switchAllocator.OutputOf[input];
            if (output < 0) continue;
            int at = input * channels + _switchLabel[input * Ports + output];
            _firstChannel[input] = (at - input * channels + 1) % channels;
            bool isActive = _state[at] == State.Active;
            if (!isActive && !(_becameActive.Contains(at) && _output[at] == output && _credits[output * channels + _outputChannel[at]] > 0)) continue;
            Send(at, input, output);
        }
        foreach (int at in _becameActive)
            if (_state[at] == State.WantsChannel && _usedBy[_output[at] * channels + _outputChannel[at]] == at) _state[at] = State.Active;
        _becameActive.Clear();
    }

    private void AllocateSwitch()
    {
        int channels = _options.Channels;
        _switchAllocator.Clear();
        for (int input = 0; input < Ports; input++)
        {
            for (int i = channels - 1; i >= 0; i--)
            {
                int c = (_firstChannel[input] + i) % channels;
                int at = input * channels + c;
                int output;
                if (_state[at] == State.Active)
                {
                    output = _output[at];
                    if (_credits[output * channels + _outputChannel[at]] == 0) continue;
                }
                else if (_options.Speculative && _state[at] == State.WantsChannel)
                {
                    output = Route(_buffers[at].Peek().Destination);
                    bool mayWin = false;
                    for (int o = output * channels; o < (output + 1) * channels; o++) mayWin |= _usedBy[o] < 0 && _credits[o] > 0;
                    if (!mayWin) continue;
                }
                else
                {
                    continue;
                }
                _switchAllocator.Request(input, output);
                // The channel nearest behind the last winner speaks for the input.
                _switchLabel[input * Ports + output] = c;
            }
        }
        _switchAllocator.Allocate();
    }

    private void Send(int at, int input, int output)
    {
        int channels = _options.Channels;
        TwinPacket packet = _buffers[at].Dequeue();
        int target = output * channels + _outputChannel[at];
        packet.Channel = _outputChannel[at];
        _credits[target]--;
        _usedBy[target] = -1;
        Won.Add((output, packet));
        Credits.Add((input, at - input * channels));
        _state[at] = _buffers[at].Count > 0 ? State.WantsChannel : State.Idle;
        // A following packet asks for a channel from the next cycle on.
        _becameActive.Remove(at);
    }

    // Ports: 0 +x, 1 -x, 2 +y, 3 -y, 4 the node.
    private int Route(int destination)
    {
        int dx = destination % _options.K, dy = destination / _options.K;
        return dx > _x ? 0 : dx < _x ? 1 : dy > _y ? 2 : dy < _y ? 3 : 4;
    }
}
