using System.Numerics;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the crossbar does.</summary>
public enum CrossbarState : byte
{
    /// <summary>No event inside.</summary>
    [Arcs(Forwarding)] Idle,

    /// <summary>Events go through.</summary>
    [Arcs(Idle, Congested)] Forwarding,

    /// <summary>An output's FIFO is full: further events for it are dropped.</summary>
    [Arcs(Forwarding)] Congested,
}

/// <summary>Timing and depths of the crossbar.</summary>
public sealed record CrossbarOptions
{
    /// <summary>Events that wait at one output.</summary>
    [ModelChoice("four events per crossing, shared by an output; unpublished")]
    public int FifoDepth { get; init; } = 8;

    /// <summary>Cycles of 4 ns between events of an output.</summary>
    [Published("Billaudelle, thesis 2022: one event per 8 ns")]
    public int CyclesPerEvent { get; init; } = 2;

    /// <summary>Cycles between events of a slow output to the FPGA.</summary>
    [ModelChoice("half the rate; haldls only names the switch enable_slow")]
    public int CyclesPerSlowEvent { get; init; } = 4;
}

/// <summary>
/// The event crossbar: an event of an input goes to every output whose node lets its label pass, (label AND mask) = target (haldls, routing_crossbar).
/// One register stage at the inputs, a FIFO at each output, round robin over inputs; a full FIFO drops the event and counts it where the node says so.
/// The registers of the background sources lie in the crossbar's address range.
/// </summary>
[Module]
public sealed partial class EventCrossbar(Component parent, string name, CrossbarOptions options) : Module(parent, name)
{
    /// <summary>The 14 bits that nodes compare.</summary>
    public const ushort LabelMask = 0x3FFF;

    /// <summary>Background sources.</summary>
    public const int Sources = 8;

    private const int Inputs = CrossbarTopology.Inputs;
    private const int Outputs = CrossbarTopology.Outputs;

    // Interface

