using System.Runtime.Intrinsics;
using HwModel.BrainScaleS2.Ppu.Isa;

namespace HwModel.BrainScaleS2.Ppu.Vector;

/// <summary>The vector unit's data path: registers, accumulator, conditions, and what each instruction does to them. Time is the processor's matter.</summary>
/// <param name="simd">False: plain loops, which give the same bits.</param>
/// <param name="faults">Mistakes to be noticed.</param>
public sealed class VectorUnit(bool simd = true, PpuFault faults = PpuFault.None)
{
    private const int Block = 64;

    private readonly byte[] _result = new byte[VectorState.Bytes];
    private readonly short[] _wide = new short[VectorState.Bytes];
    private readonly byte[] _nothing = new byte[VectorState.Bytes];

    /// <summary>Registers, accumulator and conditions.</summary>
    public VectorState State { get; } = new();

    /// <summary>Executes an instruction of the multiply-adder, the permute unit or the comparator.</summary>
    /// <param name="row">The instruction.</param>
    /// <param name="rt">Register that is written.</param>
    /// <param name="ra">First operand.</param>
    /// <param name="rb">Second operand.</param>
    /// <param name="condition">Which elements are written.</param>
    /// <param name="immediate">Shift, missing bits of a packed element, or the value of a splat.</param>
    public void Execute(OpcodeRow row, int rt, int ra, int rb, Condition condition, int immediate) =>
        Execute(row, State.Register(rt), State.Register(ra), State.Register(rb), condition, immediate);

    // On registers, or on the vectors of a kernel, both in the internal order.
    internal void Execute(OpcodeRow row, Span<byte> target, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Condition condition, int immediate)
    {
        switch (row.Operation)
        {
            case Operation.MultiplyAdd:
                MultiplyAdd(row.Arithmetic, target, a, b, condition);
                break;
            case Operation.CompareBytes or Operation.CompareHalfwords:
                Permute.Compare(row.Operation == Operation.CompareBytes, a, State);
                if ((faults & PpuFault.ConditionInverted) != 0) SwapConditions();
                break;
            default:
                ReadOnlySpan<byte> mask = condition == Condition.Always ? [] : State.Mask(condition);
                Permute.Compute(row.Operation, a, b, mask, immediate, _result, (faults & PpuFault.ShiftArithmetic) != 0);
                _result.CopyTo(target);
                break;
        }
    }

    /// <summary>Takes over what a row access read; elements whose condition does not hold become 0 (nux, verification model of fxvinx).</summary>
    internal void Input(Span<byte> target, ReadOnlySpan<byte> lanes, Condition condition)
    {
        VectorState.Reorder(lanes, target);
        if (condition == Condition.Always) return;
        Span<byte> mask = State.Mask(condition);
        for (int i = 0; i < target.Length; i++) target[i] &= mask[i];
    }

    /// <summary>What a row access writes: bytes and their enables, in the order of memory.</summary>
    internal void Output(ReadOnlySpan<byte> source, Span<byte> lanes, Span<byte> enables, Condition condition)
    {
        VectorState.Reorder(source, lanes);
        if (condition == Condition.Always) enables.Fill(0xFF);
        else VectorState.Reorder(State.Mask(condition), enables);
    }

    private void MultiplyAdd(Arithmetic arithmetic, Span<byte> target, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, Condition condition)
    {
        bool wraps = (faults & PpuFault.SaturationMissing) != 0;
        if (simd && !wraps) MultiplyAddSimd.Compute(arithmetic, a, b, State.Accumulator, _wide, _result);
        else MultiplyAddScalar.Compute(arithmetic, a, b, State.Accumulator, _wide, _result, wraps);
        if (arithmetic.Destination == Destination.Acc)
        {
            if ((faults & PpuFault.AccumulatorUnmasked) != 0) condition = Condition.Always;
            if (condition == Condition.Always) _wide.CopyTo(State.Accumulator, 0);
            else Accumulate(State.Mask(condition));
        }
        else if (condition == Condition.Always)
        {
            _result.CopyTo(target);
        }
        else
        {
            Blend(State.Mask(condition), target);
        }
    }

    private void Blend(ReadOnlySpan<byte> mask, Span<byte> target)
    {
        for (int at = 0; at < VectorState.Bytes; at += Block)
            Vector512.ConditionalSelect(Vector512.Create(mask.Slice(at, Block)), Vector512.Create(_result, at), Vector512.Create<byte>(target.Slice(at, Block))).CopyTo(target[at..]);
    }

    private void Accumulate(ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < mask.Length; i++)
            if (mask[i] != 0) State.Accumulator[i] = _wide[i];
    }

    private void SwapConditions()
    {
        Span<byte> greater = State.Mask(Condition.Greater), less = State.Mask(Condition.Less);
        greater.CopyTo(_nothing);
        less.CopyTo(greater);
        _nothing.AsSpan().CopyTo(less);
    }
}
