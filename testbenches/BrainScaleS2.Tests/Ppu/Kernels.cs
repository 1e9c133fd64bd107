using FsCheck;
using FsCheck.Fluent;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Experiments.Pong;
using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Ppu.Kernels;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>The kernel interface in C# against the processor's instructions: the same bits, and the cycles of the vector unit.</summary>
public sealed class Kernels
{
    [Fact]
    public void Every_vector_operation_agrees_with_its_instruction()
    {
        OpcodeRow[] rows = [.. OpcodeTable.Instance.Rows.Where(row => row.Unit is Unit.VAdd or Unit.VMultiply)];
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var random = new Random(seed);
            var core = new NuxCore();
            var context = new KernelContext(new ArrayRows(new AnalogArray(new AnalogOptions { Correlation = false }), 0));
            KernelVector[] vectors = [.. Enumerable.Range(0, 8).Select(_ => new KernelVector())];
            byte[] lanes = new byte[128];
            for (int v = 0; v < 8; v++)
            {
                random.NextBytes(lanes);
                vectors[v].Write(lanes);
                core.VectorUnit.State.Write(v, lanes);
            }
            List<uint> words = [];
            long expected = 0;
            for (int i = 0; i < 3 * rows.Length; i++)
            {
                OpcodeRow row = rows[i % rows.Length];
                int t = random.Next(8), a = random.Next(8), b = random.Next(8), c = random.Next(4), value = random.Next(-32768, 32768), shift = random.Next(-16, 16);
                bool splats = row.Operation is Operation.SplatByte or Operation.SplatHalfword;
                bool shifts = row.Operation is Operation.ShiftBytes or Operation.ShiftHalfwords;
                if (splats) words.AddRange(PpuAssembler.Assemble($"li r3,{value}").Words);
                words.Add(row.Value | (uint)t << 21 | (splats ? 3u : (uint)a) << 16 | (shifts ? (uint)shift & 31 : (uint)b) << 11 | (splats ? 0 : (uint)c));
                context.Do(row, vectors[t], vectors[a], vectors[b], row.HasCondition ? (Condition)c : Condition.Always, splats ? value : shifts ? shift : c);
                expected += row.Unit == Unit.VMultiply ? 4 : 1;
            }
            words.AddRange(PpuAssembler.Assemble("sync\nwait").Words);
            core.Load(new PpuProgram([.. words], new Dictionary<string, uint>()));
            long end = core.Run(0, 100_000);
            bool same = Enumerable.Range(0, 8).All(v => Enumerable.Range(0, 128).All(lane => core.VectorUnit.State[v, lane] == vectors[v][lane]))
                && Enumerable.Range(0, 128).All(lane => core.VectorUnit.State.AccumulatorOfByte(lane) == context.State.AccumulatorOfByte(lane))
                && Enumerable.Range(1, 3).All(k => Enumerable.Range(0, 128).All(lane => core.VectorUnit.State.Holds((Condition)k, lane) == context.State.Holds((Condition)k, lane)));
            // The program takes the vector unit's cycles and a few for its scalar frame.
            return same && context.Cycles == expected && end >= expected && end < expected + words.Count;
        }).Check(Seeded.Cases(100));
    }

    [Theory]
    [InlineData(ChipMode.Ideal)]
    [InlineData(ChipMode.Calibrated)]
    [InlineData(ChipMode.Uncalibrated)]
    public void The_reward_kernel_and_the_processors_program_write_the_same_weights(ChipMode mode)
    {
        var options = new PongOptions { Mode = mode, States = 8, BaselineReads = 16 };
        var byKernel = new PongExperiment(options);
        var byProgram = new PongExperiment(options);
        var core = new NuxCore(byProgram.Rows);
        core.Load(RewardProgram.Assemble(8));
        for (uint state = 0; state < 8; state++) core.Memory[RewardProgram.Means / 4 + state] = uint.MaxValue;
        for (uint lane = 0; lane < 256; lane++)
            core.WriteByte(RewardProgram.Baselines + lane, byProgram.Kernel.HalfBaseline[lane / 128][(int)lane % 128]);
        var context = new KernelContext(byKernel.Rows);
        var random = new Random(5);
        int[] rewards = [0, 6554, 26214, 45875, 65536];
        for (int update = 0; update < 12; update++)
        {
            int state = random.Next(3), reward = rewards[random.Next(5)];
            Assert.Equal(byKernel.Act(state), byProgram.Act(state));
            byKernel.Kernel.Observe(state, reward);
            long kernelCycles = byKernel.Kernel.Run(context);
            core.Memory[RewardProgram.Mailbox / 4] = (uint)state;
            core.Memory[RewardProgram.Mailbox / 4 + 1] = (uint)reward;
            core.Memory[RewardProgram.Mailbox / 4 + 2] = 0;
            core.Restart(0);
            long programCycles = core.Run(0, 1_000_000);
            Assert.Equal(1u, core.Memory[RewardProgram.Mailbox / 4 + 2]);
            Assert.Equal((uint)byKernel.Kernel.MeanRewardBits(state), core.Memory[RewardProgram.Means / 4 + (uint)state]);
            // The cycles of the kernel are those of the program, but for its vector loads of the baselines and the ends of the loop.
            Assert.InRange(programCycles - kernelCycles, -100, 100);
            for (int row = 0; row < 256; row++)
                Assert.True(byKernel.Core.Synapses(0).Weights(row).SequenceEqual(byProgram.Core.Synapses(0).Weights(row)), $"update {update}, row {row}");
            for (int column = 0; column < 256; column++)
                Assert.Equal(byKernel.Core.Sensors(0).Causal(2 * state, column), byProgram.Core.Sensors(0).Causal(2 * state, column));
        }
    }

    [Fact]
    public void The_rule_is_the_published_one()
    {
        // Wunderlich et al. 2019: w = 14, a = 99.88, R = 1, mean R = 0.5: round(14 + 6.243) = 20; a reset sensor leaves the weight alone.
        var array = new AnalogArray(new AnalogOptions { Constants = AnalogConstants.Default with { CorrelationAmplitude = 36, CorrelationTime = 64, CorrelationLimit = 128 } });
        var rows = new ArrayRows(array, 0);
        var context = new KernelContext(rows);
        var kernel = new RewardKernel(2, state => 2 * state);
        kernel.MeasureBaseline(context, 4);
        array.Drivers(0)[0] = new DriverConfiguration { ExcitatoryBottom = true };
        array.Synapses(0).SetWeight(0, 5, 14);
        array.Synapses(0).SetWeight(0, 6, 14);
        array.Sensors(0).Pre(0, 0, 125);
        foreach (int spike in (int[])[6, 16, 26])
        {
            array.Sensors(0).Post(5, spike * 125);
            array.Sensors(0).Pre(0, 0, spike * 125 + 625);
        }
        Assert.Equal(99.88367182735013, array.Sensors(0).Causal(0, 5), 1e-3);
        kernel.Observe(0, RewardKernel.One);
        kernel.Run(context);
        Assert.Equal(14, array.Synapses(0).Weight(0, 5));
        // The first reward is the expected one; so expect 0.5 by 1 and 0.
        kernel.Observe(0, 0);
        kernel.Run(context);
        Assert.Equal(0.5, kernel.MeanReward(0));
        array.Sensors(0).Pre(0, 0, 100 * 125);
        foreach (int spike in (int[])[105, 115, 125])
        {
            array.Sensors(0).Post(5, spike * 125);
            array.Sensors(0).Pre(0, 0, spike * 125 + 625);
        }
        kernel.Observe(0, RewardKernel.One);
        kernel.Run(context);
        Assert.Equal((20, 14), (array.Synapses(0).Weight(0, 5), array.Synapses(0).Weight(0, 6)));
        Assert.Equal(0, array.Sensors(0).Causal(0, 5));
    }

    [Fact]
    public void Weights_stay_within_six_bits()
    {
        var array = new AnalogArray(new AnalogOptions());
        var context = new KernelContext(new ArrayRows(array, 0));
        var kernel = new RewardKernel(1, _ => 0);
        // Baseline 255, sensors at 0: the largest possible trace.
        for (int lane = 0; lane < 128; lane++) (kernel.HalfBaseline[0][lane], kernel.HalfBaseline[1][lane]) = (127, 127);
        array.Sensors(0).ResetRow(0, Enumerable.Repeat(true, 256).ToArray(), true, true);
        for (int column = 0; column < 256; column++) array.Synapses(0).SetWeight(0, column, column % 64);
        int[] rewards = [0, 65536, 65536, 0, 0, 0, 65536];
        foreach (int reward in rewards)
        {
            kernel.Observe(0, reward);
            kernel.Run(context);
            for (int column = 0; column < 256; column++) Assert.InRange(array.Synapses(0).Weight(0, column), 0, 63);
        }
    }
}
