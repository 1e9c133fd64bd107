using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Ppu.Vector;

namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>
/// What a kernel written in C# works with: the operations of the vector unit on vectors of its own, the rows of a half, the column's random generators,
/// and a count of the cycles that the vector unit would take. Each operation is that of the instruction in its comment, bit for bit.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="timing">Cycles.</param>
/// <param name="simd">False: plain loops.</param>
public sealed class KernelContext(IPpuRows rows, PpuTiming? timing = null, bool simd = true)
{
    private readonly PpuTiming _timing = timing ?? PpuTiming.Default;
    private readonly VectorUnit _unit = new(simd);
    private readonly byte[] _lanes = new byte[VectorState.Bytes];
    private readonly byte[] _enables = new byte[VectorState.Bytes];
    private readonly KernelVector _none = new();

    /// <summary>Cycles spent so far.</summary>
    public long Cycles { get; private set; }

    /// <summary>Cycles of everything.</summary>
    public PpuTiming Timing => _timing;

    /// <summary>The random generators of the columns.</summary>
    public ColumnRandom Random { get; } = new();

    /// <summary>Accumulator and conditions.</summary>
    public VectorState State => _unit.State;

    /// <summary>Charges cycles of scalar work.</summary>
    public void Spend(long cycles) => Cycles += cycles;

    /// <summary>Any instruction of the multiply-adder, the comparator or the permute unit.</summary>
    /// <param name="instruction">Its row of the opcode table.</param>
    /// <param name="target">What is written; not used by instructions that write the accumulator or the conditions.</param>
    /// <param name="a">First operand.</param>
    /// <param name="b">Second operand.</param>
    /// <param name="condition">Which elements are written.</param>
    /// <param name="immediate">Shift, missing bits of packed elements, or the value of a splat.</param>
    public void Do(OpcodeRow instruction, KernelVector? target = null, KernelVector? a = null, KernelVector? b = null, Condition condition = Condition.Always, int immediate = 0)
    {
        if (instruction.Unit is not (Unit.VAdd or Unit.VMultiply)) throw new ArgumentException($"{instruction.Name} is no computing vector instruction", nameof(instruction));
        _unit.Execute(instruction, (target ?? _none).Raw, (a ?? _none).Raw, (b ?? _none).Raw, condition, immediate);
        Cycles += _timing.Vector(instruction.Unit);
    }

    /// <summary>target = a + b in bytes, modulo (fxvaddbm).</summary>
    public void AddBytes(KernelVector target, KernelVector a, KernelVector b, Condition condition = Condition.Always) => Do(Rows.AddBytes, target, a, b, condition);

    /// <summary>target = a + b in bytes, saturating (fxvaddbfs).</summary>
    public void AddBytesSaturating(KernelVector target, KernelVector a, KernelVector b, Condition condition = Condition.Always) => Do(Rows.AddBytesSaturating, target, a, b, condition);

    /// <summary>target = a - b in bytes, modulo (fxvsubbm).</summary>
    public void SubtractBytes(KernelVector target, KernelVector a, KernelVector b, Condition condition = Condition.Always) => Do(Rows.SubtractBytes, target, a, b, condition);

    /// <summary>target = a - b in bytes, saturating (fxvsubbfs).</summary>
    public void SubtractBytesSaturating(KernelVector target, KernelVector a, KernelVector b, Condition condition = Condition.Always) =>
        Do(Rows.SubtractBytesSaturating, target, a, b, condition);

    /// <summary>target = a x b in fractional bytes, cut (fxvmulbfs).</summary>
    public void MultiplyBytes(KernelVector target, KernelVector a, KernelVector b, Condition condition = Condition.Always) => Do(Rows.MultiplyBytes, target, a, b, condition);

    /// <summary>target = upper half of accumulator + a x b in fractional bytes (fxvmabfs).</summary>
    public void MultiplyAddBytes(KernelVector target, KernelVector a, KernelVector b, Condition condition = Condition.Always) => Do(Rows.MultiplyAddBytes, target, a, b, condition);

