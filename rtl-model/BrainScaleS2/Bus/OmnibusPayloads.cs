using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>An access on the register bus. The bus counts 32-bit words (haldls, omnibus_constants).</summary>
/// <param name="Address">Word address; at a block it counts from the block's first word.</param>
/// <param name="Data">What is written.</param>
/// <param name="IsWrite">Write instead of read.</param>
[Payload]
public readonly partial record struct OmnibusRequest(uint Address, uint Data, bool IsWrite);

/// <summary>The answer to an access; every access has one.</summary>
/// <param name="Data">What was read; 0 for a write.</param>
/// <param name="IsError">Nothing answers at the address.</param>
[Payload]
public readonly partial record struct OmnibusReply(uint Data, bool IsError);
