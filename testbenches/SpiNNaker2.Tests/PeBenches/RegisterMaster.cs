using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;

namespace HwModel.SpiNNaker2.Tests.PeBenches;

/// <summary>Stands in for the processor at one block: makes register accesses, one after the other or as a script.</summary>
[Module]
internal sealed partial class RegisterMaster(Component parent, string name) : Module(parent, name)
{
    [Out] public partial Out<RegisterRequest> Request { get; }

    [In] public partial In<RegisterReply> Reply { get; }

    private readonly Queue<RegisterRequest> _script = new();
    private readonly Queue<(RegisterReply Reply, long Cycle)> _replies = new();

    public int Replies => _replies.Count;

    public RegisterReply NextReply() => _replies.Dequeue().Reply;

    public void Add(uint offset) => _script.Enqueue(new RegisterRequest(offset, 0, false));

    public void Add(uint offset, uint value) => _script.Enqueue(new RegisterRequest(offset, value, true));

    public uint Read(uint offset)
    {
        Add(offset);
        RegisterReply reply = Await().Reply;
        Assert.False(reply.Error, $"no register at 0x{offset:X}");
        return reply.Value;
    }

    public void Write(uint offset, uint value)
    {
        Add(offset, value);
        Assert.False(Await().Reply.Error, $"no register at 0x{offset:X}");
    }

    /// <summary>Runs until the script is done and answered.</summary>
    public void Run(int count, long limit = 10_000_000)
    {
        Wake();
        for (long cycles = 0; _replies.Count < count; cycles += 64)
        {
            Assert.True(cycles < limit, $"only {_replies.Count} of {count} accesses were answered");
            Simulation.RunCycles(Clock, 64);
        }
    }

    public (RegisterReply Reply, long Cycle) Await(int limit = 200_000)
    {
        Wake();
        for (int cycle = 0; _replies.Count == 0; cycle++)
        {
            Assert.True(cycle < limit, "a register access was not answered");
            Simulation.RunCycles(Clock, 1);
        }
        return _replies.Dequeue();
    }

    protected override Activity Tick()
    {
        if (Reply.HasData) _replies.Enqueue((Reply.Pop(), Now));
        if (_script.Count == 0) return Activity.Idle;
        if (!Request.CanPush) return Activity.Idle;
        Request.Push(_script.Dequeue());
        return Activity.Busy;
    }
}
