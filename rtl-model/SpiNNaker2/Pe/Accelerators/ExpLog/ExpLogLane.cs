using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;

/// <summary>An argument with what to do with it.</summary>
/// <param name="Argument">Two's complement fixed point.</param>
/// <param name="IsLog">Natural logarithm rather than exponential.</param>
/// <param name="FractionBits">Bits after the binary point of argument and result: 15 (s16.15) or 31 (s0.31).</param>
/// <param name="Iterations">1 to 16.</param>
[Payload]
internal readonly partial record struct ExpLogJob(uint Argument, bool IsLog, byte FractionBits, byte Iterations);

/// <summary>What a lane does.</summary>
internal enum ExpLogState : byte
{
    /// <summary>Waits for an argument.</summary>
    [Arcs(Multiply)] Idle,

    /// <summary>Range reduction: multiple of ln 2, or position of the leading one.</summary>
    [Arcs(Subtract)] Multiply,

    /// <summary>Range reduction: takes the multiple off, or shifts.</summary>
    [Arcs(Iterate)] Subtract,

    /// <summary>A digit in each cycle.</summary>
    [Arcs(Correct)] Iterate,

    /// <summary>Puts half of the rest in.</summary>
    [Arcs(Round)] Correct,

    /// <summary>Scales, rounds and saturates.</summary>
    [Arcs(Idle)] Round,
}

/// <summary>One of the four jobs in flight: an iterative datapath with a digit a cycle. From argument to result it takes 6 + iterations cycles.</summary>
[Module]
public sealed partial class ExpLogLane(Component parent, string name) : Module(parent, name)
{
    // Interface
    [In(Depth = 1)] internal partial In<ExpLogJob> Job { get; }

    [Out] public partial Out<uint> Result { get; }

    // State
    [Reg, Fsm] private ExpLogState _state = ExpLogState.Idle;
    [Reg] private ExpLogJob _job;
    [Reg] private long _rest;
    [Reg] private long _product;
    [Reg] private long _sum;
    [Reg] private int _scale;
    [Reg] private byte _iteration;
    [Reg] private byte _digit;
    [Reg] private long _iterations;
    private readonly bool _wrongEntry = parent.Simulation.Options.Faults.Has("explog.table_entry");
    private readonly bool _noCorrection = parent.Simulation.Options.Faults.Has("explog.no_correction");
    private readonly bool _slow = parent.Simulation.Options.Faults.Has("explog.one_cycle_more");

    // Behaviour

    /// <summary>Digits found, of all jobs.</summary>
    public long Iterations => _iterations;

    protected override Activity Tick()
    {
        switch (_state)
        {
            case ExpLogState.Idle:
                if (!Job.HasData) return Activity.Idle;
                _job = Job.Pop();
                _product = ExpLogDatapath.One;
                _sum = 0;
                _iteration = 0;
                State = ExpLogState.Multiply;
                break;
            case ExpLogState.Multiply:
                State = ExpLogState.Subtract;
                break;
            case ExpLogState.Subtract:
                Reduce();
                State = ExpLogState.Iterate;
                break;
            case ExpLogState.Iterate:
                Iterate();
                break;
            case ExpLogState.Correct:
                Correct();
                State = ExpLogState.Round;
                break;
            default:
                if (!Result.CanPush) return Activity.Idle;
                Result.Push(Round());
                State = ExpLogState.Idle;
                break;
        }
        return Activity.Busy;
    }

    private void Reduce()
    {
        if (!_job.IsLog) (_rest, _scale) = ExpLogDatapath.ReduceExp(_job.Argument, _job.FractionBits);
        else if ((int)_job.Argument > 0) (_rest, _scale) = ExpLogDatapath.ReduceLog(_job.Argument, _job.FractionBits);
    }

    private void Iterate()
    {
        int iteration = ++_iteration;
        if (iteration > _job.Iterations)
        {
            State = ExpLogState.Correct; // only reached with a fault
            return;
        }
        _digit = (byte)(_job.IsLog
            ? ExpLogDatapath.StepLog(_rest, ref _product, ref _sum, iteration)
            : ExpLogDatapath.StepExp(ref _rest, ref _product, iteration));
        if (_wrongEntry && iteration == 7 && _digit == 2) (_rest, _sum) = (_rest - (1 << 18), _sum + (1 << 18));
        _iterations++;
        if (iteration == _job.Iterations && !_slow) State = ExpLogState.Correct;
    }

    private void Correct()
    {
        if (_noCorrection) _sum += _scale * ExpLogTables.Ln2;
        else if (_job.IsLog) _sum = ExpLogDatapath.CorrectLog(_sum, _scale, _job.Iterations);
        else _product = ExpLogDatapath.CorrectExp(_product, _job.Iterations);
    }

    private uint Round()
    {
        if (!_job.IsLog) return ExpLogDatapath.RoundExp(_product, _scale, _job.FractionBits);
        // The most negative number stands for the logarithm that zero and negative numbers do not have.
        return (int)_job.Argument <= 0 ? 0x80000000 : ExpLogDatapath.RoundLog(_sum, _job.FractionBits);
    }
}
