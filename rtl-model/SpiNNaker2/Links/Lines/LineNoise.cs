using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.Lines;

/// <summary>
/// Draws what goes wrong on a line. Each kind of mishap keeps how far away its next one is (geometrically distributed), so that a bit, unit or symbol without one costs
/// a subtraction whatever the rate.
/// </summary>
internal sealed class LineNoise(LineOptions options, int bits, string path) : IStatePart
{
    private readonly ulong[] _flips = new ulong[2];
    private RandomStream _random;
    private long _toBitError;
    private long _toBurst;
    private long _toLoss;
    private long _toDuplicate;

    public string Schema => $"noise({bits})";

    /// <summary>Bits 0 to 63 that the last <see cref="Draw"/> inverted.</summary>
    public ulong FlipsLow => _flips[0];

    /// <summary>Bits 64 and up that the last <see cref="Draw"/> inverted.</summary>
    public ulong FlipsHigh => _flips[1];

    /// <summary>Draws the inverted bits of one unit; true where there are any.</summary>
    public bool Draw()
    {
        _flips[0] = _flips[1] = 0;
        bool any = false;
        while (_toBitError < bits)
        {
            Flip((int)_toBitError);
            _toBitError += 1 + Gap(options.BitErrorRate);
            any = true;
        }
        _toBitError -= bits;
        if (!Comes(ref _toBurst, options.BurstRate)) return any;
        int start = _random.Next(bits);
        int end = Math.Min(bits - 1, start + options.BurstBits - 1);
        for (int bit = start; bit <= end; bit++)
            if (bit == start || bit == end || _random.NextBool(0.5))
                Flip(bit);
        return true;
    }

    /// <summary>Whether this unit or symbol is lost.</summary>
    public bool DrawLoss() => Comes(ref _toLoss, options.LossRate);

    /// <summary>Whether this unit or symbol comes twice.</summary>
    public bool DrawDuplicate() => Comes(ref _toDuplicate, options.DuplicateRate);

    /// <summary>Whether the line is dead at a time.</summary>
    public bool IsDead(long time)
    {
        foreach (DeadTime dead in options.Dead)
            if (time >= dead.From && time < dead.To)
                return true;
        return false;
    }

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Pick(int bound) => _random.Next(bound);

    public void Reset(PowerOn powerOn)
    {
        _random = powerOn.Stream(path);
        _toBitError = Gap(options.BitErrorRate);
        _toBurst = Gap(options.BurstRate);
        _toLoss = Gap(options.LossRate);
        _toDuplicate = Gap(options.DuplicateRate);
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_random);
        writer.Write(_toBitError);
        writer.Write(_toBurst);
        writer.Write(_toLoss);
        writer.Write(_toDuplicate);
    }

    public void Load(StateReader reader)
    {
        _random = reader.ReadRandomStream();
        _toBitError = reader.ReadInt64();
        _toBurst = reader.ReadInt64();
        _toLoss = reader.ReadInt64();
        _toDuplicate = reader.ReadInt64();
    }

    public void Hash(ref StateHash hash)
    {
        GeneratedCode.Add(ref hash, in _random);
        hash.Add(_toBitError);
        hash.Add(_toBurst);
        hash.Add(_toLoss);
        hash.Add(_toDuplicate);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }

    private void Flip(int bit) => _flips[bit >> 6] ^= 1UL << (bit & 63);

    private bool Comes(ref long gap, double rate)
    {
        if (gap-- > 0) return false;
        gap = Gap(rate);
        return true;
    }

    private long Gap(double rate) => rate > 0 ? _random.NextGeometric(rate) : long.MaxValue / 4;
}
