using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.Rounding;

/// <summary>The unit's times.</summary>
public sealed record RoundingParameters
{
    /// <summary>Cycles from the argument to the result when rounding to the nearest value.</summary>
    [Published("Scholze et al., OJCAS 2026: 3 to 4 cycles")]
    [Range(1, 64)]
    public int NearestCycles { get; init; } = 3;

    /// <summary>Cycles from the argument to the result when rounding stochastically.</summary>
    [Derived("the longer of the published 3 to 4 cycles: one more for the random number")]
    [Range(1, 64)]
    public int StochasticCycles { get; init; } = 4;
}

/// <summary>What a thread does.</summary>
internal enum RoundingState : byte
{
    /// <summary>Waits for an argument.</summary>
    [Arcs(Draw, Compute)] Idle,

    /// <summary>Waits for a random number.</summary>
    [Arcs(Compute)] Draw,

    /// <summary>Adds, shifts and saturates.</summary>
    [Arcs(Idle)] Compute,
}

/// <summary>One of the four threads of the rounding unit: rounds one argument at a time.</summary>
[Module]
public sealed partial class RoundingThread(Component parent, string name, RoundingParameters parameters) : Module(parent, name)
{
    // Interface
    [In] internal partial In<RoundingJob> Job { get; }

    [Out] public partial Out<long> Result { get; }

    [Out(Optional = true)] public partial Out<byte> Draw { get; }

    [In(Optional = true)] public partial In<uint> Drawn { get; }

    // State
    [Reg, Fsm] private RoundingState _state = RoundingState.Idle;
    [Reg] private RoundingJob _job;
    [Reg] private uint _random;
    [Reg(Trace = false)] private long _until;
    [Reg] private long _jobs;
    private readonly bool _tiesDown = parent.Simulation.Options.Faults.Has("rounding.ties_down");
    private readonly bool _late = parent.Simulation.Options.Faults.Has("rounding.stochastic_late");
    private readonly bool _exactMoves = parent.Simulation.Options.Faults.Has("rounding.stochastic_exact_moves");
    private readonly bool _wraps = parent.Simulation.Options.Faults.Has("rounding.wraps");

    // Behaviour

    /// <summary>Arguments that were rounded.</summary>
    public long Jobs => _jobs;

    protected override Activity Tick()
    {
        switch (_state)
        {
            case RoundingState.Idle:
                if (!Job.HasData) return Activity.Idle;
                _job = Job.Pop();
                // The job and its result pass a queue each: two of the cycles.
                _until = Now + (_job.Stochastic ? parameters.StochasticCycles + (_late ? 1 : 0) : parameters.NearestCycles) - 2;
                if (_job.Stochastic && Draw.CanPush) Draw.Push(0);
                State = _job.Stochastic ? RoundingState.Draw : RoundingState.Compute;
                return _job.Stochastic ? Activity.Idle : Activity.Until(_until);
            case RoundingState.Draw:
                if (!Drawn.HasData) return Activity.Idle;
                _random = Drawn.Pop();
                State = RoundingState.Compute;
                return Finish();
            default:
                return Finish();
        }
    }

    private Activity Finish()
    {
        if (Now < _until) return Activity.Until(_until);
        if (!Result.CanPush) return Activity.Idle;
        Result.Push(Evaluate());
        _jobs++;
        State = RoundingState.Idle;
        return Activity.Busy;
    }

    private long Evaluate()
    {
        RoundingJob job = _job;
        if (job.From == RoundingWidth.Float) return RoundingFunction.ToBFloat16((uint)job.Argument, job.Stochastic, _random);
        long argument = _tiesDown && !job.Stochastic && job.Position > 0 ? job.Argument - 1 : job.Argument;
        long result = RoundingFunction.Round(argument, job.From, _wraps ? RoundingWidth.Bits64 : job.To, job.Position, job.Stochastic, _random);
        if (_exactMoves && job.Stochastic && job.Position == 0) result ^= 1;
        return _wraps && job.To == RoundingWidth.Bits16 ? (short)result : _wraps && job.To == RoundingWidth.Bits32 ? (int)result : result;
    }
}
