using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.Cli.Elf.Gdb;

internal sealed class GdbServer(ElfMachine machine, TextWriter error, long maxCycles)
{
    public ElfEnd Serve(int port)
    {
        error.WriteLine($"{port} {machine} {maxCycles}");
        return ElfEnd.Exit;
    }
}
