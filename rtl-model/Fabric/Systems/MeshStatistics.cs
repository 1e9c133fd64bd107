namespace HwModel.Fabric.Systems;

/// <summary>What a run of a mesh measured.</summary>
public sealed record MeshStatistics
{
    /// <summary>Cycles of the first mesh, warm-up and drain included.</summary>
    public required long Cycles { get; init; }

    /// <summary>Flits that sources created, per node and cycle of the measurement.</summary>
    public required double Offered { get; init; }

    /// <summary>Flits that sinks took, per node and cycle of the measurement.</summary>
    public required double Accepted { get; init; }

    /// <summary>Latency of measured packets, from creation to the arrival of the tail.</summary>
    public required LatencyFigures Latency { get; init; }

    /// <summary>Links between routers that measured packets passed.</summary>
    public required HopFigures Hops { get; init; }

    /// <summary>Flits that got lost: always 0 in a fabric with credits, measured as injected - delivered - in flight inside the network.</summary>
    public required long Drops { get; init; }

    /// <summary>Flits still in the network at the end.</summary>
    public required long InFlight { get; init; }

    /// <summary>Flits that sources put into the network.</summary>
    public required long InjectedFlits { get; init; }

    /// <summary>Flits that sinks took.</summary>
    public required long DeliveredFlits { get; init; }

    /// <summary>Packets created in the measurement window.</summary>
    public required long MeasuredPackets { get; init; }

    /// <summary>Packets of the measurement window that arrived before the drain limit.</summary>
    public required long ArrivedPackets { get; init; }

    /// <summary>
    /// Whether the offered load is above saturation: sinks took over 5 % less than sources created in the window, or measured packets were still missing at the drain limit.
    /// </summary>
    public required bool Saturated { get; init; }

    /// <summary>Load of each link between routers in flits per cycle of the measurement.</summary>
    public required IReadOnlyList<LinkLoad> Links { get; init; }

    /// <summary>Latencies in cycles with their counts.</summary>
    public required IReadOnlyList<(long Cycles, long Count)> LatencyBins { get; init; }
}

/// <summary>Latency in cycles; null where no packet was measured.</summary>
public sealed record LatencyFigures(double? Mean, double? P50, double? P95, double? P99, double? Max);

/// <summary>Hops; null where no packet was measured.</summary>
public sealed record HopFigures(double? Mean);

/// <summary>The load of one output of a router.</summary>
/// <param name="Chip">Which mesh.</param>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
/// <param name="Port">0 local, 1 east, 2 west, 3 north, 4 south.</param>
/// <param name="Load">Flits per cycle of the measurement, 0 to 1.</param>
public sealed record LinkLoad(int Chip, int X, int Y, int Port, double Load);