    /// <summary>Events in, see <see cref="CrossbarTopology"/>.</summary>
    [In(Count = Inputs, Depth = 2, Optional = true)] public partial In<SpikeEvent>[] EventIn { get; }

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Events out.</summary>
    [Out(Count = Outputs, Optional = true)] public partial Out<SpikeEvent>[] EventOut { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>Settings of the background sources.</summary>
    [Out(Count = Sources, Optional = true)] public partial RegOut<BackgroundSettings>[] SourceSettings { get; }

    // State
    [Reg, Fsm] private CrossbarState _state;
    [Reg(Trace = false)] private readonly CrossbarRegisters _registers = new();
    [Reg] private readonly EventFifos _fifos = new(Outputs, options.FifoDepth);
    [Reg(Trace = false)] private readonly long[] _freeAt = new long[Outputs];
    [Reg(Trace = false)] private readonly byte[] _next = new byte[Outputs];
    [Reg] private long _forwarded;
    [Reg] private long _dropped;
    [Reg(Trace = false)] private uint _droppingInputs;
    [Reg(Trace = false)] private uint _countingOutputs;
    private readonly ushort[] _labels = new ushort[Inputs];
    private readonly uint[] _wanting = new uint[Outputs];
    private readonly CrossbarFault _faults = parent.Simulation.Options.Faults.Of<CrossbarFault>();

    // Behaviour

    /// <summary>The registers; for presets while the simulation stands still.</summary>
    public CrossbarRegisters Registers => _registers;

    /// <summary>Events that left.</summary>
    public long Forwarded => _forwarded;

    /// <summary>Events that a full FIFO dropped.</summary>
    public long Dropped => _dropped;

    protected override Activity Tick()
    {
        RegisterPort.Serve(_registers, BusIn, BusOut);
        uint arrived = (uint)ReadyInputs & ((1u << Inputs) - 1);
        if (arrived != 0) Route(arrived);
        bool full = false;
        for (int output = 0; output < Outputs; output++)
        {
            if (_fifos.Count(output) == 0) continue;
            full |= _fifos.IsFull(output);
            Emit(output);
        }
        bool isActive = _registers.ActiveCount > 0;
        _registers.Clock();
        EndCounting();
        if (isActive) PublishSources();
        State = State switch
        {
            CrossbarState.Idle => _fifos.Total > 0 || arrived != 0 ? CrossbarState.Forwarding : CrossbarState.Idle,
            CrossbarState.Forwarding => full ? CrossbarState.Congested : _fifos.Total > 0 ? CrossbarState.Forwarding : CrossbarState.Idle,
            _ => full ? CrossbarState.Congested : CrossbarState.Forwarding,
        };
        bool busy = State != CrossbarState.Idle || _registers.ActiveCount > 0 || BusIn.HasData;
        return busy ? Activity.Busy : Activity.Idle;
    }

    private void Route(uint arrived)
    {
        Array.Clear(_wanting);
        for (uint left = arrived; left != 0; left &= left - 1)
        {
            int input = BitOperations.TrailingZeroCount(left);
            _labels[input] = EventIn[input].Pop().Label;
            for (int output = 0; output < Outputs; output++)
            {
                int node = CrossbarTopology.Node(input, output);
                if (node >= 0 && Passes(_registers.Node[node], _labels[input])) _wanting[output] |= 1u << input;
            }
        }
        if (_faults != 0) Misroute();
        for (int output = 0; output < Outputs; output++)
            if (_wanting[output] != 0)
                Collect(output, _wanting[output]);
    }

    private bool Passes(CrossbarRegisters.NodeRegister node, ushort label) =>
        ((_faults & CrossbarFault.MaskIgnored) != 0 ? label : label & node.Mask) == node.Target;

    // Round robin: the input after the last one that got a place comes first.
    private void Collect(int output, uint wanting)
    {
        int first = (_faults & CrossbarFault.Unfair) != 0 ? 0 : _next[output];
        for (int i = 0; i < Inputs; i++)
        {
            int input = first + i < Inputs ? first + i : first + i - Inputs;
            if ((wanting >> input & 1) == 0) continue;
            if (_fifos.IsFull(output))
            {
                Drop(input, output);
                continue;
            }
            _fifos.Put(output, _labels[input]);
            _next[output] = (byte)((input + 1) % Inputs);
        }
    }

    private void Drop(int input, int output)
    {
        if ((_faults & CrossbarFault.Overwrite) != 0) _fifos.Overwrite(output, _labels[input]);
        _dropped++;
        if (!_registers.Node[CrossbarTopology.Node(input, output)].EnableDropCounter || (_faults & CrossbarFault.DropNotCounted) != 0) return;
        CrossbarRegisters.InputDropCounterRegister counter = _registers.InputDropCounter[input];
        counter.ValueIncrementStep = (_droppingInputs >> input & 1) != 0 ? counter.ValueIncrementStep + 1 : 1;
        counter.ValueIncrement = true;
        _droppingInputs |= 1u << input;
    }

    private void Emit(int output)
    {
        if (Now < _freeAt[output] || !EventOut[output].CanPush) return;
        bool twice = (_faults & CrossbarFault.Repeat) != 0 && _fifos.Peek(output) % 16 == 5 && _forwarded % 4 == 3;
        EventOut[output].Push(new SpikeEvent(twice ? _fifos.Peek(output) : _fifos.Take(output)));
        _forwarded++;
        bool slow = output >= CrossbarTopology.FirstLinkOutput && (_registers.OutputConfig.EnableSlow >> output - CrossbarTopology.FirstLinkOutput & 1) != 0;
        _freeAt[output] = Now + (slow && (_faults & CrossbarFault.SlowIgnored) == 0 ? options.CyclesPerSlowEvent : options.CyclesPerEvent);
        if ((_registers.OutputConfig.EnableEventCounter >> output & 1) == 0) return;
        _registers.OutputEventCounter[output].ValueIncrement = true;
        _countingOutputs |= 1u << output;
    }

    // The counters' inputs are high for one cycle.
    private void EndCounting()
    {
        for (; _droppingInputs != 0; _droppingInputs &= _droppingInputs - 1) _registers.InputDropCounter[BitOperations.TrailingZeroCount(_droppingInputs)].ValueIncrement = false;
        for (; _countingOutputs != 0; _countingOutputs &= _countingOutputs - 1) _registers.OutputEventCounter[BitOperations.TrailingZeroCount(_countingOutputs)].ValueIncrement = false;
    }

    private void PublishSources()
    {
        for (int i = 0; i < Sources; i++)
        {
            CrossbarRegisters.BackgroundSourceTGroup s = _registers.Background.Source[i];
            var settings = new BackgroundSettings(s.Control.Enable, s.Control.EnableRandom == CrossbarRegisters.BackgroundModeE.Poisson, (ushort)s.Control.Period,
                s.Seed.Seed, (ushort)s.Rate.NeuronLabel, (byte)s.Rate.Rate, (byte)s.Rate.Mask);
            if (settings != SourceSettings[i].Value) SourceSettings[i].Set(settings);
        }
    }

    // An event from the FPGA goes to the neighbouring bus.
    private void Misroute()
    {
        if ((_faults & CrossbarFault.WrongOutput) == 0) return;
        uint links = 0xFu << CrossbarTopology.FirstLinkInput;
        (uint a, uint b) = (_wanting[0] & links, _wanting[1] & links);
        _wanting[0] = _wanting[0] & ~links | b;
        _wanting[1] = _wanting[1] & ~links | a;
    }
}
