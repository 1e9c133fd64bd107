using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.SpiNNaker2.Pe.Core.Float;

/// <summary>Which single-precision registers an instruction reads early, and which it computes: for the one-cycle hazard of DDI 0439, 7.2.3.</summary>
internal static class FloatSources
{
    /// <summary>The register an arithmetic or conversion instruction computes; -1 for the others.</summary>
    public static int Result(in Instruction i) => i.Operation switch
    {
        >= Operation.Vmla and <= Operation.Vfms => i.D,
        Operation.Vsqrt or Operation.VcvtFromHalf or Operation.VcvtToHalf or Operation.VcvtFromInt or Operation.VcvtFromFixed
            or Operation.VcvtToInt or Operation.VcvtToFixed or Operation.Vabs or Operation.Vneg => i.D,
        _ => -1,
    };

    /// <summary>True where an instruction needs the register at its start; the addend of a multiply-accumulate comes a cycle later.</summary>
    public static bool Reads(in Instruction i, int register)
    {
        switch (i.Operation)
        {
            case >= Operation.Vmla and <= Operation.Vfms: return i.N == register || i.M == register;
            case Operation.Vcmp: return i.D == register || i.M == register;
            case Operation.VcmpZero: return i.D == register;
            case Operation.VcvtFromFixed or Operation.VcvtToFixed: return i.D == register;
            case Operation.Vmov or Operation.Vabs or Operation.Vneg or Operation.Vsqrt or Operation.VcvtFromHalf or Operation.VcvtToHalf
                or Operation.VcvtFromInt or Operation.VcvtToInt:
                return i.M == register;
            case Operation.VmovFromOne: return i.N == register;
            case Operation.VmovFromTwo: return i.M == register || i.M + 1 == register;
            case Operation.Vstr: return i.D == register || (i.Has(InstructionFlags.DoubleWord) && i.D + 1 == register);
            case Operation.Vstm: return register >= i.D && register < i.D + i.Immediate;
            default: return false;
        }
    }
}
