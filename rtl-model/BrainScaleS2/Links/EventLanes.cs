using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>The lanes of one direction: a kernel link for each, with the flight time that makes a hop as long as published.</summary>
public static class EventLanes
{
    // No event is ever refused for want of a credit: the receiver takes every frame at once.
    private const int Credits = 32;

    /// <summary>Joins a sender and a receiver.</summary>
    public static void Join(Component parent, string name, EventLinkSender sender, EventLinkReceiver receiver, ClockDomain from, ClockDomain to, EventLinkOptions options)
    {
        // The hop is from the sender's input to the receiver's output: queues on the way take a cycle of the sender and two of the receiver, an arrival waits half of one on average.
        long flight = Math.Max(1, options.HopLatency - from.Period - 5 * to.Period / 2);
        if (parent.Simulation.Options.Faults.Has("link.flight_longer")) flight += 30_000_000;
        for (int lane = 0; lane < options.Lanes; lane++)
        {
            var link = new Link<LinkFrame>(parent, $"{name}[{lane}]", from, to, new LinkOptions { Latency = flight, Credits = Credits, CyclesPerItem = (int)(options.FrameTime / from.Period) });
            Wiring.Connect(sender.LaneOut[lane], link.Input);
            Wiring.Connect(link.Output, receiver.LaneIn[lane]);
        }
    }
}