    /// <summary>accumulator = a in the upper half (fxvmtacbf).</summary>
    public void AccumulateBytes(KernelVector a, Condition condition = Condition.Always) => Do(Rows.AccumulateBytes, a: a, condition: condition);

    /// <summary>accumulator = accumulator + a in the lower half, modulo (fxvaddactacb).</summary>
    public void AddToAccumulatorBytes(KernelVector a, Condition condition = Condition.Always) => Do(Rows.AddToAccumulatorBytes, a: a, condition: condition);

    /// <summary>Compares the bytes with 0 (fxvcmpb).</summary>
    public void CompareBytes(KernelVector a) => Do(Rows.CompareBytes, a: a);

    /// <summary>target = b where the condition holds, else a (fxvsel).</summary>
    public void Select(KernelVector target, KernelVector a, KernelVector b, Condition condition) => Do(Rows.Select, target, a, b, condition);

    /// <summary>target = a shifted, to the left where positive (fxvshb).</summary>
    public void ShiftBytes(KernelVector target, KernelVector a, int by) => Do(Rows.ShiftBytes, target, a, immediate: by);

    /// <summary>All bytes of target = value (fxvsplatb).</summary>
    public void SplatByte(KernelVector target, int value) => Do(Rows.SplatByte, target, immediate: value);

    /// <summary>Reads half a row (fxvinx).</summary>
    public void Load(KernelVector target, RowAddress address, Condition condition = Condition.Always)
    {
        if (address.Region == RowRegion.Random)
        {
            Random.Draw(address.IsOdd, _lanes);
        }
        else
        {
            if (!rows.TryStart(address, store: false, _lanes, _enables) || !rows.TryFinish(_lanes)) throw NotAtOnce();
        }
        _unit.Input(target.Raw, _lanes, condition);
        Cycles += _timing.RowCycles(address, store: false);
    }

    /// <summary>Writes half a row (fxvoutx).</summary>
    public void Store(KernelVector source, RowAddress address, Condition condition = Condition.Always)
    {
        _unit.Output(source.Raw, _lanes, _enables, condition);
        if (address.Region == RowRegion.Random) Random.Seed(address.IsOdd, _lanes, _enables);
        else if (!rows.TryStart(address, store: true, _lanes, _enables)) throw NotAtOnce();
        Cycles += _timing.RowCycles(address, store: true);
    }

    private static InvalidOperationException NotAtOnce() => new("a kernel needs rows that answer at once, such as ArrayRows");

    private static class Rows
    {
        public static readonly OpcodeRow AddBytes = OpcodeTable.Instance["fxvaddbm"];
        public static readonly OpcodeRow AddBytesSaturating = OpcodeTable.Instance["fxvaddbfs"];
        public static readonly OpcodeRow SubtractBytes = OpcodeTable.Instance["fxvsubbm"];
        public static readonly OpcodeRow SubtractBytesSaturating = OpcodeTable.Instance["fxvsubbfs"];
        public static readonly OpcodeRow MultiplyBytes = OpcodeTable.Instance["fxvmulbfs"];
        public static readonly OpcodeRow MultiplyAddBytes = OpcodeTable.Instance["fxvmabfs"];
        public static readonly OpcodeRow AccumulateBytes = OpcodeTable.Instance["fxvmtacbf"];
        public static readonly OpcodeRow AddToAccumulatorBytes = OpcodeTable.Instance["fxvaddactacb"];
        public static readonly OpcodeRow CompareBytes = OpcodeTable.Instance["fxvcmpb"];
        public static readonly OpcodeRow Select = OpcodeTable.Instance["fxvsel"];
        public static readonly OpcodeRow ShiftBytes = OpcodeTable.Instance["fxvshb"];
        public static readonly OpcodeRow SplatByte = OpcodeTable.Instance["fxvsplatb"];
    }
}
