using System.Numerics;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Float;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>Cycles beyond an instruction's own: refills, hazards, stalls (Arm Cortex-M4 TRM, 3.3 and 7.2).</summary>
public sealed unsafe partial class CortexM4
{
    /// <summary>Cycles from the end of a branch until its target executes.</summary>
    /// <param name="i">The branch.</param>
    /// <param name="cycles">Cycles that it takes by itself.</param>
    private int Refill(in Instruction i, int cycles)
    {
        _takenBranches++;
        _flushes++;
        int refill = i.Operation switch
        {
            Operation.B or Operation.BCond or Operation.Bl => Parameters.RefillDecode,
            Operation.Bx or Operation.Blx or Operation.MovHigh when i.M == LinkRegister && !_wroteLink => Parameters.RefillDecode,
            _ when i.Timing is TimingClass.Load or TimingClass.Multiple || i.Operation is Operation.Tbb or Operation.Tbh => Parameters.RefillLoad,
            _ => Parameters.RefillExecute,
        };
        _stalls[(int)StallReason.Refill] += refill;
        FetchFrom(_pc, _cycle + cycles + refill);
        if ((_pc & 2) != 0 && RamAt(_pc, 2) is not null and var pointer && DecodeTable.IsWide(*(ushort*)pointer))
        {
            refill += Parameters.MisalignedTargetRefill;
            _stalls[(int)StallReason.MisalignedTarget] += Parameters.MisalignedTargetRefill;
        }
        _previousNarrow = false;
        _loadedRegisters = _computedRegisters = 0;
        _wideRun = 0;
        return refill;
    }

    /// <summary>The prefetch buffer begins anew at an address whose instruction executes in a cycle, if it is not split over two words.</summary>
    private void FetchFrom(uint target, long at)
    {
        _target = target;
        _targetAt = at;
    }

    /// <summary>
    /// A literal load while the prefetch buffer fills up after a branch. When the target executes, its own word and the next have arrived; from then on the fetch
    /// unit brings a word in each cycle until the buffer is full, which it stays.
    /// </summary>
    private int LiteralStall()
    {
        long arrived = 8 - (_target & 2) + 4 * (_cycle - _targetAt), used = _pc - _target;
        if (arrived - used >= 4 * Parameters.PrefetchWords) return 0;
        _stalls[(int)StallReason.FetchContention] += Parameters.LiteralContention;
        return Parameters.LiteralContention;
    }

    /// <summary>A load or store whose address the instruction before has made (DDI 0439, 3.3.3).</summary>
    private int AddressStall()
    {
        _stalls[(int)StallReason.Address] += Parameters.AddressStall;
        return Parameters.AddressStall;
    }

    /// <summary>Stalls of a load or store multiple before its first register.</summary>
    private int StallBefore(in Instruction i) =>
        ((_computedRegisters & i.TimingRegisters) != 0 ? Parameters.AddressStall : 0) + (NextWideRun(in i) == 3 ? Parameters.MisalignedRun : 0);

    private int NextWideRun(in Instruction i) => i.Size == 2 || (_issuedPc & 2) == 0 ? 0 : _wideRun + 1;

    private static bool LoadsLink(in Instruction i) => i.Operation is Operation.LdmIa or Operation.LdmDb && (i.Immediate & 1u << LinkRegister) != 0;

    private int MisalignedRun()
    {
        _stalls[(int)StallReason.MisalignedRun] += Parameters.MisalignedRun;
        return Parameters.MisalignedRun;
    }

    private void Forget(bool narrow)
    {
        _loadedRegisters = _computedRegisters = 0;
        _wroteLink = false;
        _wideRun = 0;
        _previousNarrow = narrow;
    }

    /// <summary>Waits of a floating-point instruction: for the divider, and for the result of the instruction before (DDI 0439, 7.2.3).</summary>
    private int FloatStall(in Instruction i)
    {
        int stall = 0;
        if (_floatBusyUntil > _cycle) stall = (int)(_floatBusyUntil - _cycle);
        else if (_floatReady > _cycle && FloatSources.Reads(in i, _floatResult)) stall = (int)(_floatReady - _cycle);
        _floatResult = FloatSources.Result(in i);
        _floatReady = _cycle + stall + i.Cycles + Parameters.FloatHazard;
        if (stall != 0) _stalls[(int)StallReason.FloatHazard] += stall;
        return stall;
    }

    /// <summary>Divide cycles (early termination is not published, so this function is the model's choice).</summary>
    private int DivideCycles(uint dividend, uint divisor, bool signed)
    {
        uint n = signed && (int)dividend < 0 ? 0 - dividend : dividend, m = signed && (int)divisor < 0 ? 0 - divisor : divisor;
        if (m == 0 || n < m) return 2;
        int negative = signed && ((int)dividend < 0 || (int)divisor < 0) ? 1 : 0;
        int bits = BitOperations.LeadingZeroCount(m) - BitOperations.LeadingZeroCount(n);
        return Math.Min(Parameters.DivideMost, Parameters.DivideBase + bits / Parameters.DivideBitsPerCycle + negative);
    }
}
