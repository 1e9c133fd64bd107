using HwModel.Kernel;
using HwModel.SpiNNaker2.Noc;
using HwModel.SpiNNaker2.Pe.Accelerators.ExpLog;
using HwModel.SpiNNaker2.Pe.Accelerators.MacArray;
using HwModel.SpiNNaker2.Pe.Accelerators.Random;
using HwModel.SpiNNaker2.Pe.Accelerators.Rounding;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Network;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.SpiNNaker2.Pe.Peripherals.Dma;
using HwModel.SpiNNaker2.Pe.Peripherals.Timers;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.SpiNNaker2.Pe;

/// <summary>
/// A processing element: Cortex-M4F, 128 KB of SRAM in four banks, bulk DMA, communications controller, timers, MAC array, exponential and logarithm unit,
/// random numbers and rounding, in a clock domain of its own (Scholze et al., OJCAS 2026). Its one connection is to the network-on-chip, besides the lines that
/// the chip drives.
/// </summary>
/// <remarks>The processor stays in reset until <see cref="Release"/> or until <see cref="CortexM4Core.Enable"/> rises. One that waits for an interrupt with nothing else to do costs nothing.</remarks>
public sealed class ProcessingElement : Component
{
    /// <param name="parent">The component that holds it.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="map">Its number, and what else is behind its peripheral bus.</param>
    /// <param name="parameters">Its numbers.</param>
    /// <param name="clock">Its clock; null: the parent's.</param>
    /// <param name="chip">The chip's number, as software reads it.</param>
    public ProcessingElement(Component parent, string name, PeMap map, PeParameters? parameters = null, ClockDomain? clock = null, int chip = 0)
        : base(parent, name, clock)
    {
        PeParameters p = parameters ?? new PeParameters();
        Map = map;
        Memory = new LocalMemory(0, p.Sram.Bytes);
        Core = new CortexM4(p.Core, Memory, null, new PeBus(map)) { BankShift = System.Numerics.BitOperations.Log2((uint)(p.Sram.Bytes / p.Sram.Banks)) };
        Processor = new CortexM4Core(this, "core", Core, hasReset: true);
        Sram = new LocalSram(this, "sram", p.Sram, new SharedCells(Memory));
        Bus = new PeripheralBus(this, "bus", map.Windows);
        Random = new RandomNumbers(this, "rng", p.Random);
        ExpLog = new ExpLogBlock(this, "explog", p.ExpLog);
        Rounding = new RoundingBlock(this, "rounding", p.Rounding);
        Timers = new PeTimers(this, "timer", p.Timers);
        Comms = new CommsController(this, "comms", p.Comms, chip, map.Pe);
        Dma = new BulkDma(this, "dma", p.Dma);
        Mac = new MacArrayUnit(this, "mac", p.Mac);
        Noc = new NocInterface(this, "noc", map);
        Lines = new InterruptLines(this, "interrupts", InterruptBlocks);
        ConnectRegisters();
        ConnectMemory();
        ConnectNetwork();
        ConnectInterrupts();
        Describe("pe", map.Pe);
    }

    private const int InterruptBlocks = 5;

    /// <summary>Address map and place on the chip.</summary>
    public PeMap Map { get; }

    /// <summary>The cells of the SRAM.</summary>
    public LocalMemory Memory { get; }

    /// <summary>The core's architecture: registers, statistics.</summary>
    public CortexM4 Core { get; }

    /// <summary>The clocked core.</summary>
    public CortexM4Core Processor { get; }

    /// <summary>The local bus.</summary>
    public LocalSram Sram { get; }

    /// <summary>The peripheral bus; the ports behind those of <see cref="PeBlock"/> are for the windows that the map names as external.</summary>
    public PeripheralBus Bus { get; }

    public RandomNumbers Random { get; }

    public ExpLogBlock ExpLog { get; }

    public RoundingBlock Rounding { get; }

    public PeTimers Timers { get; }

    public CommsController Comms { get; }

    public BulkDma Dma { get; }

    public MacArrayUnit Mac { get; }

    public NocInterface Noc { get; }

    public InterruptLines Lines { get; }

    /// <summary>Flits from the network.</summary>
    public In<NocFlit> FromNoc => Noc.FromNoc;

    /// <summary>Flits to the network.</summary>
    public Out<NocFlit> ToNoc => Noc.ToNoc;

    /// <summary>Interrupt lines that are the same for the whole chip: bit 0 is the tick (interrupt 23), bits 1 to 3 are interrupts 24 to 26. In this element's clock.</summary>
    public SignalIn<byte> GlobalInterrupts => Lines.Global;

    /// <summary>Optional: low keeps the processor in reset.</summary>
    public SignalIn<bool> Enable => Processor.Enable;

