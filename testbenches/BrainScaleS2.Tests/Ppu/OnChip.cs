using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Ppu;
using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Tests.Digital;
using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Tests.Ppu;

/// <summary>The processors as clocked modules of the chip.</summary>
public sealed class OnChip
{
    private const uint Control = 0x200000;
    private const uint Status = 0x200001;

    // Reads causal and acausal samples, adds 3 to the weights of row 6 in the even columns, labels them 9 in the odd ones, resets the sensors.
    private const string Update = """
            lis r20,8
            lis r21,0xC
            lis r22,0x20
            li r10,12
            li r11,13
            fxvinx v0,r20,r10
            add r23,r21,r22
            fxvinx v1,r23,r10
            fxvinx v2,0,r10
            li r3,3
            fxvsplatb v3,r3
            fxvaddbm v2,v2,v3
            fxvoutx v2,0,r10
            li r3,9
            fxvsplatb v4,r3
            lis r24,4
            fxvoutx v4,r24,r11
            lis r25,9
            fxvoutx v3,r25,r10
            lis r26,0xD
            fxvoutx v3,r26,r10
            li r4,0x2000
            fxvstax v0,0,r4
            addi r4,r4,128
            fxvstax v1,0,r4
            sync
            li r5,1
            stw r5,0x1FFC(0)
        done: wait
            b done
        """;

