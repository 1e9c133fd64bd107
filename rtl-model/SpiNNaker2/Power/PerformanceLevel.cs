namespace HwModel.SpiNNaker2.Power;

/// <summary>A supply rail of the processing elements (Scholze et al., OJCAS 2026).</summary>
public enum Rail : byte
{
    /// <summary>0.5 V.</summary>
    Low,

    /// <summary>0.8 V.</summary>
    High,
}

/// <summary>A performance level of a processing element: a rail and a divider of the central clock.</summary>
public enum PerformanceLevel : byte
{
    /// <summary>0.5 V, 150 MHz; the level after reset.</summary>
    PL0,

    /// <summary>0.5 V, 75 MHz.</summary>
    PL1,

    /// <summary>0.8 V, 150 MHz.</summary>
    PL2,

    /// <summary>0.8 V, 300 MHz.</summary>
    PL3,
}
