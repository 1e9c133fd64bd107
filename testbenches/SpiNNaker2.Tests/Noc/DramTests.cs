using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.Noc;

/// <summary>The DRAM bridge: its bytes against a plain array, its rates against the model's figures.</summary>
public sealed class DramTests
{
    private static readonly NocPosition Asker = new(7, 2);

    private static (Simulation, ClockDomain, DramBridge, FlitSource, FlitSink) Build(bool check)
    {
        Simulation simulation = Bench.New(quiescence: check);
        ClockDomain clock = simulation.Clock("noc", Bench.Period);
        var bridge = new DramBridge(new Component(simulation.Root, "top", clock), "dram", Floorplan.Dram(1));
        var source = new FlitSource(simulation.Root, "source", clock);
        var sink = new FlitSink(simulation.Root, "sink", clock);
        Wiring.Connect(source.Flits, bridge.FromNoc);
        Wiring.Connect(bridge.ToNoc, sink.Flits);
        return (simulation, clock, bridge, source, sink);
    }

    private static NocFlit Read(uint address, byte tag = 0) =>
        NocFlit.Create(Floorplan.Dram(1), 1, NocClass.ReadRequest, CommsPayload.None, tag, Asker, 2, 0x40000000 | address);

    [Fact]
    public void What_was_written_is_read()
    {
        (Simulation simulation, ClockDomain clock, DramBridge bridge, FlitSource source, FlitSink sink) = Build(check: true);
        var random = RandomStream.Derive(4, "dram");
        byte[] plain = new byte[8192];
        for (int i = 0; i < 400; i++)
        {
            int address = (int)random.Next(8192);
            ulong low = random.NextBits(), high = random.NextBits();
            var size = (CommsPayload)(1 + random.Next(3));
            byte strobes = (byte)random.Next(16);
            source.Add(NocFlit.Create(Floorplan.Dram(1), 1, NocClass.Write, size, strobes, Asker, 2, 0x40000000 | (uint)address, low, high));
            int bytes = size == CommsPayload.Bits128 ? 16 : size == CommsPayload.Bits64 ? 8 : 4;
            for (int b = 0; b < bytes; b++)
                if (bytes > 4 || (strobes >> b & 1) != 0)
                    plain[(address & ~(bytes - 1)) + b] = (byte)((b < 8 ? low : high) >> (8 * (b & 7)));
        }
        for (uint row = 0; row < 512; row++) source.Add(Read(row * 16, (byte)row));
        simulation.RunCycles(clock, 8000);
        Assert.Equal(512, sink.Arrived.Count);
        for (int row = 0; row < 512; row++)
        {
            NocFlit answer = sink.Arrived[row].Flit;
            Assert.Equal((NocClass.ReadResponse, (byte)row, Asker, 4), (answer.Class, answer.Control, answer.Destination, answer.PeMask));
            Assert.Equal((BitConverter.ToUInt64(plain, row * 16), BitConverter.ToUInt64(plain, (row * 16) + 8)), (answer.Low, answer.High));
        }
        byte[] outside = new byte[8192];
        bridge.Read(0x40000000, outside);
        Assert.Equal(plain, outside);
    }

    [Theory]
    [InlineData(1, 2.24e9)]
    [InlineData(5, 1.12e9)]
    public void Bursts_and_single_rows_have_their_rates(int stride, double rate)
    {
        (Simulation simulation, ClockDomain clock, DramBridge bridge, FlitSource source, FlitSink sink) = Build(check: false);
        const int Rows = 20_000;
        for (uint i = 0; i < Rows; i++) source.Add(Read(i * (uint)stride * 16));
        simulation.RunCycles(clock, 200_000);
        Assert.Equal((Rows, Rows), (sink.Arrived.Count, (int)bridge.RowsRead));
        double seconds = (sink.Arrived[^1].Time - sink.Arrived[0].Time) * 1e-15;
        // Which part of a refresh falls into the run is a matter of chance.
        Assert.InRange(Rows * 16 / seconds, rate * 0.99, rate * 1.01);
        Assert.InRange(sink.Arrived[0].Time - source.Pushed[0], 90_000_000, 90_000_000 + (4 * Bench.Period));
    }
}
