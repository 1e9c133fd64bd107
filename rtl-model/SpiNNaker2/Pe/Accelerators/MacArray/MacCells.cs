using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Accelerators.MacArray;

/// <summary>
/// The 4 x 16 cells. Each multiplies two bytes and adds to its accumulator, modulo 2^24. A 16-bit operand takes two neighbouring rows or columns, for its
/// lower and its upper byte; the lower byte is unsigned. Their sums are put together at the end: lower + 2^8 x upper.
/// </summary>
/// <remarks>An accumulator is unsigned where both its bytes are. One that leaves its range goes on modulo 2^24 and sets the overflow flag.</remarks>
internal sealed class MacCells(MacParameters parameters, FaultSet faults) : IStatePart
{
    private readonly int _rows = parameters.CellRows;
    private readonly int _columns = parameters.CellColumns;
    private readonly int _bits = parameters.AccumulatorBits;
    private readonly int[] _sums = new int[parameters.CellRows * parameters.CellColumns];
    private readonly bool _signIgnored = faults.Has("mac.sign_of_upper_byte");
    private readonly bool _silent = faults.Has("mac.overflow_not_flagged");
    private readonly bool _wraps = faults.Has("mac.result_wraps");
    private readonly bool _roundsUp = faults.Has("mac.shift_rounds_to_zero");

    public string Schema => $"cells({_rows},{_columns},{_bits})";

    /// <summary>Whether an accumulator left its range since the flag was cleared.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Clears the accumulators for another tile.</summary>
    public void Clear() => Array.Clear(_sums);

    /// <summary>Clears the overflow flag.</summary>
    public void ClearOverflow() => Overflow = false;

    /// <summary>One product for each cell that is in use.</summary>
    /// <param name="job">Operand types.</param>
    /// <param name="a">A byte for each row of cells.</param>
    /// <param name="b">A byte for each column of cells.</param>
    /// <param name="rows">Rows of cells in use.</param>
    /// <param name="columns">Columns of cells in use.</param>
    public void Multiply(in MacJob job, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            bool signedA = job.SignedA && (!job.WideA || (row & 1) != 0) && !(_signIgnored && job.WideA);
            int left = signedA ? (sbyte)a[row] : a[row];
            Span<int> sums = _sums.AsSpan(row * _columns, columns);
            for (int column = 0; column < columns; column++)
            {
                bool signedB = job.SignedB && (!job.WideB || (column & 1) != 0);
                int right = signedB ? (sbyte)b[column] : b[column];
                sums[column] = Wrap(sums[column] + left * right, signedA || signedB);
            }
        }
    }

    /// <summary>A result, after rectification, shift and saturation.</summary>
    public long Result(in MacJob job, int row, int column)
    {
        long value = 0;
        int partsA = job.WideA ? 2 : 1;
        int partsB = job.WideB ? 2 : 1;
        for (int i = 0; i < partsA; i++)
            for (int j = 0; j < partsB; j++)
                value += (long)_sums[(row * partsA + i) * _columns + column * partsB + j] << (8 * (i + j));
        if (job.Relu && value < 0) value = 0;
        value = _roundsUp ? value / (1L << job.Shift) : value >> job.Shift;
        int bits = 8 * job.OutputBytes;
        if (_wraps) return value;
        return job.IsSigned
            ? Math.Clamp(value, -(1L << (bits - 1)), (1L << (bits - 1)) - 1)
            : Math.Clamp(value, 0, (1L << bits) - 1);
    }

    private int Wrap(int value, bool isSigned)
    {
        int wrapped = isSigned ? value << (32 - _bits) >> (32 - _bits) : value & ((1 << _bits) - 1);
        if (wrapped != value && !_silent) Overflow = true;
        return wrapped;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_sums);
        Overflow = false;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_sums);
        writer.Write(Overflow);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_sums);
        Overflow = reader.ReadBoolean();
    }

    public void Hash(ref StateHash hash)
    {
        foreach (int sum in _sums) hash.Add(sum);
        hash.Add(Overflow);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        for (int i = 0; i < _sums.Length; i++) trace.Bits($"cell[{i / _columns}][{i % _columns}]", _bits);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        foreach (int sum in _sums) sampler.Bits((ulong)sum & (1UL << _bits) - 1);
    }
}
