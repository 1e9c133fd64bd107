using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Tests.Analog;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Digital;

/// <summary>The switches of the neuron circuits: over the register bus, and as the chip's methods set them.</summary>
public sealed class NeuronMemory
{
    private static readonly ChipOptions Plain = new() { Analog = new AnalogOptions { Correlation = false } };

    // Byte, bit and switch, copied by hand from haldls, vx/v4/neuron (NeuronConfigBitfield).
    private static readonly (int Byte, int Bit, Func<NeuronSwitches, object> Value)[] Bits =
    [
        (2, 0, s => s.EnableResetDegeneration), (2, 1, s => s.EnableResetDiv), (2, 2, s => s.EnableResetMul), (2, 3, s => s.EnableLeakDegeneration),
        (2, 4, s => s.EnableLeakDiv), (2, 5, s => s.EnableLeakMul), (2, 6, s => s.EnableStrongFire),
        (3, 1, s => s.CobaInhibitory), (3, 2, s => s.CobaExcitatory), (3, 3, s => s.EnableUnbufferedAccess), (3, 4, s => s.EnableReadoutAmplifier),
        (3, 5, s => s.Readout == ReadoutSource.ExcitatoryInput), (3, 6, s => s.Readout == ReadoutSource.InhibitoryInput), (3, 7, s => s.EnableReadout),
        (4, 0, s => s.InvertAdaptB), (4, 1, s => s.InvertAdaptA), (4, 2, s => s.EnableAdaptation), (4, 3, s => s.EnableExponential),
        (4, 4, s => s.SmallCapacitorInhibitory), (4, 5, s => s.SmallCapacitorExcitatory), (4, 6, s => s.HighResistanceInhibitory), (4, 7, s => s.HighResistanceExcitatory),
        (5, 0, s => s.EnableOffset), (5, 2, s => s.MemCapSize == 1), (5, 3, s => s.MemCapSize == 2), (5, 4, s => s.MemCapSize == 4),
        (5, 5, s => s.MemCapSize == 8), (5, 6, s => s.MemCapSize == 16), (5, 7, s => s.MemCapSize == 32),
        (6, 0, s => s.InvertOffset), (6, 2, s => s.EnableFire), (6, 3, s => s.EnableThreshold), (6, 4, s => s.EnableSyninInh),
        (6, 5, s => s.EnableSyninExc), (6, 6, s => s.BypassInhibitory), (6, 7, s => s.BypassExcitatory),
        (7, 0, s => s.ConnectSomaRight), (7, 1, s => s.ConnectBottom), (7, 2, s => s.EnableConductance), (7, 3, s => s.ConnectRight),
        (7, 4, s => s.ConnectSoma), (7, 5, s => s.EnableConductanceMul), (7, 6, s => s.EnableConductanceDiv), (7, 7, s => s.EnablePause),
    ];

    [Fact]
    public void Bits_lie_where_the_published_container_has_them()
    {
        foreach ((int number, int bit, Func<NeuronSwitches, object> value) in Bits)
        {
            ulong bytes = 1UL << 8 * (number - 2) + bit;
            NeuronSwitches switches = NeuronWords.Decode(bytes);
            Assert.True((bool)value(switches), $"byte {number}, bit {bit}");
            Assert.Equal(bytes, NeuronWords.Encode(switches));
            Assert.Single(Bits, other => (bool)other.Value(switches));
        }
        Assert.Equal(NeuronSwitches.Off with { ConnectSoma = true }, NeuronWords.Decode(1UL << 44));
    }

