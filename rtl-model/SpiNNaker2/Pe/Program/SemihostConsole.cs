using System.Text;
using HwModel.SpiNNaker2.Pe.Core;

namespace HwModel.SpiNNaker2.Pe.Program;

/// <summary>
/// Semihosting calls of a program (Arm, Semihosting for AArch32 and AArch64): the console, the end of the program and time.
/// Files of the host are not reachable.
/// </summary>
public sealed class SemihostConsole(TextWriter output) : ISemihost
{
    private const uint Failed = uint.MaxValue, ApplicationExit = 0x20026;
    private const int InvalidHandle = 9;

    private uint _errno;

    /// <summary>The status the program ended with; null while it runs.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Core clock, for calls that ask for the time.</summary>
    public long CyclesPerSecond { get; init; } = 25_000_000;

    /// <summary>First address behind the program's data and the top of the stack: the answer to SYS_HEAPINFO.</summary>
    public (uint HeapBase, uint HeapLimit, uint StackBase, uint StackLimit) Heap { get; init; }

    public void Call(CortexM4 core)
    {
        uint parameter = core[1];
        core[0] = core[0] switch
        {
            0x01 => Open(core, parameter),
            0x02 or 0x08 => 0,
            0x03 => WriteText(core, parameter, 1),
            0x04 => WriteText(core, parameter, int.MaxValue),
            0x05 => Write(core, parameter),
            0x06 => Argument(core, parameter, 2), // nothing read: end of input
            0x07 => Failed,
            0x09 => Argument(core, parameter, 0) is 1 or 2 or 3 ? 1u : 0,
            0x0A or 0x0C or 0x0D or 0x0E or 0x0F or 0x12 => Fail(InvalidHandle),
            0x10 => (uint)(core.Cycle / (CyclesPerSecond / 100)),
            0x11 => (uint)(core.Cycle / CyclesPerSecond),
            0x13 => _errno,
            0x15 => CommandLine(core, parameter),
            0x16 => HeapInfo(core, parameter),
            0x18 => Exit(core, parameter == ApplicationExit ? 0 : 1),
            0x20 => Exit(core, Argument(core, parameter, 0) == ApplicationExit ? (int)Argument(core, parameter, 1) : 1),
            0x30 => Elapsed(core, parameter),
            0x31 => (uint)CyclesPerSecond,
            _ => Fail(38), // ENOSYS
        };
    }

    private uint Fail(uint errno)
    {
        _errno = errno;
        return Failed;
    }

    private uint Open(CortexM4 core, uint block)
    {
        var name = new StringBuilder();
        uint at = Argument(core, block, 0);
        for (int i = 0; i < 64 && ReadByte(core, at++) is var letter and not 0; i++) name.Append((char)letter);
        if (name.ToString() != ":tt") return Fail(2); // ENOENT
        return Argument(core, block, 1) switch { < 4 => 1u, < 8 => 2, _ => 3 };
    }

    private uint Write(CortexM4 core, uint block)
    {
        uint handle = Argument(core, block, 0), at = Argument(core, block, 1), length = Argument(core, block, 2);
        if (handle is not (1 or 2 or 3))
        {
            _errno = InvalidHandle;
            return length;
        }
        for (uint i = 0; i < length; i++) output.Write((char)ReadByte(core, at + i));
        return 0;
    }

    private uint WriteText(CortexM4 core, uint at, int most)
    {
        uint register = core[0];
        for (int i = 0; i < most && i < 1 << 20; i++)
        {
            byte letter = ReadByte(core, at++);
            if (letter == 0 && most > 1) break;
            output.Write((char)letter);
        }
        return register;
    }

    private static uint CommandLine(CortexM4 core, uint block)
    {
        core.WriteForHost(Argument(core, block, 0), 0, 1);
        core.WriteForHost(block + 4, 0, 4);
        return 0;
    }

    private uint HeapInfo(CortexM4 core, uint pointer)
    {
        uint block = Argument(core, pointer, 0);
        core.WriteForHost(block, Heap.HeapBase, 4);
        core.WriteForHost(block + 4, Heap.HeapLimit, 4);
        core.WriteForHost(block + 8, Heap.StackBase, 4);
        core.WriteForHost(block + 12, Heap.StackLimit, 4);
        return 0;
    }

    private static uint Elapsed(CortexM4 core, uint block)
    {
        core.WriteForHost(block, (uint)core.Cycle, 4);
        core.WriteForHost(block + 4, (uint)(core.Cycle >> 32), 4);
        return 0;
    }

    private uint Exit(CortexM4 core, int status)
    {
        ExitCode = status;
        core.Halt();
        return core[0];
    }

    private static uint Argument(CortexM4 core, uint block, int index) => core.TryReadWord(block + (uint)index * 4, out uint value) ? value : 0;

    private static byte ReadByte(CortexM4 core, uint address) => core.TryReadWord(address & ~3u, out uint word) ? (byte)(word >> (int)(address & 3) * 8) : (byte)0;
}