    /// <summary>Everything counted so far.</summary>
    public PeActivity Activity => new(
        Processor.Clock.CycleAt(Simulation.Time - 1) + 1, Processor.ActiveCycles, Core.Instructions, Mac.Products, Core.Statistics.Reads + Core.Statistics.Writes, Processor.Fetches, Sram.Accesses,
        Noc.Packets.Sent, Noc.Packets.Received, Noc.FlitsSent, Noc.FlitsReceived);

    /// <summary>Writes bytes into the SRAM, from outside of time.</summary>
    public void Load(uint address, ReadOnlySpan<byte> data) => Memory.Write(address, data);

    /// <summary>Loads a program; <see cref="Release"/> starts it.</summary>
    /// <exception cref="ElfException">A segment lies outside the SRAM.</exception>
    public void Load(ElfImage image)
    {
        foreach (ElfSegment segment in image.Segments)
        {
            if (!Memory.Contains(segment.RunAddress, segment.MemorySize) || !Memory.Contains(segment.Address, (uint)segment.Data.Length))
                throw new ElfException($"The program cannot be run: its segment of {segment.MemorySize} bytes at 0x{segment.RunAddress:X8} lies outside the local SRAM (0x00000000 to 0x{Memory.Size - 1:X8}).");
            Memory.Write(segment.Address, segment.Data.Span);
        }
    }

    /// <summary>Starts the processor at the next edge.</summary>
    public void Release() => Processor.Release();

    /// <summary>Puts the processor into reset.</summary>
    public void Hold() => Processor.Hold();

    private void ConnectRegisters()
    {
        Wiring.Connect(Processor.Peripheral, Bus.Request);
        Wiring.Connect(Bus.Reply, Processor.PeripheralAnswer);
        Attach(PeBlock.Random, Random.Request, Random.Reply);
        Attach(PeBlock.ExpLog, ExpLog.Unit.Request, ExpLog.Unit.Reply);
        Attach(PeBlock.Rounding, Rounding.Unit.Request, Rounding.Unit.Reply);
        Attach(PeBlock.Timers, Timers.Request, Timers.Reply);
        Attach(PeBlock.Comms, Comms.Request, Comms.Reply);
        Attach(PeBlock.Dma, Dma.Request, Dma.Reply);
        Attach(PeBlock.Mac, Mac.Request, Mac.Reply);
        for (int thread = 0; thread < Rounding.Lanes.Count; thread++)
        {
            Wiring.Connect(Rounding.Lanes[thread].Draw, Random.Draw[thread]);
            Wiring.Connect(Random.Drawn[thread], Rounding.Lanes[thread].Drawn);
        }
    }

    private void Attach(PeBlock block, In<RegisterRequest> request, Out<RegisterReply> reply)
    {
        Wiring.Connect(Bus.BlockRequest[(int)block], request);
        Wiring.Connect(reply, Bus.BlockReply[(int)block]);
    }

    private void ConnectMemory()
    {
        Processor.Couple(Sram);
        Sram.Couple(Processor);
        Wiring.Connect(Sram.Taken, Processor.Taken);
        Master(SramPort.EventHandler, Comms.Sram, Comms.SramAnswer);
        Master(SramPort.Noc, Noc.Sram, Noc.SramAnswer);
        Master(SramPort.MacResult, Mac.SramResult, Mac.SramAnswerResult);
        Master(SramPort.MacOperandB, Mac.SramB, Mac.SramAnswerB);
        Master(SramPort.MacOperandA, Mac.SramA, Mac.SramAnswerA);
        Master(SramPort.Dma, Dma.Sram, Dma.SramAnswer);
    }

    private void Master(int port, Out<SramRequest> request, In<SramReply> reply)
    {
        Wiring.Connect(request, Sram.Request[port]);
        Wiring.Connect(Sram.Reply[port], reply);
    }

    private void ConnectNetwork()
    {
        Wiring.Connect(Comms.NetworkOut, Noc.PacketsOut);
        Wiring.Connect(Noc.PacketsIn, Comms.NetworkIn);
        ConnectRemote(RemoteMaster.Core, Processor.Remote, Processor.RemoteAnswer);
        ConnectRemote(RemoteMaster.Mac, Mac.Remote, Mac.RemoteAnswer);
        ConnectRemote(RemoteMaster.Dma, Dma.Remote, Dma.RemoteAnswer);
    }

    private void ConnectRemote(int master, Out<RemoteRequest> request, In<RemoteReply> reply)
    {
        Wiring.Connect(request, Noc.Remote[master]);
        Wiring.Connect(Noc.RemoteAnswer[master], reply);
    }

    private void ConnectInterrupts()
    {
        Wiring.Connect(Timers.Interrupts, Lines.Block[0]);
        Wiring.Connect(Comms.Interrupts, Lines.Block[1]);
        Wiring.Connect(Dma.Interrupts, Lines.Block[2]);
        Wiring.Connect(Mac.Interrupts, Lines.Block[3]);
        Wiring.Connect(Noc.Interrupts, Lines.Block[4]);
        Wiring.Connect(Lines.Lines, Processor.Interrupts);
    }
}