    /// <summary>haldls, omnibus_constants and vx/neuron: base of the quadrant + 2 + 8 neuron + byte - 2.</summary>
    [Theory]
    [InlineData(0, 0x160002)]
    [InlineData(127, 0x1603FA)]
    [InlineData(128, 0x168002)]
    [InlineData(256 + 5, 0x17002A)]
    [InlineData(511, 0x1783FA)]
    public void A_circuit_has_its_published_address(int neuron, uint word)
    {
        Assert.Equal(word, AddressMap.NeuronSramOf(neuron));
        BrainScaleS2System system = Board.Build(Plain);
        system.Chip.SetNeuron(neuron, Lab.Lif(), 0, spikeOut: false);
        // en_thresh_comp and en_fire, both inputs; capacitor 63; readout and its amplifier.
        system.Player.Program.Read(5, word + 4);
        system.Player.Program.Read(5, word + 3);
        system.Player.Program.Read(5, word + 1);
        system.Player.Program.Read(5, word - 1);
        system.Player.Program.Write(5, word + 3, 0x03);
        system.Player.Program.Read(5, word + 3);
        system.Run(10);
        Assert.Equal([0x3Cu, 0xFC, 0x90, 0, 0x01], system.Player.Program.Answers.Select(a => a.Data));
        Assert.Equal([false, false, false, true, false], system.Player.Program.Answers.Select(a => a.IsError));
        Assert.Equal(0.1, system.Chip.Core.Array.Neurons.Parameters(neuron).Capacitance, 1e-12);
        Assert.Equal(1, Enumerable.Range(0, 512).Count(n => system.Chip.Core.Array.Neurons.Parameters(n).Capacitance != (n == neuron ? 2.4 : new NeuronParameters().Capacitance)));
    }

    /// <summary>One chip is set by its methods, another by the FPGA's program; both then live through the same input.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_bus_and_the_methods_have_the_same_effect(bool byCodes)
    {
        var random = new Random(byCodes ? 3 : 4);
        for (int round = 0; round < 4; round++)
        {
            var switches = new Dictionary<int, NeuronSwitches>();
            foreach (int n in (int[])[0, 1, 2, 7, 8, 127, 128, 255, 256, 257, 300, 511])
                switches[n] = Drawn(random, n);
            (BrainScaleS2System first, BrainScaleS2System second) = (Start(byCodes, switches.Keys), Start(byCodes, switches.Keys));
            double time = second.Now + 1;
            foreach ((int n, NeuronSwitches s) in switches)
            {
                ulong bytes = NeuronWords.Encode(s);
                for (uint i = 0; i < 6; i++) second.Player.Program.Write(time, AddressMap.NeuronSramOf(n) + i, (uint)(bytes >> 8 * (int)i) & 0xFF);
            }
            foreach (BrainScaleS2System system in (BrainScaleS2System[])[first, second]) system.Run(30);
            foreach ((int n, NeuronSwitches s) in switches) first.Chip.SetSwitches(n, s);
            Assert.Equal(0, second.Chip.NeuronControl.Contradictions);
            foreach (BrainScaleS2System system in (BrainScaleS2System[])[first, second])
            {
                system.Chip.Relax();
                for (int i = 0; i < 40; i++) system.Player.Program.Spikes(system.Now + 1 + 0.7 * i, (ushort)(0x47 + i % 2));
                system.Run(60);
            }
            for (int n = 0; n < 512; n++)
            {
                Assert.Equal(first.Chip.Core.Array.Neurons.Parameters(n), second.Chip.Core.Array.Neurons.Parameters(n));
                Assert.Equal(first.Chip.Core.Array.Neurons.Membrane(n), second.Chip.Core.Array.Neurons.Membrane(n));
                Assert.Equal(first.Chip.Core.Array.ReadoutVoltage(n, line: true), second.Chip.Core.Array.ReadoutVoltage(n, line: true));
                Assert.Equal(first.Chip.NeuronControl.Bytes(n), second.Chip.NeuronControl.Bytes(n));
            }
            Assert.Equal(first.Recorder.Log.Spikes.Select(s => s.Label), second.Recorder.Log.Spikes.Select(s => s.Label));
            Assert.Contains(switches.Keys, n => Math.Abs(first.Chip.Core.Array.Neurons.Membrane(n) - first.Chip.Core.Array.Neurons.Parameters(n).LeakPotential) > 1e-3);
        }
    }

