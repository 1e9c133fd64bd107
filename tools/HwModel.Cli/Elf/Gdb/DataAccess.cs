using System.Numerics;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Decode;

namespace HwModel.Cli.Elf.Gdb;

/// <summary>The data that an instruction reads or writes, for read and access watchpoints.</summary>
/// <param name="Address">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Writes">True for a store.</param>
internal readonly record struct DataAccess(uint Address, uint Length, bool Writes = false)
{
    /// <summary>What the instruction at PC is about to access; null where it accesses nothing.</summary>
    public static DataAccess? Next(CortexM4 core)
    {
        if (core.SkipsNext || !core.TryDecode(core.Pc, out Instruction i, out _)) return null;
        return Of(core, in i) is { } access ? access with { Writes = IsStore(i.Operation) } : null;
    }

    private static bool IsStore(Operation operation) => operation is Operation.StrImm or Operation.StrhImm or Operation.StrbImm or Operation.StrReg or Operation.StrhReg
        or Operation.StrbReg or Operation.Strd or Operation.StmIa or Operation.StmDb or Operation.Strex or Operation.Strexh or Operation.Strexb or Operation.Vstr or Operation.Vstm;

    private static DataAccess? Of(CortexM4 core, in Instruction i)
    {
        uint start = i.N == 15 ? core.Pc + 4 & ~3u : core[i.N & 15];
        uint literal = (core.Pc + 4 & ~3u) + i.Immediate, indexed = start + (core[i.M & 15] << (i.Shift & 31));
        uint offset = i.Has(InstructionFlags.PostIndexed) ? start : start + i.Immediate;
        uint list = (uint)BitOperations.PopCount(i.Immediate) * 4;
        return i.Operation switch
        {
            Operation.LdrImm or Operation.StrImm => new(offset, 4),
            Operation.LdrhImm or Operation.LdrshImm or Operation.StrhImm => new(offset, 2),
            Operation.LdrbImm or Operation.LdrsbImm or Operation.StrbImm => new(offset, 1),
            Operation.LdrReg or Operation.StrReg => new(indexed, 4),
            Operation.LdrhReg or Operation.LdrshReg or Operation.StrhReg => new(indexed, 2),
            Operation.LdrbReg or Operation.LdrsbReg or Operation.StrbReg => new(indexed, 1),
            Operation.LdrLit => new(literal, 4),
            Operation.LdrhLit or Operation.LdrshLit => new(literal, 2),
            Operation.LdrbLit or Operation.LdrsbLit => new(literal, 1),
            Operation.Ldrd or Operation.Strd => new(offset, 8),
            Operation.LdmIa or Operation.StmIa => new(start, list),
            Operation.LdmDb or Operation.StmDb => new(start - list, list),
            Operation.Ldrex or Operation.Strex => new(start + i.Immediate, 4),
            Operation.Ldrexh or Operation.Strexh => new(start, 2),
            Operation.Ldrexb or Operation.Strexb => new(start, 1),
            Operation.Tbb => new(start + core[i.M & 15], 1),
            Operation.Tbh => new(start + core[i.M & 15] * 2, 2),
            Operation.Vldr or Operation.Vstr => new(start + i.Immediate, i.Has(InstructionFlags.DoubleWord) ? 8u : 4),
            Operation.Vldm or Operation.Vstm => new(i.Has(InstructionFlags.Below) ? start - i.Immediate * 4 : start, i.Immediate * 4),
            _ => null,
        };
    }

    /// <summary>True where a byte lies in both.</summary>
    public bool Overlaps(uint address, uint length) => Address < (ulong)address + length && address < (ulong)Address + Length;
}
