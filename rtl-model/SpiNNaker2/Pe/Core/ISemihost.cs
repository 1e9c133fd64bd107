namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>The host behind BKPT 0xAB (Arm, Semihosting for AArch32 and AArch64).</summary>
public interface ISemihost
{
    /// <summary>Serves the call whose number is in R0 and whose parameter is in R1; the result goes to R0.</summary>
    void Call(CortexM4 core);
}