    private static NeuronSwitches Drawn(Random random, int neuron)
    {
        NeuronSwitches s;
        do s = NeuronWords.Decode((ulong)random.NextInt64(1L << 48) | 0x38UL << 32);
        while (s.Contradictions(neuron).Any());
        return s;
    }

    private static BrainScaleS2System Start(bool byCodes, IEnumerable<int> neurons)
    {
        BrainScaleS2System system = Board.Build(Plain);
        BrainScaleS2Chip chip = system.Chip;
        chip.SetNode(CrossbarTopology.FirstLinkInput, 0, 0, 0);
        chip.SetNode(CrossbarTopology.FirstLinkInput, 4, 0, 0);
        var nominal = new NeuronParameters
        {
            JumpExcitatory = 0.004,
            JumpInhibitory = 0.002,
            TauAdaptation = 20,
            AdaptationA = 0.05,
            AdaptationB = 0.02,
            ExponentialSlope = 0.02,
            OffsetCurrent = 0.01,
            SomaConductance = 0.2,
            ResetTau = 1,
            RefractorySlots = 200,
            ResetSlots = 150,
        };
        var codes = new NeuronCodes { VLeak = 250, VThreshold = 320, VReset = 180, IBiasAdaptA = 100, IBiasAdaptB = 300, IMemOffset = 20, IBiasNmda = 60, IBiasReset = 500, VExp = 300 };
        foreach (int n in neurons)
        {
            if (byCodes) chip.SetNeuron(n, codes, n % 256 / 32 * 8 + n / 256 * 4 + n % 4);
            else chip.SetNeuron(n, nominal, n % 256 / 32 * 8 + n / 256 * 4 + n % 4);
            chip.SetSynapse(n / 256, 8, n % 256, 40, 7);
            chip.SetSynapse(n / 256, 9, n % 256, 30, 8);
        }
        for (int half = 0; half < 2; half++) chip.SetDriver(half, 4, new DriverConfiguration { ExcitatoryBottom = true, InhibitoryTop = true });
        return system;
    }

    /// <summary>Nobody but the FPGA sets the neuron: cells and switches give what the codes give.</summary>
    [Fact]
    public void A_neuron_can_be_set_over_the_bus_alone()
    {
        const int Neuron = 256 + 128 + 9;
        BrainScaleS2System system = Board.Build(Plain);
        var codes = new NeuronCodes { VLeak = 300, VThreshold = 400, VReset = 250, IBiasLeak = 77, IBiasReset = 600, IBiasNmda = 33, Switches = new NeuronSwitches { MemCapSize = 21, EnableLeakMul = true, EnableConductance = true, EnableThreshold = false, EnableFire = false } };
        for (byte row = 0; row < 24; row++)
            system.Player.Program.Write(5, AddressMap.Capmem(3) + 32 * 9 + row, (uint)CodeOf(codes, row));
        ulong bytes = NeuronWords.Encode(codes.Switches);
        for (uint i = 0; i < 6; i++) system.Player.Program.Write(5, AddressMap.NeuronSramOf(Neuron) + i, (uint)(bytes >> 8 * (int)i) & 0xFF);
        system.Run(2100);
        Assert.Equal(new NeuronTransfer(AnalogConstants.Default).FromCodes(codes, system.Chip.Core.Codes.SynapseDac), system.Chip.Core.Array.Neurons.Parameters(Neuron));
        // The membrane has come to rest at v_leak.
        Assert.Equal(0.019 + 0.001875 * 300, system.Chip.Core.Array.Neurons.Membrane(Neuron), 1e-3);
    }

