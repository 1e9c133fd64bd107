using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Power;

/// <summary>Where a processing element is between its performance levels.</summary>
public enum PowerState : byte
{
    /// <summary>It runs at a level.</summary>
    [Arcs(Waiting, Preparing)] On,

    /// <summary>It waits for its turn: too many others change their supply.</summary>
    [Arcs(ClockStopped, Precharging)] Waiting,

    /// <summary>A transition has begun, the clock still runs.</summary>
    [Arcs(ClockStopped)] Preparing,

    /// <summary>The clock stands still.</summary>
    [Arcs(SupplySwitched, DividerSet, Isolated)] ClockStopped,

    /// <summary>The supply is on the new rail.</summary>
    [Arcs(DividerSet, ClockStarted)] SupplySwitched,

    /// <summary>The divider of the new level is set.</summary>
    [Arcs(SupplySwitched, ClockStarted)] DividerSet,

    /// <summary>The clock runs again.</summary>
    [Arcs(On)] ClockStarted,

    /// <summary>Going off: the outputs are isolated.</summary>
    [Arcs(InReset)] Isolated,

    /// <summary>Going off: held in reset.</summary>
    [Arcs(SupplyOff)] InReset,

    /// <summary>Going off: the supply switches are open.</summary>
    [Arcs(Off)] SupplyOff,

    /// <summary>Off.</summary>
    [Arcs(Waiting)] Off,

    /// <summary>Coming on: few switches charge the supply.</summary>
    [Arcs(Powered)] Precharging,

    /// <summary>Coming on: all switches are closed.</summary>
    [Arcs(Connected)] Powered,

    /// <summary>Coming on: the outputs are connected.</summary>
    [Arcs(Released)] Connected,

    /// <summary>Coming on: out of reset.</summary>
    [Arcs(ClockStarted)] Released,
}
