using System.Runtime.Intrinsics;
using HwModel.Kernel;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// The correlation sensors of a half (Friedmann et al., IEEE TBioCAS 11, 2017): per synapse a causal and an acausal accumulator with nearest-neighbour pairing,
/// causal: at a post spike with the latest pre spike since the previous post; acausal: at a pre spike with the latest post since the previous pre.
/// Touched by events only. Units: CADC counts and us.
/// </summary>
/// <remarks>A synapse sees the pre spikes of its row that carry its label, so times are kept by row and label.</remarks>
public sealed unsafe class CorrelationSensors
{
    private const int Lanes = 16;
    private const double Never = -1e18;
    private const int NeutralTrim = 2;

    private readonly AnalogConstants _constants;
    private readonly SynapseArray _synapses;
    private readonly bool _simd;
    private readonly float _limit;

    // Causal accumulators column by column, acausal ones row by row: each is written in the order of its own events.
    private readonly AlignedFloats _causal = new(SynapsesPerHalf);
    private readonly AlignedFloats _causalGain = new(SynapsesPerHalf);
    private readonly AlignedFloats _causalRate = new(SynapsesPerHalf);
    private readonly AlignedFloats _acausal = new(SynapsesPerHalf);
    private readonly AlignedFloats _acausalGain = new(SynapsesPerHalf);
    private readonly AlignedFloats _acausalRate = new(SynapsesPerHalf);
    private readonly float[] _deviationGain;
    private readonly float[] _deviationTime;
    private readonly byte[] _trim = new byte[SynapsesPerHalf];

    // Slots, as doubles (exact up to 2^53, two years of chip time).
    private readonly AlignedDoubles _lastPre = new(Rows * Labels); // by label, then by row
    private readonly AlignedDoubles _lastPost = new(Columns);
    private readonly AlignedDoubles _partner = new(256);
    private double _latestPost = Never;

    internal CorrelationSensors(int half, SynapseArray synapses, AnalogOptions options, FixedPattern pattern)
    {
        _constants = options.Constants;
        _synapses = synapses;
        _simd = options.Simd;
        _limit = (float)_constants.CorrelationLimit;
        _deviationGain = new float[SynapsesPerHalf * 2];
        _deviationTime = new float[SynapsesPerHalf * 2];
        Array.Fill(_deviationGain, 1f);
        Array.Fill(_deviationTime, 1f);
        if (pattern.Constants.Sensor > 0) DrawDeviations(half, pattern);
        Array.Fill(_trim, (byte)(NeutralTrim | NeutralTrim << 2));
        ResetState();
    }

    /// <summary>Causal accumulator, in CADC counts.</summary>
    public double Causal(int row, int column) => _causal.At[column * Rows + row];

    /// <summary>Acausal accumulator, in CADC counts.</summary>
    public double Acausal(int row, int column) => _acausal.At[row * Columns + column];

    /// <summary>Sets a sensor's 2-bit trim codes; code 2 is neutral.</summary>
    /// <exception cref="ChipConfigurationException">Not 0 to 3.</exception>
    public void SetTrim(int row, int column, int time, int amplitude)
    {
        ChipConfigurationException.Check($"synapse row {row}, column {column}, time_calib", time, 0, 3);
        ChipConfigurationException.Check($"synapse row {row}, column {column}, amp_calib", amplitude, 0, 3);
        _trim[row * Columns + column] = (byte)(time | amplitude << 2);
        Derive(row, column);
    }

    /// <summary>A sensor's trim codes: time in bits 1:0, amplitude in bits 3:2.</summary>
    public int Trim(int row, int column) => _trim[row * Columns + column];

    /// <summary>Clears the accumulators of a row in the columns where the mask is set.</summary>
    public void ResetRow(int row, ReadOnlySpan<bool> columns, bool causal, bool acausal)
    {
        for (int column = 0; column < Columns; column++)
        {
            if (!columns[column]) continue;
            if (causal) _causal.At[column * Rows + row] = 0;
            if (acausal) _acausal.At[row * Columns + column] = 0;
        }
    }

    /// <summary>A pre spike on a row.</summary>
    internal void Pre(int row, int label, long slot)
    {
        double previous = _lastPre.At[label * Rows + row];
        _lastPre.At[label * Rows + row] = slot;
        if (_latestPost <= previous) return;
        int first = row * Columns;
        Accumulate(slot, previous, _lastPost.At, _synapses.LabelValues + first, label, _acausal.At + first, _acausalGain.At + first, _acausalRate.At + first);
    }

    /// <summary>A post spike of a column.</summary>
    internal void Post(int column, long slot)
    {
        double previous = _lastPost.At[column];
        _lastPost.At[column] = slot;
        _latestPost = slot;
        int* sources = _synapses.Sources + column * Rows;
        double* pre = _lastPre.At;
        double* partner = _partner.At;
        double latest = Never;
        for (int row = 0; row < Rows; row++)
        {
            double time = pre[sources[row]];
            partner[row] = time;
            latest = Math.Max(latest, time);
        }
        if (latest <= previous) return;
        int first = column * Rows;
        Accumulate(slot, previous, partner, null, 0, _causal.At + first, _causalGain.At + first, _causalRate.At + first);
    }