    // In the order of rows (halco, capmem).
    private static int CodeOf(NeuronCodes c, byte row) => ((int[])
    [
        c.VLeak, c.VReset, c.VThreshold, c.ESyninExcReversal, c.ESyninInhReversal, c.VAdaptLeak, c.VExp, 0,
        c.IBiasLeak, c.IBiasReset, c.ISyninExcTau, c.ISyninExcCoba, 0, c.ISyninExcGm, c.ISyninInhTau, c.ISyninInhCoba, 0, c.ISyninInhGm,
        c.IBiasAdaptTau, c.IBiasAdaptA, c.IBiasAdaptB, c.IBiasExp, c.IMemOffset, c.IBiasNmda,
    ])[row];

    [Theory]
    [InlineData("neuron[3].en_leak_mul and en_leak_div are both set, but only one of them is allowed", 3, 0x30UL)]
    [InlineData("neuron[3].en_reset_mul and en_reset_div are both set, but only one of them is allowed", 3, 0x06UL)]
    [InlineData("neuron[3].en_comp_cond_mul and en_comp_cond_div are both set, but only one of them is allowed", 3, 0x60UL << 40)]
    [InlineData("neuron[3].connect_soma and en_comp_cond are both set, but the short makes the conductance ineffective; only one of them is allowed", 3, 0x14UL << 40)]
    [InlineData("neuron[3].en_fire is set without en_thresh_comp, but without the comparator there is nothing to send", 3, 0x04UL << 32)]
    [InlineData("neuron[255].connect_membrane_right is set, but column 255 is the last one; columns 0 to 254 have a right neighbour", 255, 0x08UL << 40)]
    [InlineData("neuron[511].connect_somata is set, but column 255 is the last one; columns 0 to 254 have a right neighbour", 511, 0x01UL << 40)]
    [InlineData("neuron[256].connect_bottom is set in the bottom half; circuits 0 to 255 have one below", 256, 0x02UL << 40)]
    public void Switches_that_contradict_themselves_are_refused_or_counted(string message, int neuron, ulong bytes)
    {
        BrainScaleS2System system = Board.Build(Plain);
        system.Chip.SetNeuron(neuron, Lab.Lif() with { Spikes = false }, 0, spikeOut: false);
        ulong before = system.Chip.NeuronControl.Bytes(neuron);
        Assert.Equal(message, Assert.Throws<ChipConfigurationException>(() => system.Chip.SetSwitches(neuron, NeuronWords.Decode(bytes))).Message);
        Assert.Equal(before, system.Chip.NeuronControl.Bytes(neuron));
        for (uint i = 0; i < 6; i++) system.Player.Program.Write(5, AddressMap.NeuronSramOf(neuron) + i, (uint)(bytes >> 8 * (int)i) & 0xFF);
        system.Run(20);
        Assert.InRange(system.Chip.NeuronControl.Contradictions, 1, 6);
        // Kept; and the circuit goes on as without them: cancelled, bypassed or leading nowhere.
        Assert.Equal(bytes, system.Chip.NeuronControl.Bytes(neuron));
        NeuronParameters p = system.Chip.Core.Array.Neurons.Parameters(neuron);
        Assert.Equal((2.4 / 6, false, false, false, false), (p.Leak, p.Spikes, p.ShortRight, p.ShortBottom, p.ConnectSomaRight));
    }

    [Fact]
    public void The_readout_shows_what_is_selected_while_it_is_on()
    {
        BrainScaleS2System system = Board.Build(Plain);
        BrainScaleS2Chip chip = system.Chip;
        chip.SetNeuron(6, Lab.Lif() with { LeakPotential = 0.5, TauAdaptation = 10, AdaptationA = 0.1, AdaptationPotential = 0.4, Spikes = false }, 0, spikeOut: false);
        chip.Readout.Select(6, 7);
        system.Run(200);
        double membrane = chip.Core.Array.Neurons.Membrane(6);
        double adaptation = chip.Core.Array.Neurons.Adaptation(6);
        Assert.Equal(membrane, chip.Core.Readout[0].Value);
        int at = chip.ReadMembrane(6);
        uint word = AddressMap.NeuronSramOf(6) + 1;
        foreach ((uint data, double line, double amplifier) in (ReadOnlySpan<(uint, double, double)>)
            [(0x90, membrane, membrane), (0xB0, 0.6, 0.6), (0xD0, 0.6, 0.6), (0xF0, 0.6 + 0.5 / 0.19 * adaptation, 0.6 + 0.5 / 0.19 * adaptation), (0x10, 0, membrane), (0x80, 0, 0)])
        {
            system.Player.Program.Write(system.Now + 1, word, data);
            system.Run(5);
            Assert.Equal(line, chip.Core.Array.ReadoutVoltage(6, line: true), 1e-9);
            Assert.Equal(amplifier, chip.Core.Array.ReadoutVoltage(6, line: false), 1e-9);
        }
        Assert.True(adaptation > 1e-3);
        Assert.True(at > 0);
        Assert.Equal(0, chip.ReadMembrane(6));
    }

