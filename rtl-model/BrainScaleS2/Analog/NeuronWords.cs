using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>New bytes of a neuron circuit, as its SRAM stores them.</summary>
/// <param name="Neuron">Circuit, 0 to 511.</param>
/// <param name="Bytes">Bytes 2 to 7 of the SRAM, byte 2 lowest.</param>
[Payload]
public readonly partial record struct NeuronUpdate(ushort Neuron, ulong Bytes);

/// <summary>
/// A neuron circuit's switches as bytes 2 to 7 of its SRAM (haldls, vx/v4/neuron: NeuronConfig; bytes 0 and 1 are not used). Byte 2 is the lowest of the 48 bits.
/// </summary>
public static class NeuronWords
{
    /// <summary>Bytes of a neuron.</summary>
    public const int Count = 6;

    /// <summary>The first byte that is used.</summary>
    public const int First = 2;

    /// <summary>The bytes of switches.</summary>
    public static ulong Encode(NeuronSwitches s) =>
        Byte(2, s.EnableResetDegeneration, s.EnableResetDiv, s.EnableResetMul, s.EnableLeakDegeneration, s.EnableLeakDiv, s.EnableLeakMul, s.EnableStrongFire) |
        Byte(3, false, s.CobaInhibitory, s.CobaExcitatory, s.EnableUnbufferedAccess, s.EnableReadoutAmplifier, ((int)s.Readout & 1) != 0, ((int)s.Readout & 2) != 0, s.EnableReadout) |
        Byte(4, s.InvertAdaptB, s.InvertAdaptA, s.EnableAdaptation, s.EnableExponential, s.SmallCapacitorInhibitory, s.SmallCapacitorExcitatory, s.HighResistanceInhibitory, s.HighResistanceExcitatory) |
        Byte(5, s.EnableOffset) | (ulong)(s.MemCapSize & 63) << Place(5, 2) |
        Byte(6, s.InvertOffset, false, s.EnableFire, s.EnableThreshold, s.EnableSyninInh, s.EnableSyninExc, s.BypassInhibitory, s.BypassExcitatory) |
        Byte(7, s.ConnectSomaRight, s.ConnectBottom, s.EnableConductance, s.ConnectRight, s.ConnectSoma, s.EnableConductanceMul, s.EnableConductanceDiv, s.EnablePause);

    /// <summary>The switches that bytes hold.</summary>
    public static NeuronSwitches Decode(ulong bytes)
    {
        bool Has(int number, int bit) => (bytes >> Place(number, bit) & 1) != 0;
        return new NeuronSwitches
        {
            EnableResetDegeneration = Has(2, 0),
            EnableResetDiv = Has(2, 1),
            EnableResetMul = Has(2, 2),
            EnableLeakDegeneration = Has(2, 3),
            EnableLeakDiv = Has(2, 4),
            EnableLeakMul = Has(2, 5),
            EnableStrongFire = Has(2, 6),
            CobaInhibitory = Has(3, 1),
            CobaExcitatory = Has(3, 2),
            EnableUnbufferedAccess = Has(3, 3),
            EnableReadoutAmplifier = Has(3, 4),
            Readout = (ReadoutSource)(bytes >> Place(3, 5) & 3),
            EnableReadout = Has(3, 7),
            InvertAdaptB = Has(4, 0),
            InvertAdaptA = Has(4, 1),
            EnableAdaptation = Has(4, 2),
            EnableExponential = Has(4, 3),
            SmallCapacitorInhibitory = Has(4, 4),
            SmallCapacitorExcitatory = Has(4, 5),
            HighResistanceInhibitory = Has(4, 6),
            HighResistanceExcitatory = Has(4, 7),
            EnableOffset = Has(5, 0),
            MemCapSize = (int)(bytes >> Place(5, 2) & 63),
            InvertOffset = Has(6, 0),
            EnableFire = Has(6, 2),
            EnableThreshold = Has(6, 3),
            EnableSyninInh = Has(6, 4),
            EnableSyninExc = Has(6, 5),
            BypassInhibitory = Has(6, 6),
            BypassExcitatory = Has(6, 7),
            ConnectSomaRight = Has(7, 0),
            ConnectBottom = Has(7, 1),
            EnableConductance = Has(7, 2),
            ConnectRight = Has(7, 3),
            ConnectSoma = Has(7, 4),
            EnableConductanceMul = Has(7, 5),
            EnableConductanceDiv = Has(7, 6),
            EnablePause = Has(7, 7),
        };
    }

    private static int Place(int number, int bit) => 8 * (number - First) + bit;

    private static ulong Byte(int number, params ReadOnlySpan<bool> bits)
    {
        ulong value = 0;
        for (int bit = 0; bit < bits.Length; bit++)
            if (bits[bit])
                value |= 1UL << Place(number, bit);
        return value;
    }
}
