using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>New words of a synapse driver, as its SRAM stores them.</summary>
/// <param name="Half">0: top, 1: bottom.</param>
/// <param name="Driver">0 to 127.</param>
/// <param name="Word0">Receiver and modulation.</param>
/// <param name="Word1">Row modes and recovery.</param>
/// <param name="Word2">Short-term plasticity.</param>
[Payload]
public readonly partial record struct DriverUpdate(byte Half, byte Driver, ushort Word0, ushort Word1, ushort Word2);

/// <summary>
/// A synapse driver's configuration as its three words of SRAM (haldls, synapse_driver of HICANN-X v3): en_address_out, hagen_dac_offset and
/// en_charge_sharing are stored inverted, recovery has its bits reversed.
/// </summary>
public static class DriverWords
{
    /// <summary>The words of a configuration.</summary>
    public static (ushort Word0, ushort Word1, ushort Word2) Encode(DriverConfiguration c)
    {
        int word0 = c.Utilization | c.Offset << 4 | Bit(c.HagenModulation, 8) | c.RowAddressCompareMask << 9 | Bit(c.Receiver, 15);
        int word1 = Reversed(c.Recovery) | Bit(c.ExcitatoryBottom, 4) | Bit(c.ExcitatoryTop, 5) | Bit(c.InhibitoryBottom, 6) | Bit(c.InhibitoryTop, 7) | (~c.HagenDacOffset & 63) << 8;
        int word2 = c.TargetVoltageSet | Bit(c.HagenModulation, 3) | Bit(c.ShortTermPlasticity, 4) | 1 << 6 | Bit(c.ShortTermPlasticity, 7);
        return ((ushort)word0, (ushort)word1, (ushort)word2);
    }

    /// <summary>The configuration that words hold. On silicon both signs of a row fight each other; here such a row drives nothing.</summary>
    public static DriverConfiguration Decode(int word0, int word1, int word2)
    {
        bool Has(int word, int bit) => (word >> bit & 1) != 0;
        bool bottom = !(Has(word1, 4) && Has(word1, 6)), top = !(Has(word1, 5) && Has(word1, 7));
        return new DriverConfiguration
        {
            Receiver = Has(word0, 15),
            RowAddressCompareMask = word0 >> 9 & 31,
            Utilization = word0 & 15,
            Offset = word0 >> 4 & 15,
            ExcitatoryBottom = bottom && Has(word1, 4),
            ExcitatoryTop = top && Has(word1, 5),
            InhibitoryBottom = bottom && Has(word1, 6),
            InhibitoryTop = top && Has(word1, 7),
            HagenDacOffset = ~(word1 >> 8) & 63,
            Recovery = Reversed(word1 & 15),
            HagenModulation = Has(word2, 3),
            ShortTermPlasticity = Has(word2, 4),
            TargetVoltageSet = word2 & 1,
        };
    }

    private static int Bit(bool value, int place) => value ? 1 << place : 0;

    private static int Reversed(int nibble) => (nibble & 1) << 3 | (nibble & 2) << 1 | (nibble & 4) >> 1 | (nibble & 8) >> 3;
}
