using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Accelerators.Rounding;

/// <summary>An argument with the way to round it.</summary>
/// <param name="Argument">Integer in the argument's width, or the bits of a float.</param>
/// <param name="From">Width of the argument.</param>
/// <param name="To">Width that the result saturates to.</param>
/// <param name="Position">Bits to take off, 0 to 32.</param>
/// <param name="Stochastic">By a random number instead of to the nearest value.</param>
[Payload]
internal readonly partial record struct RoundingJob(long Argument, RoundingWidth From, RoundingWidth To, byte Position, bool Stochastic);

/// <summary>
/// The rounding unit's registers in front of its four threads: rounds and saturates 64-, 32- and 16-bit integers and rounds single precision to BFloat16,
/// to the nearest value or stochastically (Scholze et al., OJCAS 2026). The threads are independent.
/// </summary>
[Module]
public sealed partial class RoundingUnit(Component parent, string name) : Module(parent, name)
{
    /// <summary>Threads that round independently of each other.</summary>
    public const int Threads = 4;

    private const uint ThreadBytes = 0x20;

    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Out(Count = Threads)] internal partial Out<RoundingJob>[] Job { get; }

    [In(Count = Threads)] internal partial In<long>[] Result { get; }

    // State
    [Reg] private readonly RoundingRegisters _registers = new();
    [Reg] private byte _running;
    [Reg(Trace = true)] private readonly long[] _done = new long[Threads];

    // Behaviour

    /// <summary>Results of a thread.</summary>
    public long Done(int thread) => _done[thread];

    protected override Activity Tick()
    {
        for (int thread = 0; thread < Threads; thread++)
            if (Result[thread].HasData)
                Take(thread, Result[thread].Pop());
        if (!Request.HasData || !Reply.CanPush) return Activity.Idle;
        RegisterRequest request = Request.Peek();
        if (!_registers.Holds(request.Offset)) Answer(RegisterReply.Missing);
        else if (request.Write) Write(request);
        else if (!IsWaiting(request.Offset)) Answer(new RegisterReply(_registers.ReadWord(request.Offset), false));
        return Activity.Idle;
    }

    private void Take(int thread, long result)
    {
        _registers.Thread[thread].Result.ResultInput = (uint)result;
        _registers.Thread[thread].ResultHigh.ResultInput = (uint)(result >> 32);
        _registers.SettleAll();
        _running &= (byte)~(1 << thread);
        _done[thread]++;
    }

    // A read of a result waits while the thread works; so does a write that would start another job.
    private bool IsWaiting(uint offset)
    {
        int thread = (int)(offset / ThreadBytes);
        RoundingRegisters.RoundingThreadTGroup registers = _registers.Thread[thread];
        return (_running >> thread & 1) != 0 && (offset == registers.Result.Address || offset == registers.ResultHigh.Address || offset == registers.Argument.Address);
    }

    private void Write(in RegisterRequest request)
    {
        int thread = (int)(request.Offset / ThreadBytes);
        RoundingRegisters.RoundingThreadTGroup registers = _registers.Thread[thread];
        bool starts = request.Offset == registers.Argument.Address;
        if (starts && (IsWaiting(request.Offset) || !Job[thread].CanPush)) return;
        _registers.WriteWord(request.Offset, request.Value);
        if (starts)
        {
            long argument = (long)((ulong)registers.ArgumentHigh.Argument << 32 | request.Value);
            byte position = (byte)Math.Min(registers.Config.Position, 32);
            Job[thread].Push(new RoundingJob(argument, (RoundingWidth)registers.Config.ArgumentWidth, (RoundingWidth)registers.Config.ResultWidth, position, registers.Config.Stochastic));
            _running |= (byte)(1 << thread);
        }
        Answer(RegisterReply.Written);
    }

    private void Answer(in RegisterReply reply)
    {
        Request.Pop();
        Reply.Push(reply);
    }
}

/// <summary>The rounding unit with its threads.</summary>
public sealed class RoundingBlock : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Name among its siblings.</param>
    /// <param name="parameters">Times.</param>
    public RoundingBlock(Component parent, string name, RoundingParameters parameters)
        : base(parent, name)
    {
        Unit = new RoundingUnit(this, "registers");
        Lanes = [.. Enumerable.Range(0, RoundingUnit.Threads).Select(thread => new RoundingThread(this, $"thread[{thread}]", parameters))];
        for (int thread = 0; thread < RoundingUnit.Threads; thread++)
        {
            Wiring.Connect(Unit.Job[thread], Lanes[thread].Job);
            Wiring.Connect(Lanes[thread].Result, Unit.Result[thread]);
        }
    }

    /// <summary>The registers.</summary>
    public RoundingUnit Unit { get; }

    /// <summary>The threads; each wants its random numbers from somewhere.</summary>
    public IReadOnlyList<RoundingThread> Lanes { get; }
}
