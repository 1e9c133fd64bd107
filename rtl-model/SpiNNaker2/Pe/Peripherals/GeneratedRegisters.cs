using HwModel.Kernel.Registers;

// The register files that the specifications beside the blocks give. Said here, so that the generator of modules knows them as state: generators don't see each other's work.
namespace HwModel.SpiNNaker2.Registers;

public sealed partial class CommsRegisters : RegisterFile;

public sealed partial class DmaRegisters : RegisterFile;

public sealed partial class ExplogRegisters : RegisterFile;

public sealed partial class MacRegisters : RegisterFile;

public sealed partial class RngRegisters : RegisterFile;

public sealed partial class RoundingRegisters : RegisterFile;

public sealed partial class TimerRegisters : RegisterFile;
