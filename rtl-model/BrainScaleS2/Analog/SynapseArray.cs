using HwModel.Kernel;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>The synapses of one half: 256 rows of 256 columns, each with a 6-bit weight and a 6-bit label, and the fixed gain of its DAC.</summary>
public sealed unsafe class SynapseArray
{
    private readonly int _half;
    private readonly byte[] _weights = new byte[SynapsesPerHalf];
    private readonly byte[] _labels = new byte[SynapsesPerHalf];
    private readonly float[] _gain = new float[SynapsesPerHalf];
    private readonly AlignedFloats _effective = new(SynapsesPerHalf);
    private readonly AlignedFloats _labelValues = new(SynapsesPerHalf);
    private readonly AlignedInts _sources = new(SynapsesPerHalf);
    private readonly int[] _nonZero = new int[Rows];

    /// <param name="half">0: top, 1: bottom.</param>
    /// <param name="pattern">Fixed pattern of the chip.</param>
    public SynapseArray(int half, FixedPattern pattern)
    {
        _half = half;
        Array.Fill(_gain, 1f);
        ClearSources();
        if (pattern.Constants.Gain == 0) return;
        Span<double> draw = stackalloc double[Columns];
        for (int row = 0; row < Rows; row++)
        {
            pattern.Draw($"synapses[{half}].row[{row}]", draw);
            for (int column = 0; column < Columns; column++)
                _gain[row * Columns + column] = (float)Math.Max(0, 1 + pattern.Constants.Gain * draw[column]);
        }
    }

    internal float* Effective => _effective.At;

    internal float* LabelValues => _labelValues.At;

    /// <summary>The pre spikes that a synapse sees, as label x 256 + row; column by column.</summary>
    internal int* Sources => _sources.At;

    /// <summary>Weight of a synapse.</summary>
    public int Weight(int row, int column) => _weights[Index(row, column)];

    /// <summary>Label of a synapse.</summary>
    public int Label(int row, int column) => _labels[Index(row, column)];

    /// <summary>The weights of a row, one byte a column.</summary>
    public ReadOnlySpan<byte> Weights(int row) => _weights.AsSpan(Index(row, 0), Columns);

    /// <summary>The labels of a row, one byte a column.</summary>
    public ReadOnlySpan<byte> LabelsOf(int row) => _labels.AsSpan(Index(row, 0), Columns);

    /// <summary>Whether no synapse of the row has a weight above 0.</summary>
    public bool IsSilent(int row) => _nonZero[row] == 0;

    /// <summary>Sets a weight.</summary>
    /// <exception cref="ChipConfigurationException">Not 0 to 63, or no such synapse.</exception>
    public void SetWeight(int row, int column, int weight)
    {
        int synapse = Index(row, column);
        if ((uint)weight > MaxWeight) ChipConfigurationException.Check($"synapse[{_half}][{row}][{column}].weight", weight, 0, MaxWeight);
        _nonZero[row] += (weight > 0 ? 1 : 0) - (_weights[synapse] > 0 ? 1 : 0);
        _weights[synapse] = (byte)weight;
        _effective.At[synapse] = weight * _gain[synapse];
    }

    /// <summary>Sets a label.</summary>
    /// <exception cref="ChipConfigurationException">Not 0 to 63, or no such synapse.</exception>
    public void SetLabel(int row, int column, int label)
    {
        int synapse = Index(row, column);
        _labels[synapse] = (byte)ChipConfigurationException.Check($"synapse[{_half}][{row}][{column}].label", label, 0, Labels - 1);
        _labelValues.At[synapse] = label;
        _sources.At[column * Rows + row] = label * Rows + row;
    }

    /// <summary>Sets weight and label.</summary>
    /// <exception cref="ChipConfigurationException">Not 0 to 63, or no such synapse.</exception>
    public void Set(int row, int column, int weight, int label)
    {
        SetWeight(row, column, weight);
        SetLabel(row, column, label);
    }

    internal void Clear()
    {
        Array.Clear(_weights);
        Array.Clear(_labels);
        Array.Clear(_nonZero);
        _effective.Span.Clear();
        _labelValues.Span.Clear();
        ClearSources();
    }

    private void ClearSources()
    {
        for (int i = 0; i < SynapsesPerHalf; i++) _sources.At[i] = i % Rows;
    }

    internal void Save(StateWriter writer)
    {
        writer.WriteArray(_weights);
        writer.WriteArray(_labels);
    }

    internal void Load(StateReader reader)
    {
        var weights = new byte[SynapsesPerHalf];
        var labels = new byte[SynapsesPerHalf];
        reader.ReadArray(weights);
        reader.ReadArray(labels);
        for (int synapse = 0; synapse < SynapsesPerHalf; synapse++) Set(synapse / Columns, synapse % Columns, weights[synapse], labels[synapse]);
    }

    internal void Hash(ref StateHash hash)
    {
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(_weights)) hash.Add(word);
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(_labels)) hash.Add(word);
    }

    private static int Index(int row, int column) =>
        (uint)row < Rows && (uint)column < Columns
            ? row * Columns + column
            : throw new ChipConfigurationException($"synapse row {row}, column {column} does not exist; rows are 0 to {Rows - 1}, columns 0 to {Columns - 1}");
}
