using System.Buffers.Binary;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Tests.PeBenches;

namespace HwModel.SpiNNaker2.Tests.PeSystem;

/// <summary>Processing elements at a plain network.</summary>
internal sealed class ElementBench
{
    public const uint Done = 0x600DC0DE;

    public ElementBench(int elements = 2, int latency = 10, EvaluationOrder order = EvaluationOrder.Shuffled, bool quiescence = false, string? fault = null)
    {
        Simulation = Bench.New(fault, order, quiescence);
        Clock = Simulation.Clock("pe", Bench.Period);
        Network = new PlainNetwork(new Component(Simulation.Root, "chip", Clock), "network", elements, latency);
        Elements = [.. Enumerable.Range(0, elements).Select(pe => new ProcessingElement(Simulation.Root, $"pe[{pe}]", new PeMap(pe), clock: Clock))];
        for (int pe = 0; pe < elements; pe++)
        {
            Wiring.Connect(Elements[pe].ToNoc, Network.From[pe]);
            Wiring.Connect(Network.To[pe], Elements[pe].FromNoc);
        }
    }

    public Simulation Simulation { get; }

    public ClockDomain Clock { get; }

    public PlainNetwork Network { get; }

    public ProcessingElement[] Elements { get; }

    /// <summary>A word of the result block that the programs fill.</summary>
    public uint Result(int index, int pe = 0) => Word(Elements[pe], 0x1F000 + 4 * (uint)index);

    public static uint Word(ProcessingElement element, uint address) => BinaryPrimitives.ReadUInt32LittleEndian(element.Memory.Contents[(int)address..]);

    public void Start(string program, int pe = 0)
    {
        Elements[pe].Load(PeProgram.Build(program));
        Elements[pe].Release();
    }

    /// <summary>Runs until the programs of some elements have ended well.</summary>
    public void Finish(long limit = 300_000, params int[] elements)
    {
        for (long cycles = 0; (elements.Length == 0 ? [0] : elements).Any(pe => Result(0, pe) != Done); cycles += 100)
        {
            Assert.True(cycles < limit, $"after {limit} cycles: result {Result(0):X8} {Result(1):X8} {Result(2):X8}, PC {Elements[0].Core.Pc:X8}, {Elements[0].Core.Phase}");
            Assert.NotEqual(0xDEADFA17, Result(0));
            Simulation.RunCycles(Clock, 100);
        }
    }

    /// <summary>A multicast packet for an element.</summary>
    public static NocFlit Spike(uint key, int pe = 0) =>
        NocFlit.Create(Floorplan.PositionOf(pe), 1 << pe % 4, NocClass.Multicast, CommsPayload.None, 0, Floorplan.RouterNorth, 0, key);
}
