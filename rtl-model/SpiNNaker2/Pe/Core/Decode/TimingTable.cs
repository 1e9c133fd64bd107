namespace HwModel.SpiNNaker2.Pe.Core.Decode;

/// <summary>Cycles and timing class of each operation at zero wait states (Arm Cortex-M4 TRM r0p1, DDI 0439, table 3-1 and table 7-1).</summary>
internal static class TimingTable
{
    public static void Apply(DecodeRow row, ref Instruction i)
    {
        i.Cycles = 1;
        i.Timing = TimingClass.Fixed;
        switch (row.Class)
        {
            case "load": i.Timing = TimingClass.Load; i.Cycles = 2; Address(ref i); break;
            case "store":
                i.Timing = IsRegisterOffset(i.Operation) ? TimingClass.StoreRegister : TimingClass.StoreImmediate;
                i.Cycles = (byte)(IsRegisterOffset(i.Operation) ? 2 : 1);
                Address(ref i);
                break;
            case "load2" or "store2": i.Timing = TimingClass.Multiple; i.Cycles = 3; Address(ref i); break;
            case "exclusive" when i.Operation != Operation.Clrex:
                i.Timing = i.Operation is Operation.Ldrex or Operation.Ldrexb or Operation.Ldrexh ? TimingClass.Load : TimingClass.StoreRegister;
                i.Cycles = 2;
                Address(ref i);
                break;
            case "ldm" or "stm":
                i.Timing = TimingClass.Multiple;
                i.Cycles = (byte)(1 + System.Numerics.BitOperations.PopCount(i.Immediate));
                Address(ref i);
                break;
            case "div": i.Timing = TimingClass.Divide; i.Cycles = 2; break;
            case "it": i.Timing = TimingClass.It; break;
            case "barrier": i.Timing = TimingClass.Barrier; break;
            case "fpmac": i.Cycles = 3; break;
            case "fpdiv": i.Timing = TimingClass.FloatDivide; break;
            case "fpload" or "fpstore" when i.Operation is Operation.Vldr or Operation.Vstr:
                i.Timing = TimingClass.Multiple;
                i.Cycles = (byte)(i.Has(InstructionFlags.DoubleWord) ? 3 : 2);
                Address(ref i);
                break;
            case "fpload" or "fpstore":
                i.Timing = TimingClass.Multiple;
                i.Cycles = (byte)(1 + i.Immediate);
                Address(ref i);
                break;
        }
        if (i.Timing is TimingClass.Fixed or TimingClass.Divide) i.TimingRegisters = Written(row, in i);
        switch (i.Operation)
        {
            case Operation.VmovToTwo or Operation.VmovFromTwo: i.Cycles = 2; break;
            case Operation.Tbb or Operation.Tbh: i.Cycles = 2; break;
        }
    }

    /// <summary>Core registers that data processing writes.</summary>
    private static ushort Written(DecodeRow row, in Instruction i)
    {
        if (i.UsesFloat || row.Class == "branch") return (ushort)(i.Operation is Operation.Bl ? 1 << 14 : 0);
        if (row.Has('l')) return (ushort)(1 << i.D | 1 << i.A);
        return (ushort)(row.Has('d') || row.Options.Contains("d=13") ? 1 << i.D : 0);
    }

    private static bool IsRegisterOffset(Operation operation) =>
        operation is Operation.StrReg or Operation.StrhReg or Operation.StrbReg;

    private static void Address(ref Instruction i)
    {
        bool literal = i.Operation is Operation.LdrLit or Operation.LdrhLit or Operation.LdrshLit or Operation.LdrbLit or Operation.LdrsbLit;
        i.TimingRegisters = (ushort)(1 << (literal ? 15 : i.N & 15));
        if (i.Operation is Operation.StrReg or Operation.StrhReg or Operation.StrbReg or Operation.LdrReg or Operation.LdrhReg or Operation.LdrbReg
            or Operation.LdrshReg or Operation.LdrsbReg or Operation.Tbb or Operation.Tbh)
            i.TimingRegisters |= (ushort)(1 << (i.M & 15));
    }
}
