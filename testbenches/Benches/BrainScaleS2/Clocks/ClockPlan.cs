using HwModel.BrainScaleS2.Digital;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>What a read of the self test's status shall give.</summary>
internal sealed record ClockStatus(bool Finished, bool Success, long Count);

/// <summary>A naive model of the clock unit while commands are laid out in time: what is written when, and which clocks are to be seen.</summary>
internal sealed class ClockPlan(long start)
{
    private const int Gap = 12;
    private const int Margin = 20;

    // Before the first lock there is no clock.
    private double[] _clocks = start > ClockUnit.LockCycles ? [500, 500, 250, 500] : new double[4];
    private long _lockedAt = ClockUnit.LockCycles;

    public long Cycle { get; set; } = start;

    public List<(long Cycle, OmnibusRequest Item)> Requests { get; } = [];

    public List<ClockStatus?> Replies { get; } = [];

    public List<(long Cycle, double[] Clocks, string Property)> Expected { get; } = [];

    // P0, N, P1, M0, M1, P2 as after power-on: 1 GHz, 500 MHz, 250 MHz, 500 MHz (haldls, pll).
    public int[][] Dividers { get; } = [[2, 10, 2, 1, 2, 2], [2, 10, 2, 1, 2, 2]];

    public (bool Enable, bool DisableOutput)[] Power { get; } = [(true, false), (true, false)];

    public (bool Enable, bool Bypass, int Adpll, int Output)[] Choices { get; } = [(true, false, 0, 0), (true, false, 0, 0), (true, false, 1, 1), (true, false, 0, 2)];

    public void Write(uint word, uint data)
    {
        Requests.Add((Cycle, new OmnibusRequest(word, data, true)));
        Replies.Add(null);
        Cycle += Gap;
    }

    public void Read(uint word, ClockStatus status)
    {
        Requests.Add((Cycle, new OmnibusRequest(word, 0, false)));
        Replies.Add(status);
        Cycle += Gap;
    }

    public void WriteDividers(int adpll)
    {
        int[] d = Dividers[adpll];
        Change(2u * (uint)adpll, (uint)(d[5] - 1 << 29 | d[2] - 1 << 27 | d[0] - 1 << 25 | d[4] << 20 | d[3] << 15 | d[1] << 10));
    }

    public void WritePower(int adpll) =>
        Change(2u * (uint)adpll + 1, 1u << 31 | (Power[adpll].Enable ? 1u << 30 : 0) | (Power[adpll].DisableOutput ? 1u << 24 : 0));

    public void WriteChoices()
    {
        uint word = 0;
        for (int i = 0; i < 4; i++)
        {
            (bool enable, bool bypass, int adpll, int output) = Choices[i];
            word |= ((enable ? 1u : 0) | (bypass ? 2u : 0) | (uint)adpll << 2 | (uint)output << 3) << 8 * i;
        }
        Change(4, word);
    }

    /// <summary>Waits for the lock, or goes on before it.</summary>
    public void Settle(bool wait)
    {
        if (wait) WaitForLock();
    }

    public void WaitForLock()
    {
        if (Cycle < _lockedAt - Margin) Expected.Add((_lockedAt - Margin, _clocks, "pll.lock"));
        Cycle = Math.Max(Cycle, _lockedAt + Margin);
        _clocks = [Frequency(0), Frequency(1), Frequency(2), Frequency(3)];
        Expected.Add((Cycle, _clocks, "pll.frequency"));
    }

    /// <summary>A clock as it is set, in MHz.</summary>
    public double Frequency(int clock)
    {
        (bool enable, bool bypass, int adpll, int output) = Choices[clock];
        if (!enable) return 0;
        if (bypass) return 50;
        if (!Power[adpll].Enable || Power[adpll].DisableOutput) return 0;
        int[] d = Dividers[adpll];
        return 50.0 * d[0] * d[1] / (output == 0 ? d[2] * d[3] : output == 1 ? d[2] * d[4] : d[5]);
    }

    private void Change(uint word, uint data)
    {
        long written = Cycle;
        Write(word, data);
        _lockedAt = written + ClockUnit.LockCycles;
    }
}
