using HwModel.Kernel;

namespace HwModel.Fabric.Traffic;

/// <summary>How synthetic traffic is made.</summary>
/// <param name="Rule">Where packets go.</param>
/// <param name="PacketProbability">Probability of a new packet in a cycle, from 0 to 1: flits per node and cycle, divided by the packet's length.</param>
/// <param name="Length">Flits in a packet.</param>
public sealed record SyntheticTraffic(DestinationRule Rule, double PacketProbability, int Length);

/// <summary>
/// Creates packets by a Bernoulli process and queues them without bound until the router takes them. The queue needs no memory: creation times are drawn only
/// when a packet comes to its head, so latency counts from creation even when the source is far behind.
/// </summary>
[Module]
public sealed partial class SyntheticSource(Component parent, string name, int node, SyntheticTraffic traffic, Router.RouterOptions router) : Module(parent, name), ITrafficSource
{
    // Interface
    [Out] public partial Out<Flit> FlitOut { get; }

    [In(Depth = 4)] public partial In<byte> CreditIn { get; }

    // State
    [Reg] private readonly PacketSender _sender = new(router.VirtualChannels, router.BufferDepth, traffic.Length);
    [Reg(Trace = false)] private RandomStream _timing;
    [Reg(Trace = false)] private RandomStream _destinations;
    [Reg(Trace = false)] private long _created;
    [Reg] private bool _hasNext;
    [Reg] private long _flits;

    // Behaviour

    /// <inheritdoc/>
    public long Flits => _flits;

    /// <inheritdoc/>
    public long PacketsCreatedBefore(long time)
    {
        long packets = _sender.Sequence;
        if (!_hasNext) return packets;
        RandomStream timing = _timing;
        long created = _created;
        if (_sender.IsSending) created += 1 + timing.NextGeometric(traffic.PacketProbability);
        for (; Clock.TimeOfCycle(created) < time; created += 1 + timing.NextGeometric(traffic.PacketProbability)) packets++;
        return packets;
    }

    protected override Activity Tick()
    {
        if (CreditIn.HasData) _sender.ReturnCredit(CreditIn.Pop());
        if (traffic.PacketProbability == 0) return Activity.Idle;
        if (!_hasNext) DrawNext();
        if (!_sender.IsSending)
        {
            if (Now < _created) return Activity.Until(_created);
            _sender.Begin(traffic.Rule.Draw(node, ref _destinations), Clock.TimeOfCycle(_created));
        }
        if (!_sender.TrySend((ushort)node, FlitOut)) return Activity.Idle;
        _flits++;
        if (!_sender.IsSending) DrawNext();
        return !_sender.IsSending ? Activity.Until(_created) : Activity.Busy;
    }

    private void DrawNext()
    {
        _created = (_hasNext ? _created + 1 : Now) + _timing.NextGeometric(traffic.PacketProbability);
        _hasNext = true;
    }
}
