using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Learning;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Experiments.Digits;

/// <summary>How images are varied while they are learned: turned and moved by amounts drawn anew each time, single spikes left out.</summary>
/// <param name="Degrees">Largest turn either way.</param>
/// <param name="Pixels">Largest move either way, in pixels of the original image.</param>
/// <param name="Dropout">Probability of leaving out an input spike.</param>
public sealed record DigitVariation(double Degrees, double Pixels, double Dropout);

/// <summary>
/// Images as spikes, one per pixel that is bright enough: the brighter the earlier. Simultaneous spikes queue up as on the chip: the link brings two in an event slot, a bus takes one
/// (250 and 125 MEvent/s).
/// </summary>
public sealed class DigitSpikes : ISampleSet
{
    private const int LinkEvents = 2;
    private readonly DigitSet _set;
    private readonly DigitVariation? _variation;
    private readonly int _side;
    private readonly double _slot;
    private readonly int[] _slotOf = new int[256];
    private readonly int[] _busOf;
    private readonly int _faintest;
    private readonly byte[] _varied;
    private readonly int[] _order;
    private readonly byte[] _busy;
    private readonly byte[] _sent;
    private RandomStream _random;

    /// <param name="set">Images of the side that the inputs need; where they are varied, the originals.</param>
    /// <param name="options">Inputs (a square), times and mapping.</param>
    /// <param name="faintest">The faintest pixel that sends a spike, 1 to 255.</param>
    /// <param name="variation">How images are varied; null: not at all.</param>
    /// <param name="seed">Seed of the variation.</param>
    /// <param name="slot">Event slot, in us.</param>
    public DigitSpikes(DigitSet set, ClassifierOptions options, int faintest = 26, DigitVariation? variation = null, ulong seed = 1, double slot = 0.008)
    {
        _side = (int)Math.Round(Math.Sqrt(options.Inputs));
        ArgumentOutOfRangeException.ThrowIfNotEqual(_side * _side, options.Inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(faintest, 1);
        _set = variation is null ? set.Scaled(_side) : set;
        _variation = variation;
        _faintest = faintest;
        _slot = slot;
        for (int p = 0; p < _slotOf.Length; p++)
            _slotOf[p] = (int)Math.Round((options.Late + (options.Early - options.Late) * p / 255) / slot);
        _busOf = new int[options.Inputs];
        for (int i = 0; i < _busOf.Length; i++)
        {
            DriverAddress driver = options.Mapping.Input(i, 0);
            _busOf[i] = driver.Half * ChipGeometry.Buses + driver.Driver % ChipGeometry.Buses;
        }
        _varied = new byte[set.Side * set.Side];
        _order = new int[options.Inputs];
        int slots = _slotOf[0] + options.Inputs + 1;
        _busy = new byte[slots];
        _sent = new byte[slots];
        _random = RandomStream.Derive(seed, "digits");
    }

    public int Count => _set.Count;

    public Sample this[int index]
    {
        get
        {
            if (_variation is null) return new Sample(Spikes(_set.Image(index), 0), _set.Label(index));
            Vary(_set.Image(index), _variation);
            var whole = new DigitSet(_set.Side, _varied, [0]);
            return new Sample(Spikes(whole.Scaled(_side).Image(0), _variation.Dropout), _set.Label(index));
        }
    }

    // Brightest first, pixels of one brightness in their order.
    private InputSpike[] Spikes(ReadOnlySpan<byte> image, double dropout)
    {
        int count = 0;
        for (int i = 0; i < image.Length; i++)
            if (image[i] >= _faintest && !(dropout > 0 && _random.NextBool(dropout)))
                _order[count++] = (255 - image[i]) << 16 | i;
        Array.Sort(_order, 0, count);
        Array.Clear(_busy);
        Array.Clear(_sent);
        var spikes = new InputSpike[count];
        for (int n = 0; n < count; n++)
        {
            int pixel = _order[n] & 0xFFFF;
            int at = _slotOf[image[pixel]];
            int bus = 1 << _busOf[pixel];
            while (_sent[at] == LinkEvents || (_busy[at] & bus) != 0) at++;
            _sent[at]++;
            _busy[at] |= (byte)bus;
            spikes[n] = new InputSpike(at * _slot, pixel);
        }
        Array.Sort(spikes, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Source.CompareTo(b.Source));
        return spikes;
    }

    // Every pixel of the varied image looks where it came from, between four pixels.
    private void Vary(ReadOnlySpan<byte> image, DigitVariation variation)
    {
        double Draw(double most) => most * (2 * _random.NextDouble() - 1);
        (double sin, double cos) = Math.SinCos(Draw(variation.Degrees) * Math.PI / 180);
        double moveX = Draw(variation.Pixels);
        double moveY = Draw(variation.Pixels);
        int side = _set.Side;
        double centre = 0.5 * (side - 1);
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                double fromX = centre + cos * (x - centre) + sin * (y - centre) - moveX;
                double fromY = centre - sin * (x - centre) + cos * (y - centre) - moveY;
                int left = (int)Math.Floor(fromX);
                int top = (int)Math.Floor(fromY);
                if (left < -1 || top < -1 || left >= side || top >= side)
                {
                    _varied[y * side + x] = 0;
                    continue;
                }
                double right = fromX - left;
                double below = fromY - top;
                double value = (1 - below) * ((1 - right) * At(image, left, top) + right * At(image, left + 1, top))
                    + below * ((1 - right) * At(image, left, top + 1) + right * At(image, left + 1, top + 1));
                _varied[y * side + x] = (byte)Math.Round(value);
            }
        }
    }

    private int At(ReadOnlySpan<byte> image, int x, int y) => (uint)x < (uint)_set.Side && (uint)y < (uint)_set.Side ? image[y * _set.Side + x] : 0;
}
