using HwModel.BrainScaleS2.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the register bus's access to synapses does.</summary>
public enum SynapsePortState : byte
{
    /// <summary>No access.</summary>
    [Arcs(Ask, Answer)] Idle,

    /// <summary>A row is asked for.</summary>
    [Arcs(Wait)] Ask,

    /// <summary>The core serves the row.</summary>
    [Arcs(Ask, Answer)] Wait,

    /// <summary>The bus gets its answer.</summary>
    [Arcs(Idle)] Answer,
}

/// <summary>
/// The synapses of a half on the register bus, four in a word (haldls, synapse: SynapseQuad): word 64 row + quad holds {time_calib 2, weight 6} of columns
/// 4 quad to 4 quad + 3, the last column in the low byte; the same word 0x40000 behind it holds {amp_calib 2, label 6}.
/// </summary>
/// <remarks>A word is written by reading its row, changing four columns and writing the row back; the row port is held in between, so that what others write is not lost. The layout is described in synapses.rdl.</remarks>
[Module]
public sealed partial class SynapsePort(Component parent, string name, int half, bool hasSensors) : Module(parent, name)
{
    /// <summary>Words from the weights to the labels.</summary>
    [Published("libnux, dls: regions of the synapse array")]
    public const uint Labels = 0x40000;

    /// <summary>Words of a region: 256 rows of 64 quads.</summary>
    public const uint Words = ChipGeometry.Rows * QuadsPerRow;

    private const int QuadsPerRow = ChipGeometry.Columns / 4;

    [ModelChoice("sensors that are not simulated show the neutral trim, and keep no other")]
    private const uint NeutralTrim = 2;

    private enum Step : byte
    {
        ReadValues,
        WriteValues,
        ReadTrim,
        WriteTrim,
        Over,
    }

    // Interface

    /// <summary>Register bus.</summary>
    [In(Depth = 1, Optional = true)] public partial In<OmnibusRequest> BusIn { get; }

    /// <summary>Register bus.</summary>
    [Out(Optional = true)] public partial Out<OmnibusReply> BusOut { get; }

    /// <summary>To the core's row port.</summary>
    [Out] public partial Out<RowRequest> RowOut { get; }

    /// <summary>The row port has answered.</summary>
    [In(Depth = 2)] public partial In<RowRequest> RowDone { get; }

    // State
    [Reg, Fsm] private SynapsePortState _state;
    [Reg] private byte _step;
    [Reg] private OmnibusRequest _request;
    [Reg] private uint _data;
    [Reg] private bool _refused;
    [Wired] private byte[] _buffer = new byte[ChipGeometry.Columns];
    private readonly bool _orderReversed = parent.Simulation.Options.Faults.Has("synram.order_reversed");
    private readonly bool _labelsAreWeights = parent.Simulation.Options.Faults.Has("synram.labels_are_weights");
    private readonly bool _trimLost = parent.Simulation.Options.Faults.Has("synram.trim_lost");
    private readonly bool _wholeRow = parent.Simulation.Options.Faults.Has("synram.neighbours_cleared");
    private readonly bool _errorHidden = parent.Simulation.Options.Faults.Has("synram.error_hidden");

    // Behaviour

    /// <summary>Gives the port its row buffer.</summary>
    public void Join(RowArbiter arbiter, int requester)
    {
        _buffer = arbiter.Buffer(requester);
        Wiring.Connect(RowOut, arbiter.RequestIn[requester]);
        Wiring.Connect(arbiter.DoneOut[requester], RowDone);
    }

    private bool IsLabels => (_request.Address & Labels) != 0 && !_labelsAreWeights;

    private int Row => (int)(_request.Address & (Words - 1)) / QuadsPerRow;

    private int FirstColumn => (int)(_request.Address % QuadsPerRow) * 4;

    protected override Activity Tick()
    {
        switch (State)
        {
            case SynapsePortState.Idle:
                if (!BusIn.HasData) return Activity.Idle;
                _request = BusIn.Pop();
                _refused = (_request.Address & ~Labels) >= Words;
                _data = _request.IsWrite ? _request.Data : 0;
                _step = (byte)Step.ReadValues;
                State = _refused ? SynapsePortState.Answer : SynapsePortState.Ask;
                return Activity.Busy;
            case SynapsePortState.Ask:
                if (!RowOut.CanPush) return Activity.Idle;
                RowOut.Push(new RowRequest(Access((Step)_step), (byte)half, (byte)Row, Holds: _request.IsWrite && (Step)_step is (Step.ReadValues or Step.ReadTrim)));
                State = SynapsePortState.Wait;
                return Activity.Idle;
            case SynapsePortState.Wait:
                if (!RowDone.HasData) return Activity.Idle;
                RowDone.Pop();
                Step next = Take((Step)_step);
                _step = (byte)next;
                State = next == Step.Over ? SynapsePortState.Answer : SynapsePortState.Ask;
                return Activity.Busy;
            default:
                if (!BusOut.CanPush) return Activity.Idle;
                BusOut.Push(new OmnibusReply(_request.IsWrite ? 0 : _data, _refused && !_errorHidden));
                State = SynapsePortState.Idle;
                return Activity.Busy;
        }
    }

    private RowAccess Access(Step step) => step switch
    {
        Step.ReadValues => IsLabels ? RowAccess.ReadLabels : RowAccess.ReadWeights,
        Step.WriteValues => IsLabels ? RowAccess.WriteLabels : RowAccess.WriteWeights,
        Step.ReadTrim => RowAccess.ReadTrim,
        _ => RowAccess.WriteTrim,
    };

    // Moves the word's bits from or to the row, and says what is next.
    private Step Take(Step step)
    {
        bool isWrite = _request.IsWrite;
        switch (step)
        {
            case Step.ReadValues:
                for (int i = 0; i < 4; i++)
                {
                    int shift = Shift(i);
                    if (isWrite) _buffer[FirstColumn + i] = (byte)(_data >> shift & ChipGeometry.MaxWeight);
                    else _data |= (uint)_buffer[FirstColumn + i] << shift | (hasSensors ? 0 : NeutralTrim << 6 + shift);
                }
                if (isWrite && _wholeRow) _buffer[FirstColumn ^ 4] = 0;
                return isWrite ? Step.WriteValues : hasSensors ? Step.ReadTrim : Step.Over;
            case Step.WriteValues:
                return hasSensors ? Step.ReadTrim : Step.Over;
            case Step.ReadTrim:
                int place = (_request.Address & Labels) != 0 ? 2 : 0;
                for (int i = 0; i < 4; i++)
                {
                    int shift = Shift(i) + 6;
                    ref byte trim = ref _buffer[FirstColumn + i];
                    if (!isWrite) _data |= ((uint)trim >> place & 3) << shift;
                    else if (!_trimLost) trim = (byte)(trim & ~(3 << place) | (int)(_data >> shift & 3) << place);
                }
                return isWrite ? Step.WriteTrim : Step.Over;
            default:
                return Step.Over;
        }
    }

    private int Shift(int column) => 8 * (_orderReversed ? column : 3 - column);
}
