using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Tests.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>The memories of synapses, drivers and neurons from the FPGA over the register bus.</summary>
public sealed class BusMemories
{
    private static uint[] Play(BrainScaleS2System system, params (uint Address, uint? Data)[] accesses)
    {
        double time = system.Now + 1;
        foreach ((uint address, uint? data) in accesses)
        {
            if (data is { } value) system.Player.Program.Write(time, address, value);
            else system.Player.Program.Read(time, address);
            time += 1;
        }
        system.Run(accesses.Length + 10);
        Assert.All(system.Player.Program.Answers, answer => Assert.False(answer.IsError));
        return [.. system.Player.Program.Answers.Select(answer => answer.Data)];
    }

    /// <summary>haldls, synapse: four synapses in a word, {time_calib 2, weight 6} and {amp_calib 2, label 6}, the last column in the low byte.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 200, 17)]
    [InlineData(1, 255, 63)]
    public void Four_synapses_are_a_word(int half, int row, int quad)
    {
        BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions() });
        uint word = AddressMap.Synapses(half) + 64u * (uint)row + (uint)quad;
        // Weights 1, 2, 3, 63 with time codes 0, 1, 2, 3; labels 10, 20, 30, 40 with amplitude codes 3, 2, 1, 0.
        uint weights = 0x01u << 24 | 0x42u << 16 | 0x83u << 8 | 0xFF;
        uint labels = (10u | 0xC0) << 24 | (20u | 0x80) << 16 | (30u | 0x40) << 8 | 40;
        Assert.Equal([0x80808080u, weights, labels], Play(system, (word, null), (word, weights), (word + SynapsePort.Labels, labels), (word, null), (word + SynapsePort.Labels, null)));
        SynapseArray synapses = system.Chip.Core.Array.Synapses(half);
        Assert.Equal([1, 2, 3, 63], Enumerable.Range(4 * quad, 4).Select(column => synapses.Weight(row, column)));
        Assert.Equal([10, 20, 30, 40], Enumerable.Range(4 * quad, 4).Select(column => synapses.Label(row, column)));
        Assert.Equal([12, 9, 6, 3], Enumerable.Range(4 * quad, 4).Select(column => system.Chip.Core.Array.Sensors(half).Trim(row, column)));
        Assert.Equal(4, Enumerable.Range(0, 256).Sum(r => Enumerable.Range(0, 256).Count(column => synapses.Weight(r, column) > 0)));
    }

    [Fact]
    public void What_is_set_while_the_chip_stands_can_be_read_over_the_bus()
    {
        BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions { Correlation = false } });
        system.Chip.SetSynapse(1, 9, 7, 33, 44);
        system.Chip.SetDriver(1, 4, new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true, RowAddressCompareMask = 0, Recovery = 1, ShortTermPlasticity = true, TargetVoltageSet = 1 });
        system.Chip.SetNeuron(300, Lab.Lif() with { RefractorySlots = 100 }, 0xA5);
        uint synapse = AddressMap.Synapses(1) + 64 * 9 + 1, driver = AddressMap.Drivers(1) + 16;
        // Circuit 300 is column 44 of the lower row: 128 + 44 of the west block. Address and refractory time are stored inverted.
        uint neuron = AddressMap.NeuronBackend(0) + 4 * (128 + 44);
        uint[] data = Play(system, (synapse, null), (synapse + SynapsePort.Labels, null), (driver, null), (driver + 1, null), (driver + 2, null), (neuron, null), (neuron + 1, null), (neuron + 2, null), (neuron + 3, null));
        Assert.Equal(33u, data[0] & 63);
        Assert.Equal(44u, data[1] & 63);
        // en_receiver, mask 0, offset 8, utilization 8; trim 32 inverted, inhibitory top, excitatory bottom, recovery 1 reversed; recovery and plasticity on, second voltages.
        Assert.Equal([0x8088u, 31u << 8 | 1 << 7 | 1 << 4 | 8, 1u << 7 | 1 << 6 | 1 << 4 | 1], data[2..5]);
        Assert.Equal(~0xA5 >> 2 & 63, (int)data[5] & 63);
        Assert.Equal(~0xA5 & 3, (int)data[6] >> 4 & 3);
        Assert.Equal(~100 >> 4 & 15, (int)data[6] & 15);
        Assert.Equal(~100 & 15, (int)data[7] >> 2 & 15);
        Assert.Equal(1u << 4, data[8] & 1 << 4);
    }

    /// <summary>The whole way: row, driver, node by the bus, and the neuron fires.</summary>
    [Fact]
    public void A_chip_configured_over_the_bus_passes_events()
    {
        BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions { Correlation = false } });
        BrainScaleS2Chip chip = system.Chip;
        chip.SetNode(CrossbarTopology.FirstLinkInput, 0, 0, 0);
        chip.SetNode(0, CrossbarTopology.FirstLinkOutput, 0, 0);
        chip.SetNeuron(0, Lab.Lif() with { JumpExcitatory = 0.02, RefractorySlots = 3750 }, address: 0x47);
        chip.SetSynapse(0, 8, 0, 0, 0);
        chip.SetDriver(0, 4, new DriverConfiguration { Receiver = false });
        system.Player.Program.Spikes(system.Now + 1, 0x47);
        system.Run(10);
        Assert.Empty(system.Recorder.Log.Spikes);
        // Row 8 is the bottom row of driver 4, which has index 1 on bus 0.
        Play(system, (AddressMap.Synapses(0) + 64 * 8, 63u << 24), (AddressMap.Synapses(0) + SynapsePort.Labels + 64 * 8, 7u << 24),
            (AddressMap.Drivers(0) + 16, 1u << 15 | 31u << 9 | 0x88), (AddressMap.Drivers(0) + 17, 31u << 8 | 1 << 4), (AddressMap.Drivers(0) + 18, 1u << 6));
        system.Player.Program.Spikes(system.Now + 1, 0x47);
        system.Run(10);
        Assert.Equal(0x47, Assert.Single(system.Recorder.Log.Spikes).Label & 0xFF);
    }

    [Fact]
    public void A_driver_of_two_signs_written_over_the_bus_drives_nothing()
    {
        DriverConfiguration both = DriverWords.Decode(1 << 15, 1 << 4 | 1 << 6 | 1 << 5, 0);
        Assert.Equal(RowSign.Off, both.Bottom);
        Assert.Equal(RowSign.Excitatory, both.Top);
    }

    [Fact]
    public void Words_of_drivers_keep_every_configuration()
    {
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            int bottom = random.Next(3), top = random.Next(3);
            var c = new DriverConfiguration
            {
                Receiver = random.Next(2) == 1,
                RowAddressCompareMask = random.Next(32),
                ExcitatoryBottom = bottom == 1,
                InhibitoryBottom = bottom == 2,
                ExcitatoryTop = top == 1,
                InhibitoryTop = top == 2,
                HagenModulation = random.Next(2) == 1,
                HagenDacOffset = random.Next(64),
                ShortTermPlasticity = random.Next(2) == 1,
                Utilization = random.Next(16),
                Recovery = random.Next(16),
                Offset = random.Next(16),
                TargetVoltageSet = random.Next(2),
            };
            (ushort word0, ushort word1, ushort word2) = DriverWords.Encode(c);
            Assert.Equal(c, DriverWords.Decode(word0, word1, word2));
        }
    }

    [Fact]
    public void Accesses_sleep_and_keep_order()
    {
        ulong[] hashes = [.. Enum.GetValues<EvaluationOrder>().Select(order =>
        {
            BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions { Correlation = false } }, new SimulationOptions { Order = order, CheckQuiescence = true });
            Play(system, (AddressMap.Synapses(0) + 64, 0x01020304), (AddressMap.Drivers(1), 0x8000), (AddressMap.Synapses(0) + 64, null));
            var hash = new StateHash();
            system.Chip.Core.Array.Hash(ref hash);
            return hash.Value;
        })];
        Assert.Single(hashes.Distinct());
    }
}
