using System.ComponentModel.DataAnnotations;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;

/// <summary>The unit's times. The latency, 6 + iterations (7 to 22 cycles: Scholze et al., OJCAS 2026), is that of the states of a lane.</summary>
public sealed record ExpLogParameters
{
    /// <summary>Jobs in flight.</summary>
    [Published("spinnaker_2_tools, nmu.h: the pipeline is 4 deep")]
    [Range(1, 64)]
    public int Depth { get; init; } = 4;

    /// <summary>Cycles between two jobs.</summary>
    [ModelChoice("nothing is published; four jobs in flight of 22 cycles each allow no more than one in 5.5 cycles, short jobs need not wait longer than this")]
    [Range(1, 64)]
    public int Spacing { get; init; } = 4;
}

/// <summary>The unit's registers: takes arguments, deals them to the lanes in turn, gives the results back in order.</summary>
[Module]
public sealed partial class ExpLogUnit(Component parent, string name, ExpLogParameters parameters) : Module(parent, name)
{
    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Out(Count = "parameters.Depth")] internal partial Out<ExpLogJob>[] Job { get; }

    [In(Count = "parameters.Depth")] public partial In<uint>[] Result { get; }

    // State
    [Reg] private readonly ExplogRegisters _registers = new();
    [Reg] private byte _nextIn;
    [Reg] private byte _nextOut;
    [Reg] private byte _pending;
    [Reg(Trace = false)] private long _acceptAt;
    [Reg] private long _exponentials;
    [Reg] private long _logarithms;
    private readonly ExpLogParameters _parameters = parameters;
    private readonly bool _keepsCount = parent.Simulation.Options.Faults.Has("explog.pending_not_counted_down");
    private readonly bool _emptyAnswers = parent.Simulation.Options.Faults.Has("explog.empty_read_answered");
    private readonly bool _wrongOrder = parent.Simulation.Options.Faults.Has("explog.result_order");

    // Behaviour

    /// <summary>Exponentials begun.</summary>
    public long Exponentials => _exponentials;

    /// <summary>Logarithms begun.</summary>
    public long Logarithms => _logarithms;

    protected override Activity Tick()
    {
        if (!Request.HasData || !Reply.CanPush) return Activity.Idle;
        RegisterRequest request = Request.Peek();
        if (!_registers.Holds(request.Offset)) return Answer(RegisterReply.Missing);
        if (request.Offset == _registers.Control.Address) return Answer(ServeControl(request));
        return request.Write ? Accept(request) : Fetch();
    }

    private RegisterReply ServeControl(in RegisterRequest request)
    {
        if (!request.Write) return new RegisterReply(_registers.ReadWord(request.Offset), false);
        _registers.WriteWord(request.Offset, request.Value);
        return RegisterReply.Written;
    }

    // A write waits while the pipeline is full, and for the time between two jobs.
    private Activity Accept(in RegisterRequest request)
    {
        if (_pending == _parameters.Depth || !Job[_nextIn].CanPush) return Activity.Idle;
        if (Now < _acceptAt) return Activity.Until(_acceptAt);
        ExpLogJob job = JobOf(request.Offset, request.Value);
        Job[_nextIn].Push(job);
        if (job.IsLog) _logarithms++;
        else _exponentials++;
        _nextIn = (byte)((_nextIn + 1) % _parameters.Depth);
        ShowPending(_pending + 1);
        _acceptAt = Now + _parameters.Spacing;
        return Answer(RegisterReply.Written);
    }

    // A read waits for the oldest result; without a job it finds nothing.
    private Activity Fetch()
    {
        if (_pending == 0) return Answer(_emptyAnswers ? RegisterReply.Written : RegisterReply.Missing);
        int lane = _wrongOrder && _pending > 1 && Result[(_nextOut + 1) % _parameters.Depth].HasData ? (_nextOut + 1) % _parameters.Depth : _nextOut;
        if (!Result[lane].HasData) return Activity.Idle;
        uint result = Result[lane].Pop();
        if (lane == _nextOut) _nextOut = (byte)((_nextOut + 1) % _parameters.Depth);
        ShowPending(_pending - 1);
        return Answer(new RegisterReply(result, false));
    }

    private ExpLogJob JobOf(uint offset, uint argument)
    {
        bool isLog = offset == _registers.LogS1615Arg.Address || offset == _registers.LogS031Arg.Address;
        bool isInteger = offset == _registers.ExpS1615Arg.Address || offset == _registers.LogS1615Arg.Address;
        return new ExpLogJob(argument, isLog, isInteger ? (byte)15 : (byte)31, (byte)(_registers.Control.Iterations + 1));
    }

    private void ShowPending(int pending)
    {
        _pending = (byte)pending;
        if (!_keepsCount || (uint)pending > _registers.Control.Pending) _registers.Control.PendingInput = (ulong)pending;
        _registers.SettleAll();
    }

    private Activity Answer(in RegisterReply reply)
    {
        Request.Pop();
        Reply.Push(reply);
        return Activity.Idle;
    }
}

/// <summary>The exponential and logarithm unit with its lanes.</summary>
public sealed class ExpLogBlock : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="parameters">Times.</param>
    public ExpLogBlock(Component parent, string name, ExpLogParameters parameters)
        : base(parent, name)
    {
        Unit = new ExpLogUnit(this, "registers", parameters);
        Lanes = [.. Enumerable.Range(0, parameters.Depth).Select(lane => new ExpLogLane(this, $"lane[{lane}]"))];
        for (int lane = 0; lane < parameters.Depth; lane++)
        {
            Wiring.Connect(Unit.Job[lane], Lanes[lane].Job);
            Wiring.Connect(Lanes[lane].Result, Unit.Result[lane]);
        }
    }

    /// <summary>The registers.</summary>
    public ExpLogUnit Unit { get; }

    /// <summary>The datapaths.</summary>
    public IReadOnlyList<ExpLogLane> Lanes { get; }
}
