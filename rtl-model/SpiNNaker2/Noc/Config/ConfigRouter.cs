using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc.Config;

/// <summary>What a router of the configuration network does.</summary>
public enum ConfigRouterState : byte
{
    /// <summary>It holds no word.</summary>
    [Arcs(Waiting)] Empty,

    /// <summary>A word left in this cycle.</summary>
    [Arcs(Empty, Waiting)] Moving,

    /// <summary>Words are in its stages, or their outputs are taken.</summary>
    [Arcs(Empty, Moving)] Waiting,
}

/// <summary>
/// A router of the configuration network: words of 32 bits, wormhole (an output belongs to a packet until its last word has passed), first along x, round robin
/// for each output (Scholze et al., OJCAS 2026: a 32-bit wormhole mesh on the 100 MHz reference; the rest is a model choice).
/// </summary>
[Module]
public sealed partial class ConfigRouter(Component parent, string name, NocPosition at, ConfigParameters parameters) : Module(parent, name)
{
    private const int PortCount = MeshPort.Local + 1;

    // Interface
    [In(Count = PortCount, Depth = ConfigParameters.FifoDepth, Optional = true)] public partial In<ConfigFlit>[] FlitIn { get; }

    [Out(Count = PortCount, Optional = true)] public partial Out<ConfigFlit>[] FlitOut { get; }

    // State
    [Reg, Fsm] private ConfigRouterState _state;
    [Reg(Trace = false)] private readonly ConfigFlit[] _flits = new ConfigFlit[PortCount * (parameters.HopCycles - 1)];
    [Reg(Trace = false)] private readonly long[] _leaves = new long[PortCount * (parameters.HopCycles - 1)];
    [Reg(Trace = false)] private readonly byte[] _outputs = new byte[PortCount * (parameters.HopCycles - 1)];
    [Reg] private readonly byte[] _held = new byte[PortCount];
    // The output of the packet that an input is in the middle of, and the input whose packet has an output, plus one; 0: none.
    [Reg] private readonly byte[] _route = new byte[PortCount];
    [Reg] private readonly byte[] _owner = new byte[PortCount];
    [Reg(Trace = false)] private readonly byte[] _next = new byte[PortCount];
    [Reg(Trace = true)] private readonly long[] _forwarded = new long[PortCount];
    [Reg] private long _misrouted;
    private readonly int _stages = parameters.HopCycles - 1;
    private readonly ConfigFaults _faults = new(parent.Simulation.Options.Faults);

    // Behaviour

    /// <summary>Where it is.</summary>
    public NocPosition At => at;

    /// <summary>Words that left by a port.</summary>
    public long Forwarded(int port) => _forwarded[port];

    /// <summary>Words without a way on: they were dropped.</summary>
    public long Misrouted => _misrouted;

    /// <summary>Words in its stages.</summary>
    public int Held
    {
        get
        {
            int held = 0;
            foreach (byte input in _held) held += input;
            return held;
        }
    }

    protected override Activity Tick()
    {
        bool moved = false;
        for (int output = 0; output < PortCount; output++) moved |= Forward(output);
        bool taken = Take();
        long earliest = Earliest();
        State = Held == 0 ? ConfigRouterState.Empty : moved ? ConfigRouterState.Moving : ConfigRouterState.Waiting;
        if (moved || taken) return Activity.Busy;
        return earliest == long.MaxValue ? Activity.Idle : Activity.Until(earliest);
    }

    private bool Take()
    {
        bool taken = false;
        for (int input = 0; input < PortCount; input++)
        {
            if (!FlitIn[input].HasData || _held[input] == _stages) continue;
            ConfigFlit flit = FlitIn[input].Pop();
            if (_route[input] == 0) _route[input] = (byte)(1 + OutputTo(ConfigPacket.Destination(flit.Word)));
            int place = (input * _stages) + _held[input]++;
            _flits[place] = flit;
            _outputs[place] = (byte)(_route[input] - 1);
            _leaves[place] = Now + _stages - (_faults.StageSkipped ? 1 : 0);
            if (flit.IsTail) _route[input] = 0;
            taken = true;
        }
        return taken;
    }

    private int OutputTo(NocPosition to)
    {
        if (to == at) return MeshPort.Local;
        int alongX = to.X > at.X ? MeshPort.East : MeshPort.West, alongY = to.Y > at.Y ? MeshPort.North : MeshPort.South;
        if (to.X == at.X) return alongY;
        return to.Y == at.Y || !_faults.YFirst ? alongX : alongY;
    }

    private bool Forward(int output)
    {
        int input = _owner[output] - 1;
        if (input < 0) input = Arbitrate(output);
        else if (!Wants(input, output)) return false;
        if (input < 0) return false;
        bool isConnected = FlitOut[output].IsConnected;
        if (isConnected && !FlitOut[output].CanPush) return false;
        ConfigFlit flit = Pop(input);
        if (_owner[output] == 0) _next[output] = (byte)((input + 1) % PortCount);
        _owner[output] = (byte)((flit.IsTail && !(_faults.LockKept && (_forwarded[output] & 15) == 15)) || _faults.LockLost ? 0 : input + 1);
        _forwarded[output]++;
        if (isConnected) FlitOut[output].Push(flit);
        else _misrouted++;
        return true;
    }

    private bool Wants(int input, int output) => _held[input] != 0 && _leaves[input * _stages] <= Now && _outputs[input * _stages] == output;

    private int Arbitrate(int output)
    {
        for (int i = 0; i < PortCount; i++)
        {
            int input = (_next[output] + i) % PortCount;
            if (Wants(input, output)) return input;
        }
        return -1;
    }

    private ConfigFlit Pop(int input)
    {
        int first = input * _stages;
        ConfigFlit flit = _flits[first];
        int left = --_held[input];
        for (int i = first; i < first + left; i++) (_flits[i], _leaves[i], _outputs[i]) = (_flits[i + 1], _leaves[i + 1], _outputs[i + 1]);
        return flit;
    }

    private long Earliest()
    {
        long earliest = long.MaxValue;
        for (int input = 0; input < PortCount; input++)
            if (_held[input] != 0 && _leaves[input * _stages] > Now)
                earliest = Math.Min(earliest, _leaves[input * _stages]);
        return earliest;
    }
}
