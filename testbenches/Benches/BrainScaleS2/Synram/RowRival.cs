using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.Kernel;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>
/// Another user of the rows that changes one synapse at a time, as a processor's masked store does: it reads a row and holds it, changes a column, writes the row
/// back, and looks at the next reading whether its value is still there.
/// </summary>
[Module]
internal sealed partial class RowRival(Component parent, string name, int half, int jobs) : Module(parent, name)
{
    /// <summary>The column that it changes, in rows 0 and 255.</summary>
    public const int Column = 130;

    private const int Pause = 14;

    [Out] public partial Out<RowRequest> RowOut { get; }

    [In(Depth = 2)] public partial In<RowRequest> RowDone { get; }

    [Reg] private int _job;
    [Reg] private byte _step;
    [Reg] private long _next;
    [Wired] private byte[] _buffer = new byte[ChipGeometry.Columns];
    private readonly int[] _last = new int[4];

    /// <summary>What it did not find again, a sentence for each.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Gives it its row buffer.</summary>
    public void Join(RowArbiter arbiter, int requester)
    {
        _buffer = arbiter.Buffer(requester);
        Wiring.Connect(RowOut, arbiter.RequestIn[requester]);
        Wiring.Connect(arbiter.DoneOut[requester], RowDone);
    }

    protected override Activity Tick()
    {
        int place = _job & 3, row = (place & 1) * 255, value = (_job * 7 + 1) & 63;
        bool labels = place > 1;
        switch (_step)
        {
            case 0 when _job == jobs:
                return Activity.Idle;
            case 0:
                if (Now < _next) return Activity.Until(_next);
                if (!RowOut.CanPush) return Activity.Idle;
                RowOut.Push(new RowRequest(labels ? RowAccess.ReadLabels : RowAccess.ReadWeights, (byte)half, (byte)row, Holds: true));
                _step = 1;
                return Activity.Idle;
            case 1:
                if (!RowDone.HasData || !RowOut.CanPush) return Activity.Idle;
                RowDone.Pop();
                if (_buffer[Column] != _last[place]) Lost.Add($"The {(labels ? "label" : "weight")} {_last[place]} that was written to row {row}, column {Column} has become {_buffer[Column]} by cycle {Now}.");
                _buffer[Column] = (byte)(_last[place] = value);
                RowOut.Push(new RowRequest(labels ? RowAccess.WriteLabels : RowAccess.WriteWeights, (byte)half, (byte)row));
                _step = 2;
                return Activity.Idle;
            default:
                if (!RowDone.HasData) return Activity.Idle;
                RowDone.Pop();
                (_job, _step, _next) = (_job + 1, 0, Now + Pause);
                return Activity.Until(_next);
        }
    }
}