    private static BrainScaleS2System Build(string program, SimulationOptions? simulation = null, int half = 0)
    {
        BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions() }, simulation);
        system.Chip.Processors[half].Core.Load(PpuAssembler.Assemble(program));
        return system;
    }

    private static void Start(BrainScaleS2System system, int half = 0, double at = 5) => system.Player.Program.Write(at, AddressMap.Ppu(half) + Control, 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_program_changes_its_rows_and_sleeps(int half)
    {
        BrainScaleS2System system = Build(Update, half: half);
        AnalogArray array = system.Chip.Core.Array;
        for (int column = 0; column < 256; column++) array.Synapses(half).Set(6, column, column % 61, 1);
        array.Drivers(half)[3] = new DriverConfiguration { ExcitatoryBottom = true };
        // One causal pair at column 10: 0.5 counts x e^(-1/5) = 0.409, too small to see; 100 of them are 41 counts.
        for (int pair = 0; pair < 100; pair++)
        {
            array.Sensors(half).Pre(6, 1, 100_000L * pair);
            array.Sensors(half).Post(10, 100_000L * pair + 125);
        }
        Start(system, half);
        system.Player.Program.Read(30, AddressMap.Ppu(half) + Status);
        system.Player.Program.Read(30, AddressMap.Ppu(half) + 0x1FFC / 4);
        system.Player.Program.Read(30, AddressMap.Ppu(half) + 0x2000 / 4 + 1);
        system.Run(40);
        PlasticityProcessor processor = system.Chip.Processors[half];
        Assert.Null(processor.Core.Trouble);
        Assert.True(processor.Core.IsSleeping);
        Assert.Equal([1u, 1u], system.Player.Program.Answers.Take(2).Select(answer => answer.Data));
        // Samples: the baseline of 200 counts less what was accumulated; lane 5 is column 10.
        Assert.Equal([200, 200, 200, 200, 200, 159, 200], Enumerable.Range(0, 7).Select(lane => (int)processor.Core.ReadByte(0x2000 + (uint)lane)));
        Assert.Equal(200, processor.Core.ReadByte(0x2080 + 5));
        Assert.Equal(0xC89F_C8C8u, system.Player.Program.Answers[2].Data);
        for (int column = 0; column < 256; column++)
        {
            Assert.Equal(column % 2 == 0 ? (column % 61 + 3) & 63 : column % 61, array.Synapses(half).Weight(6, column));
            Assert.Equal(column % 2 == 0 ? 1 : 9, array.Synapses(half).Label(6, column));
            Assert.Equal(0, array.Sensors(half).Causal(6, column));
        }
    }

    [Fact]
    public void Both_processors_share_the_row_port()
    {
        BrainScaleS2System system = Build(Update);
        system.Chip.Processors[1].Core.Load(PpuAssembler.Assemble(Update));
        Start(system, 0);
        Start(system, 1);
        system.Run(40);
        for (int half = 0; half < 2; half++)
        {
            Assert.True(system.Chip.Processors[half].Core.IsSleeping);
            Assert.Equal(3, system.Chip.Core.Array.Synapses(half).Weight(6, 0));
            Assert.Equal(9, system.Chip.Core.Array.Synapses(half).Label(6, 1));
        }
    }

    [Fact]
    public void The_processor_reads_and_writes_the_register_bus()
    {
        // Omnibus addresses of loads and stores: bit 31, and the word address times 4 (libnux, omnibus).
        uint node = AddressMap.Crossbar + 25;
        BrainScaleS2System system = Build($"""
                lis r3,0x{0x8000u | node * 4 >> 16:x}
                ori r3,r3,0x{node * 4 & 0xFFFF:x}
                lis r4,0x8123
                ori r4,r4,0x0456
                mfspr r30,284
                stw r4,0(r3)
                lwz r5,0(r3)
                mfspr r31,284
                stw r5,0x1000(0)
                subf r31,r30,r31
                stw r31,0x1004(0)
                lis r6,0xBFFF
                lwz r7,0(r6)
            done: wait
                b done
            """);
        Start(system);
        system.Run(20);
        PlasticityProcessor processor = system.Chip.Processors[0];
        Assert.Null(processor.Core.Trouble);
        Assert.True(processor.Core.IsSleeping);
        Assert.Equal(0x8123_0456u, processor.Core.Memory[0x1000 / 4]);
        // 20 cycles each way of asking, and a few to notice the answer.
        Assert.InRange(processor.Core.Memory[0x1004 / 4], 40u, 56u);
        Assert.Equal(1, processor.BusErrors);
    }

    [Fact]
    public void Reset_and_clock_gating()
    {
        BrainScaleS2System system = Build("loop: addi r3,r3,1\n stw r3,0x100(0)\n b loop");
        PlasticityProcessor processor = system.Chip.Processors[0];
        Start(system);
        // Stopped clock at 8 us, on again at 20 us, reset at 30 us.
        system.Player.Program.Write(8, AddressMap.Ppu(0) + Control, 0b101);
        system.Player.Program.Write(20, AddressMap.Ppu(0) + Control, 0b001);
        system.Player.Program.Write(30, AddressMap.Ppu(0) + Control, 0);
        Assert.False(processor.IsRunning);
        system.Run(6);
        uint stopped = processor.Core.Memory[0x100 / 4];
        system.Run(8);
        Assert.Equal(processor.Core.Memory[0x100 / 4], processor.Core.Gpr[3], 1.0);
        Assert.InRange(stopped, 100u, 1000u);
        uint held = processor.Core.Memory[0x100 / 4];
        system.Run(3);
        Assert.InRange(processor.Core.Memory[0x100 / 4], held, held + 1000);
        system.Run(20);
        Assert.False(processor.IsRunning);
        uint last = processor.Core.Memory[0x100 / 4];
        system.Run(10);
        Assert.Equal(last, processor.Core.Memory[0x100 / 4]);
    }

    [Fact]
    public void A_sleeping_processor_costs_nothing()
    {
        BrainScaleS2System system = Build("wait\nb 0");
        Start(system);
        system.Run(20);
        Assert.True(system.Chip.Processors[0].Core.IsSleeping);
        long before = system.EventClock.EvaluatedEdges;
        system.Run(1000);
        Assert.True(system.EventClock.EvaluatedEdges - before < 1000, $"{system.EventClock.EvaluatedEdges - before} edges");
    }

    [Fact]
    public void The_order_of_evaluation_does_not_show()
    {
        ulong[] hashes = [.. Enum.GetValues<EvaluationOrder>().Select(order =>
        {
            BrainScaleS2System system = Build(Update, new SimulationOptions { Order = order });
            Start(system);
            system.Run(20);
            Assert.True(system.Chip.Processors[0].Core.IsSleeping);
            return HashOf(system);
        })];
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public void Sleeping_modules_have_nothing_to_do()
    {
        BrainScaleS2System system = Board.Build(new ChipOptions { Analog = new AnalogOptions { Correlation = false } }, new SimulationOptions { CheckQuiescence = true });
        system.Chip.Processors[0].Core.Load(PpuAssembler.Assemble("li r10,12\n fxvinx v2,0,r10\n fxvmulbm v3,v2,v2\n divw r4,r3,r2\n add r5,r4,r4\n fxvoutx v3,0,r10\n sync\n wait"));
        Start(system, at: 4.1);
        system.Run(1.5);
        Assert.True(system.Chip.Processors[0].Core.IsSleeping);
    }

    [Fact]
    public void A_snapshot_goes_on_with_the_same_bits()
    {
        BrainScaleS2System first = Build(Update);
        Start(first);
        first.Run(2.5);
        Snapshot snapshot = first.Simulation.Save();
        BrainScaleS2System second = Board.Build(new ChipOptions { Analog = new AnalogOptions() });
        second.Simulation.Restore(Snapshot.FromBytes(snapshot.Bytes.Span));
        first.Run(20);
        second.Run(20);
        Assert.True(second.Chip.Processors[0].Core.IsSleeping);
        Assert.Equal(HashOf(first), HashOf(second));
    }

    private static ulong HashOf(BrainScaleS2System system)
    {
        var hash = new StateHash();
        foreach (PlasticityProcessor processor in system.Chip.Processors) processor.Core.Hash(ref hash);
        system.Chip.Core.Array.Hash(ref hash);
        return hash.Value;
    }
}