    internal void ResetState()
    {
        _causal.Span.Clear();
        _acausal.Span.Clear();
        _lastPre.Span.Fill(Never);
        _lastPost.Span.Fill(Never);
        _latestPost = Never;
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < Columns; column++)
                Derive(row, column);
    }

    internal void Save(StateWriter writer)
    {
        writer.WriteArray(_trim);
        for (int i = 0; i < SynapsesPerHalf; i++)
        {
            writer.Write(BitConverter.SingleToInt32Bits(_causal.At[i]));
            writer.Write(BitConverter.SingleToInt32Bits(_acausal.At[i]));
        }
        foreach (double time in _lastPre.Span) writer.Write(time);
        foreach (double time in _lastPost.Span) writer.Write(time);
        writer.Write(_latestPost);
    }

    internal void Load(StateReader reader)
    {
        reader.ReadArray(_trim);
        for (int i = 0; i < SynapsesPerHalf; i++)
        {
            _causal.At[i] = BitConverter.Int32BitsToSingle(reader.ReadInt32());
            _acausal.At[i] = BitConverter.Int32BitsToSingle(reader.ReadInt32());
        }
        foreach (ref double time in _lastPre.Span) time = reader.ReadDouble();
        foreach (ref double time in _lastPost.Span) time = reader.ReadDouble();
        _latestPost = reader.ReadDouble();
        for (int synapse = 0; synapse < SynapsesPerHalf; synapse++) Derive(synapse / Columns, synapse % Columns);
    }

    internal void Hash(ref StateHash hash)
    {
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<float, ulong>(_causal.Span)) hash.Add(word);
        foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<float, ulong>(_acausal.Span)) hash.Add(word);
        foreach (double time in _lastPre.Span) hash.Add(time);
        foreach (double time in _lastPost.Span) hash.Add(time);
    }

    // Adds gain e^(-age rate) where the partner spiked after the previous spike of this side and, if labels are given, the label is the event's.
    private void Accumulate(double slot, double previous, double* partner, float* labels, float label, float* sum, float* gain, float* rate)
    {
        if (!_simd)
        {
            for (int i = 0; i < 256; i++)
            {
                if (partner[i] <= previous || (labels is not null && labels[i] != label)) continue;
                var age = (float)((slot - partner[i]) * _constants.SlotTime);
                sum[i] = Math.Min(_limit, MathF.FusedMultiplyAdd(gain[i], Exponential.Of(-age * rate[i]), sum[i]));
            }
            return;
        }
        Vector512<float> limit = Vector512.Create(_limit);
        Vector512<float> wanted = Vector512.Create(label);
        Vector512<double> now = Vector512.Create(slot);
        Vector512<double> after = Vector512.Create(previous);
        Vector512<double> unit = Vector512.Create(_constants.SlotTime);
        Vector512<double> none = Vector512.Create(-1.0);
        for (int i = 0; i < 256; i += Lanes)
        {
            Vector512<double> low = Vector512.Load(partner + i);
            Vector512<double> high = Vector512.Load(partner + i + Lanes / 2);
            Vector512<double> ageLow = Vector512.ConditionalSelect(Vector512.GreaterThan(low, after), (now - low) * unit, none);
            Vector512<double> ageHigh = Vector512.ConditionalSelect(Vector512.GreaterThan(high, after), (now - high) * unit, none);
            Vector512<float> age = Vector512.Narrow(ageLow, ageHigh);
            Vector512<float> pairs = Vector512.GreaterThanOrEqual(age, Vector512<float>.Zero);
            if (labels is not null) pairs &= Vector512.Equals(Vector512.Load(labels + i), wanted);
            if (pairs.AsInt32() == Vector512<int>.Zero) continue;
            Vector512<float> old = Vector512.Load(sum + i);
            Vector512<float> grown = Vector512.Min(limit, Vector512.FusedMultiplyAdd(Vector512.Load(gain + i), Exponential.Of(-age * Vector512.Load(rate + i)), old));
            Vector512.ConditionalSelect(pairs, grown, old).Store(sum + i);
        }
    }

    private void Derive(int row, int column)
    {
        int synapse = row * Columns + column;
        double neutral = _constants.CorrelationTrim[NeutralTrim];
        double time = _constants.CorrelationTime * (_constants.CorrelationTrim[_trim[synapse] & 3] / neutral);
        double amplitude = _constants.CorrelationAmplitude * (_constants.CorrelationTrim[_trim[synapse] >> 2] / neutral);
        int causal = column * Rows + row;
        _causalGain.At[causal] = (float)(amplitude * _deviationGain[2 * synapse]);
        _causalRate.At[causal] = (float)(1 / (time * _deviationTime[2 * synapse]));
        _acausalGain.At[synapse] = (float)(amplitude * _deviationGain[2 * synapse + 1]);
        _acausalRate.At[synapse] = (float)(1 / (time * _deviationTime[2 * synapse + 1]));
    }

    private void DrawDeviations(int half, FixedPattern pattern)
    {
        var draw = new double[Columns * 4];
        for (int row = 0; row < Rows; row++)
        {
            pattern.Draw($"sensors[{half}].row[{row}]", draw);
            for (int i = 0; i < Columns * 2; i++)
            {
                _deviationGain[row * Columns * 2 + i] = (float)Math.Exp(pattern.Constants.Sensor * draw[2 * i]);
                _deviationTime[row * Columns * 2 + i] = (float)Math.Exp(pattern.Constants.Sensor * draw[2 * i + 1]);
            }
        }
    }
}
