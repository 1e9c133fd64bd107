namespace HwModel.Studies.Tests.BookSim;

/// <summary>A k x k mesh of <see cref="TwinRouter"/>s with BookSim's channels (a cycle in, a cycle out), sources with endless queues, and sinks that take a flit each cycle.</summary>
internal sealed class TwinNetwork
{
    private readonly TwinOptions _options;
    private readonly TwinRouter[] _routers;
    private readonly Queue<TwinPacket>[] _queues;
    private readonly int[,] _sourceCredits;
    private readonly int[] _sourceChannel;
    private readonly PriorityQueue<Action, (long Time, long Order)> _due = new();
    private readonly Random _random;
    private long _order;
    private long _time;

    public TwinNetwork(TwinOptions options)
    {
        _options = options;
        int nodes = options.K * options.K;
        _routers = [.. Enumerable.Range(0, nodes).Select(node => new TwinRouter(options, node % options.K, node / options.K))];
        _queues = [.. Enumerable.Range(0, nodes).Select(_ => new Queue<TwinPacket>())];
        _sourceCredits = new int[nodes, options.Channels];
        for (int node = 0; node < nodes; node++)
            for (int c = 0; c < options.Channels; c++)
                _sourceCredits[node, c] = options.Buffer;
        _sourceChannel = new int[nodes];
        _random = new Random(options.Seed);
    }

    public TwinResult Run()
    {
        long measured = 0, arrived = 0, sum = 0, delivered = 0;
        long end = _options.Warmup + _options.Cycles;
        for (; _time < end || (arrived < measured && _time < end + _options.Drain); _time++)
        {
            while (_due.TryPeek(out _, out (long Time, long Order) at) && at.Time <= _time) _due.Dequeue()();
            Inject(ref measured, end);
            foreach (TwinRouter router in _routers) router.Step();
            for (int node = 0; node < _routers.Length; node++) Move(node, packet =>
            {
                if (_time >= _options.Warmup && _time < end) delivered++;
                if (packet.Created < _options.Warmup || packet.Created >= end) return;
                arrived++;
                sum += _time - packet.Created;
            });
        }
        double nodeCycles = (double)_routers.Length * _options.Cycles;
        return new TwinResult((double)sum / arrived, delivered / nodeCycles, measured / nodeCycles, arrived == measured);
    }

    private void Inject(ref long measured, long end)
    {
        for (int node = 0; node < _queues.Length; node++)
        {
            if (_random.NextDouble() < _options.Rate)
            {
                _queues[node].Enqueue(new TwinPacket { Destination = Destination(node), Created = _time });
                if (_time >= _options.Warmup && _time < end) measured++;
            }
            if (_queues[node].Count == 0) continue;
            for (int i = 1; i <= _options.Channels; i++)
            {
                int c = (_sourceChannel[node] + i) % _options.Channels;
                if (_sourceCredits[node, c] == 0) continue;
                TwinPacket packet = _queues[node].Dequeue();
                packet.Channel = c;
                _sourceChannel[node] = c;
                _sourceCredits[node, c]--;
                TwinRouter router = _routers[node];
                // Written in this cycle, a cycle in the channel, read at the beginning of the next.
                At(2, () => router.Arrive(4, packet));
                break;
            }
        }
    }

    private void Move(int node, Action<TwinPacket> deliver)
    {
        TwinRouter router = _routers[node];
        (int x, int y) = (node % _options.K, node / _options.K);
        foreach ((int output, TwinPacket packet) in router.Won)
        {
            if (output == 4)
            {
                // Switch traversal, the channel, then the sink, whose credit comes back the same way.
                int channel = packet.Channel;
                At(3, () => deliver(packet));
                At(3 + 2 + _options.CreditDelay, () => router.Credit(4, channel));
                continue;
            }
            int next = output switch { 0 => node + 1, 1 => node - 1, 2 => node + _options.K, _ => node - _options.K };
            int input = output ^ 1;
            TwinRouter neighbour = _routers[next];
            At(3, () => neighbour.Arrive(input, packet));
        }
        foreach ((int input, int channel) in router.Credits)
        {
            if (input == 4)
            {
                int source = node;
                At(2, () => _sourceCredits[source, channel]++);
                continue;
            }
            (int fx, int fy) = input switch { 0 => (x + 1, y), 1 => (x - 1, y), 2 => (x, y + 1), _ => (x, y - 1) };
            TwinRouter from = _routers[fy * _options.K + fx];
            int output = input ^ 1;
            At(2 + _options.CreditDelay, () => from.Credit(output, channel));
        }
    }

    private int Destination(int source)
    {
        int k = _options.K, x = source % k, y = source / k;
        return _options.Pattern switch
        {
            "transpose" => x * k + y,
            "bitcomp" => k * k - 1 - source,
            "tornado" => (y + (k + 1) / 2 - 1) % k * k + (x + (k + 1) / 2 - 1) % k,
            _ => _random.Next(k * k),
        };
    }

    private void At(int delay, Action action) => _due.Enqueue(action, (_time + delay, _order++));
}
