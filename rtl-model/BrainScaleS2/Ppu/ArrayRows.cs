using HwModel.BrainScaleS2.Analog;

namespace HwModel.BrainScaleS2.Ppu;

/// <summary>The row port straight on an analog core that stands still: for kernels, and for the processor outside a clocked simulation.</summary>
/// <param name="array">The core.</param>
/// <param name="half">0: top, 1: bottom.</param>
public sealed class ArrayRows(AnalogArray array, int half) : IPpuRows
{
    private readonly byte[] _causal = new byte[ChipGeometry.Columns];
    private readonly byte[] _acausal = new byte[ChipGeometry.Columns];
    private readonly bool[] _columns = new bool[ChipGeometry.Columns];
    private readonly byte[] _read = new byte[ChipGeometry.Columns / 2];

    /// <summary>Conversions so far; the number selects the converter's noise.</summary>
    public long Conversions { get; set; }

    /// <summary>Whether the converter's channels are switched to the membranes instead of the correlation sensors.</summary>
    public bool ReadsMembranes { get; set; }

    public bool TryStart(RowAddress address, bool store, ReadOnlySpan<byte> data, ReadOnlySpan<byte> enables)
    {
        if (store) Store(address, data, enables);
        else Load(address);
        return true;
    }

    public bool TryFinish(Span<byte> data)
    {
        _read.CopyTo(data);
        return true;
    }

    private void Load(RowAddress address)
    {
        SynapseArray synapses = array.Synapses(half);
        if (address is { Region: RowRegion.Causal or RowRegion.Acausal, IsBuffered: false }) Convert(address.Row);
        int odd = address.IsOdd ? 1 : 0;
        for (int lane = 0; lane < _read.Length; lane++)
        {
            int column = 2 * lane + odd;
            _read[lane] = address.Region switch
            {
                RowRegion.Weights => (byte)synapses.Weight(address.Row, column),
                RowRegion.Labels => (byte)synapses.Label(address.Row, column),
                RowRegion.Trim => (byte)array.Sensors(half).Trim(address.Row, column),
                RowRegion.Causal => _causal[column],
                RowRegion.Acausal => _acausal[column],
                _ => 0,
            };
        }
    }

    private void Store(RowAddress address, ReadOnlySpan<byte> data, ReadOnlySpan<byte> enables)
    {
        SynapseArray synapses = array.Synapses(half);
        int odd = address.IsOdd ? 1 : 0;
        Array.Clear(_columns);
        for (int lane = 0; lane < data.Length; lane++)
        {
            if (enables[lane] == 0) continue;
            int column = 2 * lane + odd;
            switch (address.Region)
            {
                case RowRegion.Weights:
                    synapses.SetWeight(address.Row, column, data[lane] & ChipGeometry.MaxWeight);
                    break;
                case RowRegion.Labels:
                    synapses.SetLabel(address.Row, column, data[lane] & (ChipGeometry.Labels - 1));
                    break;
                case RowRegion.Trim:
                    array.Sensors(half).SetTrim(address.Row, column, data[lane] & 3, data[lane] >> 2 & 3);
                    break;
                default:
                    _columns[column] = data[lane] != 0;
                    break;
            }
        }
        if (address.Region is RowRegion.CausalReset or RowRegion.AcausalReset)
            array.Sensors(half).ResetRow(address.Row, _columns, address.Region == RowRegion.CausalReset, address.Region == RowRegion.AcausalReset);
    }

    // All channels of the half at once, as the converter does.
    private void Convert(int row)
    {
        for (int column = 0; column < ChipGeometry.Columns; column++)
        {
            if (ReadsMembranes)
            {
                _causal[column] = (byte)array.ReadMembrane(half * ChipGeometry.Columns + column, Conversions);
                continue;
            }
            _causal[column] = (byte)array.ReadCorrelation(half, row, column, acausal: false, Conversions);
            _acausal[column] = (byte)array.ReadCorrelation(half, row, column, acausal: true, Conversions);
        }
        Conversions++;
    }
}
