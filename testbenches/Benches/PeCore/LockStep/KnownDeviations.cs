using HwModel.SpiNNaker2.Pe.Core;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>
/// Where QEMU 7.2 differs from the architecture and the model follows the architecture. On such a difference the model takes over QEMU's value,
/// the deviation is counted, and the comparison goes on.
/// </summary>
internal sealed class KnownDeviations
{
    private const string Breakpoint = "BKPT escalated to HardFault: HFSR.DEBUGEVT, in QEMU HFSR.FORCED",
        EvenTarget = "branch to an even address that is not a multiple of 4: INVSTATE, in QEMU UNALIGNED",
        FaultAddress = "bus fault of an unaligned or double-word access: BFAR is its address, in QEMU rounded down to the size";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Breakpoint, EvenTarget, FaultAddress];

    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How often each deviation was met.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>True where the difference is one of these; it is then removed.</summary>
    public bool Explains(CortexM4 core, QemuRecord record, uint before)
    {
        if (!core.TryDecode(before, out _, out uint word)) return false;
        // The handler's LDR r1, [r2, #4] reads HFSR. BKPT without a debugger sets DEBUGEVT (Arm ARMv7-M ARM, C1.4.1); QEMU reports FORCED.
        if (word == 0x6851 && core[2] == 0xE000_ED28 && core[1] == 0x8000_0000 && record.R[1] == 0x4000_0000)
        {
            core[1] = record.R[1];
            core.WriteForHost(0xE000_ED2C, 0x8000_0000, 4);
            return Count(Breakpoint);
        }
        // The handler's LDR r1, [r2] reads CFSR. A branch to an even halfword address leaves Thumb state: INVSTATE (B1.5.14).
        if (word == 0x6811 && core[2] == 0xE000_ED28 && core[1] == 0x0002_0000 && record.R[1] == 0x0100_0000)
        {
            core[1] = record.R[1];
            core.WriteForHost(0xE000_ED28, 0x0002_0000, 4);
            return Count(EvenTarget);
        }
        // The handler's LDR r3, [r2, #16] reads BFAR.
        if (word == 0x6913 && core[2] == 0xE000_ED28 && core[3] - record.R[3] is >= 1 and <= 7)
        {
            core[3] = record.R[3];
            return Count(FaultAddress);
        }
        return false;
    }

    private bool Count(string name)
    {
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
        return true;
    }
}
