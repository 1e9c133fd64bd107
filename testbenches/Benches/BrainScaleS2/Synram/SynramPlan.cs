using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The memory as plain words, and what each access shall be answered.</summary>
internal sealed class SynramPlan(bool hasSensors)
{
    private const uint Neutral = 0x80808080;
    private const uint Trims = 0xC0C0C0C0;

    // Bits of a driver's words that exist (haldls, synapse_driver).
    private static readonly int[] Fields = [0xFFFF, 0x3FFF, 0xDF];

    public List<(long Cycle, OmnibusRequest Item)> Words { get; } = [];

    public List<(OmnibusReply Reply, string What)> WordReplies { get; } = [];

    public List<(long Cycle, OmnibusRequest Item)> DriverWords { get; } = [];

    public List<(OmnibusReply Reply, string What)> DriverReplies { get; } = [];

    public Dictionary<uint, uint> Memory { get; } = [];

    public Dictionary<int, int[]> Drivers { get; } = [];

    public void Write(uint address, uint data, bool exists)
    {
        Words.Add((8, new OmnibusRequest(address, data, true)));
        WordReplies.Add((new OmnibusReply(0, !exists), $"write of word 0x{address:x}"));
        if (exists) Memory[address] = hasSensors ? data : data & ~Trims | Neutral;
    }

    public void Read(uint address, bool exists)
    {
        Words.Add((8, new OmnibusRequest(address, 0, false)));
        WordReplies.Add((new OmnibusReply(Memory.GetValueOrDefault(address, Neutral), !exists), $"read of word 0x{address:x}"));
    }

    public void WriteDriver(int driver, int word, int data)
    {
        uint address = 4u * (uint)driver + (uint)word;
        if (!Drivers.TryGetValue(driver, out int[]? words)) Drivers[driver] = words = [31 << 9, 0, 0];
        words[word] = data & Fields[word];
        DriverWords.Add((8, new OmnibusRequest(address, (uint)data, true)));
        DriverReplies.Add((new OmnibusReply(0, false), $"write of driver {driver}, word {word}"));
        DriverWords.Add((8, new OmnibusRequest(address, 0, false)));
        DriverReplies.Add((new OmnibusReply((uint)words[word], false), $"read of driver {driver}, word {word}"));
    }

    /// <summary>What words mean (haldls, synapse_driver of HICANN-X v3).</summary>
    public static DriverConfiguration Driver(int[] words)
    {
        bool Bit(int word, int place) => (words[word] & 1 << place) != 0;
        string recovery = Convert.ToString(words[1] & 15, 2).PadLeft(4, '0');
        return new DriverConfiguration
        {
            Utilization = words[0] % 16,
            Offset = words[0] / 16 % 16,
            RowAddressCompareMask = words[0] / 512 % 32,
            Receiver = Bit(0, 15),
            Recovery = Convert.ToInt32(new string([.. recovery.Reverse()]), 2),
            ExcitatoryBottom = Bit(1, 4) && !Bit(1, 6),
            InhibitoryBottom = Bit(1, 6) && !Bit(1, 4),
            ExcitatoryTop = Bit(1, 5) && !Bit(1, 7),
            InhibitoryTop = Bit(1, 7) && !Bit(1, 5),
            HagenDacOffset = 63 - words[1] / 256 % 64,
            TargetVoltageSet = words[2] % 2,
            HagenModulation = Bit(2, 3),
            ShortTermPlasticity = Bit(2, 4),
        };
    }
}