    /// <summary>A membrane that rests for a millisecond and then gets another capacitor and an offset: it moves from then on, with the closed form.</summary>
    [Fact]
    public void What_is_switched_acts_from_then_on()
    {
        BrainScaleS2System system = Board.Build(Plain);
        system.Chip.SetNeuron(5, Lab.Lif() with { OffsetCurrent = 0.04, Spikes = false }, 0, spikeOut: false);
        system.Chip.SetSwitches(5, new NeuronSwitches { EnableOffset = false });
        system.Chip.Relax();
        system.Run(1000);
        double start = system.Now + 1;
        system.Player.Program.Write(start, AddressMap.NeuronSramOf(5) + 3, 31 << 2 | 1);
        system.Run(5);
        // V = V_l + I / g (1 - exp(-t g / C)), from the write's arrival (within 0.5 us) on.
        double tau = (0.1 + 2.3 / 63 * 31) / 0.4;
        double elapsed = -tau * Math.Log(1 - (system.Chip.Core.Array.Neurons.Membrane(5) - 0.4) / 0.1);
        Assert.InRange(system.Now - start - elapsed, 0, 0.5);
    }

    [Fact]
    public void Accesses_sleep_and_keep_order()
    {
        ulong[] hashes = [.. Enum.GetValues<EvaluationOrder>().Select(order =>
        {
            BrainScaleS2System system = Board.Build(Plain, new SimulationOptions { Order = order, CheckQuiescence = true });
            system.Chip.SetNeuron(5, Lab.Lif(), 0, spikeOut: false);
            for (int i = 0; i < 3; i++) system.Player.Program.Write(system.Now, AddressMap.NeuronSramOf(5 + 100 * i) + 3, (uint)(40 + i) << 2);
            system.Run(1);
            var hash = new StateHash();
            system.Chip.Core.Array.Hash(ref hash);
            return hash.Value;
        })];
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public void A_snapshot_keeps_what_was_written()
    {
        BrainScaleS2System first = Start(byCodes: false, [1, 2]), second = Board.Build(Plain);
        first.Player.Program.Write(first.Now + 1, AddressMap.NeuronSramOf(1) + 5, 0x05);
        first.Player.Program.Write(first.Now + 1, AddressMap.NeuronSramOf(2) + 5, 0x10);
        first.Run(10);
        second.Simulation.Restore(Snapshot.FromBytes(first.Simulation.Save().Bytes.Span));
        foreach (BrainScaleS2System system in (BrainScaleS2System[])[first, second])
        {
            system.Player.Program.Write(system.Now + 1, AddressMap.NeuronSramOf(1) + 0, 0x20);
            system.Run(50);
        }
        Assert.Equal(first.Chip.Core.Array.Neurons.Parameters(1), second.Chip.Core.Array.Neurons.Parameters(1));
        Assert.Equal(8 * 0.24, second.Chip.Core.Array.Neurons.Parameters(1).Leak, 1e-12);
        Assert.Equal(first.Simulation.Save().Bytes.ToArray(), second.Simulation.Save().Bytes.ToArray());
    }
}
