using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Tests.PeBenches;

/// <summary>A master of the local bus that works through a list of accesses as fast as it may.</summary>
[Module]
internal sealed partial class SramMaster(Component parent, string name, SramRequest[] script, double rate = 1) : Module(parent, name)
{
    [Out] public partial Out<SramRequest> Request { get; }

    [In(Depth = 4)] public partial In<SramReply> Reply { get; }

    [Reg] private RandomStream _random;
    [Reg] private int _next;

    public List<(SramReply Reply, long Cycle)> Replies { get; } = [];

    public List<long> Pushed { get; } = [];

    public bool IsDone => Replies.Count == script.Length;

    protected override Activity Tick()
    {
        if (Reply.HasData) Replies.Add((Reply.Pop(), Now));
        if (_next == script.Length) return Activity.Idle;
        if (Request.CanPush && _random.NextBool(rate))
        {
            Request.Push(script[_next++]);
            Pushed.Add(Now);
        }
        return Activity.Busy;
    }
}
