using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>A span of time in which a line carries nothing.</summary>
/// <param name="From">Start in femtoseconds.</param>
/// <param name="To">End in femtoseconds; from here on the line works again.</param>
public readonly record struct DeadTime(long From, long To);

/// <summary>What can go wrong on one direction of a link. All draws come from the run's seed.</summary>
public sealed record LineOptions
{
    /// <summary>Flight time in femtoseconds.</summary>
    [ModelChoice("a few centimetres on a board, 7 ps/mm")]
    public long Flight { get; init; } = 350_000;

    /// <summary>Probability that a bit arrives inverted, independent of all others; below 1.</summary>
    [ModelChoice("not published; a good line has practically none")]
    public double BitErrorRate { get; init; }

    /// <summary>Probability that a burst of errors begins in a unit.</summary>
    [ModelChoice("not published")]
    public double BurstRate { get; init; }

    /// <summary>Bits of a burst, of which the first and the last are wrong and the others with probability 1/2. A CRC-12 finds every burst of up to 12 bits; after 8b10b only of up to 5 line bits.</summary>
    [ModelChoice("not published")]
    public int BurstBits { get; init; } = 12;

    /// <summary>Probability that a unit (on a transition-signalled line: a symbol) is lost.</summary>
    [ModelChoice("not published")]
    public double LossRate { get; init; }

    /// <summary>Probability that a unit (symbol) comes twice.</summary>
    [ModelChoice("not published")]
    public double DuplicateRate { get; init; }

    /// <summary>When the line carries nothing.</summary>
    public IReadOnlyList<DeadTime> Dead { get; init; } = [];

    /// <summary>Whether nothing ever goes wrong.</summary>
    public bool IsPerfect => BitErrorRate == 0 && BurstRate == 0 && LossRate == 0 && DuplicateRate == 0 && Dead.Count == 0;

    /// <summary>Throws where a value is out of its range.</summary>
    /// <param name="path">Who has these options.</param>
    internal LineOptions Checked(string path)
    {
        Probability(BitErrorRate, nameof(BitErrorRate));
        Probability(BurstRate, nameof(BurstRate));
        Probability(LossRate, nameof(LossRate));
        Probability(DuplicateRate, nameof(DuplicateRate));
        if (Flight < 0) throw new ArgumentOutOfRangeException(nameof(Flight), Flight, $"{path}: the flight time is {Flight} fs; it can't be negative.");
        if (BurstBits is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(BurstBits), BurstBits, $"{path}: a burst has {BurstBits} bits; 1 to 64 are allowed.");
        foreach (DeadTime dead in Dead)
            if (dead.From < 0 || dead.To < dead.From) throw new ArgumentException($"{path}: the line is dead from {dead.From} to {dead.To} fs; a time is not negative and ends after it begins.", nameof(Dead));
        return this;

        void Probability(double value, string name)
        {
            if (!(value >= 0 && value < 1)) throw new ArgumentOutOfRangeException(name, value, $"{path}: {name} is {value}; a probability from 0 to below 1 is allowed.");
        }
    }
}
