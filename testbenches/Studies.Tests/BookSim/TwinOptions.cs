namespace HwModel.Studies.Tests.BookSim;

/// <summary>A configuration of BookSim 2, by its own names; a k x k mesh with dimension-order routing and one-flit packets.</summary>
internal sealed record TwinOptions
{
    public int K { get; init; } = 8;

    /// <summary>num_vcs.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>vc_buf_size.</summary>
    public int Buffer { get; init; } = 8;

    /// <summary>speculative: VC and switch allocation in the same cycle.</summary>
    public bool Speculative { get; init; }

    /// <summary>credit_delay.</summary>
    public int CreditDelay { get; init; } = 1;

    /// <summary>injection_rate, in packets per node and cycle.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>traffic: uniform, transpose, bitcomp, tornado.</summary>
    public string Pattern { get; init; } = "uniform";

    public int Warmup { get; init; } = 2000;

    public int Cycles { get; init; } = 10_000;

    public int Drain { get; init; } = 20_000;

    public int Seed { get; init; } = 1;
}

/// <summary>What a run gave.</summary>
internal sealed record TwinResult(double Latency, double Accepted, double Offered, bool Drained);
